#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Compile store/sql/*.sql into typed C functions (see src/store/README.md).

  sqlgen.py --output DIR            read.h, write.h and statements.c
  sqlgen.py --postgres-schema       the schema as PostgreSQL takes it
  sqlgen.py --postgres-statements   one JSON object a line: name, sql, types,
                                    columns (the types of the result)

Every statement is prepared against the schema in an SQLite in memory, so a
misspelt column is an error of the build that names its file and line.
"""

import argparse
import dataclasses
import json
import os
import re
import sqlite3
import sys

# What each type of the signature language is in C, as a parameter and as a
# field, and in the columns of both engines.
C_PARAMETER = {
    "int": "int64_t {0}",
    "opt": "int64_t {0}",
    "text": "const char *{0}",
    "address": "const struct address *{0}",
    "prefix": "const struct prefix *{0}",
    "blob": "const void *{0}, size_t {0}_length",
}
C_FIELD = {
    "int": "int64_t {0}",
    "opt": "int64_t {0}",
    "text": "const char *{0}",
    "address": "struct address {0}",
    "prefix": "struct prefix {0}",
    "blob": "struct blob {0}",
}
C_VALUE = {
    "int": "value_int({0})",
    "opt": "value_opt({0})",
    "text": "value_text({0})",
    "address": "value_address({0})",
    "blob": "value_blob({0}, {0}_length)",
    "prefix.first": "value_address(&{0}->first)",
    "prefix.length": "value_int({0}->length)",
}
POSTGRES = {
    "int": ["bigint"],
    "opt": ["bigint"],
    "bool": ["bigint"],
    "text": ["text"],
    "address": ["bytea"],
    "prefix": ["bytea", "bigint"],
    "blob": ["bytea"],
    "prefix.first": ["bytea"],
    "prefix.length": ["bigint"],
}
EXAMPLE = {"bigint": 0, "text": "", "bytea": bytes(16)}
FACT_TYPE = {
    "INTEGER": "int",
    "OPTIONAL": "opt",
    "TEXT": "text",
    "PERSONAL": "text",
    "WORD": "text",
    "PREFIX": "prefix",
}

# Structs of model.h that are no facts, with their tables' columns.
PLAIN = {
    "account": ["int person", "bool hostmaster", "bool disabled",
                "text language", "text password", "int bounced"],
    "journal_row": ["int serial", "int time", "text actor", "text source",
                    "text requester", "text reason", "text ticket",
                    "text operation", "text object", "text before",
                    "text after", "text personal", "text hash"],
}
C_KEYWORDS = set(
    "auto break case char const continue default do double else enum extern "
    "float for goto if inline int long register restrict return short signed "
    "sizeof static struct switch typedef union unsigned void volatile while "
    "bool true false".split())
OUR_NAMES = {"store", "cursor", "row", "in"}
FACT_STATEMENTS = ("by_id", "all", "insert", "update", "delete")

SIGNATURE = re.compile(
    r"(one|many|do) ([a-z][a-z0-9_]*)\(([^()]*)\)"
    r"(?: -> (?:([a-z_]+)|\(([^()]*)\)))?$")
SIGNATURE_START = re.compile(r"--\s*([A-Za-z]+)\s+\w+\(")
TOKEN = re.compile(
    r"(?P<quoted>'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")"
    r"|(?P<comment>--[^\n]*)"
    r"|\$(?P<parameter>\w+(?:\.\w+)?)"
    r"|@(?P<columns>\w+(?:\.\w+)?)")
WRITES = re.compile(r"\b(insert|update|delete|replace)\b(?!\s*\()", re.I)


class Complaint(Exception):
    """What is wrong with the input, as FILE:LINE: sentence."""

    def __init__(self, path, line, sentence):
        super().__init__(f"{path}:{line}: {sentence}")


@dataclasses.dataclass
class Variable:
    type: str
    name: str


@dataclasses.dataclass
class Statement:
    path: str
    line: int
    kind: str                   # one, many, do
    name: str
    parameters: list            # of Variable
    result: str                 # a fact, a plain struct, "()" or None
    fields: list                # of Variable: the result's, prefixes whole
    body: list                  # of (line number, text)
    sql: str = ""               # with ?1
    slots: list = dataclasses.field(default_factory=list)

    def complain(self, sentence, line=None):
        return Complaint(self.path, line or self.line,
                         f"{self.name}: {sentence}")

    def column_types(self):
        return [t for f in self.fields for t in POSTGRES[f.type]]


def read_facts(path):
    """The facts, in the order of enum fact_kind: {name: [Variable]}."""
    facts = {}
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
    for macro, inside in re.findall(r"^\s*([A-Z_]+)\(([^)]*)\)", text, re.M):
        words = [w.strip() for w in inside.split(",")]
        if macro == "FACT":
            facts[words[0]] = []
        elif macro in FACT_TYPE:
            facts[words[0]].append(Variable(FACT_TYPE[macro], words[1]))
    return facts


def columns_of(fields):
    """The names of the columns that a struct's fields lie in."""
    names = []
    for field in fields:
        names += (["first", "length"] if field.type == "prefix"
                  else [field.name])
    return names


# --- The schema -----------------------------------------------------------

def schema_statements(path):
    """The statements of the schema, without comments and semicolons."""
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"--[^\n]*", "", file.read())
    return [s.strip() for s in text.split(";") if s.strip()]


def is_table(statement):
    return statement.upper().startswith("CREATE TABLE")


def sqlite_schema(path):
    made = []
    for statement in schema_statements(path):
        if is_table(statement):
            head, without, _ = statement.partition(") WITHOUT ROWID")
            statement = (head + ") STRICT, WITHOUT ROWID" if without
                         else head + " STRICT")
        made.append(statement)
    return made


def postgres_schema(path):
    made = []
    for statement in schema_statements(path):
        if is_table(statement):
            statement = statement.replace(") WITHOUT ROWID", ")")
            statement = re.sub(r"\bINTEGER\b", "BIGINT", statement)
            statement = re.sub(r"\bBLOB\b", "BYTEA", statement)
        made.append(statement)
    return made


# --- Reading statements ---------------------------------------------------

def read_variables(text, where, known):
    """"int a, prefix p" as a list of Variable; where(sentence) complains."""
    made = []
    for part in text.split(",") if text.strip() else []:
        words = part.split()
        if len(words) != 2:
            raise where(f"'{part.strip()}' is not 'TYPE NAME'")
        kind, name = words
        if kind not in known:
            raise where(f"unknown type '{kind}'")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in C_KEYWORDS:
            raise where(f"'{name}' cannot be a name in C")
        if name in [v.name for v in made]:
            raise where(f"'{name}' appears twice")
        made.append(Variable(kind, name))
    return made


def read_signature(path, line, text, structs):
    match = SIGNATURE.match(text)
    if not match:
        raise Complaint(path, line, f"not a signature: '{text}'")
    kind, name, parameters, struct, columns = match.groups()

    def where(sentence):
        return Complaint(path, line, f"{name}: {sentence}")

    if struct and struct not in structs:
        raise where(f"unknown fact '{struct}'")
    if (kind == "do") != (struct is None and columns is None):
        raise where("'do' has no result, 'one' and 'many' have one")
    parameters = read_variables(parameters, where, C_PARAMETER)
    for variable in parameters:
        if variable.name in OUR_NAMES:
            raise where(f"parameter '{variable.name}' has a reserved name")
    if columns is not None:
        fields = read_variables(columns, where, C_FIELD)
        if not fields:
            raise where("a result needs a column")
    else:
        fields = structs[struct] if struct else []
    return Statement(path, line, kind, name, parameters,
                     struct or (None if columns is None else "()"),
                     fields, [])


def signature_is_open(text):
    """Does the signature go on in the next comment line?"""
    if not SIGNATURE.match(text):
        return True
    return not text.startswith("do ") and "->" not in text


def read_file(path, structs):
    """The statements of one file, their bodies still as written."""
    statements, signature, start = [], None, 0
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    for number, line in enumerate(lines, 1):
        if signature is not None and line.startswith("--"):
            signature += " " + line[2:].strip()
        elif signature is not None:
            raise Complaint(path, start, f"not a signature: '{signature}'")
        elif match := SIGNATURE_START.match(line):
            if match[1] not in ("one", "many", "do"):
                raise Complaint(path, number,
                                f"unknown kind of statement '{match[1]}'")
            signature, start = line[2:].strip(), number
        elif line.startswith("--") or not line.strip():
            continue
        elif not statements:
            raise Complaint(path, number, "SQL before the first signature")
        else:
            statements[-1].body.append((number, line))
        if signature is not None and not signature_is_open(signature):
            statements.append(read_signature(path, start, signature, structs))
            signature = None
    if signature is not None:
        raise Complaint(path, start, f"not a signature: '{signature}'")
    return statements


# --- Compiling statements -------------------------------------------------

def slot_of(statement, text, line):
    """'p.first' as ('prefix.first', 'p'), checked against the signature."""
    name, _, part = text.partition(".")
    for variable in statement.parameters:
        if variable.name != name:
            continue
        if (variable.type == "prefix") != (part in ("first", "length")):
            raise statement.complain(
                f"${text} does not fit a parameter of type {variable.type}",
                line)
        return (f"prefix.{part}" if part else variable.type, name)
    raise statement.complain(f"unknown parameter ${name}", line)


def expand(statement, line, text, structs):
    """One line with ?N for parameters and columns for @facts."""
    def replace(match):
        if match["quoted"]:
            return match[0]
        if match["comment"]:
            return ""
        if match["columns"]:
            alias, _, name = match["columns"].rpartition(".")
            if name not in structs:
                raise statement.complain(f"unknown fact @{name}", line)
            return ", ".join((alias + "." if alias else "") + column
                             for column in columns_of(structs[name]))
        slot = slot_of(statement, match["parameter"], line)
        if slot not in statement.slots:
            statement.slots.append(slot)
        return f"?{statement.slots.index(slot) + 1}"
    return TOKEN.sub(replace, text).strip()


def compile_statement(statement, structs):
    if not statement.body:
        raise statement.complain("has no SQL")
    lines = [expand(statement, number, text, structs)
             for number, text in statement.body]
    statement.sql = "\n".join(line for line in lines if line).rstrip("; ")
    if ";" in re.sub(r"'[^']*'", "", statement.sql):
        raise statement.complain("is more than one statement")
    used = [name for _, name in statement.slots]
    for variable in statement.parameters:
        if variable.name not in used:
            raise statement.complain(f"unused parameter ${variable.name}")
    writes = bool(WRITES.search(re.sub(r"'[^']*'", "", statement.sql)))
    if writes != (statement.kind == "do"):
        raise statement.complain("'do' writes, 'one' and 'many' only look")


def fact_statements(path, facts):
    """Five statements a fact, in the order of FACT_STATEMENTS."""
    made = []
    for name, fields in facts.items():
        columns = columns_of(fields)
        chosen = f"SELECT {', '.join(columns)}\nFROM {name} "
        places = ", ".join(f"?{n}" for n in range(1, len(columns) + 1))
        changed = ", ".join(f"{column} = ?{n}"
                            for n, column in enumerate(columns[1:], 2))
        row = [(f"prefix.{c}" if c in ("first", "length") and f == "prefix"
                else f, c) for f, c in zip(slot_types(fields), columns)]
        key = [("int", "id")]
        for verb, kind, sql, slots in (
                ("by_id", "one", f"{chosen}WHERE id = ?1", key),
                ("all", "many", f"{chosen}ORDER BY id", []),
                ("insert", "do", f"INSERT INTO {name}\n"
                 f"({', '.join(columns)})\nVALUES ({places})", row),
                ("update", "do", f"UPDATE {name}\nSET {changed}\n"
                 "WHERE id = ?1", row),
                ("delete", "do", f"DELETE FROM {name} WHERE id = ?1", key)):
            looks = kind != "do"
            made.append(Statement(path, 1, kind, f"{name}_{verb}", [],
                                  name if looks else None,
                                  fields if looks else [], [], sql, slots))
    return made


def slot_types(fields):
    types = []
    for field in fields:
        types += [field.type] * (2 if field.type == "prefix" else 1)
    return types


def prepare_all(statements, facts, schema, schema_path, facts_path):
    """Have SQLite itself look at the schema and at every statement."""
    database = sqlite3.connect(":memory:")
    for sql in schema:
        try:
            database.execute(sql)
        except sqlite3.Error as error:
            raise Complaint(schema_path, 1,
                            f"{error}: {sql.splitlines()[0]}") from error
    for name, fields in facts.items():
        have = {row[1] for row in
                database.execute(f"PRAGMA table_info({name})")}
        if have != set(columns_of(fields)):
            odd = sorted(have ^ set(columns_of(fields)))
            raise Complaint(facts_path, 1,
                            f"{name} and its table differ in {odd}")
    for statement in statements:
        prepare(database, statement)


def prepare(database, statement):
    looks = statement.kind != "do"
    try:
        cursor = database.execute(
            ("" if looks else "EXPLAIN ") + statement.sql,
            [EXAMPLE[POSTGRES[slot][0]] for slot, _ in statement.slots])
    except sqlite3.Error as error:
        raise statement.complain(str(error)) from error
    if looks and len(cursor.description) != len(statement.column_types()):
        raise statement.complain(
            f"selects {len(cursor.description)} columns, its result has "
            f"{len(statement.column_types())}")


def load(paths):
    facts = read_facts(paths["facts"])
    structs = dict(facts)
    for name, fields in PLAIN.items():
        structs[name] = [Variable(*field.split()) for field in fields]
    statements = fact_statements(paths["facts"], facts)
    for path in paths["sql"]:
        for statement in read_file(path, structs):
            compile_statement(statement, structs)
            statements.append(statement)
    seen = {}
    for statement in statements:
        if first := seen.get(statement.name):
            raise statement.complain(
                f"stands already at {first.path}:{first.line}")
        seen[statement.name] = statement
    prepare_all(statements, facts, sqlite_schema(paths["schema"]),
                paths["schema"], paths["facts"])
    return facts, statements


# --- Writing C ------------------------------------------------------------

NOTICE = """\
/* SPDX-License-Identifier: ISC */
/* Made by tools/sqlgen.py out of src/store/sql: do not edit. */
"""

READ_HEAD = NOTICE + """\
#ifndef STORE_READ_H
#define STORE_READ_H

#include "store/store.h"

struct blob {
	const void *bytes;
	size_t length;
};
"""

WRITE_HEAD = NOTICE + """\
#ifndef STORE_WRITE_H
#define STORE_WRITE_H

#include "store/store.h"

/* Any fact by its kind, for replay: rows changed. */
int64_t w_fact_insert(struct store *, enum fact_kind, const void *row);
int64_t w_fact_update(struct store *, enum fact_kind, const void *row);
int64_t w_fact_delete(struct store *, enum fact_kind, int64_t id);
"""

CODE_HEAD = NOTICE + """\
#include "store/private.h"
#include "store/read.h"
#include "store/write.h"
"""


def c_string(text, indent):
    """An SQL text as C string literals, one a line."""
    lines = text.split("\n")
    literals = [json.dumps(line + ("\n" if n < len(lines) else ""),
                           ensure_ascii=False)
                for n, line in enumerate(lines, 1)]
    return ("\n" + indent).join(literals)


def row_type(statement):
    return (f"struct q_{statement.name}" if statement.result == "()"
            else f"struct {statement.result}")


def functions_of(number, statement):
    """(return type, name and parameters, body) of each function."""
    inside = "".join(", " + C_PARAMETER[v.type].format(v.name)
                     for v in statement.parameters)
    values = [C_VALUE[slot].format(name) for slot, name in statement.slots]
    before, passed = "", "NULL, 0"
    if values:
        before = ("\tconst struct value in[] = {\n"
                  + "".join(f"\t\t{value},\n" for value in values)
                  + "\t};\n\n")
        passed = "in, ARRAY_LENGTH(in)"
    if statement.kind == "do":
        return [("int64_t",
                 f"w_{statement.name}(struct store *store{inside})",
                 f"{before}\treturn statement_do(store, {number}, "
                 f"{passed});\n")]
    row = row_type(statement)
    if statement.kind == "one":
        return [("bool",
                 f"q_{statement.name}(struct store *store{inside}, "
                 f"{row} *row)",
                 f"{before}\treturn statement_one(store, {number}, "
                 f"{passed}, row);\n")]
    return [("void",
             f"q_{statement.name}_open(struct store *store{inside}, "
             "struct cursor *cursor)",
             f"{before}\tstatement_open(store, {number}, {passed}, "
             "cursor);\n"),
            ("bool",
             f"q_{statement.name}_next(struct cursor *cursor, {row} *row)",
             f"\treturn statement_next(cursor, {number}, row);\n")]


def fact_functions(name):
    """The typed faces of store.h's and write.h's functions on any fact."""
    kind = f"FACT_{name}"
    return [
        ("bool", f"q_{name}_by_id(struct store *store, int64_t id, "
         f"struct {name} *row)",
         f"\treturn q_fact_by_id(store, {kind}, id, row);\n"),
        ("void", f"q_{name}_all_open(struct store *store, "
         "struct cursor *cursor)",
         f"\tq_fact_all_open(store, {kind}, cursor);\n"),
        ("bool", f"q_{name}_all_next(struct cursor *cursor, "
         f"struct {name} *row)",
         f"\treturn q_fact_all_next({kind}, cursor, row);\n"),
        ("int64_t", f"w_{name}_insert(struct store *store, "
         f"const struct {name} *row)",
         f"\treturn w_fact_insert(store, {kind}, row);\n"),
        ("int64_t", f"w_{name}_update(struct store *store, "
         f"const struct {name} *row)",
         f"\treturn w_fact_update(store, {kind}, row);\n"),
        ("int64_t", f"w_{name}_delete(struct store *store, int64_t id)",
         f"\treturn w_fact_delete(store, {kind}, id);\n"),
    ]


def prototype(head, parameters):
    """Wrapped at 80 columns, continued by four blanks."""
    lines, line = [], f"{head} {parameters};"
    while len(line) > 80:
        cut = line.rfind(", ", 0, 79) + 1
        if cut == 0:
            break
        lines.append(line[:cut])
        line = "    " + line[cut + 1:]
    return "\n".join(lines + [line]) + "\n"


def header(head, functions, statements, letter):
    made = [head]
    if letter == "q":
        for statement in statements:
            if statement.result == "()":
                made.append(f"\nstruct q_{statement.name} {{\n" + "".join(
                    f"\t{C_FIELD[f.type].format(f.name)};\n"
                    for f in statement.fields) + "};\n")
    made.append("\n")
    made += [prototype(kind, name) for kind, name, _ in functions
             if name.startswith(letter + "_")]
    made.append("\n#endif\n")
    return "".join(made)


def descriptor(statement, facts):
    """The line of the table of statements, and the columns it points to."""
    columns, shape = "", "NO_FACT, NULL, 0"
    if statement.result in facts:
        shape = f"FACT_{statement.result}, NULL, 0"
    elif statement.result:
        columns = f"static const struct column {statement.name}_row[] = {{\n"
        for field in statement.fields:
            columns += (f"\t{{ COLUMN_{field.type.upper()}, offsetof("
                        f"{row_type(statement)}, {field.name}) }},\n")
        columns += "};\n\n"
        shape = (f"NO_FACT, {statement.name}_row, "
                 f"{len(statement.fields)}")
    size = f"sizeof({row_type(statement)})" if statement.result else "0"
    return columns, (f"\t{{ \"{statement.name}\",\n\t    "
                     f"{c_string(statement.sql, '    ' * 2 + '    ')},\n"
                     f"\t    {shape}, {size} }},\n")


def code(functions, statements, facts, schema):
    made = [CODE_HEAD, "\nconst char store_schema[] =\n    ",
            c_string(";\n".join(schema) + ";", "    "), ";\n\n"]
    lines = []
    for statement in statements:
        columns, line = descriptor(statement, facts)
        made.append(columns)
        lines.append(line)
    made += ["const struct statement statements[] = {\n", *lines, "};\n",
             "const int statement_count = ARRAY_LENGTH(statements);\n"]
    for kind, name, body in functions:
        made.append("\n" + prototype(kind + "\n", name).replace("\n ", "\n", 1)
                    .rstrip(";\n") + "\n{\n" + body + "}\n")
    return "".join(made)


def write_output(directory, paths):
    facts, statements = load(paths)
    functions = [f for name in facts for f in fact_functions(name)]
    skipped = len(facts) * len(FACT_STATEMENTS)
    for number, statement in enumerate(statements):
        if number >= skipped:
            functions += functions_of(number, statement)
    # read.h last: it is the file that make looks at.
    replace(directory, "statements.c",
            code(functions, statements, facts,
                 sqlite_schema(paths["schema"])))
    replace(directory, "write.h",
            header(WRITE_HEAD, functions, statements, "w"))
    replace(directory, "read.h",
            header(READ_HEAD, functions, statements, "q"))


def replace(directory, name, text):
    os.makedirs(directory, exist_ok=True)
    temporary = os.path.join(directory, f".{name}.{os.getpid()}")
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temporary, os.path.join(directory, name))


# --- PostgreSQL -----------------------------------------------------------

def print_postgres_statements(paths):
    _, statements = load(paths)
    for statement in statements:
        print(json.dumps({
            "name": statement.name,
            "sql": re.sub(r"\?(\d+)", r"$\1", statement.sql),
            "types": [POSTGRES[slot][0] for slot, _ in statement.slots],
            "columns": statement.column_types(),
            "at": f"{statement.path}:{statement.line}",
        }))


def find_paths(root):
    root = os.path.normpath(root)
    sql = os.path.join(root, "src", "store", "sql")
    return {
        "schema": os.path.join(root, "src", "store", "schema.sql"),
        "facts": os.path.join(root, "src", "model", "fact.def"),
        "sql": [os.path.join(sql, name) for name in sorted(os.listdir(sql))
                if name.endswith(".sql")] if os.path.isdir(sql) else [],
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--root", default=os.path.relpath(os.path.join(
        os.path.dirname(os.path.abspath(__file__)), "..")))
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--output", metavar="DIR")
    what.add_argument("--postgres-schema", action="store_true")
    what.add_argument("--postgres-statements", action="store_true")
    options = parser.parse_args()
    paths = find_paths(options.root)
    try:
        if options.output:
            write_output(options.output, paths)
        elif options.postgres_schema:
            print(";\n".join(postgres_schema(paths["schema"])) + ";")
        else:
            print_postgres_statements(paths)
    except Complaint as complaint:
        print(complaint, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
