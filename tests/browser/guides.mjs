// SPDX-License-Identifier: ISC
// Takes the pictures of the guides (src/portal/guide.c): assets/guide/, one in
// each language.  Run it when a page that they show has changed.
//
//   node tests/browser/guides.mjs [NAME...]

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { LANGUAGES, Portal, launch } from "./portal.mjs";
import { picture } from "./picture.mjs";

const GUIDES = fileURLToPath(new URL("../../assets/guide", import.meta.url));

// What each shows, of PAGES.
const SHOWN = {
	password: "forgotten password", register: "register",
	language: "profile", profile: "second factor, a device is added",
	legacy: "legacy resources", manage: "contacts, changed",
	resources: "look-up of an address", subassign: "sub-assign, filled",
	reverse: "reverse DNS, wrong",
	contacts: "organization's contacts, changed",
};

// Others are 640 high: here what changes is to be seen.
const HEIGHTS = { contacts: 712 };

const wanted = process.argv.slice(2);
await mkdir(GUIDES, { recursive: true });
const portal = await Portal.start(), browser = await launch();
for (const [name, look] of Object.entries(SHOWN)) {
	if (wanted.length > 0 && !wanted.includes(name))
		continue;
	for (const language of Object.keys(LANGUAGES))
		await picture(browser, portal, look,
		    { language, width: 1000, height: HEIGHTS[name] ?? 640 },
		    path.join(GUIDES, `${name}-${language}.png`));
}
await browser.close();
await portal.stop();
process.exit(0);
