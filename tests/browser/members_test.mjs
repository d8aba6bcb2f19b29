// SPDX-License-Identifier: ISC
// What members are told that they can do, as they are told it, each in three
// languages, with and without script.  Legacy resources: legacy_test.mjs.

import assert from "node:assert/strict";
import { ANA, BLOCK, BLOCK6, HOLDER, NOBODY, ROSA, follow, openMail }
    from "./pages.mjs";
import { LANGUAGES, PASSWORD, run, test } from "./portal.mjs";

const SECRET = "siete nubes comen pan";
const FORM = "main form .actions button";
const CHANGED = { es: "se cambiaron", en: "were changed",
	pt: "foram alterados" };

// In each language, somebody else does it.
function each(name, body, options = {}) {
	Object.keys(LANGUAGES).forEach((language, n) => test(
	    `${name}, ${language}`,
	    { language, script: language !== "en", ...options },
	    (reader) => body(reader, { language, n })));
}

async function fill(page, typed) {
	for (const [name, value] of Object.entries(typed))
		await page.fill(`#${name}`, value);
}

async function isIn(page, language) {
	assert.equal(await page.getAttribute("html", "lang"),
	    LANGUAGES[language]);
}

async function says(page, selector, pattern) {
	assert.match(await page.innerText(selector), pattern);
}

// The form that the page is about.
async function send(page, typed, button = FORM) {
	await fill(page, typed);
	await follow(page, button);
}

const choose = (page) => send(page, { password: SECRET, again: SECRET });

async function logIn(page, user, password = SECRET) {
	await send(page, { user, password });
	await says(page, ".user", new RegExp(user));
}

async function logOut(page) {
	await page.click(".user summary");
	await follow(page, ".user button");
}

each("a forgotten password", async ({ page }, { language, n }) => {
	const user = ["TIM4", "JUA3", "ANA7"][n];
	await page.goto("/login");
	await follow(page, "a[href='/forgot']");
	await send(page, { user });
	await says(page, "main", /spam|no deseado/i);
	await says(page, "main", /hostmaster@registro\.example/);
	await follow(page, "main a[href='/mails']");
	await openMail(page, user);
	await isIn(page, language);
	assert.equal(await page.inputValue("#user"), user);
	await choose(page);
	assert.equal(await page.inputValue("#user"), user);
	await logIn(page, user);
});

// Who reads one language chooses the next.
each("a user ID for who registers", async ({ page }, { n }) => {
	const spoken = Object.keys(LANGUAGES)[(n + 1) % 3];
	const email = `olga@olmos${n}.example`;
	await page.goto("/login");
	await follow(page, "a[href='/register']");
	assert.equal(await page.locator("[type=password]").count(), 0);
	await page.check(`main [name=language][value=${spoken}]`);
	await send(page, { name: "Olga Olmos", email, country: "uy",
		street: "Calle 1", city: "Salto", phone: "4730000" });
	await isIn(page, spoken);
	await says(page, "main", new RegExp(email));
	await openMail(page, email);
	await choose(page);
	const user = await page.inputValue("#user");
	assert.match(user, /^OLO\d*$/);
	await says(page, "[role=status]", new RegExp(user));
	await logIn(page, user);
	await isIn(page, spoken);
});

each("a language, for good and for the moment", async ({ page },
    { language, n }) => {
	const other = Object.keys(LANGUAGES)[(n + 1) % 3];
	await page.goto("/login");
	await logIn(page, ROSA, PASSWORD);
	await page.click(".user summary");
	await follow(page, ".user a[href='/profile']");
	await page.check(`main [name=language][value=${language}]`);
	await follow(page, "form[action='/profile/language'] button");
	await isIn(page, language);
	await follow(page, `.languages [value=${other}]`);
	await isIn(page, other);
	await logOut(page);
	await logIn(page, ROSA, PASSWORD);
	await isIn(page, language);
});

each("another address", async ({ page }, { language }) => {
	const email = `ana.${language}@nueva.example`;
	await page.goto("/profile");
	const before = await page.innerText("dd.wide");
	await follow(page, "a[href='/profile/email']");
	await send(page, { email },
	    "form.stack[action='/profile/email'] button");
	await says(page, "[aria-labelledby=now-title]", new RegExp(before));
	await openMail(page, email);
	await follow(page, FORM);
	await page.goto("/profile");
	assert.equal(await page.innerText("dd.wide"), email);
	await page.goto("/mails");
	const told = await page.locator(".mail p .mono").allInnerTexts();
	assert.ok(told.includes(before) && told.includes(email));
}, { user: ANA });

each("origin ASNs of a block", async ({ page, portal }, { n }) => {
	const asn = 3320 + n;
	await page.goto("/");
	await follow(page, `main a:text-is("${BLOCK}")`);
	await follow(page, `main a[href='/blocks/${BLOCK}/origins']`);
	await send(page, { origins: `AS64500, ${asn}` },
	    "main .actions [value=preview]");
	await says(page, "main pre", new RegExp(`aut-num: +AS${asn}`));
	await follow(page, "main [name=action][value=confirm]");
	assert.match(await portal.whois(BLOCK),
	    new RegExp(`aut-num: +AS${asn}`));
}, { user: ANA });

each("contacts, and one's own authority given away", async ({ page, portal },
    { language }) => {
	const contacts = `/blocks/${BLOCK6}/contacts`;
	await portal.parcela("contacts", BLOCK6, "--tech", ROSA);
	await page.goto("/");
	await follow(page, `main a:text-is("${BLOCK6}")`);
	await follow(page, `main a[href='${contacts}']`);
	await send(page, { tech: ANA }, "main .actions [value=preview]");
	await follow(page, "main [value=confirm]");
	await says(page, "#problems", /./);
	assert.match(await portal.whois(BLOCK6), /tech-c: +ROQ7/);
	await page.check("#resign");
	await follow(page, "main [value=confirm]");
	await says(page, "[role=status]", new RegExp(CHANGED[language]));
	assert.match(await portal.whois(BLOCK6), /tech-c: +ABC12/);
	assert.equal((await page.goto(contacts)).status(), 404);
}, { user: ROSA });

each("resources that one does not see", async ({ page }, { language }) => {
	await page.goto("/");
	await fill(page, { q: "198.18.113.5" });
	await follow(page, "main form[action='/lookup'] button");
	const [field, user] = await page.locator("main tbody tr >> nth=0")
	    .locator("th, td").allInnerTexts();
	assert.deepEqual([field, user], ["tech-c", ROSA]);
	await logOut(page);
	await logIn(page, user, PASSWORD);
	await follow(page, `.languages [value=${language}]`);
	assert.ok(await page.isVisible("main a:text-is('198.18.113.0/25')"));
	await page.goto("/lookup?q=198.18.113.5");
	await follow(page, "main a[href='/blocks/198.18.113.0/27']");
	await isIn(page, language);
}, { user: NOBODY });

each("contacts of an organization, and their other roles", async ({ page },
    { language, n }) => {
	const member = [ROSA, "TIM4", "JUA3"][n];
	await page.goto("/");
	await follow(page, `nav.menu a[href='/organizations/${HOLDER}']`);
	await follow(page, `main a[href='/organizations/${HOLDER}/contacts']`);
	await send(page, { admin: "ANA7" }, ".actions [value=preview]");
	assert.ok(await page.isVisible("#resign"));
	assert.ok(await page.locator("#others [name=role]").count() > 1);
	await send(page, { admin: ANA, member }, ".actions [value=preview]");
	assert.equal(await page.isVisible("#resign"), false);
	await follow(page, ".actions [value=save]");
	await says(page, "[role=status]", new RegExp(CHANGED[language]));
	await says(page, "main", new RegExp(member));
}, { user: ANA });

each("a rule where it bites, with the way out", async ({ page }) => {
	await page.goto(`/blocks/${BLOCK}/subassign`);
	await page.check("[name=range][value=typed]");
	await send(page, { ownerid: "PE-CLIE-LACNIC",
		prefix: "198.18.114.192/30" },
	    "#result [name=action][value=preview]");
	await says(page, "#prefix-wrong", /\/24/);
	await follow(page, "#prefix-wrong a");
	for (const length of ["/24", "/29", "/48"])
		await says(page, "main", new RegExp(length));
}, { user: ANA });

test("mails are read whole on a phone", { width: 390 }, async ({ page }) => {
	await page.goto("/mails");
	assert.ok(await page.locator("pre").count() > 0);
	const cut = await page.$$eval("pre", (all) => all.filter((pre) =>
	    pre.scrollWidth > pre.clientWidth).length);
	assert.equal(cut, 0);
});

await run();
