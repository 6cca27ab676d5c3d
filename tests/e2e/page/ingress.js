// SPDX-License-Identifier: Apache-2.0
// The page in a frame of Home Assistant, and not in one of another site. node ingress.js HOME OTHER BROWSER PICTURES
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");
const { flags, patience } = require("./inspect.js");

const [home, other, browserPath, pictures] = process.argv.slice(2);

async function main() {
  fs.mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch({ executablePath: browserPath, headless: true, args: flags });
  try {
    const page = await (await browser.newContext({ locale: "en-GB" })).newPage();
    const failed = [];
    page.on("response", (response) => { if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`); });
    await page.goto(home);
    const frame = page.frameLocator("iframe");
    await frame.locator("#nav a").first().waitFor(patience);
    await frame.getByRole("link", { name: "Health" }).click();
    await frame.locator("#heading", { hasText: "Health" }).waitFor(patience);
    await page.screenshot({ path: path.join(pictures, "ingress.png") });
    assert.deepStrictEqual(failed, [], "every file and document is found below the ingress's path");
    const foreign = await (await browser.newContext()).newPage();
    await foreign.goto(other);
    await foreign.waitForTimeout(3000);
    assert.strictEqual(await foreign.frameLocator("iframe").locator("#nav a").count(), 0, "another site shows it in a frame");
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
