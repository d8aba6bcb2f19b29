// SPDX-License-Identifier: ISC
// Every page is there for everybody: axe-core finds nothing wrong with it,
// light or dark, and nothing of it lies outside a narrow window.

import assert from "node:assert/strict";
import { readFile, rename } from "node:fs/promises";
import { createRequire } from "node:module";
import { Portal, Reader, run, test } from "./portal.mjs";
import { ANA, HOLDER, PAGES, ROSA, fits, routesUnseen, visit } from "./pages.mjs";

const AXE = await readFile(createRequire(import.meta.url)
    .resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
	"best-practice"];
const ELSEWHERE = ["resources_csv", "resources_json", "block_csv", "block_json",
	"find_all", "find_organizations", "find_people", "find_users", "asset"]; // no pages

// Both schemes and both layouts.
const LOOKS = [[1280, "light"], [390, "dark"]];

async function violations(page, [width, colorScheme]) {
	await page.setViewportSize({ width, height: 844 });
	await page.emulateMedia({ colorScheme });
	// At its end nothing lies below what is pinned to the window.
	await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
	const found = await page.evaluate((values) => axe.run(document, {
	    runOnly: { type: "tag", values }, resultTypes: ["violations"] }),
	    RULES);
	return found.violations.flatMap(({ id, nodes }) => nodes.map(
	    ({ html, failureSummary }) => `${width} px, ${colorScheme}: ` +
	    `${id}: ${html}\n${failureSummary}`));
}

test("every route with a page is looked at", {}, async () => {
	assert.deepEqual(await routesUnseen(), ELSEWHERE);
});

async function judge(page) {
	const wrong = [];
	await page.evaluate(AXE);
	for (const seen of LOOKS)
		wrong.push(...await violations(page, seen));
	assert.equal(wrong.join("\n"), "");
	for (const width of [1100, 900, 390, 320]) {
		await page.setViewportSize({ width, height: 844 });
		await fits(page);
	}
}

PAGES.forEach((look, n) => {
	const language = ["en", "es", "pt"][n % 3];
	test(`${look.name}: axe finds nothing, nothing is cut off`,
	    { user: look.user, language }, async (reader) => {
		await visit(reader, look);
		await judge(reader.page);
	});
});

// The longest name, without a blank to break it at.
test("a long name fits on every page that shows it", {},
    async ({ browser }) => {
	const portal = await Portal.start(), part = "100.64.10.0/24";
	const ownerid = "UY-AAAA-LACNIC", block = "100.64.0.0/14";
	await portal.parcela("org", "add", "A".repeat(120), "--ownerid",
	    ownerid, "--country", "UY", "--admin", ROSA);
	await portal.parcela("subassign", "--as", ANA, part, ownerid);
	const { page, context } = await Reader.open(browser, portal,
	    { user: ANA });
	for (const path of [`/blocks/${part}`, `/lookup?q=${part}`,
	    `/blocks/${block}?q=${part}`,
	    `/blocks/${part}/release`, `/search?q=${ownerid}`,
	    `/blocks/${block}/subassign?done=${part}`,
	    `/blocks/${block}/held?address=100.64.10.1&at=2026-03-01`,
	    `/organizations/${HOLDER}/resources?filter=${part}`]) {
		await page.goto(path);
		assert.match(await page.innerText("main"), /A{120}/, path);
		for (const width of [1280, 390, 320]) {
			await page.setViewportSize({ width, height: 844 });
			await fits(page);
		}
	}
	await context.close();
	await portal.stop();
});

test("a register that cannot be read is told in a page as all", {},
    async ({ browser }) => {
	const portal = await Portal.start();
	await rename(portal.store, `${portal.store}.away`);
	const { page, context } = await Reader.open(browser, portal, {});
	const answer = await page.goto("/lookup");
	assert.equal(answer.status(), 503);
	await judge(page);
	await context.close();
	await rename(`${portal.store}.away`, portal.store);
	await portal.stop();
});

await run({ atOnce: 2 });
