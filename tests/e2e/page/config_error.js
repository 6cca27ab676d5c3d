// SPDX-License-Identifier: Apache-2.0
// The page of a service whose config has errors: they are shown after signing in, in every language, size and theme; once the file is
// correct, the page continues by itself. node config_error.js ADDRESS BROWSER PICTURES CORRECT CONFIG
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");
const { faults, flags, inspect, locales, patience, sizes } = require("./inspect.js");

const [address, browserPath, pictures, correct, config] = process.argv.slice(2);
const shown = ".fault.bad li";

async function signIn(page) {
  await page.goto(address);
  await page.fill("#password", "correct horse");
  await page.keyboard.press("Enter");
  await page.locator(shown).first().waitFor(patience);
}

async function look(page, language, size) {
  await page.setViewportSize(sizes[size]);
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.waitForTimeout(250);
    await inspect(page, `errors of the config ${size} ${scheme} ${language}`);
    await page.screenshot({ path: path.join(pictures, `config-error-${size}-${scheme}-${language}.png`) });
  }
}

async function main() {
  fs.mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch({ executablePath: browserPath, headless: true, args: flags });
  try {
    let page;
    for (const [language, locale] of Object.entries(locales)) {
      page = await (await browser.newContext({ locale })).newPage();
      page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
      await signIn(page);
      assert.deepStrictEqual((await page.locator(shown).allInnerTexts()).map((one) => /:\d+: /.exec(one) !== null), [true, true]);
      assert.strictEqual(await page.locator("#nav a").count(), 0, "views that cannot be shown are in the menu");
      for (const size of Object.keys(sizes)) await look(page, language, size);
    }
    fs.renameSync(correct, config);
    await page.locator(".next h2").waitFor(patience);
    assert.ok(await page.locator("#nav a").count() > 4);
  } finally {
    await browser.close();
  }
  assert.deepStrictEqual([...new Set(faults)], []);
}

main().catch((error) => {
  console.error(`FAILED: ${error.message}`);
  process.exit(1);
});
