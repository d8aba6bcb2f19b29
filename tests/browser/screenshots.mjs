// SPDX-License-Identifier: ISC
// Takes pictures of the portal over the demo registry.
//
//   node tests/browser/screenshots.mjs          doc/screenshots/, for README
//   node tests/browser/screenshots.mjs FOLDER [WORD...]
//       there every page of the tests whose name has all words, at 1280 and
//       390 px; light or dark, in one of three languages; to be looked at

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Portal, launch } from "./portal.mjs";
import { PAGES } from "./pages.mjs";
import { picture } from "./picture.mjs";

const DOC = fileURLToPath(new URL("../../doc/screenshots", import.meta.url));

// What README shows.
const SHOWN = [
	{ file: "home", look: "home", language: "es" },
	{ file: "block", look: "block", language: "en" },
	{ file: "subassign", look: "sub-assign, filled", language: "pt" },
	{ file: "block-ipv6-dark", look: "block of IPv6", language: "en",
	    dark: true },
	{ file: "block-phone", look: "block", language: "pt", width: 390 },
];

async function shown(browser, portal) {
	await mkdir(DOC, { recursive: true });
	for (const { file, look, ...options } of SHOWN)
		await picture(browser, portal, look,
		    { height: options.width ? 844 : 900, ...options },
		    path.join(DOC, `${file}.png`));
}

async function every(browser, portal, folder, words) {
	await mkdir(folder, { recursive: true });
	for (const [n, look] of PAGES.entries()) {
		if (!words.every((word) => look.name.includes(word)))
			continue;
		for (const width of [1280, 390]) {
			const dark = (n + width) % 4 > 1;
			const language = ["es", "en", "pt"][n % 3];
			const file = `${look.name.replace(/\W+/g, "-")}-` +
			    `${width}-${language}${dark ? "-dark" : ""}.png`;
			await picture(browser, portal, look.name, { width, dark,
				language, height: 1400 },
			    path.join(folder, file));
		}
	}
}

const [folder, ...words] = process.argv.slice(2);
const portal = await Portal.start(), browser = await launch();
if (folder)
	await every(browser, portal, folder, words);
else
	await shown(browser, portal);
await browser.close();
await portal.stop();
process.exit(0);
