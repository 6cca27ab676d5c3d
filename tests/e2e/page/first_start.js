// SPDX-License-Identifier: Apache-2.0
// A machine without a password, from another machine: the form, a wrong code, the right one. node first_start.js ADDRESS BROWSER PICTURES
// CODE
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");
const { faults, flags, inspect, patience } = require("./inspect.js");

const [address, browserPath, pictures, code] = process.argv.slice(2);

async function formInEveryLook(browser) {
  for (const locale of ["en-GB", "de-DE", "fr-FR"]) {
    for (const viewport of [{ width: 1280, height: 860 }, { width: 390, height: 844 }]) {
      const context = await browser.newContext({ viewport, locale });
      const page = await context.newPage();
      await page.goto(address);
      await page.locator("#code").waitFor(patience);
      assert.strictEqual(await page.locator("#nav a").count(), 0, "nothing but the form");
      const order = await page.evaluate(() => [...document.querySelectorAll(".login code, #code")].map((one) => one.tagName));
      assert.deepStrictEqual(order, ["CODE", "INPUT"], "how the code is read is said before it is asked for");
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await page.waitForTimeout(250);
        await inspect(page, `first password ${locale} ${viewport.width} ${colorScheme}`);
        await page.screenshot({ path: path.join(pictures, `first-${viewport.width}-${colorScheme}-${locale}.png`) });
      }
      await context.close();
    }
  }
}

async function main() {
  fs.mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch({ executablePath: browserPath, headless: true, args: flags });
  try {
    await formInEveryLook(browser);
    const page = await (await browser.newContext({ locale: "en-GB" })).newPage();
    await page.goto(address);
    await page.locator("#code").waitFor(patience);
    await page.keyboard.type("wrong222");  // the input has the focus; everything by keyboard
    await page.keyboard.press("Tab");
    await page.keyboard.type("correct horse battery");
    await page.keyboard.press("Enter");
    await page.locator("[role=alert]", { hasText: "Wrong code." }).waitFor(patience);
    await page.keyboard.type(code.toLowerCase());
    await page.keyboard.press("Enter");
    await page.locator("#place-form").waitFor(patience);  // the first step of a new house
    await page.locator("#demo", { hasText: "Demo" }).waitFor(patience);
    await page.click('#nav a[href="#tonight"]');
    await page.locator(".picture svg").waitFor(patience);
    await page.screenshot({ path: path.join(pictures, "first-demo.png"), fullPage: true });
    await inspect(page, "demo");
    await page.context().clearCookies();
    await page.reload();
    await page.locator("#password").waitFor(patience);
    await page.locator("summary", { hasText: "Forgotten?" }).click();
    await page.locator("code", { hasText: "lamplighter serve --set-password" }).waitFor(patience);
    await inspect(page, "sign in");
    await page.screenshot({ path: path.join(pictures, "first-sign-in.png") });
  } finally {
    await browser.close();
  }
  assert.deepStrictEqual([...new Set(faults)], []);
  console.log("the first password is set with the code of the log, by keyboard");
}

main().catch((error) => {
  console.error(`FAILED: ${error.message}`);
  for (const fault of new Set(faults)) console.error(`FAULT ${fault}`);
  process.exit(1);
});
