// SPDX-License-Identifier: ISC
// A contact is found by the beginning of a name, as one types it.

import assert from "node:assert/strict";
import { BLOCK, ROSA } from "./pages.mjs";
import { run, test } from "./portal.mjs";

const CONTACTS = `/blocks/${BLOCK}/contacts`;
const FORM = `/blocks/${BLOCK}/subassign`;

async function type(page, field, typed) {
	await page.fill(field, "");
	await page.locator(field).pressSequentially(typed);
	await page.waitForSelector(`${field}-list [role=option]`);
	await page.waitForLoadState("networkidle");	// of the last letter
}

test("a contact is chosen with the keyboard", { user: "ABC12" },
    async ({ page }) => {
	await page.goto(CONTACTS);
	const input = page.getByRole("combobox", { name: "Technical contact" });
	await type(page, "#tech", "QUISPÉ ros");
	assert.equal(await input.getAttribute("aria-expanded"), "true");
	await page.keyboard.press("ArrowDown");
	const at = await input.getAttribute("aria-activedescendant");
	assert.match(await page.innerText(`#${at}`), /ROQ7 Rosa Quispe r…@/);
	await page.keyboard.press("Enter");
	assert.equal(await input.inputValue(), ROSA);
	assert.equal(await input.getAttribute("aria-expanded"), "false");
	await page.click("main .actions [value=preview]");
	assert.match(await page.innerText("main pre"), /tech-c: +ROQ7/);
});

for (const [typed, offered, path] of [
	["198.18.113.70", /^198\.18\.113\.0\/25 PE-CLIE-LACNIC/,
	    "/blocks/198.18.113.0/25"],
	["AS64500", /^AS64500 UY-EJEM-LACNIC/, "/asns/64500"],
	["clinica", /^PE-CLIN-LACNIC/, "/lookup?q=PE-CLIN-LACNIC"],
	["quispé ros", /^ROQ7 Rosa Quispe/, "/lookup?q=ROQ7"],
])
	for (const width of [1280, 390])
		test(`the search box finds ${typed} while one types, ${width} px`,
		    { user: "ABC12", width }, async ({ page }) => {
			await page.goto("/help");
			await page.keyboard.press("/");
			await type(page, "#search", typed);
			const list = page.locator("#search-list");
			assert.match(await list.innerText(), offered);
			const box = await list.boundingBox();
			assert.ok(box.x >= 0 && box.x + box.width <= width);
			await page.keyboard.press("ArrowDown");
			await Promise.all([page.waitForNavigation(),
				page.keyboard.press("Enter")]);
			assert.ok(page.url().includes(path), page.url());
		});

test("one letter lists nobody, Escape closes the list", { user: "ABC12" },
    async ({ page }) => {
	await page.goto("/asns/64500/contacts");
	await type(page, "#abuse", "csirt");
	await page.keyboard.press("Escape");
	assert.equal(await page.isVisible("#abuse-list"), false);
	await page.locator("#abuse").pressSequentially("r");
	await page.keyboard.press("Escape");	// before it was asked
	await page.waitForTimeout(400);
	assert.equal(await page.isVisible("#abuse-list"), false);
	await page.fill("#abuse", "");
	await page.locator("#abuse").pressSequentially("c");
	await page.waitForTimeout(400);
	assert.equal(await page.isVisible("#abuse-list"), false);
});

test("a name left as it is asks which is meant", { user: "ABC12" },
    async ({ page }) => {
	await page.goto(FORM);
	await page.fill("#ownerid", "PE-CLIE-LACNIC");
	await page.fill("#tech", "rosa");
	await page.locator("#tech").blur();
	await page.click(`[name=tech-found][value=${ROSA}]`);
	await page.waitForFunction(() =>
	    document.getElementById("tech").value === "ROQ7");
	assert.equal(await page.locator("[name=tech-found]").count(), 0);
	await page.locator("#result pre", { hasText: /tech-c: +ROQ7/ })
	    .waitFor();
});

test("the same without script", { user: "ABC12", script: false },
    async ({ page }) => {
	await page.goto(CONTACTS);
	await page.fill("#tech", "rosa");
	await page.click("main .actions [value=preview]");
	await page.check(`[name=tech-found][value=${ROSA}]`);
	await page.click("main .actions [value=preview]");
	assert.equal(await page.inputValue("#tech"), ROSA);
	assert.match(await page.innerText("main pre"), /tech-c: +ROQ7/);
});

function areApart(a, b) {
	return a.y + a.height <= b.y || b.y + b.height <= a.y;
}

test("at 390 px the list covers no button, which takes a press meanwhile",
    { user: "ABC12", width: 390 }, async ({ page }) => {
	await page.goto(CONTACTS);
	const preview = page.locator("main .actions [value=preview]");
	for (const field of ["#tech", "#abuse"]) {
		await type(page, field, "rosa");
		const list = await page.locator(`${field}-list`).boundingBox();
		assert.ok(areApart(list, await preview.boundingBox()));
	}
	await page.keyboard.press("Escape");
	assert.equal(await page.isVisible("#abuse-list"), false);
	await page.fill("#abuse", "");
	await type(page, "#tech", "ROQ7");
	await preview.scrollIntoViewIfNeeded();
	const box = await preview.boundingBox();
	await Promise.all([page.waitForNavigation(), (async () => {
		await page.mouse.move(box.x + 9, box.y + 9);
		await page.mouse.down();
		await page.waitForTimeout(300);
		await page.mouse.up();
	})()]);
	assert.match(await page.innerText("#tech-told"), /ROQ7 Rosa Quispe/);
});

test("who was understood is said, until something else is typed",
    { user: "ABC12" }, async ({ page }) => {
	await page.goto(CONTACTS);
	assert.match(await page.innerText("#tech-told"), /ABC12 Ana Pérez/);
	await page.fill("#tech", "roq7");
	assert.equal(await page.innerText("#tech-told"), "");
	await page.goto(FORM);
	await page.fill("#ownerid", "pe-clie-lacnic");
	await page.fill("#tech", "ANA");
	await page.locator("#tech").blur();
	await page.locator("#tech-told", { hasText: /ANA Ana Aguir/ }).waitFor();
	assert.match(await page.innerText("#ownerid-told"), /Cliente SAC/);
});

for (const script of [true, false])
	test("a name that is a user ID too asks which is meant, " +
	    `with${script ? "" : "out"} script`, { user: "ABC12", script },
	    async ({ page }) => {
		await page.goto("/organizations/UY-EJEM-LACNIC/contacts");
		await page.fill("#billing", "Ana");
		await page.locator("main .actions button[value=preview]")
		    .dispatchEvent("click");
		await page.waitForSelector("[name=billing-found][value=ANA7]");
		const said = await page.innerText("main");
		assert.match(said, /BIL Billing contact: Choose one/);
		assert.doesNotMatch(said, /no person/);
		await page.check("[name=billing-found][value=ANA7]");
		await page.click("main .actions button[value=preview]");
		await page.waitForSelector("#billing-told .known");
		assert.match(await page.innerText("#billing-told"),
		    /ANA7 Ana Gómez/);
	});

test("what is typed after a preview outlives a change of language",
    { user: "ABC12" }, async ({ page }) => {
	await page.goto(CONTACTS);
	await page.fill("#tech", "rosa");
	await page.keyboard.press("Escape");
	await Promise.all([page.waitForNavigation(),
		page.click("main .actions [value=preview]")]);
	await page.fill("#abuse", "csi3");
	await page.keyboard.press("Escape");
	for (const language of ["pt", "en"]) {
		await Promise.all([page.waitForNavigation(),
			page.click(`.languages [value=${language}]`)]);
		assert.equal(await page.inputValue("#tech"), "rosa");
		assert.equal(await page.inputValue("#abuse"), "csi3");
	}
});

await run();
