// SPDX-License-Identifier: Apache-2.0
// The page in a real browser: every view of its menu, on a desk and on a phone, light and dark.
// Arguments: address of the page, path of the browser, folder for pictures, program, config.
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const { execFileSync } = require("node:child_process");
const os = require("node:os");
const path = require("node:path");
const { chromium } = require("playwright-core");

const [address, browserPath, pictures, program, config] = process.argv.slice(2);
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const sizes = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } };
const patience = { timeout: 60_000 };
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

const faults = [];

/// Until a function of the page is true. The page's own policy forbids the library's way of waiting.
async function until(page, what, isSo) {
  for (const end = Date.now() + patience.timeout; Date.now() < end; await page.waitForTimeout(50)) {
    if (await page.evaluate(isSo)) return;
  }
  throw new Error(`never came: ${what}`);
}

const say = (text) => console.log(text);
const lamplighter = (...words) => execFileSync(program, [...words, "--config", config], { encoding: "utf8" });

function watch(page) {
  page.on("console", (message) => { if (message.type() === "error") faults.push(`console: ${message.text()}`); });
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.protocol !== "blob:" && url.origin !== new URL(address).origin) faults.push(`asked ${url.origin}`);
  });
}

async function open(browser, size, scheme) {
  const context = await browser.newContext({ viewport: sizes[size], colorScheme: scheme, deviceScaleFactor: 1 });
  const page = await context.newPage();
  watch(page);
  await page.goto(address);
  await page.locator("#nav a").first().waitFor(patience);
  return page;
}

async function views(page) {
  return page.locator("#nav a").evaluateAll((links) => links.map((link) => link.getAttribute("href").slice(1)));
}

async function show(page, view) {
  await page.click(`#nav a[href="#${view}"]`);
  await until(page, view, () => document.querySelector(".view-body svg, .view-body dl") &&
    !document.querySelector(".view-body [aria-busy=true]"));
}

/// No serious fault by axe-core, and nothing wider than the screen.
async function inspect(page, what) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  for (const one of found.violations) {
    if (["serious", "critical"].includes(one.impact)) faults.push(`${what}: ${one.id}: ${one.help}: ${one.nodes.map((node) => node.target.join(" ")).join("; ")}`);
  }
  assert.ok(found.passes.length > 5, `${what}: axe looked at almost nothing`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) faults.push(`${what}: ${wide} pixels too wide`);
}

async function lookAtEveryView(browser) {
  let count = 0;
  for (const size of Object.keys(sizes)) {
    for (const scheme of ["light", "dark"]) {
      const page = await open(browser, size, scheme);
      for (const view of await views(page)) {
        await show(page, view);
        await page.waitForTimeout(400);  // what is drawn after its size is known
        await inspect(page, `${view} ${size} ${scheme}`);
        await page.screenshot({ path: path.join(pictures, `${view}-${size}-${scheme}.png`), fullPage: true });
        ++count;
      }
      await page.context().close();
    }
  }
  say(`${count} pictures of views, in ${pictures}`);
}

const awayTitle = (page, text) => page.locator("#away-title", { hasText: new RegExp(`^${text}$`) }).waitFor(patience);
const isAway = () => JSON.parse(lamplighter("away", "status", "--json")).away;

async function switchAway(page) {
  await page.evaluate(() => { window.neverReloaded = true; });
  await awayTitle(page, "Home");
  await page.click("#away");
  await awayTitle(page, "Away");
  assert.strictEqual(isAway(), true);
  await page.locator("svg.evening .played").first().waitFor(patience);
  say("away by the page; a switch is seen to be done, without reload");
  await page.keyboard.press("Space");  // the switch keeps the focus
  await awayTitle(page, "Home");
  assert.strictEqual(isAway(), false);
  say("home by the keyboard");
}

async function hearOthers(page) {
  lamplighter("away", "on");
  await awayTitle(page, "Away");
  lamplighter("away", "off");
  await awayTitle(page, "Home");
  assert.strictEqual(await page.evaluate(() => window.neverReloaded), true);
  say("what others say is seen without reload");
}

async function preview(page) {
  const before = await page.evaluate(async () => (await fetch("api/v1/tonight")).text().then((text) => JSON.parse(text).rooms.map((room) => room.switches.length)));
  await page.fill("#preview-date", "2031-03-05");
  await page.locator(".badge", { hasText: "preview" }).waitFor(patience);
  const list = await page.locator(".switches summary").textContent();
  assert.match(list, /All [1-9]\d* switches/);
  assert.strictEqual(await page.locator("h2", { hasText: "Wednesday" }).count(), 1);
  await page.click("#back");
  await page.locator("h2", { hasText: "This evening" }).waitFor(patience);
  const after = await page.evaluate(async () => (await fetch("api/v1/tonight")).text().then((text) => JSON.parse(text).rooms.map((room) => room.switches.length)));
  assert.deepStrictEqual(after, before);
  assert.strictEqual(isAway(), false);
  say("a preview of another evening, and back");
}

async function health(page) {
  await show(page, "health");
  await page.locator(".parts dt", { hasText: "Bridge" }).waitFor(patience);
  await page.click("#look");
  await page.locator("table tbody tr").first().waitFor(patience);
  say("health says how bridge, broker and sensors are");
}

/// Writes into the store what a player would have written, had the household been out since the first switch: all but one done.
async function playTheEveningSoFar(page) {
  const evening = await page.evaluate(async () => (await fetch("api/v1/tonight")).json());
  const past = evening.rooms.flatMap((room) => room.switches.map((one) => ({ ...one, room: room.room, at: Date.parse(one.at) / 1000 })))
    .filter((one) => one.at < Date.parse(evening.now) / 1000).sort((one, other) => one.at - other.at);
  // Two minutes after it was due a switch has failed; younger ones than the one that is left out are done.
  const missed = past.findLast((one) => one.at < Date.parse(evening.now) / 1000 - 180);
  assert.ok(past.length > 2, "an evening with switches before now");
  const row = (at, room, state) => `${at.toFixed(6)},${new Date(at * 1000).toISOString()},${room},${state}\n`;
  const head = "timestamp,datetime,room,state\n";
  fs.writeFileSync("store/absences.csv", head + row(past[0].at - 3600, "household", "on"));
  fs.writeFileSync("store/played.csv", head + past.filter((one) => one !== missed).map((one) => row(one.at + 1, one.room, one.to)).join(""));
  await page.click('#nav a[href="#tonight"]');
  await page.locator("svg.evening .sign.done").first().waitFor(patience);
  assert.strictEqual(await page.locator("svg.evening .sign.failed").count(), 1);
  say(`${past.length - 1} switches seen as done, one as failed`);
}

async function main() {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "lamplighter-page-"));
  fs.mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch({ executablePath: browserPath, headless: true, args: flags });
  try {
    const page = await open(browser, "desktop", "light");
    await switchAway(page);
    await hearOthers(page);
    await preview(page);
    await health(page);
    await playTheEveningSoFar(page);
    lamplighter("away", "on");
    await lookAtEveryView(browser);
    lamplighter("away", "off");
  } finally {
    await browser.close();
    fs.rmSync(profile, { recursive: true, force: true });
  }
  for (const fault of [...new Set(faults)]) say(`FAULT ${fault}`);
  assert.strictEqual(faults.length, 0, `${faults.length} faults`);
  say("no console error, no request to another host, no serious fault of accessibility");
}

main().catch((error) => {
  console.error(`FAILED: ${error.message}`);
  for (const fault of [...new Set(faults)]) console.error(`FAULT ${fault}`);
  process.exit(1);
});
