// SPDX-License-Identifier: Apache-2.0
// Requirements for every view in every state, size, theme and language; failures are collected as sentences.
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");

const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const sizes = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } };
const tablet = { width: 768, height: 1024 };
const locales = { en: "en-GB", de: "de-DE", fr: "fr-FR" };
const patience = { timeout: 240_000 };  // for a busy machine
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const faults = [];

/// Waits until a function of the page returns true. The page's own policy forbids the library's way of waiting.
async function until(page, what, isSo, given) {
  for (const end = Date.now() + patience.timeout; Date.now() < end; await page.waitForTimeout(50)) {
    if (await page.evaluate(isSo, given)) return;
  }
  throw new Error(`never came: ${what}`);
}

/// `prepare(page)` is called before the first request; `more` are options of the context.
async function open(browser, address, { size = "desktop", scheme = "light", language = "en", prepare = null, more = {} } = {}) {
  const context = await browser.newContext({ viewport: sizes[size], colorScheme: scheme, deviceScaleFactor: 1, locale: locales[language], ...more });
  const page = await context.newPage();
  await prepare?.(page);
  page.on("console", (message) => { if (message.type() === "error") faults.push(`console: ${message.text()}`); });
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.protocol !== "blob:" && url.origin !== new URL(address).origin) faults.push(`asked ${url.origin}`);
  });
  await page.goto(address);
  await page.locator("#nav a").first().waitFor(patience);
  return page;
}

const views = (page) => page.locator("#nav a").evaluateAll((links) => links.map((link) => link.getAttribute("href").slice(1)));

/// What can be measured on a page: small or cut text in drawings, small targets, weak contrast, dates in machine format.
function measure() {
  const found = [];
  const isSeen = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 0;
  for (const text of document.querySelectorAll("svg text")) {
    const scale = text.ownerSVGElement.getScreenCTM()?.a ?? 1;
    const pixels = parseFloat(getComputedStyle(text).fontSize) * scale;
    const [box, drawing] = [text, text.ownerSVGElement].map((one) => one.getBoundingClientRect());
    if (isSeen(text) && (box.left < drawing.left - 1 || box.right > drawing.right + 1)) found.push(`text cut off: ${text.textContent}`);
    if (isSeen(text) && text.textContent && pixels < 10) found.push(`text of ${pixels.toFixed(1)} px: ${text.textContent}`);
  }
  for (const target of document.querySelectorAll("button, select, summary, nav a, input, .brand")) {
    const box = (target.type === "checkbox" ? target.closest("label") : target).getBoundingClientRect();
    if (isSeen(target) && (box.width < 43.9 || box.height < 43.9)) found.push(`target of ${box.width.toFixed(0)} x ${box.height.toFixed(0)} px: ${target.outerHTML.slice(0, 60)}`);
  }
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const brightness = (colour) => {
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const of = (selector, property) => {
    const element = document.querySelector(selector);
    return element ? brightness(getComputedStyle(element)[property]) : null;
  };
  const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  const strong = (what, front, back) => {
    if (front !== null && back !== null && contrast(front, back) < 3) found.push(`${what}: contrast ${contrast(front, back).toFixed(2)}`);
  };
  strong("the switch", of(".toggle", "backgroundColor"), of(".card.next", "backgroundColor"));
  strong("its knob", of(".knob", "backgroundColor"), of(".toggle", "backgroundColor"));
  for (const bar of [".picture .planned", ".picture .played", ".picture .idle"]) strong(bar, of(bar, "stroke"), of(".picture .dark", "fill"));
  for (const night of [".plot .dark", ".calendar-night"]) strong(`lamps on ${night}`, of(".plot .on", "stroke"), of(night, "fill"));
  for (const [night, day] of [[".picture .dark", ".picture .day"], [".plot .dark", ".plot .daylight"], [".calendar-night", ".calendar-day"]]) {
    if (of(night, "fill") !== null && of(day, "fill") !== null && of(night, "fill") >= of(day, "fill")) found.push(`${night} is lighter than ${day}`);
  }
  const ofService = [...document.querySelectorAll("main [lang=en]")].map((element) => element.innerText);
  const own = ofService.reduce((text, sentence) => text.replace(sentence, ""), document.querySelector("main").innerText);
  const loose = /.{0,20}( [;:?!»%]|« ).{0,20}/.exec(own);
  if (loose) found.push(`a line can end within "${loose[0]}"`);
  const written = /\d{4}-\d\d-\d\d|1970/.exec(own);
  if (written) found.push(`a date as ${written[0]}`);
  for (const picture of document.querySelectorAll(".picture")) {
    const drawing = picture.querySelector("svg");
    const blank = drawing ? picture.getBoundingClientRect().bottom - drawing.getBoundingClientRect().bottom : 0;
    if (blank > 8) found.push(`a blank strip of ${blank.toFixed(0)} px below the evening`);
  }
  for (const link of document.querySelectorAll("#nav a")) {
    if (link.scrollWidth > link.clientWidth) found.push(`${link.textContent} does not fit into its entry of the menu`);
  }
  for (const text of document.querySelectorAll("main p, main dd")) {
    const { width } = text.getBoundingClientRect();
    if (isSeen(text) && width < 160 && text.innerText.length > 60) found.push(`a sentence in ${width.toFixed(0)} px: ${text.innerText.slice(0, 40)}`);
  }
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) found.push(`${wide} pixels too wide`);
  return found;
}

async function inspect(page, what) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  for (const one of found.violations) {
    if (["serious", "critical"].includes(one.impact)) faults.push(`${what}: ${one.id}: ${one.help}: ${one.nodes.map((node) => node.target.join(" ")).join("; ")}`);
  }
  assert.ok(found.passes.length > 5, `${what}: axe looked at almost nothing`);
  for (const one of await page.evaluate(measure)) faults.push(`${what}: ${one}`);
}

/// Every view in every size, theme and language, with a picture of each; `shown(page, view)` waits until it is drawn. Returns their number.
async function everyView(browser, address, pictures, prefix, shown) {
  let count = 0;
  for (const language of Object.keys(locales)) {
    for (const size of Object.keys(sizes)) {
      const page = await open(browser, address, { size, language });
      assert.strictEqual(await page.evaluate(() => document.documentElement.lang), language);
      for (const view of await views(page)) {
        await page.click(`#nav a[href="#${view}"]`);
        await shown(page, view);
        for (const scheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme: scheme });
          await page.waitForTimeout(250);  // for drawings that need their size first, and for colour transitions
          await inspect(page, `${prefix}${view} ${size} ${scheme} ${language}`);
          const name = `${prefix}${view}-${size}-${scheme}${language === "en" ? "" : `-${language}`}.png`;
          await page.screenshot({ path: path.join(pictures, name), fullPage: true });
          ++count;
        }
      }
      await page.context().close();
    }
  }
  await onATablet(browser, address, pictures, prefix, shown);
  return count;
}

/// Upright and with the longest words, where least fits beside another.
async function onATablet(browser, address, pictures, prefix, shown) {
  const page = await open(browser, address, { language: "de", more: { viewport: tablet, hasTouch: true } });
  for (const view of await views(page)) {
    await page.tap(`#nav a[href="#${view}"]`);
    await shown(page, view);
    await page.waitForTimeout(250);
    await inspect(page, `${prefix}${view} tablet`);
    await page.screenshot({ path: path.join(pictures, `${prefix}${view}-tablet-light-de.png`), fullPage: true });
  }
  await page.context().close();
}

/// The Tab key alone reaches everything that can be used in a view, with a visible focus each time. What was redrawn meanwhile is tried again.
async function keyboardReachesAll(page, view, attempts = 3) {
  await page.click(`#nav a[href="#${view}"]`);
  if (view === "setup") await until(page, "all is heard", () => document.querySelector("#step-heard li") && !/Listening/.test(document.querySelector("#step-heard").textContent));
  await page.waitForTimeout(500);
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    document.activeElement.blur();
    getSelection().removeAllRanges();
    document.body.tabIndex = -1;
    document.body.focus();
    const all = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")].filter((one) => one.checkVisibility() && !one.disabled);
    window.toReach = new Set(all);
    window.dim = [];
  });
  const count = await page.evaluate(() => window.toReach.size);
  for (let presses = 0; presses < 8 * count + 20; ++presses) {  // date inputs have several stops
    await page.keyboard.press("Tab");
    const left = await page.evaluate(() => {
      const now = document.activeElement;
      const style = getComputedStyle(now);
      if (window.toReach.delete(now) && (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2)) window.dim.push(now.outerHTML.slice(0, 80));
      return window.toReach.size;
    });
    if (!left) break;
  }
  const isRedrawn = await page.evaluate(() => [...window.toReach].some((one) => !one.isConnected));
  if (isRedrawn && attempts > 1) return keyboardReachesAll(page, view, attempts - 1);
  const { missed, dim } = await page.evaluate(() => ({ missed: [...window.toReach].map((one) => one.outerHTML.slice(0, 80)), dim: window.dim }));
  for (const one of missed) faults.push(`${view}: Tab never reaches ${one}`);
  for (const one of dim) faults.push(`${view}: focus is not seen on ${one}`);
  return count;
}

module.exports = { everyView, faults, flags, inspect, keyboardReachesAll, locales, open, patience, sizes, until, views };
