// SPDX-License-Identifier: ISC
// Pictures of pages that are the same every time.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import { Reader } from "./portal.mjs";
import { PAGES, visit } from "./pages.mjs";

function named(name) {
	return PAGES.find((look) => look.name === name);
}

// What the page looks like when nothing of it is drawn any more.
async function settled(page) {
	let before, now = await page.screenshot();
	do {
		before = now;
		await page.waitForTimeout(100);
		now = await page.screenshot();
	} while (!now.equals(before));
	return now;
}

/** The page of PAGES that has this name, as a file; options: Reader.open(). */
export async function picture(browser, portal, name, options, file) {
	const look = named(name);
	const reader = await Reader.open(browser, portal,
	    { user: look.user, ...options });
	await visit(reader, look);
	await reader.page.mouse.move(0, 0);
	await reader.page.evaluate(() => {
		document.activeElement?.blur();
		scrollTo(0, 0);
		// Differs from one time to the next.
		for (const id of document.querySelectorAll(".foot .mono"))
			id.textContent = "0123456789abcdef";
	});
	await writeFile(file, await settled(reader.page));
	await reader.close();
	console.log(path.relative(process.cwd(), file));
}
