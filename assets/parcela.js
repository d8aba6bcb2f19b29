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

if (navigator.clipboard)
	for (const button of document.querySelectorAll("button[data-copy]")) {
		button.hidden = false;
		button.addEventListener("click", async () => {
			await navigator.clipboard.writeText(button.dataset.copy);
			button.classList.add("ok");
			setTimeout(() => button.classList.remove("ok"), 1500);
		});
	}

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
	    .find((link) => link.querySelector(".free"));
}

for (const map of document.querySelectorAll("svg.map"))
	map.addEventListener("keydown", (event) => {
		const links = [...map.querySelectorAll("a")];
		const now = event.target.closest("a");
		if (!now || event.ctrlKey || event.metaKey || event.altKey)
			return;
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

class Combo {
	constructor(input) {
		this.input = input;
		this.list = document.createElement("ul");
		this.list.id = `${input.id}-list`;
		this.list.hidden = true;
		this.list.setAttribute("role", "listbox");
		this.list.setAttribute("aria-label",
		    input.labels?.[0]?.textContent.trim() ?? "");
		input.after(this.list);
		for (const [name, value] of Object.entries({
			role: "combobox", autocomplete: "off",
			"aria-autocomplete": "list", "aria-expanded": "false",
			"aria-controls": this.list.id }))
			input.setAttribute(name, value);
		input.addEventListener("input", () => this.wait());
		input.addEventListener("keydown", (event) => this.key(event));
		input.addEventListener("blur", () => this.close());
		// Before the blur that closes the list.
		this.list.addEventListener("mousedown", (event) => {
			event.preventDefault();
			this.take(event.target.closest("[role=option]"));
		});
	}

	get options() {
		return [...this.list.querySelectorAll("[role=option]")];
	}

	get chosen() {
		return this.list.querySelector("[aria-selected=true]");
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
		this.input.dispatchEvent(new Event("change", { bubbles: true }));
	}

	key(event) {
		const options = this.options, at = options.indexOf(this.chosen);
		if (this.list.hidden || options.length === 0)
			return;
		if (event.key === "ArrowDown")
			this.choose(options[(at + 1) % options.length]);
		else if (event.key === "ArrowUp")
			this.choose(options.at(at < 0 ? -1 : at - 1));
		else if (event.key === "Enter" && at >= 0)
			this.take(this.chosen);
		else if (event.key === "Escape")
			this.close();
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
const FOLLOWS = ["result", "size", "range"];
let following;

function takeOver(page) {
	const at = document.activeElement;
	for (const id of FOLLOWS) {
		const next = page.getElementById(id);
		if (!next)
			return;
		document.getElementById(id).replaceChildren(...next.childNodes);
	}
	for (const input of page.querySelectorAll(
	    "#subassign input[type=hidden]"))
		wizard.querySelector(
		    `input[type=hidden][name="${input.name}"]`).value =
		    input.value;
	// A size chosen later than the number needed has taken its place.
	if (at?.id !== "need")
		document.getElementById("need").value =
		    page.getElementById("need").value;
	if (at?.type === "radio" && !at.isConnected)
		wizard.querySelector(`input[type=radio][name="${at.name}"]` +
		    ":checked")?.focus();
}

async function follow() {
	const typed = new URLSearchParams(new FormData(wizard));
	typed.set("action", "preview");
	following?.abort();
	following = new AbortController();
	try {
		const answer = await fetch(wizard.getAttribute("action"), {
			method: "POST", body: typed,
			signal: following.signal });
		if (!answer.redirected)
			takeOver(new DOMParser().parseFromString(
			    await answer.text(), "text/html"));
	} catch {
		// the button does the same
	}
}

wizard?.addEventListener("change", follow);
