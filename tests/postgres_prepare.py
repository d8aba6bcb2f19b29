#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Prepare the schema and every statement on a real PostgreSQL 15.

A private cluster in a temporary directory, reached through a Unix socket
only, takes the schema that tools/sqlgen.py maps and prepares each statement
with the types of its signature; the types of its result are compared too.
Nothing is executed.
"""

import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile

BIN = os.environ.get("PG_BIN", "/usr/lib/postgresql/15/bin")
ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
SQLGEN = os.path.join(ROOT, "tools", "sqlgen.py")
OWNER = "postgres"
ENVIRONMENT = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"),
               "LC_ALL": "C"}


def as_owner(*command):
    """initdb refuses root, so root lends itself the account of the package."""
    return (["runuser", "-u", OWNER, "--"] if os.geteuid() == 0 else
            []) + list(command)


def sqlgen(option):
    return subprocess.run([sys.executable, SQLGEN, option], check=True,
                          stdout=subprocess.PIPE, text=True).stdout


class Cluster:
    """A PostgreSQL of our own, for as long as the with block lasts."""

    def __init__(self):
        self.top = tempfile.mkdtemp(prefix="parcela-pg-", dir="/tmp")
        self.data = os.path.join(self.top, "data")
        self.log = os.path.join(self.top, "log")
        if os.geteuid() == 0:
            owner = pwd.getpwnam(OWNER)
            os.chown(self.top, owner.pw_uid, owner.pw_gid)

    def run(self, program, *arguments):
        done = subprocess.run(
            as_owner(os.path.join(BIN, program), *arguments), cwd=self.top,
            env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{program} failed: {done.stderr.strip()}")

    def __enter__(self):
        try:
            self.run("initdb", "-D", self.data, "-U", OWNER, "-A", "trust",
                     "-E", "UTF8", "--no-locale", "--no-sync")
            self.run("pg_ctl", "-D", self.data, "-l", self.log, "-w", "-s",
                     "-o", f"-k {self.top} -c listen_addresses='' "
                     "-c fsync=off", "start")
        except SystemExit:
            self.remove()
            raise
        return self

    def __exit__(self, *_):
        try:
            self.run("pg_ctl", "-D", self.data, "-w", "-s", "-m",
                     "immediate", "stop")
        finally:
            self.remove()

    def remove(self):
        shutil.rmtree(self.top, ignore_errors=True)

    def psql(self, script, *options):
        """What psql printed, both streams in the order of the script."""
        return subprocess.run(
            as_owner(os.path.join(BIN, "psql"), "-X", "-q", "-A", "-t",
                     "-h", self.top, "-U", OWNER, "-d", "postgres",
                     *options, "-f", "-"),
            cwd=self.top, env=ENVIRONMENT, input=script,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def example(statement):
    """The statement with a typed NULL for each parameter: \\gdesc knows of
    a parameter's type only what the place it stands in says."""
    return re.sub(
        r"\$(\d+)",
        lambda m: f"CAST(NULL AS {statement['types'][int(m[1]) - 1]})",
        statement["sql"])


def script_of(statements):
    """Each statement's answers lie between its name and the next."""
    lines = []
    for number, statement in enumerate(statements):
        types = ", ".join(statement["types"])
        lines += [f"\\echo @@{number}",
                  f"PREPARE s{number}{f' ({types})' if types else ''} AS",
                  statement["sql"] + ";"]
        if statement["columns"]:
            lines += ["\\echo @types", example(statement) + " \\gdesc"]
    return "\n".join(lines) + "\n"


def complaint(statement, answer):
    """What PostgreSQL has against the statement, or None."""
    said, _, described = answer.partition("@types\n")
    if "ERROR" in said:
        return said.strip()
    if "ERROR" in described:
        return described.strip()
    types = [line.rpartition("|")[2] for line in described.splitlines()]
    if types != statement["columns"]:
        return (f"returns {', '.join(types)}, its signature says "
                f"{', '.join(statement['columns'])}")
    return None


def main():
    if not os.access(os.path.join(BIN, "initdb"), os.X_OK):
        print(f"no PostgreSQL 15 in {BIN}: install postgresql-15",
              file=sys.stderr)
        print("0 passed, 1 failed")
        return 1
    schema = sqlgen("--postgres-schema")
    statements = [json.loads(line) for line in
                  sqlgen("--postgres-statements").splitlines()]
    with Cluster() as cluster:
        made = cluster.psql(schema, "-v", "ON_ERROR_STOP=1")
        answers = cluster.psql(script_of(statements)).stdout
    if made.returncode != 0:
        print(f"the schema: {made.stdout.strip()}")
        print("0 passed, 1 failed")
        return 1
    answers = re.split(r"^@@\d+\n", answers, flags=re.M)[1:]
    failed = 0
    for statement, answer in zip(statements, answers, strict=True):
        if said := complaint(statement, answer):
            failed += 1
            print(f"{statement['at']}: {statement['name']}: {said}")
    print(f"{len(statements) + 1 - failed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
