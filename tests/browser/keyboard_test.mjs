// SPDX-License-Identifier: ISC
// The portal without a mouse: every link and field is reached by Tab, seen
// when it is, and the keys that ui and help promise work.

import assert from "node:assert/strict";
import { run, test } from "./portal.mjs";
import { ANA, BLOCK, BLOCK6, CUSTOMER, PAGES, visit } from "./pages.mjs";

const FORM = `/blocks/${BLOCK}/subassign`;
const LONG = 400;			// Tabs until one is lost

// What has the focus, and whether it can be seen that it has.
function focused() {
	const at = document.activeElement;
	if (!at || at === document.body)
		return null;
	const box = at.getBoundingClientRect(), style = getComputedStyle(at);
	const shape = at.querySelector("rect");
	const ring = style.outlineStyle !== "none" &&
	    parseFloat(style.outlineWidth) >= 2 || shape &&
	    parseFloat(getComputedStyle(shape).strokeWidth) >= 2;
	// Of what is taller than the window, the part that is in it.
	const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
	const x = box.x + box.width / 2;
	const top = document.elementFromPoint(x, y);
	at.dataset.reached = "yes";
	return { what: at.outerHTML.slice(0, 120), ring: Boolean(ring),
		inside: box.bottom > 0 && box.top < innerHeight &&
		    box.right > 0 && box.left < innerWidth,
		covered: Boolean(top?.closest(".bar, .top")) &&
		    !at.closest(".bar, .top") };
}

// What a mouse could use and Tab has not come to.  Of radio buttons of one
// name Tab comes to one.
function unreached() {
	return [...document.querySelectorAll("a[href], button, input, select," +
	    "summary")].filter((e) => e.checkVisibility({
	    visibilityProperty: true }) && e.tabIndex >= 0 && !e.disabled &&
	    e.type !== "radio" && e.type !== "hidden" && !e.dataset.reached)
	    .map((e) => e.outerHTML.slice(0, 120));
}

async function tabThrough(page) {
	for (let n = 0; n < LONG; n++) {
		await page.keyboard.press("Tab");
		const at = await page.evaluate(focused);
		if (at === null)
			return;
		assert.ok(at.ring, `no ring around ${at.what}`);
		assert.ok(at.inside, `outside of the window: ${at.what}`);
		assert.ok(!at.covered, `covered: ${at.what}`);
	}
	assert.fail(`${LONG} Tabs and no end`);
}

const EACH = ["log-in, refused", "home without resources", "block of IPv6",
	"contacts", "release", "sub-assign", "search, found",
	"look-up of an address", "resources, none left"];

// The last is a window of 1280 by 1024 at 400 %.
const WINDOWS = [[1280, 700], [390, 700], [320, 256]];

for (const [n, name] of EACH.entries()) {
	const look = PAGES.find((p) => p.name === name);
	const [width, height] = WINDOWS[n % 3];
	test(`${name}, ${width} by ${height}: Tab comes everywhere, is seen`,
	    { user: look.user, width, height, dark: n % 2 === 0 },
	    async (reader) => {
		const { page } = reader;
		await visit(reader, look);
		await page.evaluate(() => {
			const first = document.querySelector(".skip");
			first.focus();
			first.dataset.reached = "yes";
		});
		await tabThrough(page);
		assert.deepEqual(await page.evaluate(unreached), []);
	});
}

test("/ goes to the search box", { user: ANA }, async ({ page }) => {
	await page.goto("/help");
	await page.keyboard.press("/");
	await page.keyboard.type("AS64500");
	assert.equal(await page.inputValue("#search"), "AS64500");
	await page.keyboard.press("Enter");
	await page.waitForURL(/asns\/64500|q=AS64500/);
});

test("/ is a letter where one types", { user: ANA }, async ({ page }) => {
	await page.goto(FORM);
	await page.focus("#prefix");
	await page.keyboard.type("198.18.124.0/24");
	assert.equal(await page.inputValue("#prefix"), "198.18.124.0/24");
});

test("the first Tab is the way past the menu", { user: ANA },
    async ({ page }) => {
	await page.goto(`/blocks/${BLOCK}`);
	await page.keyboard.press("Tab");
	assert.equal(await page.isVisible(".skip:focus"), true);
	await page.keyboard.press("Enter");
	await page.keyboard.press("Tab");
	assert.ok(await page.evaluate(() =>
	    document.activeElement.closest("main") !== null));
});

// The title of what has the focus in the map: "198.18.112.0/24 · …".
function onMap(page) {
	return page.evaluate(() => document.activeElement.closest("a, g")
	    ?.querySelector("title")?.textContent.split(" ")[0]);
}

async function walk(page, steps) {
	for (const [key, there] of steps) {
		await page.keyboard.press(key);
		assert.equal(await onMap(page), there, key);
	}
}

test("arrows and f move on the map, Enter opens", { user: ANA },
    async ({ page }) => {
	await page.goto(`/blocks/${BLOCK}`);
	await page.focus("#map svg.map a");
	assert.equal(await onMap(page), "198.18.112.0/24");
	await walk(page, [["ArrowRight", "198.18.113.0/25"],
		["ArrowDown", "198.18.114.0/25"],
		["ArrowRight", "198.18.114.128/25"],
		["ArrowUp", "198.18.113.128/25"],
		["ArrowLeft", "198.18.113.0/25"], ["f", "198.18.113.128/25"],
		["f", "198.18.114.128/25"], ["f", "198.18.115.64/27"],
		["f", "198.18.124.0/22"], ["f", "198.18.113.128/25"]]);
	await page.keyboard.press("Enter");
	await page.waitForURL(/subassign\?prefix=198.18.113.128\/25/);
	assert.equal(await page.inputValue("#prefix"), "198.18.113.128/25");
});

test("arrows move on the ladder of IPv6, Enter descends", { user: ANA },
    async ({ page }) => {
	await page.goto(`/blocks/${BLOCK6}`);
	await page.focus("#map svg.map a");
	await page.keyboard.press("ArrowRight");
	assert.equal(await onMap(page), "2001:db8:1000::/36");
	await page.keyboard.press("ArrowLeft");
	await page.keyboard.press("Enter");
	await page.waitForURL(/at=2001/);
});

test("the range is chosen on the map by Enter", { user: ANA },
    async ({ page }) => {
	await page.goto(FORM);
	const free = page.locator("#result svg.map button").first();
	await page.check("[name=size][value='25']");
	await page.waitForSelector("#result svg.map button[value$='/25']");
	await free.focus();
	// Its ranges change while it has the focus, which stays on the map.
	await page.evaluate(() => {
		document.querySelector("[name=size][value='26']").click();
		document.querySelector("#result svg.map button").focus();
	});
	await page.waitForSelector("#result svg.map button[value$='/26']");
	await page.keyboard.press("Enter");
	await page.waitForFunction(() =>
	    document.getElementById("prefix").value.endsWith("/26"));
	assert.equal(await page.isChecked("[name=range][value=typed]"), true);
});

test("the list under a name is used by arrows, Enter, Escape",
    { user: ANA, language: "es" }, async ({ page }) => {
	await page.goto(FORM);
	const input = page.locator("#ownerid");
	const open = () => input.getAttribute("aria-expanded");
	await input.pressSequentially("clie");
	await page.locator("[role=option]").first().waitFor();
	assert.equal(await open(), "true");
	await page.keyboard.press("Escape");
	assert.equal(await open(), "false");
	assert.equal(await input.inputValue(), "clie");
	await input.pressSequentially("nte");
	await page.locator("[role=option]").first().waitFor();
	await page.keyboard.press("ArrowUp");
	await page.keyboard.press("ArrowDown");
	const chosen = await input.getAttribute("aria-activedescendant");
	assert.equal(await page.getAttribute(`#${chosen}`, "aria-selected"),
	    "true");
	await page.keyboard.press("Enter");
	assert.equal(await open(), "false");
	assert.match(await input.inputValue(), /^[A-Z]{2}-\w+-LACNIC$/);
	await page.locator("#result", { hasText: await input.inputValue() })
	    .waitFor();
	assert.match(page.url(), /subassign$/);
});

test("a name without accents in capitals finds", { user: ANA },
    async ({ page }) => {
	await page.goto(FORM);
	await page.locator("#ownerid").pressSequentially("CLINICA NORTE");
	await page.waitForSelector("[data-value=PE-CLIN-LACNIC]");
});

test("light or dark is chosen, and remembered", { user: ANA },
    async ({ page }) => {
	await page.goto("/");
	const colour = () => page.evaluate(() =>
	    getComputedStyle(document.body).backgroundColor);
	const before = await colour();
	await page.click("#theme");
	const after = await colour();
	assert.notEqual(after, before);
	await page.goto("/help");
	assert.equal(await colour(), after);
});

test("the form of a new organization opens when it is chosen",
    { user: ANA }, async ({ page }) => {
	await page.goto(FORM);
	assert.equal(await page.isVisible("#city"), false);
	await page.check("[name=recipient][value=new]");
	assert.equal(await page.isVisible("#city"), true);
	await page.fill("#ownerid", CUSTOMER);
	await page.locator("#ownerid").blur();
	await page.locator("#result", { hasText: CUSTOMER }).waitFor();
	assert.equal(await page.isVisible("#city"), false);
});

await run({ atOnce: 2 });
