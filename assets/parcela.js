// SPDX-License-Identifier: ISC
// What makes the portal quicker; every page works without it.

const search = document.getElementById("search");

// "/" goes to the search box from anywhere that is not typed into.
document.addEventListener("keydown", (event) => {
	const typing = event.target.closest?.("input, textarea, select");
	if (event.key !== "/" || typing || event.ctrlKey || event.metaKey ||
	    event.altKey || !search)
		return;
	event.preventDefault();
	search.focus();
	search.select();
});

// --- The user's menu and the sheets of the bar ------------------------------
//
// Escape closes one and goes back to where it was opened, a press elsewhere
// closes it.

const SHEETS = ".user[open], .bar details[open]";

document.addEventListener("keydown", (event) => {
	const open = document.querySelector(SHEETS);
	if (event.key !== "Escape" || !open)
		return;
	event.preventDefault();
	open.open = false;
	open.querySelector("summary").focus();
});
document.addEventListener("click", ({ target }) => {
	for (const open of document.querySelectorAll(SHEETS))
		open.open = open.contains(target);
});

// --- Light or dark: what the reader chose, else what the system has. ---

const theme = document.getElementById("theme");
const dark = matchMedia("(prefers-color-scheme: dark)");

function remembered(value) {
	try {
		if (value !== undefined)
			localStorage.setItem("theme", value);
		return localStorage.getItem("theme");
	} catch {
		return null;		// storage may be forbidden
	}
}

function isDark() {
	const chosen = document.documentElement.dataset.theme;
	return chosen ? chosen === "dark" : dark.matches;
}

if (["light", "dark"].includes(remembered()))
	document.documentElement.dataset.theme = remembered();
if (theme) {
	theme.hidden = false;
	theme.addEventListener("click", () => {
		const next = isDark() ? "light" : "dark";
		document.documentElement.dataset.theme = next;
		remembered(next);
	});
}

// --- Copy buttons ---------------------------------------------------------

function showCopies() {
	for (const button of document.querySelectorAll("button[data-copy]"))
		button.hidden = !navigator.clipboard;
}
document.addEventListener("click", async ({ target }) => {
	const button = target.closest?.("button[data-copy]");
	if (!button)
		return;
	await navigator.clipboard.writeText(button.dataset.copy);
	button.classList.add("ok");
	setTimeout(() => button.classList.remove("ok"), 1500);
});
showCopies();

// --- What goes on while one looks: taken from the same page, again -----------
//
// <div id="live" data-again="1000">: so many milliseconds later; without the
// attribute it is over.

function takeLive(page) {
	const live = document.getElementById("live");
	const next = page.getElementById("live");
	if (!next) {
		location.reload();	// log in, say
		return;
	}
	const at = document.activeElement;
	const path = live.contains(at) && (at.getAttribute("href") ??
	    at.value ?? at.getAttribute("aria-label"));
	live.replaceWith(next);
	showCopies();
	if (path)
		[...next.querySelectorAll("a, button, [tabindex]")].find((e) =>
		    [e.getAttribute("href"), e.value,
			e.getAttribute("aria-label")].includes(path))?.focus();
	lookAgain();
}

function lookAgain() {
	const live = document.getElementById("live");
	if (!live?.dataset.again)
		return;
	setTimeout(async () => {
		try {
			const answer = await fetch(location.href);
			takeLive(new DOMParser().parseFromString(
			    await answer.text(), "text/html"));
		} catch {
			lookAgain();	// no network for the moment
		}
	}, Number(live.dataset.again));
}
lookAgain();

// --- The map: arrow keys move between its shapes, f to the next free one. ---

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0],
	ArrowUp: [0, -1], ArrowDown: [0, 1] };

function middle(link) {
	const box = link.getBoundingClientRect();
	return [box.x + box.width / 2, box.y + box.height / 2];
}

// Left and right are the order of the addresses; up and down the nearest
// shape of another row.
function beside(links, now, [dx, dy]) {
	const at = links.indexOf(now);
	if (dx !== 0)
		return links[at + dx];
	const [x, y] = middle(now);
	const far = ([ox, oy]) => Math.abs(oy - y) * 1000 + Math.abs(ox - x);
	return links.filter((link) => (middle(link)[1] - y) * dy > 4)
	    .sort((a, b) => far(middle(a)) - far(middle(b)))[0];
}

function nextFree(links, now) {
	const at = links.indexOf(now);
	return [...links.slice(at + 1), ...links.slice(0, at)]
	    .find((link) => link.closest("a, g").querySelector(".free"));
}

// Also the maps that come later, with the result of a form.
document.addEventListener("keydown", (event) => {
	const now = event.target.closest?.("svg.map a, svg.map button");
	if (!now || event.ctrlKey || event.metaKey || event.altKey)
		return;
	const links = [...now.closest("svg.map").querySelectorAll("a, button")];
	const next = event.key in ARROWS
	    ? beside(links, now, ARROWS[event.key])
	    : event.key === "f" ? nextFree(links, now) : undefined;
	if (!next)
		return;
	event.preventDefault();
	next.focus();
});

// --- Search as you type (ARIA combobox) -------------------------------------
//
// <div class="combo"><input data-find="/find/organizations" …></div>
// The answer to ?q= is a piece of HTML: <li role="option" data-value="OWNERID">.

const WAIT_MS = 150, LEAST = 2;

// What is pressed must not move away below the pointer before it is let go.
let pressed = false;
const waiting = [];
addEventListener("pointerdown", () => {
	pressed = true;
}, true);
for (const end of ["pointerup", "pointercancel"])
	addEventListener(end, () => {
		pressed = false;
		waiting.splice(0).forEach((act) => setTimeout(act));
	}, true);

function whenLetGo(act) {
	if (pressed)
		waiting.push(act);
	else
		setTimeout(act);
}

class Combo {
	constructor(input) {
		this.input = input;
		this.list = document.createElement("ul");
		this.list.id = `${input.id}-list`;
		this.list.hidden = true;
		this.list.setAttribute("role", "listbox");
		this.list.setAttribute("aria-label",
		    input.labels?.[0]?.textContent.trim() ?? input.ariaLabel);
		input.after(this.list);
		for (const [name, value] of Object.entries({
			role: "combobox", autocomplete: "off",
			"aria-autocomplete": "list", "aria-expanded": "false",
			"aria-controls": this.list.id }))
			input.setAttribute(name, value);
		input.addEventListener("input", () => this.wait());
		input.addEventListener("input", () => this.forget());
		input.addEventListener("keydown", (event) => this.key(event));
		input.addEventListener("blur", () => whenLetGo(() => {
			if (document.activeElement !== input)
				this.close();
		}));
		// Before the blur that closes the list.
		this.list.addEventListener("mousedown", (event) => {
			event.preventDefault();
			this.take(event.target.closest("[data-value]"));
		});
	}

	get options() {
		return [...this.list.querySelectorAll("[data-value]")];
	}

	get chosen() {
		return this.list.querySelector("[aria-selected=true]");
	}

	// Who was understood is not who is typed now.
	forget() {
		document.querySelector(`#${this.input.id}-told .known`)?.remove();
	}

	wait() {
		clearTimeout(this.timer);
		this.request?.abort();
		if (this.input.value.trim().length < LEAST)
			this.close();
		else
			this.timer = setTimeout(() => this.ask(), WAIT_MS);
	}

	async ask() {
		const url = new URL(this.input.dataset.find, location.href);
		url.searchParams.set("q", this.input.value.trim());
		this.request = new AbortController();
		try {
			const answer = await fetch(url, {
				signal: this.request.signal,
				headers: { Accept: "text/html" } });
			if (answer.ok && !answer.redirected)
				this.open(await answer.text());
		} catch (error) {
			if (error.name !== "AbortError")
				this.close();	// the form works without
		}
	}

	open(html) {
		this.list.innerHTML = html;
		this.options.forEach((option, n) => {
			option.id = `${this.list.id}-${n}`;
			option.setAttribute("aria-selected", "false");
		});
		this.list.hidden = this.list.childElementCount === 0;
		this.input.setAttribute("aria-expanded", String(!this.list.hidden));
		this.input.removeAttribute("aria-activedescendant");
	}

	close() {
		clearTimeout(this.timer);
		this.request?.abort();
		this.list.hidden = true;
		this.input.setAttribute("aria-expanded", "false");
		this.input.removeAttribute("aria-activedescendant");
	}

	choose(option) {
		this.chosen?.setAttribute("aria-selected", "false");
		if (!option)
			return;
		option.setAttribute("aria-selected", "true");
		option.scrollIntoView({ block: "nearest" });
		this.input.setAttribute("aria-activedescendant", option.id);
	}

	take(option) {
		if (!option)
			return;
		this.input.value = option.dataset.value;
		this.close();
		if (this.input === search) {
			search.form.requestSubmit();
			return;
		}
		this.input.dispatchEvent(new Event("change", { bubbles: true }));
	}

	key(event) {
		const options = this.options, at = options.indexOf(this.chosen);
		if (event.key === "Escape") {
			if (!this.list.hidden)
				event.preventDefault();
			this.close();	// also what has been asked for
			return;
		}
		if (this.list.hidden || options.length === 0)
			return;
		if (event.key === "ArrowDown")
			this.choose(options[(at + 1) % options.length]);
		else if (event.key === "ArrowUp")
			this.choose(options.at(at < 0 ? -1 : at - 1));
		else if (event.key === "Enter" && at >= 0)
			this.take(this.chosen);
		else
			return;
		event.preventDefault();
	}
}

for (const input of document.querySelectorAll("input[data-find]"))
	new Combo(input);

// --- Sub-assign: the result follows what is typed ---------------------------
//
// The server makes the whole page; what depends on the rest is taken from it.

const wizard = document.getElementById("subassign");
const FOLLOWS = ["result-body", "result-more", "result-short", "size", "range",
	"range-told", "size-told", "need-told", "prefix-told", "use-told",
	"label-told", "ownerid-told", "tech-told", "abuse-told", "reason-told",
	"ticket-told"];
const stale = document.getElementById("stale");
let following;

// All that people type or choose, as one text.
function typed() {
	const hidden = new Set(Array.from(wizard.querySelectorAll(
	    "input[type=hidden]"), ({ name }) => name));
	return new URLSearchParams([...new FormData(wizard)].filter(
	    ([name]) => !hidden.has(name))).toString();
}

// What the result that is shown is of.
let shown = wizard && typed();

// Not every form has every part.
function replace(id, page) {
	document.getElementById(id)?.replaceChildren(
	    ...page.getElementById(id)?.childNodes ?? []);
}

function setOrDrop(element, name, value) {
	if (value)
		element.setAttribute(name, value);
	else
		element.removeAttribute(name);
}

// What is wrong with a field stands beside it, until it is mended; nobody is
// told yet that what they did not come to is missing.
function takeOverMarks(page) {
	if (document.getElementById("problems"))
		replace("problems-told", page);
	for (const field of wizard.querySelectorAll("details input"))
		if (field.value !== "" || field.hasAttribute("aria-invalid"))
			replace(`${field.id}-told`, page);
	for (const field of wizard.querySelectorAll("input[id], select")) {
		if (!document.getElementById(`${field.id}-told`))
			continue;
		const told = page.getElementById(field.id)
		    .getAttribute("aria-describedby")?.split(" ") ?? [];
		setOrDrop(field, "aria-describedby", told.filter((id) =>
		    document.getElementById(id)).join(" "));
		setOrDrop(field, "aria-invalid",
		    document.getElementById(`${field.id}-wrong`) && "true");
	}
}

function takeOver(page) {
	const at = document.activeElement;
	for (const id of FOLLOWS)
		replace(id, page);
	takeOverMarks(page);
	for (const input of page.querySelectorAll(
	    "#subassign input[type=hidden]"))
		wizard.querySelector(
		    `input[type=hidden][name="${input.name}"]`).value =
		    input.value;
	// What was chosen later, by name, size or on the map, has taken their place.
	for (const id of ["ownerid", "tech", "abuse", "need", "prefix"])
		if (at?.id !== id)
			document.getElementById(id).value =
			    page.getElementById(id).value;
	if (at?.isConnected)
		return;
	if (at?.type === "radio")
		(wizard.querySelector(`input[type=radio][name="${at.name}"]` +
		    ":checked") ?? document.getElementById(
		    at.name.replace("-found", "")))?.focus();
	else if (at?.value)
		(wizard.querySelector(`button[value="${at.value}"]`) ??
		    wizard.querySelector("#result svg.map button"))?.focus();
}

// The browser goes to what the server says: log-in, or that it is not there.
function leave({ name, value }) {
	const pressed = document.createElement("input");
	Object.assign(pressed, { type: "hidden", name, value });
	wizard.append(pressed);
	wizard.submit();
}

async function follow(button) {
	const form = new URLSearchParams(new FormData(wizard));
	const sent = typed();
	form.set(button?.name ?? "action", button?.value ?? "preview");
	if (wizard.querySelector("#reason-wrong, #ticket-wrong"))
		form.set("missed", "reason");
	following?.abort();
	following = new AbortController();
	const { signal } = following;
	try {
		const answer = await fetch(wizard.getAttribute("action"), {
			method: "POST", body: form, signal });
		const page = new DOMParser().parseFromString(
		    await answer.text(), "text/html");
		await new Promise(whenLetGo);
		if (signal.aborted)
			return;
		if (page.getElementById("result")) {
			const whole = typed() === sent;
			takeOver(page);
			shown = whole ? typed() : undefined;
			stale.hidden = true;
		} else
			failed(button);
	} catch (error) {
		if (error.name !== "AbortError")
			failed(button);
	}
}

// No result: the session has ended, say.  Who presses is told why by the
// server; who types is not thrown out, but sees that nothing follows any more.
function failed(button) {
	shown = undefined;
	if (button)
		leave(button);
	else
		stale.hidden = false;
}

// The form of a new organization is open when it counts, and counts when it
// is typed into, until an OrgID is.
const details = wizard?.querySelector("details");
const recipients = wizard?.elements.recipient;
function chooseRecipient({ target }) {
	if (details.contains(target))
		recipients.value = "new";
	else if (target.id === "ownerid" && target.value.trim() !== "")
		recipients.value = "known";
}
wizard?.addEventListener("input", chooseRecipient);
wizard?.addEventListener("change", (event) => {
	chooseRecipient(event);
	if (event.target.name === "recipient" || event.target.id === "ownerid")
		details.open = recipients.value === "new";
	follow();
});
// While one types: a number or a range as soon as it is one; what is found by
// name when it is chosen.
const WHOLE = { need: /^[0-9]*$/, prefix: /^([0-9a-f:.]+\/[0-9]+)?$/i };
let pause;
wizard?.addEventListener("input", ({ target }) => {
	clearTimeout(pause);
	if (target.matches("input:not([type=radio], [data-find])") &&
	    (WHOLE[target.id]?.test(target.value.trim()) ?? true))
		pause = setTimeout(follow, 300);
});
// Nobody confirms what was not shown when the button was pressed.
const look = document.getElementById("look");
let ready;
wizard?.addEventListener("pointerdown", ({ target }) => {
	ready = target.closest("button[value=confirm]")
	    ? typed() === shown : undefined;
});
wizard?.addEventListener("submit", (event) => {
	const button = event.submitter;
	const unseen = button?.value === "confirm" &&
	    (ready === false || typed() !== shown);
	ready = undefined;
	clearTimeout(pause);
	look.hidden = !unseen;
	if (!unseen && !button?.closest("#result .mapped, #result .zoom"))
		return;
	event.preventDefault();
	if (unseen)
		showFirst(button);
	else
		follow(button);
});

// What cannot be confirmed at all is told by the page, beside each field.
async function showFirst(button) {
	await follow({ name: "action", value: "preview" });
	if (shown !== undefined && wizard.elements.shown.value === "")
		leave(button);
}

// --- Drafts: what was typed outlives a change of language and a reload -------
//
// Once, on the same page, for the same user, and nothing secret.

const DRAFT = "draft";
const forms = [...document.querySelectorAll("#main form")];
const user = document.querySelector(".who summary .mono")?.textContent ?? "";
const here = document.querySelector(".languages [name=path]").value;
// The account's language follows that of the page.
const OMITTED = /^(code|token|otp|language)$/;

function isKept({ name, type, autocomplete }) {
	return name && !["password", "file", "submit", "button"]
	    .includes(type) && !OMITTED.test(name) &&
	    autocomplete !== "one-time-code" &&
	    (type !== "hidden" || name.startsWith("shown_"));
}

function isChoice({ type }) {
	return type === "radio" || type === "checkbox";
}

function keptOf(form) {
	return [...form.elements].filter(isKept).filter((field) =>
	    !isChoice(field) || field.checked)
	    .map(({ name, value }) => [name, value]);
}

function refill(form, kept) {
	const fields = [...form.elements].filter(isKept);
	const left = [...kept];
	for (const field of fields) {
		const at = left.findIndex(([name, value]) =>
		    name === field.name &&
		    (!isChoice(field) || value === field.value));
		if (at >= 0 && !isChoice(field))
			field.value = left[at][1];
		if (isChoice(field) && (at >= 0 || field.type === "checkbox"))
			field.checked = at >= 0;
		if (at >= 0)
			left.splice(at, 1);
	}
	return left;
}

function takeDraft() {
	const loaded = performance.getEntriesByType("navigation")[0]?.type;
	try {
		const draft = JSON.parse(sessionStorage.getItem(DRAFT));
		sessionStorage.removeItem(DRAFT);
		if (draft?.path === here && draft.user === user &&
		    (draft.language || loaded === "reload"))
			return draft.forms;
	} catch {
		// storage may be forbidden
	}
	return [];
}

// What the result follows may be there only when it has followed once.
async function resume(kept) {
	details.open = recipients.value === "new";
	await follow();
	if (kept.length > 0 && refill(wizard, kept).length < kept.length)
		await follow();
}

const asLoaded = forms.map((form) => JSON.stringify(keptOf(form)));
let resumes = false;
takeDraft().forEach((kept, n) => {
	if (!kept || !forms[n])
		return;
	const left = refill(forms[n], kept);
	if (forms[n] !== wizard)
		return;
	resumes = true;
	resume(left);
});

// After Back the browser fills the form by itself.
function isTouched(field) {
	return isChoice(field) ? field.checked !== field.defaultChecked :
	    field.value !== (field.defaultValue ?? field.value);
}
addEventListener("pageshow", () => {
	if (wizard && !resumes && [...wizard.elements].some(isTouched))
		resume([]);
});

let speaks = false;
document.querySelector("form.languages")?.addEventListener("submit", () => {
	speaks = true;
});
addEventListener("pagehide", () => {
	const kept = forms.map((form, n) => {
		const now = keptOf(form);
		return JSON.stringify(now) === asLoaded[n] ? null : now;
	});
	try {
		if (kept.some(Boolean))
			sessionStorage.setItem(DRAFT, JSON.stringify({ user,
				path: here, language: speaks,
				forms: kept }));
	} catch {
		// storage may be forbidden or full
	}
});
