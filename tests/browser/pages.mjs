// SPDX-License-Identifier: ISC
// Every page of the portal, and every state in which it looks different.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { NOW, PASSWORD } from "./portal.mjs";

export const ANA = "ABC12", ROSA = "ROQ7", NOBODY = "INS9",
	STAFF = "HEG1";
export const BLOCK = "198.18.112.0/20", BLOCK6 = "2001:db8::/32";
export const CUSTOMER = "PE-CLIE-LACNIC", HOLDER = "UY-EJEM-LACNIC";

const FORM = `/blocks/${BLOCK}/subassign`, CHILD = "198.18.113.0/25";
const DAY = "at=2025-08-20";

// Does what leads to another page, and is there when that has come.
export async function leave(page, act) {
	await Promise.all([page.waitForNavigation(), act()]);
}

export const follow = (page, selector) => leave(page, () => page.click(selector));

async function send(page, action) {
	await follow(page, `#result button[name=action][value=${action}]`);
}

async function fill(page, typed) {
	for (const [name, value] of Object.entries(typed))
		await page.fill(`#${name}`, value);
}

/** Fills the form of a sub-assignment to a customer, by its ownerid. */
export async function fillSubassign(page, prefix) {
	await page.check("[name=range][value=typed]");
	await fill(page, { ownerid: CUSTOMER, prefix });
	await send(page, "preview");
}

async function newOrganisation(page) {
	await page.check("[name=recipient][value=new]");
	if (!await page.isVisible("#city"))
		await page.click("fieldset details summary");
	await fill(page, { city: "Lima" });
	await send(page, "confirm");
}

// What a form says when what it sends is refused.
const refused = (typed, button) => async (page) => {
	await fill(page, typed);
	// What is found by a name may lie over the button.
	await leave(page, () => page.locator(button).first()
	    .dispatchEvent("click"));
};

// From the form over the mail, which is shown here, to the link in it.
async function openLink(page) {
	await refused({ user: ROSA }, "main form button")(page);
	await follow(page, "main a[href='/mails']");
	await follow(page, "main .actions a >> nth=0");
}

const NORA = { name: "Nora Prado", street: "Rua Azul", city: "Recife",
	country: "BR", phone: "5550100" };
const REGISTER = "form[action='/register'] .actions button";
const NEW_ADDRESS = "form.stack[action='/profile/email'] button";

/** Registers somebody at this address. */
async function register(page, email) {
	await refused({ ...NORA, email }, REGISTER)(page);
}

/** The newest mail for an address leads on. */
export async function openMail(page, email) {
	await page.goto("/mails");
	await follow(page,
	    `section.card:has-text("${email}") .actions a >> nth=0`);
}

// What is noted when a mail to a user came back.
const comesBack = (user) => (portal) => portal.sql("UPDATE account SET " +
    "bounced = 1 WHERE person = (SELECT id FROM person " +
    `WHERE handle = '${user}')`);

/** With the one-time password, out of the mail that is shown here, to the
 *  data of the organization. */
export async function openLegacy(page) {
	await page.goto("/mails");
	const [password] = /(?:[2-9A-Z]{4}-){4}[2-9A-Z]{4}/.exec(
	    await page.innerText("main"));
	await page.goto("/legacy");
	await fill(page, { ownerid: "UY-OPGA-LACNIC", password });
	await follow(page, "main form button");
}

const LEGACY_DATA = { responsible: "Elsa Faro", street: "Camino del Faro",
	city: "Rocha", ddi: "598", phone: "44720000" };

async function completeLegacy(page, data = LEGACY_DATA) {
	await openLegacy(page);
	await fill(page, data);
	await follow(page, ".actions [value=preview]");
}

// --- Reverse DNS ------------------------------------------------------------

const REVERSE = `/blocks/${BLOCK}/reverse`;
const PART = "198.18.114.0/24";
const CHECKS = `${REVERSE}?checks=`, id = (number) => `${number}`.repeat(64);

/** As the watch leaves a check of ANA's: of two servers, with these states
 *  and lines; "" for none yet. */
const checked = (number, ...found) => async (portal) => {
	const done = found.every(Boolean);
	await portal.sql("INSERT OR REPLACE INTO zone_check SELECT " +
	    `'${id(number)}', ${person(ANA)}, ${number}, ` +
	    "x'00000000000000000000ffffc6127200', " +
	    "120, 'ns1.ejemplo.example ns.xn--maana-pta.example', '', " +
	    `${Date.parse(NOW) / 1000}, ${done ? 1 : "NULL"}`);
	for (const [host, [state, lines]] of found.entries())
		if (state)
			await portal.sql("INSERT OR REPLACE INTO " +
			    "zone_check_server VALUES " +
			    `('${id(number)}', 0, ${host}, '${state}', ` +
			    `'${lines}')`);
};
const WELL = ["AA", "SOA UDP 192.0.2.53 FINE 20261123\n" +
    "SOA TCP 192.0.2.53 PORT_CLOSED -1\nSOA UDP 2001:db8::53 FINE 20261123\n" +
    "SOA TCP 2001:db8::53 FINE 20261123\n"];
const WRONG = ["TIMEOUT", "SOA UDP 198.51.100.53 NO_ANSWER -1\n" +
    "SOA TCP 198.51.100.53 NO_ANSWER -1\n"];

// --- Second factors ---------------------------------------------------------

const HERE = "/profile/security";
const execute = promisify(execFile);

/** What an authenticator app shows at the tests' time. */
export async function codeOf(secret) {
	const { stdout } = await execute("oathtool", ["--totp", "--base32",
		"--now", NOW.replace("T", " ").replace("Z", " UTC"), secret]);
	return stdout.trim();
}

const person = (handle) =>
	`(SELECT id FROM person WHERE handle = '${handle}')`;

// Logs in somebody who has no password in the demo, in the page's language.
async function enter(page, portal, handle) {
	await portal.sql("UPDATE account SET password = (SELECT password FROM " +
	    `account WHERE person = ${person(ANA)}) WHERE person = ` +
	    person(handle));
	const language = (await page.getAttribute("html", "lang")).slice(0, 2);
	await fill(page, { user: handle, password: PASSWORD });
	await follow(page, "main form button");
	if (await page.isVisible(".user"))
		await follow(page, `.languages [value=${language}]`);
}

function haveDevice(portal, handle, name) {
	return portal.sql("INSERT OR IGNORE INTO authenticator SELECT " +
	    `'${handle}${name}', id, '${name}', '', 0, 1772000000, 1772300000 ` +
	    `FROM person WHERE handle = '${handle}'`);
}

async function beginDevice(page) {
	if (!await page.isVisible("#code"))
		await follow(page, "button[value=begin]");
}

async function addDevice(page) {
	await beginDevice(page);
	const secret = await page.innerText(".key");
	await refused({ name: "Moto", code: await codeOf(secret) },
	    "button[value=add]")(page);
}

// In the second step of a log-in.
async function secondStep(page, portal) {
	await haveDevice(portal, "JUA3", "Moto");
	await page.goto("/login");
	await enter(page, portal, "JUA3");
}

// A user of the registry's customers in Peru, until they are given back.
const OF_NOBODY = `(SELECT id FROM person WHERE handle = '${NOBODY}')`;
const linkMany = (portal) => portal.sql("UPDATE organisation SET member = " +
    `${OF_NOBODY} WHERE member = admin AND ownerid LIKE 'PE-%'`);
const linkNobody = (_, portal) => portal.sql("UPDATE organisation " +
    `SET member = admin WHERE member = ${OF_NOBODY}`);

/*
 * name, path, user (none: nobody is logged in), status (200), before: what
 * happened to the portal, act: what is done on the page before it is looked
 * at, and on the portal.
 */
export const PAGES = [
	{ name: "log-in", path: "/login" },
	{ name: "log-in, refused", path: "/login", act: refused(
	    { user: "ZZZ99", password: "no" }, "main form button") },
	{ name: "forgotten password", path: "/forgot" },
	{ name: "forgotten password, a mail is promised", path: "/forgot",
	    act: refused({ user: ANA }, "main form button") },
	{ name: "mails", path: "/mails" },
	{ name: "new password, by a link", path: "/forgot", act: openLink },
	{ name: "new password, refused", path: "/forgot",
	    act: async (page) => {
		await openLink(page);
		await refused({ password: "short", again: "other" },
		    "main form button")(page);
	} },
	{ name: "new password, by no link", path: "/password", status: 400 },
	{ name: "register", path: "/register" },
	{ name: "register, refused", path: "/register", act: refused(
	    { ...NORA, email: "nora@prado.example", country: "XX" },
	    REGISTER) },
	{ name: "register, a mail is promised", path: "/register",
	    act: (page) => register(page, "nora@prado.example") },
	{ name: "register, by the link", path: "/register",
	    act: async (page) => {
		await register(page, "paula@prado.example");
		await openMail(page, "paula@prado.example");
	} },
	{ name: "register, password refused", path: "/register",
	    act: async (page) => {
		await register(page, "pia@prado.example");
		await openMail(page, "pia@prado.example");
		await refused({ password: "short", again: "other" },
		    "main form button")(page);
	} },
	{ name: "register, by no link", path: "/register/confirm",
	    status: 400 },
	{ name: "address, by no link", path: "/email", status: 400 },
	{ name: "profile, data", path: "/profile/data", user: ANA },
	{ name: "profile, data refused", path: "/profile/data", user: ANA,
	    act: refused({ country: "XX", name: " " },
	    "main form .actions button") },
	{ name: "profile, address", path: "/profile/email", user: ANA },
	{ name: "profile, address refused", path: "/profile/email", user: ANA,
	    act: refused({ email: "ana@ejemplo.example" }, NEW_ADDRESS) },
	{ name: "profile, address to be confirmed", path: "/profile/email",
	    user: NOBODY, act: refused({ email: "ines@nueva.example" },
	    NEW_ADDRESS) },
	{ name: "profile, address by the link", path: "/profile/email",
	    user: ANA, act: async (page) => {
		await refused({ email: "ana@nueva.example" }, NEW_ADDRESS)(
		    page);
		await openMail(page, "ana@nueva.example");
	} },
	{ name: "profile, mails come back", path: "/profile/email",
	    user: STAFF, before: comesBack(STAFF) },
	{ name: "profile", path: "/profile", user: ANA },
	{ name: "profile, password refused", path: "/profile", user: ANA,
	    act: refused({ old: "x", password: "short", again: "other" },
	    "form[action='/profile/password'] button") },
	{ name: "second factor, none", path: HERE, user: NOBODY },
	{ name: "second factor, a device is added", path: HERE, user: NOBODY,
	    act: beginDevice },
	{ name: "second factor, device refused", path: HERE, user: NOBODY,
	    act: async (page) => {
		await beginDevice(page);
		await refused({ name: " ", code: "000000" },
		    "button[value=add]")(page);
	} },
	{ name: "second factor, recovery codes", path: "/login",
	    act: async (page, portal) => {
		await portal.sql("DELETE FROM authenticator WHERE person = " +
		    person("ANA7"));
		await enter(page, portal, "ANA7");
		await page.goto(HERE);
		await addDevice(page);
	} },
	{ name: "second factor, devices", path: "/login",
	    act: async (page, portal) => {
		await portal.sql("DELETE FROM authenticator WHERE person = " +
		    person("TIM4"));
		await enter(page, portal, "TIM4");
		await haveDevice(portal, "TIM4", "Moto");
		await haveDevice(portal, "TIM4", "Tablet");
		await page.goto(HERE);
	} },
	{ name: "log-in, second step", path: "/login/code", act: secondStep },
	{ name: "log-in, second step refused", path: "/login/code",
	    act: async (page, portal) => {
		await secondStep(page, portal);
		await page.click("details summary >> nth=-1");
		await refused({ code: "000000" }, "button.primary")(page);
	} },
	{ name: "asked again", path: "/again", user: ROSA,
	    act: async (page, portal) => {
		await portal.sql("UPDATE session SET proven = 0 WHERE person " +
		    `= ${person(ROSA)}`);
		await page.goto(HERE);
		await follow(page, "button[value=begin]");
	} },
	{ name: "help of a stranger", path: "/help" },
	{ name: "guide of a stranger", path: "/help/password" },
	{ name: "guide", path: "/help/subassign", user: ANA },
	{ name: "look-up", path: "/lookup" },
	{ name: "look-up of an address", path: "/lookup?q=198.18.113.5" },
	{ name: "look-up of nothing", path: "/lookup?q=198.51.100.1" },
	{ name: "look-up of nonsense", path: "/lookup?q=%25%25" },
	{ name: "look-up of stock", path: "/lookup?q=203.0.113.7" },
	{ name: "look-up of an ASN", path: "/lookup?q=AS64500", user: ANA },
	{ name: "look-up of an organization", path: `/lookup?q=${HOLDER}` },
	{ name: "look-up of a person", path: "/lookup?q=ROQ7", user: ANA },
	{ name: "home", path: "/", user: ANA },
	{ name: "home of a customer", path: "/", user: ROSA },
	{ name: "home, only IPv6, by usage", user: ANA,
	    path: "/?show=ipv6&order=use" },
	{ name: "home, none of a family", path: "/?show=asn", user: ROSA },
	{ name: "home without resources", path: "/", user: NOBODY },
	{ name: "legacy resources", path: "/legacy", user: NOBODY },
	{ name: "legacy resources, refused", path: "/legacy", user: NOBODY,
	    act: refused({ ownerid: "UY-NADA-LACNIC", password: "AAAA" },
	    "main form button") },
	{ name: "legacy resources, the data", path: "/legacy/claim",
	    user: NOBODY, act: openLegacy },
	{ name: "legacy resources, data refused", path: "/legacy",
	    user: NOBODY, act: (page) => completeLegacy(page,
	    { ...LEGACY_DATA, street: " ", city: " " }) },
	{ name: "legacy resources, to confirm", path: "/legacy",
	    user: NOBODY, act: (page) => completeLegacy(page) },
	{ name: "help", path: "/help", user: ANA },
	{ name: "search", path: "/search", user: ANA },
	{ name: "search, found", path: "/search?q=banco", user: ANA },
	{ name: "search, not found", path: "/search?q=zzzzz", user: ANA },
	{ name: "organizations", path: "/organizations", user: ANA },
	{ name: "organizations, many", path: "/organizations", user: NOBODY,
	    before: linkMany, act: linkNobody },
	{ name: "organizations, filtered to none", user: ANA,
	    path: "/organizations?filter=zzzzz" },
	{ name: "organizations of nobody", path: "/organizations",
	    user: NOBODY },
	{ name: "information", path: `/organizations/${HOLDER}`, user: ANA },
	{ name: "organization's contacts", user: ANA,
	    path: `/organizations/${HOLDER}/contacts` },
	{ name: "organization's contacts, changed", user: ANA,
	    path: `/organizations/${HOLDER}/contacts`,
	    act: refused({ admin: "ANA7" }, ".actions [value=preview]") },
	{ name: "organization's contacts, refused", user: ANA,
	    path: `/organizations/${HOLDER}/contacts`,
	    act: refused({ admin: "ANA7", member: "ZZZ99" },
	    ".actions [value=preview]") },
	{ name: "organization's contacts, not knowingly", user: ANA,
	    path: `/organizations/${HOLDER}/contacts`,
	    act: async (page) => {
		await refused({ admin: "ANA7" }, ".actions [value=preview]")(
		    page);
		await follow(page, ".actions [value=save]");
	} },
	{ name: "organization's data", user: ANA,
	    path: `/organizations/${HOLDER}/edit` },
	{ name: "organization's data, changed", user: ANA,
	    path: `/organizations/${HOLDER}/edit`,
	    act: refused({ city: "Salto" }, ".actions [value=preview]") },
	{ name: "organization's data, refused", user: ANA,
	    path: `/organizations/${HOLDER}/edit`,
	    act: refused({ responsible: " " }, ".actions [value=preview]") },
	{ name: "resources", path: `/organizations/${HOLDER}/resources`,
	    user: ANA },
	{ name: "resources, none left", user: ANA,
	    path: `/organizations/${HOLDER}/resources?filter=10.9` },
	{ name: "block", path: `/blocks/${BLOCK}`, user: ANA },
	{ name: "block, a part of the map", user: ANA,
	    path: `/blocks/${BLOCK}?at=198.18.113.0/24` },
	{ name: "block, filtered", path: `/blocks/${BLOCK}?q=198.18.113`,
	    user: ANA },
	{ name: "block, filtered away", path: `/blocks/${BLOCK}?q=10.0.0.0/8`,
	    user: ANA },
	{ name: "block, filtered by recipient", user: ANA,
	    path: `/blocks/${BLOCK}?q=pe-cli` },
	{ name: "block of IPv6", path: `/blocks/${BLOCK6}`, user: ANA },
	{ name: "part", path: `/blocks/${CHILD}`, user: ANA },
	{ name: "part, as its holder", path: `/blocks/${CHILD}`, user: ROSA },
	{ name: "sub-assign", path: FORM, user: ANA },
	{ name: "sub-assign, filled", path: FORM, user: ANA,
	    act: (page) => fillSubassign(page, "198.18.125.64/27") },
	{ name: "sub-assign, taken", path: FORM, user: ANA, act: (page) =>
	    fillSubassign(page, "198.18.112.0/26") },
	{ name: "sub-assign, a name to choose from", path: FORM, user: ANA,
	    act: async (page) => {
		await fill(page, { ownerid: "banco" });
		await send(page, "confirm");
	} },
	{ name: "sub-assign, a new organization refused", path: FORM,
	    user: ANA, act: newOrganisation },
	{ name: "sub-assign of IPv6", path: `/blocks/${BLOCK6}/subassign`,
	    user: ANA },
	{ name: "sub-assign of IPv6, filled", user: ANA,
	    path: `/blocks/${BLOCK6}/subassign`,
	    act: (page) => fillSubassign(page, "2001:db8:4000::/48") },
	{ name: "contacts", path: `/blocks/${CHILD}/contacts`, user: ANA },
	{ name: "contacts, changed", path: `/blocks/${CHILD}/contacts`,
	    user: ANA, act: refused({ tech: ROSA },
	    "main .actions [value=preview]") },
	{ name: "contacts, refused", path: `/blocks/${CHILD}/contacts`,
	    user: ANA, act: refused({ tech: "ZZZ99", abuse: "ZZZ98" },
	    "main .actions [value=preview]") },
	{ name: "contacts, a name to choose from", user: ANA,
	    path: `/blocks/${CHILD}/contacts`, act: refused({ tech: "rosa" },
	    "main .actions [value=preview]") },
	{ name: "contacts of an ASN", path: "/asns/64500/contacts",
	    user: ANA },
	{ name: "origins", path: `/blocks/${BLOCK}/origins`, user: ANA },
	{ name: "origins, changed", path: `/blocks/${BLOCK}/origins`,
	    user: ANA, act: refused({ origins: "AS64500, 131072" },
	    "main .actions [value=preview]") },
	{ name: "origins, refused", path: `/blocks/${BLOCK}/origins`,
	    user: ANA, act: refused({ origins: "AS64512x 1" },
	    "main .actions [value=preview]") },
	{ name: "reverse DNS", path: `${REVERSE}?prefix=${PART}`, user: ANA },
	{ name: "reverse DNS, refused", path: REVERSE, user: ANA,
	    act: refused({ blocks: "10.0.0.0/8 x", host1: "192.0.2.1",
	    host2: "ns1.ejemplo.example", ds: "x" },
	    "main button[value=check]") },
	{ name: "reverse DNS, asked", path: `${CHECKS}${id(1)}`,
	    user: ANA, before: checked(1, WELL, "") },
	{ name: "reverse DNS, wrong", path: `${CHECKS}${id(2)}`,
	    user: ANA, before: checked(2, WELL, WRONG) },
	{ name: "reverse DNS, well", path: `${CHECKS}${id(3)}`,
	    user: ANA, before: checked(3, WELL, WELL) },
	{ name: "reverse DNS, summary", user: ANA,
	    path: `${CHECKS}${id(4)}&step=summary`,
	    before: checked(4, WELL, WELL) },
	{ name: "reverse DNS, when it is live", user: ANA,
	    path: `${REVERSE}?live=${PART}` },
	{ name: "reverse DNS, removed", user: ANA,
	    path: `${REVERSE}?remove=${PART}`,
	    act: refused({ prefix: "x" }, "main button.danger") },
	{ name: "reverse DNS of what has none", user: ANA,
	    path: `/blocks/${CHILD}/reverse` },
	{ name: "release", path: `/blocks/${CHILD}/release`, user: ANA },
	{ name: "release, refused", path: `/blocks/${CHILD}/release`,
	    user: ANA, act: refused({ prefix: "198.18.113.0/24" },
	    "button.danger") },
	{ name: "held", path: `/blocks/${BLOCK}/held`, user: ANA },
	{ name: "held, answered", user: ANA,
	    path: `/blocks/${BLOCK}/held?address=198.18.113.5&${DAY}` },
	{ name: "held, refused", user: ANA, status: 400,
	    path: `/blocks/${BLOCK}/held?address=10.0.0.1&${DAY}` },
	{ name: "ASN", path: "/asns/64500", user: ANA },
	{ name: "not found", path: "/nothing/here", user: ANA, status: 404 },
	{ name: "not found by a stranger", path: "/nothing", status: 404 },
	{ name: "not theirs", path: `/blocks/${BLOCK}`, user: ROSA,
	    status: 404 },
	{ name: "from another page", path: "/help", user: ANA,
	    act: async (page) => {
		await page.$eval(".user [name=csrf]", (input) => {
			input.value = "stale";
		});
		await page.click(".user summary");
		await follow(page, ".user button");
	} },
];

/** The page as PAGES says it; the reader must be its user. */
export async function visit({ page, portal },
    { path, status = 200, before, act }) {
	await before?.(portal);
	const answer = await page.goto(path);
	assert.equal(answer.status(), status, `status of ${path}`);
	if (act) {
		await act(page, portal);
		await page.waitForLoadState("networkidle");
	}
}

// What sticks out of the window, and does not scroll by itself.
function overflowing() {
	const width = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth <= width)
		return "";
	return [...document.querySelectorAll("body, body *")].filter(
	    (e) => e.getBoundingClientRect().right > width + 1)
	    .map((e) => `${e.tagName} ${e.className} ${e.textContent
	    .slice(0, 40)}`).join("\n") || "the page";
}

/** Nothing on the page has to be scrolled to from the side. */
export async function fits(page) {
	const { width } = page.viewportSize();
	assert.equal(await page.evaluate(overflowing), "",
	    `${page.url()} is wider than ${width} px`);
}

/** GET routes of route.def that none of PAGES shows. */
export async function routesUnseen() {
	const table = await readFile(new URL("../../src/portal/route.def",
	    import.meta.url), "utf8");
	const paths = PAGES.map(({ path }) => path.replace(/\?.*/, ""));
	return [...table.matchAll(/^ROUTE\(GET, "([^"]*)", (\w+)/gm)]
	    .filter(([, pattern]) => !paths.some((path) => new RegExp(
	    `^${pattern.replaceAll("*", "[^/]+")}$`).test(path)))
	    .map(([,, name]) => name);
}
