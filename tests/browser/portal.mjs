// SPDX-License-Identifier: ISC
// What the tests in a real browser share: a portal of its own over the demo
// registry, readers who look at it through Chromium, a count of what passed.
//
//   import assert from "node:assert/strict";
//   import { run, test } from "./portal.mjs";
//
//   test("home names the user", { user: "ABC12", width: 390 },
//       async ({ page, portal }) => {
//           await page.goto("/");
//           assert.match(await page.innerText(".who"), /ABC12/);
//       });
//   await run();
//
// A test fails when its body throws, and on whatever no page of the portal
// may do: an error in the console or of the script, a report of the content
// policy, a request to another host, a part of a page that does not come.
// run() also fails when the server ends badly.  The environment's PARCELA
// names the binary, CHROMIUM the browser; arguments choose tests by a word
// of their names.

import { execFile, spawn } from "node:child_process";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BINARY = path.resolve(ROOT, process.env.PARCELA ??
    "build/dev/parcela");
/** The sanitizers' binary: what only the browser does need not be repeated. */
export const SANITIZED = BINARY.includes("asan");
const SLOW = SANITIZED ? 4 : 1;
const PATIENCE_MS = 15_000 * SLOW;
export const NOW = "2026-03-01T12:00:00Z";
export const PASSWORD = "parcela-demo-2026";
export const LANGUAGES = { es: "es", en: "en", pt: "pt-BR" };

const FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run",
	"--disable-background-networking", "--disable-component-update",
	"--disable-sync", "--disable-quic", "--font-render-hinting=none",
	"--force-color-profile=srgb"];

const execute = promisify(execFile);

// --- The portal -------------------------------------------------------------

/** `parcela serve` on a fresh demo registry, on free ports of loopback; INS9
 *  was mailed the one-time password of UY-OPGA-LACNIC. */
export class Portal {
	/** config: text of a configuration file; clock: the fixed time. */
	static async start({ config = "", clock = NOW } = {}) {
		const portal = new Portal();
		portal.folder = await mkdtemp(path.join(tmpdir(), "parcela-"));
		portal.store = path.join(portal.folder, "registry.db");
		portal.env = { ...process.env, PARCELA_CLOCK: clock,
			PARCELA_SEED: "1", PARCELA_STORE: `sqlite:${portal.store}`,
			PARCELA_WHOIS: "127.0.0.1:0", PARCELA_HTTP: "127.0.0.1:0",
			PARCELA_MAILS: "show", PARCELA_SECOND_FACTOR: "nobody" };
		await portal.parcela("demo");
		await portal.parcela("legacy", "issue", "UY-OPGA-LACNIC",
		    "INS9");
		await portal.serve(config);
		return portal;
	}

	async serve(config) {
		const words = ["serve"];
		if (config) {
			const file = await open(path.join(this.folder,
			    "parcela.conf"), "w");
			await file.writeFile(config);
			await file.close();
			words.unshift("-c", path.join(this.folder,
			    "parcela.conf"));
		}
		this.logFile = path.join(this.folder, "log");
		const log = await open(this.logFile, "w");
		this.process = spawn(BINARY, words, { cwd: ROOT, env: this.env,
			stdio: ["ignore", "pipe", log.fd] });
		this.ended = new Promise((resolve) => this.process.on("exit",
		    (code, signal) => resolve(code ?? signal)));
		await log.close();
		await this.listening();
	}

	async listening() {
		for await (const line of createInterface(
		    { input: this.process.stdout })) {
			const found = /^(whois|portal): listening on (.*:(\d+))$/
			    .exec(line);
			if (found?.[1] === "whois")
				this.whoisPort = found[3];
			if (found?.[1] === "portal")
				this.url = found[2];
			if (this.url && this.whoisPort)
				return;
		}
		throw new Error(`no portal: ${await this.log()}`);
	}

	/** What the server has said so far. */
	log() {
		return readFile(this.logFile, "utf8");
	}

	/** What `parcela WORDS…` prints on this register; throws if it fails. */
	async parcela(...words) {
		const { stdout } = await execute(BINARY, words,
		    { cwd: ROOT, env: this.env });
		return stdout;
	}

	/** What whois(1) is told by this server. */
	async whois(query) {
		const { stdout } = await execute("whois", ["-h", "127.0.0.1",
			"-p", this.whoisPort, query]);
		return stdout;
	}

	/** Changes rows behind the server's back, as time does. */
	async sql(statement) {
		await execute("python3", ["-c", "import sqlite3, sys\n" +
			"with sqlite3.connect(sys.argv[1], timeout=30) as d:\n" +
			"\td.execute(sys.argv[2])", this.store, statement]);
	}

	/** Ends the server; throws when it ended badly or a sanitizer spoke. */
	async stop() {
		this.process.kill("SIGTERM");
		const code = await this.ended;
		const log = await this.log();
		await rm(this.folder, { recursive: true, force: true });
		if (code !== 0 || /Sanitizer|runtime error:/.test(log))
			throw new Error(`serve: exit ${code}: ${log}`);
	}
}

// --- Readers ----------------------------------------------------------------

// A form that is refused is no fault of the page that shows why.
const REFUSED = /^Failed to load resource: .* status of 4\d\d/;

/** Somebody with a browser of their own: {page, context, portal, faults}. */
export class Reader {
	/**
	 * language es, en, pt; dark; width, height of the window; script:
	 * false for a browser without JavaScript; user: who is logged in
	 * already, by a session that readers of that user and language share.
	 */
	static async open(browser, portal, { language = "en", dark = false,
		width = 1280, height = 900, script = true, user } = {}) {
		const reader = new Reader();
		Object.assign(reader, { portal, browser, language, script,
			faults: [] });
		reader.context = await browser.newContext({
			baseURL: portal.url, locale: LANGUAGES[language],
			colorScheme: dark ? "dark" : "light",
			viewport: { width, height }, javaScriptEnabled: script,
			reducedMotion: "reduce", timezoneId: "UTC" });
		reader.context.setDefaultTimeout(PATIENCE_MS);
		reader.watch();
		if (user)
			await reader.enter(user);
		reader.page = await reader.context.newPage();
		return reader;
	}

	// Every page of this reader, also those that it opens later.
	watch() {
		const note = (text) => this.faults.push(text);
		this.context.exposeBinding("reportViolation",
		    (_, what) => note(`content policy: ${what}`));
		this.context.addInitScript(() => addEventListener(
		    "securitypolicyviolation", (event) => reportViolation(
		    `${event.violatedDirective} ${event.blockedURI}`)));
		this.context.on("weberror", (error) =>
		    note(`script: ${error.error().stack}`));
		this.context.on("console", (message) => {
			if (message.type() === "error" &&
			    !REFUSED.test(message.text()))
				note(`console: ${message.text()}`);
		});
		this.context.on("request", (request) => {
			if (new URL(request.url()).origin !== this.portal.url &&
			    !request.url().startsWith("data:"))
				note(`asks another host: ${request.url()}`);
		});
		this.context.on("response", (response) => {
			const kind = response.request().resourceType();
			if (!response.ok() && !["document", "fetch"]
			    .includes(kind) && response.status() !== 304)
				note(`${response.status()} ${response.url()}`);
		});
	}

	/** Logs in by the form of the log-in page. */
	async logIn(user, password = PASSWORD) {
		await this.page.goto("/login");
		await this.page.fill("#user", user);
		await this.page.fill("#password", password);
		await this.page.click("main form button[type=submit]");
	}

	async enter(user) {
		this.portal.sessions ??= new Map();
		const key = `${user} ${this.language}`;
		if (!this.portal.sessions.has(key))
			this.portal.sessions.set(key, sessionOf(this, user));
		await this.context.addCookies(
		    await this.portal.sessions.get(key));
	}

	/** The language of the pages from now on, by the buttons on top. */
	async speak(language) {
		await this.page.click(
		    `.languages button[value="${language}"]`);
	}

	async close() {
		await this.context.close();
	}
}

async function sessionOf({ browser, portal, language }, user) {
	const reader = await Reader.open(browser, portal, { language });
	await reader.logIn(user);
	await reader.speak(language);
	const cookies = await reader.context.cookies();
	await reader.close();
	if (!cookies.some(({ name }) => name === "parcela"))
		throw new Error(`${user} is not let in`);
	return cookies;
}

// --- Tests ------------------------------------------------------------------

const tests = [];

/** A test, named by a sentence; options are those of Reader.open(). */
export function test(name, options, body) {
	tests.push({ name, options, body });
}

async function judge({ name, options, body }, browser, portal) {
	const reader = await Reader.open(browser, portal, options);
	try {
		await body(reader);
		if (reader.faults.length > 0)
			throw new Error(reader.faults.join("\n"));
		return true;
	} catch (error) {
		console.log([`FAILED: ${name}`, error.stack,
			`at ${reader.page.url()}`, ...reader.faults,
			(await portal.log()).slice(-500)].join("\n"));
		return false;
	} finally {
		await reader.close();
	}
}

/** A Chromium without a window. */
export function launch() {
	return chromium.launch({ args: FLAGS,
		executablePath: process.env.CHROMIUM ??
		"/usr/bin/chromium-headless-shell" });
}

/** Runs what test() was told, atOnce at a time, and ends the process. */
export async function run({ atOnce = 1, ...options } = {}) {
	const portal = await Portal.start(options), browser = await launch();
	const words = process.argv.slice(2);
	const waiting = tests.filter(({ name }) =>
	    words.every((word) => name.includes(word)));
	let passed = 0, failed = 0;
	const work = async () => {
		for (let next; (next = waiting.shift());)
			if (await judge(next, browser, portal))
				passed++;
			else
				failed++;
	};
	await Promise.all(Array.from({ length: atOnce }, work));
	await browser.close();
	try {
		await portal.stop();
	} catch (error) {
		failed++;
		console.log(`FAILED: ${error.message}`);
	}
	console.log(`${passed} passed, ${failed} failed`);
	process.exit(failed > 0 || passed === 0 ? 1 : 0);
}
