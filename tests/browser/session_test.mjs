// SPDX-License-Identifier: ISC
// Sessions as a browser has them: what is typed outlives them, nothing private
// does, and cookies are out of reach of scripts and of other sites.

import assert from "node:assert/strict";
import { PASSWORD, Reader, run, test } from "./portal.mjs";
import { ANA, BLOCK, CUSTOMER, HOLDER, fillSubassign } from "./pages.mjs";

const FORM = `/blocks/${BLOCK}/subassign`;
const DAY_S = 24 * 60 * 60;

// As if everybody had been away for a day.
function expire(portal) {
	return portal.sql(`UPDATE session SET seen = seen - ${DAY_S}, ` +
	    `created = created - ${DAY_S}`);
}

async function logInAgain(page) {
	await page.fill("#user", ANA);
	await page.fill("#password", PASSWORD);
	await page.click("main form button[type=submit]");
}

function pathOf(page) {
	return new URL(page.url()).pathname;
}

function inetnums(text) {
	return [...text.matchAll(/^inetnum: +(\S+)/gm)].map(([, n]) => n);
}

// What was typed stands there again, and is done by confirming.
async function confirmKept({ page, portal }, prefix, label) {
	assert.equal(await page.inputValue("#ownerid"), CUSTOMER);
	assert.equal(await page.inputValue("#prefix"), prefix);
	assert.equal(await page.inputValue("#label"), label);
	assert.equal(await page.isChecked("[name=range][value=typed]"), true);
	assert.equal(inetnums(await portal.whois(prefix)).includes(prefix),
	    false);
	await page.click("#result button[value=confirm]");
	await page.waitForURL(/done=/);
	assert.ok(inetnums(await portal.whois(prefix)).includes(prefix));
	await portal.parcela("release", "--as", ANA, prefix);
}

for (const [n, script] of [true, false].entries()) {
	const how = script ? "with script" : "without script";
	const prefix = `198.18.124.${64 + 32 * n}/27`;

	test(`a form sent after the session is kept, ${how}`,
	    { script, language: "es" }, async (reader) => {
		const { page, portal } = reader;
		await reader.logIn(ANA);
		await page.goto(FORM);
		await page.fill("#label", "etiqueta ñandú");
		await fillSubassign(page, prefix);
		await expire(portal);
		await page.click("#result button[value=confirm]");
		await page.waitForSelector("#password");
		assert.match(await page.innerText("#problem"), /guardad|conserv/);
		await page.fill("#user", ANA);
		await page.fill("#password", "mistyped");
		await page.click("main form button[type=submit]");
		await page.waitForSelector("#problem");
		await logInAgain(page);
		await page.waitForSelector("#result");
		await confirmKept(reader, prefix, "etiqueta ñandú");
	});
}

test("the result that is fetched meanwhile finds the session ended",
    { language: "pt" }, async (reader) => {
	const { page, portal } = reader;
	await reader.logIn(ANA);
	await page.goto(FORM);
	await page.fill("#label", "rótulo");
	await page.fill("#ownerid", CUSTOMER);
	await expire(portal);
	// Nothing is lost and nobody thrown out while typing goes on …
	const answer = page.waitForResponse((a) =>
	    a.request().method() === "POST");
	await page.check("[name=size][value='27']");
	assert.equal((await answer).status(), 403);
	await page.locator("#stale[role=alert]",
	    { hasText: /desa(c)?tualizado/ }).waitFor();
	await page.fill("#prefix", "198.18.125.96/27");
	await page.check("[name=range][value=typed]");
	assert.equal(pathOf(page), FORM);
	// … but who confirms is asked to log in, and comes back.
	await page.click("#result button[value=confirm]");
	await page.waitForSelector("#password");
	await logInAgain(page);
	await page.waitForSelector("#result");
	await confirmKept(reader, "198.18.125.96/27", "rótulo");
});

test("a range chosen on the map after the session is kept", {},
    async (reader) => {
	const { page, portal } = reader;
	await reader.logIn(ANA);
	await page.goto(FORM);
	await page.fill("#ownerid", CUSTOMER);
	await page.fill("#label", "map");
	await page.check("[name=size][value='27']");
	const free = page.locator(
	    "#result button[name=choose][value='198.18.126.32/27']");
	await free.waitFor();
	await expire(portal);
	await free.click();
	await page.waitForSelector("#password");
	await logInAgain(page);
	await page.waitForSelector("#result");
	await confirmKept(reader, "198.18.126.32/27", "map");
});

test("a page asked for after the session is where log-in leads", {},
    async (reader) => {
	const { page, portal } = reader;
	await reader.logIn(ANA);
	await expire(portal);
	await page.goto(`/blocks/${BLOCK}?q=198.18.113`);
	assert.equal(pathOf(page), "/login");
	await logInAgain(page);
	await page.waitForURL(/\?q=198\.18\.113$/);
	assert.equal(await page.inputValue("#q"), "198.18.113");
});

test("log-out in one tab is log-out in the other", {}, async (reader) => {
	const { page, context } = reader;
	await reader.logIn(ANA);
	const other = await context.newPage();
	await other.goto(FORM);
	await fillSubassign(other, "198.18.126.64/27");
	await page.click(".user summary");
	await page.click(".user button");
	assert.equal(pathOf(page), "/login");
	await other.click("#result button[value=confirm]");
	await other.waitForSelector("#password");
	await other.goto("/");
	assert.equal(pathOf(other), "/login");
});

test("the button back shows nothing private after log-out", {},
    async (reader) => {
	const { page } = reader;
	await reader.logIn(ANA);
	await page.goto(`/blocks/${BLOCK}`);
	await page.goto(`/organizations/${HOLDER}`);
	await page.click(".user summary");
	await page.click(".user button");
	await page.waitForSelector("#password");
	for (let n = 0; n < 3; n++) {
		await page.goBack();
		assert.doesNotMatch(await page.innerText("body"),
		    /Ejemplo|Ana P|198\.18/);
		assert.equal(pathOf(page), "/login");
	}
});

test("cookies are kept from scripts and from other sites", {},
    async (reader) => {
	const { page, context } = reader;
	await page.goto("/login");
	await reader.speak("pt");
	const before = await context.cookies();
	await reader.logIn(ANA);
	const after = await context.cookies();
	for (const cookie of [...before, ...after]) {
		assert.equal(cookie.httpOnly, true, cookie.name);
		assert.equal(cookie.sameSite, "Lax", cookie.name);
		assert.equal(cookie.path, "/", cookie.name);
	}
	assert.equal(await page.evaluate(() => document.cookie), "");
	assert.deepEqual(after.map(({ name }) => name).sort(),
	    ["parcela", "parcela-browser", "parcela-language"]);
	const own = after.find(({ name }) => name === "parcela");
	assert.equal(before.some(({ value }) => value === own.value), false);
});

test("each log-in has a session of its own", {}, async (reader) => {
	const { browser, portal, context } = reader;
	await reader.logIn(ANA);
	const other = await Reader.open(browser, portal);
	await other.logIn(ANA);
	const [one] = await context.cookies();
	const [two] = await other.context.cookies();
	await other.close();
	assert.notEqual(one.value, two.value);
});

for (const script of [true, false])
	test(`a language is changed in place, script ${script}`, { script },
	    async (reader) => {
		const { page } = reader;
		await reader.logIn(ANA);
		const path = `/blocks/${BLOCK}?q=198.18.113&free=no`;
		await page.goto(path);
		for (const [language, tag] of [["es", "es"], ["pt", "pt-BR"],
			["en", "en"]]) {
			await reader.speak(language);
			assert.ok(page.url().endsWith(path), page.url());
			assert.equal(await page.getAttribute("html", "lang"),
			    tag);
			assert.equal(await page.inputValue("#q"), "198.18.113");
		}
	});

await run();
