// SPDX-License-Identifier: ISC
// The frame around every page, and that these tests notice what is wrong.

import assert from "node:assert/strict";
import { Reader, run, test } from "./portal.mjs";

test("a user logs in and out", {}, async (reader) => {
	const { page } = reader;
	await page.goto("/");
	assert.match(page.url(), /\/login$/);
	await reader.logIn("abc12");
	assert.equal(new URL(page.url()).pathname, "/");
	assert.match(await page.innerText(".who"), /ABC12/);
	await page.click(".user summary");
	await page.click(".user button");
	assert.match(page.url(), /\/login$/);
});

for (const [width, sheet, inside] of [[1280, ".user", "/profile"],
	[390, ".user", "/profile"], [390, ".bar details:last-child", "/help"]])
	test(`${sheet} at ${width} px: Escape and a press elsewhere close it`,
	    { user: "ABC12", width }, async ({ page }) => {
		const open = () => page.locator(`${sheet}[open]`).count();
		await page.goto("/help");
		await page.click(`${sheet} summary`);
		await page.keyboard.press("Tab");
		assert.equal(await open(), 1);
		await page.keyboard.press("Escape");
		assert.equal(await open(), 0);
		assert.equal(await page.evaluate((of) =>
		    document.activeElement.matches(`${of} summary`), sheet), true);
		await page.keyboard.press("Enter");
		assert.equal(await open(), 1);
		await page.click("main h1");
		assert.equal(await open(), 0);
		await page.click(`${sheet} summary`);
		await page.click(`${sheet} a[href="${inside}"]`);
		await page.waitForURL(`**${inside}`);
	});

// Each of these must be found on a page that does it.
const WRONGS = {
	"an error of the script": () => setTimeout(() => {
		throw new Error("made");
	}),
	"an error in the console": () => console.error("made"),
	"an inline style": () =>
		document.body.setAttribute("style", "color: red"),
	"another host": () => {
		new Image().src = "http://192.0.2.1/x.png";
	},
};

for (const [what, wrong] of Object.entries(WRONGS))
	test(`${what} is noticed`, {}, async ({ browser, portal }) => {
		const reader = await Reader.open(browser, portal, {});
		await reader.page.goto("/login");
		await reader.page.evaluate(wrong);
		await reader.page.waitForTimeout(100);
		await reader.close();
		assert.notEqual(reader.faults.length, 0);
	});

await run();
