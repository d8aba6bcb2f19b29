// SPDX-License-Identifier: ISC
// Whatever is typed stays text: on every page, in files, in WHOIS.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { HOSTILE } from "./hostile.mjs";
import { ANA, HOLDER, NOBODY, PAGES, ROSA, STAFF, visit } from "./pages.mjs";
import { Portal, Reader, SANITIZED, run, test } from "./portal.mjs";

const BLOCK = "100.64.0.0/14";		// nothing is sub-assigned of it
// They would end the session, or speak another language.
const NOT_SENT = /^\/(logout|language|profile\/language)/;
const FORMS = ["/search", "/lookup", "/login ", "/login/code", "/forgot",
	"/register", "/profile/data", "/profile/email", "/profile/security",
	"/legacy ", "/legacy/claim", "/organizations ",
	...["contacts", "edit", "resources"].map((form) =>
	    `/organizations/${HOLDER}/${form}`),
	...["#parts", "/contacts", "/held", "/origins", "/release",
	    "/reverse blocks", "/reverse prefix", "/subassign"].map((form) =>
	    `/blocks/BLOCK${form}`), "/asns/64500/contacts"];
const SENT = new Set();			// forms: where, and their fields

// --- In the browser ---------------------------------------------------------

// What is in a page and none of the portal's: said of the first few.
function strange(page) {
	const ours = (url) => /^(\/(?!\/)|[#?]|mailto:)/.test(url);
	const isStrange = (e) =>
	    /^(iframe|object|embed|base|math|template|style|xmp|plaintext)$/
	    .test(e.localName) ||
	    (e.localName === "script" && (e.textContent !== "" ||
	    !/^\/assets\//.test(e.getAttribute("src")))) ||
	    e.getAttributeNames().some((name) => /^on|^style$/.test(name) ||
	    (/^(href|src|action|formaction|data)$/.test(name) &&
	    e.localName !== "use" && !ours(e.getAttribute(name))));
	return [...page.querySelectorAll("*")].filter(isStrange)
	    .slice(0, 3).map((e) => e.outerHTML.slice(0, 200));
}

// Sends each form of this page that was not sent yet with every text in all its
// fields, as by its first button; returns the forms, and what is wrong with the
// answers.  Passwords are never shown again.
async function sendAll({ texts, strange, notSent, known }) {
	const isStrange = new Function(`return ${strange}`)();
	const sent = [], wrong = [];
	const fieldsOf = (form) => [...form.querySelectorAll("textarea, " +
	    "input:not([type=hidden], [type=radio], [type=checkbox], " +
	    "[type=password])")].map(({ name }) => name).filter(Boolean);
	const asks = async (form, names, path, text) => {
		const values = new URLSearchParams(new FormData(form));
		const button = form.querySelector("button[name]");
		for (const name of names)
			values.set(name, text);
		if (button)
			values.set(button.name, button.value);
		const answer = form.method === "post" ?
		    await fetch(path, { method: "POST", body: values }) :
		    await fetch(`${path}?${values}`);
		const found = isStrange(new DOMParser().parseFromString(
		    await answer.text(), "text/html"));
		if (found.length > 0 || answer.status >= 500)
			wrong.push(`${path}, ${text.slice(0, 40)}: ` +
			    `${answer.status} ${found.join(" ")}`);
	};
	for (const form of document.forms) {
		const names = fieldsOf(form);
		const path = form.getAttribute("action") || location.pathname;
		const key = `${path.replace(/\d[0-9a-f.:]*\/\d+/, "BLOCK")} ` +
		    names.join(" ");
		if (names.length === 0 || new RegExp(notSent).test(path) ||
		    known.includes(key) || sent.includes(key))
			continue;
		sent.push(key);
		for (const text of texts)
			await asks(form, names, path, text);
	}
	return { sent, wrong };
}

async function send(page) {
	const { sent, wrong } = await page.evaluate(sendAll, { texts: HOSTILE,
		strange: String(strange), notSent: NOT_SENT.source,
		known: [...SENT] });
	sent.forEach((key) => SENT.add(key));
	assert.deepEqual(wrong, []);
}

test("what would run is seen", {}, async ({ page }) => {
	await page.goto("about:blank");
	const seen = await page.evaluate(`${JSON.stringify(HOSTILE)}.map((text) =>
	    (${strange})(new DOMParser().parseFromString(text, "text/html"))
	    .length > 0)`);
	const unseen = HOSTILE.filter((text, n) => !seen[n] &&
	    /^<(script|img|svg|iframe|a|body|input|details) /.test(text));
	assert.deepEqual(unseen, []);
});

// A portal of its own, whose log-in is soon throttled: its form comes last.  Later
// steps come before earlier ones, which wrong texts may close for good; a step
// that can no longer be reached was, or its form is missed below.
test("what is typed into any form stays text", {}, async ({ browser }) => {
	const portal = await Portal.start();
	const open = (user) => Reader.open(browser, portal,
	    { user, language: "es" });
	const looks = PAGES.toReversed().filter(({ status }) => !status);
	const last = looks.filter(({ name }) => /^log-in(, refused)?$/.test(name));
	const readers = new Map();
	for (const user of [ANA, ROSA, NOBODY, STAFF, undefined])
		readers.set(user, await open(user));
	readers.set("last", await open());
	for (const look of [...looks.filter((one) => !last.includes(one)),
	    ...last]) {
		const reader = readers.get(last.includes(look) ? "last" :
		    look.user);

		reader.context.setDefaultTimeout(SANITIZED ? 12_000 : 3000);
		if (await visit(reader, look).then(() => true, () => false))
			await send(reader.page);
	}
	for (const reader of readers.values()) {
		assert.deepEqual(reader.faults, []);
		await reader.close();
	}
	await portal.stop();
	assert.deepEqual(FORMS.filter((form) => ![...SENT].some((key) =>
	    key.startsWith(form))), []);
});

// --- What is registered -----------------------------------------------------

// Each text becomes an organization, in all fields that take it, and the label
// of what it gets; returns the prefixes, and what was typed into them.
async function register({ texts, contacts }) {
	const form = document.getElementById("subassign");
	const plain = { name: "Nueva SA", responsible: "Rosa", street: "Calle 1",
		number: "1", complement: "2", city: "Lima", state: "Lima",
		postcode: "1", ddd: "1", phone: "1234567", label: "x" };
	const ask = async (values, action) => {
		const body = new URLSearchParams({ ...values, action,
			csrf: form.elements.csrf.value });
		const answer = await fetch(form.getAttribute("action"), {
			method: "POST", body });
		return [answer.url, new DOMParser().parseFromString(
		    await answer.text(), "text/html")];
	};
	const done = [];
	for (const [n, text] of texts.entries()) {
		const values = { recipient: "new", country: "UY", ddi: "598",
			size: "24", range: "best", use: "customer", abuse: "",
			tech: contacts[n] };
		for (const name of Object.keys(plain))
			values[name] = text;
		let [, page] = await ask(values, "preview");
		// A request with U+0000 in it is no form.
		const wrong = page.getElementById("subassign") === null ?
		    Object.keys(plain) : Array.from(page.querySelectorAll(
		    "#subassign [aria-invalid=true]"), ({ name }) => name);
		for (const name of wrong)
			values[name] = `${plain[name]} ${n}`;
		[, page] = await ask(values, "preview");
		for (const name of ["shown", "shown_size", "shown_prefix"])
			values[name] = page.querySelector(`[name=${name}]`).value;
		const [url, end] = await ask(values, "confirm");
		done.push({ values, prefix: new URL(url).searchParams.get("done"),
			said: end.querySelector("#problems, #main")
			    ?.textContent.replace(/\s+/g, " ").slice(0, 400) });
	}
	return done;
}

// Persons with these names; those that the register takes.
async function addPersons(portal, texts) {
	const contacts = texts.map(() => ANA);
	const add = async (n) => {
		const handle = `HO${String.fromCharCode(65 + n % 26)}${n + 1}`;
		try {
			await portal.parcela("user", "add", "--handle", handle,
			    "--email", "x@y.example", "--country", "UY", "--",
			    texts[n]);
			contacts[n] = handle;
		} catch {
			// it is no name
		}
	};
	for (const n of texts.keys())
		await add(n);
	return contacts;
}

/** What WHOIS says, to the letter. */
function whois(portal, query) {
	return new Promise((resolve, reject) => {
		let said = "";
		const socket = connect(portal.whoisPort, "127.0.0.1", () =>
		    socket.write(`${query}\r\n`)).setEncoding("utf8")
		    .on("data", (part) => said += part)
		    .on("end", () => resolve(said)).on("error", reject);
	});
}

const squeezed = (text) => text.normalize("NFC").trim().replace(/\s+/gu, " ");

async function judgeWhois(portal, { prefix, values }) {
	const said = await whois(portal, prefix);
	const lines = said.split(/\r?\n/);
	const odd = lines.filter((line) => !/^(%.*|[a-z0-9-]+: .*| ?)$/u.test(line));
	assert.deepEqual(odd, [], prefix);
	assert.ok(!/[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]/u
	    .test(said), `${prefix}: a control`);
	const owners = lines.filter((line) => line.startsWith("owner: "));
	assert.equal(owners.length, 1, `${prefix}: ${said}`);
	assert.equal(squeezed(owners[0].slice(7)), squeezed(values.name), prefix);
}

/** RFC 4180, strictly. */
function cellsOf(text) {
	const rows = [[]];
	const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
	for (let found; (found = cell.exec(text));) {
		rows.at(-1).push(found[1].replace(/^"|"$/g, "")
		    .replaceAll("\"\"", "\""));
		if (found[2] !== ",")
			rows.push([]);
		if (cell.lastIndex === text.length)
			return rows.slice(0, -1);
	}
	throw new Error(`no CSV: ${text.slice(cell.lastIndex, 200)}`);
}

async function judgeFiles(page, done) {
	const path = `/organizations/${HOLDER}/resources`;
	const [csv, json] = await page.evaluate((path) => Promise.all(["csv",
	    "json"].map(async (end) => (await fetch(`${path}.${end}`)).text())),
	    path);
	const rows = cellsOf(csv), listed = JSON.parse(json).resources;
	assert.ok(rows.every((row) => row.length === rows[0].length), "columns");
	assert.equal(rows.length - 1, listed.length);
	const names = rows[0].indexOf("name");
	for (const { prefix, values } of done) {
		const row = rows.find((row) => row[1] === prefix);
		const one = listed.find((one) => one.resource === prefix);
		assert.equal(squeezed(one.name), squeezed(values.name), prefix);
		assert.equal(row[names], (/^[=+@-]/.test(one.name) ? "'" : "") +
		    one.name, "a formula has an apostrophe, and nothing else");
	}
}

async function look(page, path) {
	await page.goto(path);
	assert.deepEqual(await page.evaluate(`[...(${strange})(document),
	    ...(window.hacked ? ["it ran"] : [])]`), [], path);
}

/** All pages of a list. */
async function lookThrough(page, path) {
	for (let next = path; next;) {
		await look(page, next);
		next = await page.locator("main a[rel=next]").first()
		    .getAttribute("href", { timeout: 100 }).catch(() => null);
	}
}

test("what is registered stays text, wherever it is shown",
    { user: ANA, language: "pt" }, async ({ page, portal }) => {
	page.on("dialog", (dialog) => assert.fail(dialog.message()));
	const contacts = await addPersons(portal, HOSTILE);
	await page.goto(`/blocks/${BLOCK}/subassign`);
	const done = await page.evaluate(register, { texts: HOSTILE, contacts });
	const failed = done.filter(({ prefix }) => !prefix);
	assert.deepEqual(failed.slice(0, 2), []);
	const taken = done.filter(({ values }, n) => values.name === HOSTILE[n]);
	assert.ok(taken.length > 230, `most are names: ${taken.length}`);
	for (const one of done)
		await judgeWhois(portal, one);
	await judgeFiles(page, done);
	for (const list of [`/blocks/${BLOCK}`, "/organizations", "/", "/mails",
	    `/organizations/${HOLDER}/resources?show=subassignments`])
		await lookThrough(page, list);
	for (const { prefix } of done)
		for (const path of [`/blocks/${prefix}`, `/lookup?q=${prefix}`])
			await look(page, path);
});

await run({ atOnce: 2 });
