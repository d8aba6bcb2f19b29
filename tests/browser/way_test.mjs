// SPDX-License-Identifier: ISC
// The whole way, as people go it: from log-in to the sub-assignment that
// WHOIS shows, its contacts changed, its release, log-out.  For IPv4 and
// IPv6, in three languages, light and dark, wide and narrow, with and without
// JavaScript, to an organization that is found and to one that is made.

import assert from "node:assert/strict";
import { run, test } from "./portal.mjs";
import { BLOCK, BLOCK6, fits } from "./pages.mjs";

const FOUND = "PE-CLIN-LACNIC";		// Clínica Norte
const TITLES = { es: /Sub-asignar de/, en: /Sub-assign from/,
	pt: /Subdesignar de/ };

// Each value of a choice meets each of every other one: of the bits a, b and
// a ^ b all pairs differ, and every language deals them out anew.
function ways() {
	const all = [];
	for (const [n, language] of ["es", "en", "pt"].entries())
		for (const [a, b] of [[0, 0], [0, 1], [1, 0], [1, 1]]) {
			const bits = [a, b, a ^ b];
			all.push({ language, width: a ? 390 : 1280,
				script: b === 0, ipv6: a !== b,
				dark: bits[n] === 1,
				fresh: bits[(n + 1) % 3] === 1 });
		}
	return all;
}

function nameOf({ language, width, dark, script, ipv6, fresh }) {
	return `${ipv6 ? "IPv6" : "IPv4"} to ${fresh ? "a new" : "a found"} ` +
	    `organization, ${language}, ${width} px, ` +
	    `${dark ? "dark" : "light"}, ${script ? "with" : "without"} script`;
}

// With script the list under the input is used, by the keyboard; without,
// the one that the server asks back with.
async function findRecipient({ page, script }) {
	if (script) {
		await page.locator("#ownerid").pressSequentially("clinica nor");
		const chosen = `[data-value=${FOUND}][aria-selected=true]`;
		await page.waitForSelector("[role=option]");
		for (let n = 0; !await page.isVisible(chosen) && n < 8; n++)
			await page.keyboard.press("ArrowDown");
		await page.keyboard.press("Enter");
		assert.equal(await page.inputValue("#ownerid"), FOUND);
	} else {
		await page.fill("#ownerid", "clinica nor");
		await press(page, "confirm");
		await page.check(`[name=ownerid-found][value=${FOUND}]`);
	}
}

async function makeRecipient({ page }, name) {
	await page.check("[name=recipient][value=new]");
	if (!await page.isVisible("#name"))
		await page.click("fieldset details summary");
	for (const [field, value] of Object.entries({ name,
		responsible: "Íñigo Peña", street: "Av. de los Ejemplos",
		number: "14", city: "Montevideo", postcode: "11400",
		country: "uy", ddi: "598", phone: "24005555" }))
		await page.fill(`#${field}`, value);
}

function press(page, action) {
	return page.click(`#result button[name=action][value=${action}]`);
}

// What was typed last is in the result before anybody asks for it.
async function chooseRange({ page, script }, prefix) {
	await page.check("[name=range][value=typed]");
	await page.fill("#prefix", prefix);
	if (script)
		await page.locator("#prefix").blur();
	else
		await press(page, "preview");
	await page.locator("#result pre", { hasText: prefix }).waitFor();
}

async function toForm(reader, block) {
	const { page } = reader;
	await page.click(`main a:text-is("${block}")`);
	assert.equal(await page.innerText("h1"), block);
	assert.equal(await page.isVisible("#map .mapped svg.map"), true);
	await fits(page);
	await page.click(".head .actions .primary");
	assert.match(await page.innerText("h1"), TITLES[reader.language]);
	await fits(page);
}

async function subassign(reader, { block, prefix, fresh, name }) {
	const { page, portal } = reader;
	await toForm(reader, block);
	if (fresh)
		await makeRecipient(reader, name);
	else
		await findRecipient(reader);
	await chooseRange(reader, prefix);
	const [shown] = (await page.innerText("#result pre"))
	    .match(/inetnum: .*/);
	assert.equal((await portal.whois(prefix)).includes(shown), false);
	await fits(page);
	await press(page, "confirm");
	await page.waitForURL(/done=/);
	await fits(page);
	const said = await portal.whois(prefix);
	assert.ok(said.includes(shown), said);
	assert.match(said, fresh ? /ownerid: +UY-CENA/ :
	    /ownerid: +PE-CLIN-LACNIC/);
	for (const line of (await page.innerText("main pre")).split("\n"))
		assert.ok(said.includes(line.trimEnd()), line);
}

async function changeContacts({ page, portal }, prefix) {
	await page.goto(`/blocks/${prefix}`);
	await fits(page);
	await page.click(".head a[href$='/contacts']");
	await page.fill("#tech", "roq7");
	await page.click("main .actions [value=preview]");
	await fits(page);
	await page.click("main button[value=confirm]");
	assert.match(page.url(), /\/blocks\/[^/]*\/\d+$/);
	assert.match(await portal.whois(prefix), /tech-c: +ROQ7/);
}

async function release({ page, portal }, prefix) {
	await page.click(".head a[href$='/release']");
	await page.fill("#prefix", prefix.replace("/", "/1"));
	await page.click("button.danger");
	assert.equal(await page.isVisible("#prefix-wrong"), true);
	await page.fill("#prefix", prefix);
	await fits(page);
	await page.click("button.danger");
	assert.equal(await page.isVisible(".message"), true);
	assert.doesNotMatch(await portal.whois(prefix),
	    new RegExp(`inetnum: +${prefix}`));
}

async function logOut({ page }) {
	await page.click(".user summary");
	await page.click(".user button");
	assert.match(page.url(), /\/login$/);
}

ways().forEach((way, n) => test(nameOf(way), way, async (reader) => {
	const { page } = reader;
	const prefix = way.ipv6 ? `2001:db8:40${n + 10}::/48` :
		    `198.18.124.${8 * n}/29`;
	await page.goto("/");
	await reader.speak(way.language);
	await fits(page);
	await reader.logIn("ABC12");
	await fits(page);
	await subassign(reader, { ...way, prefix,
		block: way.ipv6 ? BLOCK6 : BLOCK,
		name: `Cooperativa Eléctrica Ñandú ${n}` });
	await changeContacts(reader, prefix);
	await release(reader, prefix);
	await logOut(reader);
}));

test("every value is tried with every other", {}, async () => {
	const all = ways(), names = Object.keys(all[0]);
	for (const one of names)
		for (const other of names) {
			const met = new Set(all.map((way) =>
			    `${way[one]} ${way[other]}`));
			const each = (name) =>
			    new Set(all.map((way) => way[name])).size;
			assert.equal(met.size, one === other ? each(one) :
			    each(one) * each(other), `${one}, ${other}`);
		}
});

await run({ atOnce: 2 });
