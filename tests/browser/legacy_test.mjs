// SPDX-License-Identifier: ISC
// Legacy resources: from a home page without any to one that has them.

import assert from "node:assert/strict";
import { NOBODY, openLegacy } from "./pages.mjs";
import { run, test } from "./portal.mjs";

test("resources come with a one-time password, without script",
    { user: NOBODY, script: false, width: 390 }, async ({ page, portal }) => {
	await page.goto("/");
	await page.click("main a[href='/legacy']");
	assert.equal(await page.innerText("h1"), "Legacy resources");
	await openLegacy(page);
	assert.match(await page.innerText("main"), /10\.254\.0\.0\/16/);
	for (const [field, typed] of Object.entries({ responsible: "Elsa",
		street: "Camino del Faro", phone: "44720000" }))
		await page.fill(`#${field}`, typed);
	await page.click(".actions [value=preview]");
	assert.match(await page.innerText("main pre"), /owner-c: +INS9/);
	await page.click(".actions [value=confirm]");
	assert.match(await page.innerText("[role=status]"), /yours to manage/);
	for (const name of ["10.253.8.0/22", "10.254.0.0/16", "AS65100"])
		assert.ok(await page.isVisible(`.cards a:text-is("${name}")`));
	assert.match(await portal.whois("AS65100"), /routing-c: +INS9/);
	await page.goto("/mails");
	assert.match(await page.innerText("main"), /elsa@observatorio/);
});

await run();
