// SPDX-License-Identifier: Apache-2.0
// The page of a house without data, or whose broker and bridge do not answer. node states.js ADDRESS BROWSER PICTURES PREFIX
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const { chromium } = require("playwright-core");
const { everyView, faults, flags, until } = require("./inspect.js");

const [address, browserPath, pictures, prefix] = process.argv.slice(2);

/// Whatever there is to show; a view without a sentence is a failure.
async function shown(page, view) {
  await until(page, view, () => document.querySelector(".view-body")?.innerText.trim().length > 10);
  if (view === "tonight") await until(page, "an evening", () => document.querySelector(".next h2"));
  if (view === "compare") await until(page, "days or why there are none", () => document.querySelector(".note")?.textContent || document.querySelector(".house-day"));
  if (view === "health") await until(page, "checked", () => document.querySelector(".verdict.is-wrong, .verdict.is-to-do, .verdict.is-well"));
  if (view === "readings" && prefix === "empty-") {
    await until(page, "no readings", () => document.querySelector(".readings .summary")?.textContent.length > 10);
    assert.ok(await page.evaluate(() => !document.querySelector(".stage").checkVisibility()), "an empty chart is not drawn");
  }
}

async function main() {
  fs.mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch({ executablePath: browserPath, headless: true, args: flags });
  try {
    console.log(`${await everyView(browser, address, pictures, prefix, shown)} pictures of ${prefix} views, in ${pictures}`);
  } finally {
    await browser.close();
  }
  // The browser logs responses of the service such as 409 and 503 as network errors.
  const real = [...new Set(faults)].filter((fault) => !/Failed to load resource/.test(fault));
  assert.deepStrictEqual(real, []);
}

main().catch((error) => {
  console.error(`FAILED: ${error.message}`);
  process.exit(1);
});
