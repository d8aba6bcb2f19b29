// SPDX-License-Identifier: ISC
// Legacy resources: from a home page without any to one that has them, in each
// language.  They are claimed once, so each reader has a register of their own.

import assert from "node:assert/strict";
import { NOBODY, openLegacy } from "./pages.mjs";
import { LANGUAGES, Portal, Reader, run, test } from "./portal.mjs";

const WORDS = {
	en: ["Legacy resources", /yours to manage/],
	es: ["Recursos históricos", /Ahora usted administra/],
	pt: ["Recursos legados", /Agora você administra/],
};

async function claim({ page, portal }, [title, claimed]) {
	await page.goto("/");
	await page.click("main a[href='/legacy']");
	assert.equal(await page.innerText("h1"), title);
	await openLegacy(page);
	assert.match(await page.innerText("main"), /10\.254\.0\.0\/16/);
	for (const [field, typed] of Object.entries({ responsible: "Elsa",
		street: "Camino del Faro", phone: "44720000" }))
		await page.fill(`#${field}`, typed);
	await page.click(".actions [value=preview]");
	assert.match(await page.innerText("main pre"), /owner-c: +INS9/);
	await page.click(".actions [value=confirm]");
	assert.match(await page.innerText("[role=status]"), claimed);
	for (const name of ["10.253.8.0/22", "10.254.0.0/16", "AS65100"])
		assert.ok(await page.isVisible(`.cards a:text-is("${name}")`));
	assert.match(await portal.whois("AS65100"), /routing-c: +INS9/);
	await page.goto("/mails");
	assert.match(await page.innerText("main"), /elsa@observatorio/);
}

for (const language of Object.keys(LANGUAGES))
	test(`resources come with a one-time password, without script, ${
		language}`, {}, async ({ browser }) => {
		const portal = await Portal.start();
		const reader = await Reader.open(browser, portal, { language,
			user: NOBODY, script: false, width: 390 });
		await claim(reader, WORDS[language]);
		assert.deepEqual(reader.faults, []);
		await reader.close();
		await portal.stop();
	});

await run();
