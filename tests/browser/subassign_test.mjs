// SPDX-License-Identifier: ISC
// The form of a sub-assignment while it is filled: what it does is what it has
// shown.

import assert from "node:assert/strict";
import { BLOCK, CUSTOMER } from "./pages.mjs";
import { run, test } from "./portal.mjs";

const FORM = `/blocks/${BLOCK}/subassign`;
const CLINIC = "PE-CLIN-LACNIC";
const CONFIRM = "#result button[value=confirm]";
const UPDATE = "#result button[value=preview]";
const LOOK = "Nothing is done yet. Look at the result and confirm.";

function whoisOf(page, text) {
	return page.locator("#result pre", { hasText: text }).waitFor();
}

for (const script of [true, false])
	test(`who confirms at once is shown the result first, script ${script}`,
	    { user: "ABC12", script }, async ({ page }) => {
		await page.goto(FORM);
		await page.fill("#ownerid", CLINIC);
		await page.click(CONFIRM);
		await whoisOf(page, CLINIC);
		await page.locator(script ? "#look" : ".message",
		    { hasText: LOOK }).waitFor();
		assert.ok(page.url().endsWith(FORM), page.url());
		await page.fill("#ownerid", CUSTOMER);
		await page.click(CONFIRM);
		await whoisOf(page, CUSTOMER);
		assert.ok(page.url().endsWith(FORM), page.url());
	});

test("who has looked confirms with one press, by mouse or keyboard",
    { user: "ABC12" }, async ({ page, portal }) => {
	for (const press of [() => page.click(CONFIRM), async () => {
		await page.focus(CONFIRM);
		await page.keyboard.press("Enter");
	}]) {
		await page.goto(FORM);
		await page.fill("#ownerid", CLINIC);
		await page.fill("#prefix", "198.18.124.16/28");
		await page.locator("#prefix").blur();
		await whoisOf(page, "198.18.124.16/28");
		await press();
		await page.waitForURL(/done=/);
		assert.match(await portal.whois("198.18.124.16/28"),
		    /ownerid: +PE-CLIN-LACNIC/);
		await portal.parcela("release", "198.18.124.16/28");
	}
});

test("what confirms stays in sight of a long result", { user: "ABC12" },
    async ({ page }) => {
	const seen = () => page.locator(CONFIRM).evaluate((e) =>
	    document.elementFromPoint(e.getBoundingClientRect().left + 5,
	    e.getBoundingClientRect().top + 5) === e);
	await page.goto(FORM);
	await page.fill("#ownerid", CLINIC);
	await page.locator("#ownerid").blur();
	await whoisOf(page, CLINIC);
	assert.ok(await seen(), "on top of the page");
	await page.locator("#result").evaluate((e) => e.scrollTo(0, 9999));
	assert.ok(await seen(), "below the rules");
});

test("the result goes along with the form at every width", { user: "ABC12" },
    async ({ page }) => {
	const isInSight = (selector) => page.locator(selector).evaluate((e) => {
		const { top, bottom } = e.getBoundingClientRect();
		return top >= 0 && bottom <= innerHeight && bottom > top;
	});
	await page.goto(FORM);
	await page.fill("#ownerid", CLINIC);
	await page.locator("#ownerid").blur();
	await whoisOf(page, CLINIC);
	for (const [width, height, what] of [[1280, 800, "#result h2"],
	    [1024, 768, "#result h2"], [900, 800, "#result-short"],
	    [390, 844, "#result-short"]]) {
		await page.setViewportSize({ width, height });
		await page.locator("#need").scrollIntoViewIfNeeded();
		assert.ok(await isInSight(what), `${what} at ${width}`);
	}
	assert.match(await page.innerText("#result-short"), /PE-CLIN-LACNIC/);
	await page.click("#result-short a");
	assert.ok(await isInSight("#result h2"), "the whole is one press away");
});

test("an OrgID that is typed counts, though a new organization was begun",
    { user: "ABC12" }, async ({ page }) => {
	await page.goto(FORM);
	await page.check("[name=recipient][value=new]");
	await page.fill("#name", "Nueva SA");
	await page.fill("#ownerid", CLINIC);
	await page.locator("#ownerid").blur();
	await whoisOf(page, CLINIC);
	assert.ok(await page.isChecked("[name=recipient][value=known]"));
	await page.click("#subassign details summary");
	assert.equal(await page.inputValue("#name"), "Nueva SA");
	await page.fill("#name", "Nueva Ltda");
	assert.ok(await page.isChecked("[name=recipient][value=new]"));
});

test("a size that is chosen after a range counts", { user: "ABC12" },
    async ({ page }) => {
	await page.goto(FORM);
	await page.fill("#ownerid", CLINIC);
	await page.fill("#prefix", "198.18.125.0/24");
	await page.locator("#prefix").blur();
	await whoisOf(page, "198.18.125.0/24");
	await page.check("[name=size][value='26']");
	await whoisOf(page, "/26");
	assert.ok(await page.isChecked("[name=size][value='26']"));
	assert.equal(await page.inputValue("#prefix"), "");
	await page.fill("#prefix", "198.18.125.0/24");
	await page.locator("#prefix").blur();
	await whoisOf(page, "198.18.125.0/24");
	await page.fill("#need", "600");
	await page.locator("#need").blur();
	await whoisOf(page, "/22");
	assert.equal(await page.inputValue("#need"), "600");
});

test("what is wrong is marked while one types, until it is mended",
    { user: "ABC12" }, async ({ page }) => {
	const marked = (id) => page.locator(
	    `#${id}[aria-invalid=true][aria-describedby~=${id}-wrong]`);
	const reasons = page.locator("#result-body ul li");
	const wrong = page.locator("#subassign .wrong");
	await page.goto(FORM);
	await page.fill("#ownerid", CLINIC);
	for (const [id, text, good] of [["prefix", "198.18.32.1/24",
	    "198.18.125.0/24"], ["need", "3.5", "600"], ["need", "0", "64"],
	    ["need", "9999999", "100"]]) {
		await page.fill(`#${id}`, text);
		await page.locator(`#${id}`).blur();
		await marked(id).waitFor();
		await reasons.first().waitFor();
		assert.equal(await wrong.count(), 1);
		await page.fill(`#${id}`, good);
		await page.locator(`#${id}`).blur();
		await whoisOf(page, CLINIC);
		assert.equal(await wrong.count(), 0);
		assert.equal(await page.locator("[aria-invalid]").count(), 0);
	}
	await page.fill("#prefix", "198.18.32.1/24");
	await page.click(CONFIRM);
	await page.locator("#problems").waitFor();
	await marked("prefix").waitFor();
	await page.fill("#prefix", "198.18.125.0/24");
	await page.locator("#prefix").blur();
	await whoisOf(page, "198.18.125.0/24");
	assert.equal(await page.locator("#problems").count(), 0);
	assert.equal(await page.locator("[aria-invalid], #subassign .wrong")
	    .count(), 0);
});

test("what is wrong with one field hides no other", { user: "ABC12" },
    async ({ page }) => {
	const marked = (id) => page.locator(`#${id}[aria-invalid=true]`);
	await page.goto(FORM);
	await page.fill("#ownerid", "ZZ-ZZZZ-LACNIC");
	await page.fill("#tech", "NOBODY9");
	await page.fill("#need", "abc");
	await page.locator("#need").blur();
	for (const id of ["ownerid", "tech", "need"])
		await marked(id).waitFor();
	await page.fill("#need", "30");
	await page.locator("#need").blur();
	await marked("need").waitFor({ state: "detached" });
	for (const id of ["ownerid", "tech"])
		assert.equal(await marked(id).count(), 1, id);
});

test("a reason that was missed is marked until it is given", { user: "HEG1" },
    async ({ page }) => {
	const marked = page.locator("#reason[aria-invalid=true]");
	await page.goto(FORM);
	await page.fill("#ownerid", CUSTOMER);
	await page.locator("#ownerid").blur();
	await whoisOf(page, CUSTOMER);
	await page.click(CONFIRM);
	await marked.waitFor();
	await page.fill("#label", "x");
	await page.locator("#label").blur();
	await whoisOf(page, CUSTOMER).catch(() => {});
	assert.equal(await marked.count(), 1, "not given yet");
	await page.fill("#reason", "Correo 77");
	await page.locator("#reason").blur();
	await marked.waitFor({ state: "detached" });
	assert.equal(await page.locator("#reason-wrong, #problems").count(), 0);
});

test("who begins a new organization is not told that all is missing",
    { user: "ABC12" }, async ({ page }) => {
	await page.goto(FORM);
	await page.check("[name=recipient][value=new]");
	await page.locator("#result-body li a[href='#country']").waitFor();
	assert.equal(await page.locator("details [aria-invalid]").count(), 0);
	await page.fill("#country", "XX");
	await page.locator("#country").blur();
	await page.locator("#country[aria-invalid=true]").waitFor();
	assert.equal(await page.locator("details .wrong").count(), 1);
});

test("a form that is gone back to shows what it comes to", { user: "ABC12" },
    async ({ page }) => {
	await page.goto(FORM);
	await page.check("[name=recipient][value=new]");
	await page.fill("#name", "Nueva SA");
	await page.locator("#result-body", { hasText: "Nueva SA" }).waitFor();
	await page.goto("/help");
	await page.goBack();
	await page.locator("#result-body", { hasText: "Nueva SA" }).waitFor();
	assert.ok(await page.isVisible("#name"), "and the field is there");
});

// Presses a button for so long that the answer to what was typed last comes
// meanwhile; returns what lets go.
async function pressUntilAnswered(page, button) {
	let answer;
	const held = new Promise((resolve) => answer = resolve);
	await page.route(`**${FORM}`, async (route) => {
		await held;
		await route.continue();
	});
	await page.locator(button).scrollIntoViewIfNeeded();
	const box = await page.locator(button).boundingBox();
	await page.mouse.move(box.x + 5, box.y + 5);
	await page.mouse.down();
	const answered = page.waitForResponse(`**${FORM}`);
	answer();
	await (await answered).finished();
	await page.waitForTimeout(100);
	return () => page.mouse.up();
}

test("a press waits for the result of what was typed last", { user: "ABC12" },
    async ({ page, portal }) => {
	await page.goto(FORM);
	await page.fill("#ownerid", CLINIC);
	await page.fill("#prefix", "198.18.124.16/28");
	await page.locator("#prefix").blur();
	await whoisOf(page, "198.18.124.16/28");
	await page.fill("#prefix", "198.18.124.32/28");
	await (await pressUntilAnswered(page, CONFIRM))();
	await whoisOf(page, "198.18.124.32/28");
	await page.locator("#look", { hasText: LOOK }).waitFor();
	assert.doesNotMatch(await portal.whois("198.18.124.32/28"),
	    /inetnum: +198.18.124.32\/28/);
});

test("a press counts although the result has shrunk above the button",
    { user: "ABC12" }, async ({ page }) => {
	await page.goto(FORM);
	await page.fill("#ownerid", CLINIC);
	await page.locator("#ownerid").blur();
	await whoisOf(page, CLINIC);
	await page.check("[name=range][value=typed]");
	await page.fill("#prefix", "198.18.114.192/30");
	const letGo = await pressUntilAnswered(page, UPDATE);
	await Promise.all([page.waitForNavigation(), letGo()]);
	assert.match(await page.innerText("#prefix-wrong"), /\/24/);
});

test("a result that cannot be fetched is said to be old, until it is new",
    { user: "ABC12" }, async ({ page }) => {
	await page.goto(FORM);
	await page.fill("#ownerid", CLINIC);
	await page.route(`**${FORM}`, (route) => route.fulfill(
	    { status: 403, contentType: "text/plain", body: "" }));
	await page.check("[name=size][value='27']");
	await page.locator("#stale").waitFor();
	await page.unroute(`**${FORM}`);
	await page.check("[name=size][value='28']");
	await whoisOf(page, "/28");
	assert.equal(await page.isVisible("#stale"), false);
});

// As people press it: the new page is there.
async function speak(reader, language, tag) {
	await reader.speak(language);
	await reader.page.locator(`html[lang=${tag}]`).waitFor();
}

test("what was typed outlives a change of language and a reload",
    { user: "ABC12" }, async (reader) => {
	const { page } = reader;
	const holds = async () => {
		assert.equal(await page.inputValue("#name"), "Nueva Ñandú");
		assert.equal(await page.inputValue("#need"), "30");
		assert.equal(await page.inputValue("#label"), "<mapa> 'ñ'");
		assert.equal(await page.inputValue("#use"), "private");
		assert.equal(await page.isChecked("[value=new]"), true);
		assert.equal(await page.isVisible("#name"), true);
		await page.locator("[name=size][value='27']:checked").waitFor(
		    { state: "attached" });
	};
	await page.goto(FORM);
	await page.check("[name=recipient][value=new]");
	await page.fill("#name", "Nueva Ñandú");
	await page.fill("#need", "30");
	await page.fill("#label", "<mapa> 'ñ'");
	await page.selectOption("#use", "private");
	await page.locator("[name=size][value='27']:checked").waitFor(
	    { state: "attached" });
	await speak(reader, "pt", "pt-BR");
	await holds();
	await page.reload();
	await holds();
	await speak(reader, "en", "en");
	await holds();
	await page.goto("/help");
	await page.goto(FORM);
	assert.equal(await page.inputValue("#name"), "", "only then");
});

test("a range that was chosen outlives a change of language",
    { user: "ABC12" }, async (reader) => {
	const { page } = reader;
	await page.goto(FORM);
	await page.fill("#ownerid", CLINIC);
	await page.check("[name=size][value='27']");
	const range = page.locator("[name=range]").nth(2);
	await page.locator("[name=range][value$='/27']").first().waitFor();
	const chosen = await range.getAttribute("value");
	await range.check();
	await whoisOf(page, chosen);
	await speak(reader, "es", "es");
	await whoisOf(page, chosen);
	assert.equal(await page.inputValue("#ownerid"), CLINIC);
	await speak(reader, "en", "en");
	await whoisOf(page, chosen);
});

test("no password is kept in a draft", { user: "ABC12" }, async (reader) => {
	const { page } = reader;
	await page.goto("/profile");
	for (const field of await page.locator("[type=password]").all())
		await field.fill("siete nubes comen pan");
	await page.goto("/help");
	assert.doesNotMatch(await page.evaluate(() =>
	    JSON.stringify({ ...sessionStorage })), /nubes/);
	await page.goto("/login");
	assert.equal(await page.evaluate(() => sessionStorage.length), 0);
});

await run();
