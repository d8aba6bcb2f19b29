// SPDX-License-Identifier: ISC
// Reverse DNS, delegated to real name servers in a network of our own, one of
// which is mended between two checks; in each language, with and without
// script.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { ANA, BLOCK, fits } from "./pages.mjs";
import { LANGUAGES, run, test } from "./portal.mjs";

const INSIDE = "PARCELA_NETWORK";

// Begins this program anew in a network of its own.
function enterNetwork() {
	const way = ["--net", process.execPath, ...process.argv.slice(1)];
	if (process.geteuid() !== 0)
		way.unshift("--map-root-user");
	if (spawnSync("unshare", [...way.slice(0, way.indexOf("--net") + 1),
		"true"]).status !== 0) {
		console.log("no network of our own can be made here\n" +
		    "0 passed, 0 failed");
		process.exit(0);
	}
	const { status } = spawnSync("unshare", way, { stdio: "inherit",
		env: { ...process.env, [INSIDE]: "1" } });
	process.exit(status ?? 1);
}

if (process.env[INSIDE] !== "1")
	enterNetwork();

// --- Name servers -----------------------------------------------------------

const NUMBERS = [112, 113, 114, 115, 116, 117];
const zoneOf = (number) => `${number}.18.198.in-addr.arpa`;

const folder = await mkdtemp(path.join(tmpdir(), "parcela-servers-"));
const servers = spawn("python3", [fileURLToPath(new URL(
    "../name_servers.py", import.meta.url)), folder, "good1,good2,old",
	NUMBERS.map(zoneOf).join()], { stdio: ["pipe", "pipe", "inherit"] });
const lines = createInterface({ input: servers.stdout })[Symbol.asyncIterator]();
const heard = async () => (await lines.next()).value;
const config = (await heard()).replaceAll(";", "\n");

async function mend(number) {
	servers.stdin.write(`${zoneOf(number)}\n`);
	assert.equal(await heard(), "mended");
}

// --- The way ----------------------------------------------------------------

const NOT_ALL = { en: "Not every name server is authoritative",
	es: "No todos los servidores de nombres son autoritativos",
	pt: "Nem todos os servidores de nomes são autoritativos" };
const ALL = { en: "All name servers are authoritative",
	es: "Todos los servidores de nombres son autoritativos",
	pt: "Todos os servidores de nomes são autoritativos" };
const ADDRESS = { en: "not as its address", es: "no con su dirección",
	pt: "não com o endereço" };

const press = (page, action) => Promise.all([page.waitForNavigation(),
	page.click(`main button[value=${action}]`)]);

// The page has followed, by itself, to where nothing more is asked.
async function settled(page, script) {
	if (script)
		await page.evaluate(() => {
			window.stayed = true;
		});
	await page.waitForSelector("#live:not([data-again])");
	if (script)
		assert.ok(await page.evaluate(() => window.stayed),
		    "it was loaded again");
}

async function firstStep(page, number, language) {
	await page.goto(`/blocks/${BLOCK}/reverse`);
	await page.fill("#blocks", `198.18.${number}.0/24`);
	await page.fill("#host1", "good1.example.net");
	await page.fill("#host2", "192.0.2.1");
	await press(page, "check");
	assert.ok((await page.innerText("#host2-wrong"))
	    .includes(ADDRESS[language]), await page.innerText("#host2-wrong"));
	assert.equal(await page.inputValue("#host1"), "good1.example.net");
	assert.equal(await page.inputValue("#blocks"), `198.18.${number}.0/24`);
	await page.fill("#host2", "old.example.net");
	await press(page, "check");
}

async function secondStep(page, number, language, script) {
	await settled(page, script);
	const told = await page.innerText("#live");
	assert.ok(told.includes(NOT_ALL[language]), told);
	assert.ok(told.includes("NOT SYNC ZONE") && told.includes(
	    `dig +norec @127.0.1.8 ${zoneOf(number)} SOA`), told);
	assert.equal(await page.$("main a.primary"), null);
	await fits(page);
	await mend(number);
	for (let n = 0; n < 20 && !await page.$("main a.primary"); n++) {
		await press(page, "again");
		await settled(page, script);
	}
	assert.ok((await page.innerText("#live")).includes(ALL[language]));
}

const WAYS = Object.keys(LANGUAGES).flatMap((language) =>
    [true, false].map((script) => ({ language, script })));

for (const [n, { language, script }] of WAYS.entries())
	test(`reverse DNS is delegated, in ${language}, ${script ? "" :
	    "without script, in a narrow window"}`, { user: ANA, language,
	    script, width: script ? 1280 : 390 }, async ({ page, portal }) => {
		const number = NUMBERS[n];
		await firstStep(page, number, language);
		await secondStep(page, number, language, script);
		await Promise.all([page.waitForNavigation(),
			page.click("main a.primary")]);
		assert.ok((await page.innerText("main pre")).includes(
		    `${zoneOf(number)}. NS old.example.net.`));
		await fits(page);
		await press(page, "confirm");
		assert.match(page.url(), /live=198\.18\./);
		assert.match(await portal.whois(`198.18.${number}.0/24`),
		    /nserver: +OLD\.EXAMPLE\.NET/);
	});

process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
await run({ config });
