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
const { everyView, faults, flags, keyboardReachesAll, open, patience, until, views } = require("./inspect.js");

const [address, browserPath, pictures, program, config] = process.argv.slice(2);
const say = (text) => console.log(text);
const lamplighter = (...words) => execFileSync(program, [...words, "--config", config], { encoding: "utf8" });

async function show(page, view) {
  await page.click(`#nav a[href="#${view}"]`);
  await until(page, view, () => document.querySelector(".view-body svg, .view-body dl, .view-body form") &&
    !document.querySelector(".view-body [aria-busy=true]"));
}

/// Each kind of mark in the drawing is in the legend, drawn in the same way, and no other.
async function theLegendIsWhatIsDrawn(page) {
  const kinds = (where) => page.locator(`${where} :is(.planned, .played, .sign)`).evaluateAll((marks) => [...new Set(marks.map((mark) => mark.getAttribute("class")))].sort());
  const drawn = await kinds(".picture");
  assert.ok(drawn.includes("sign failed") && drawn.length >= 4, drawn.join());
  assert.deepStrictEqual(await kinds(".evening-legend"), drawn);
}

/// A bar that began before the visible span, or before the house was away, is not drawn as upcoming.
async function clippedBars(page) {
  const bars = await page.evaluate(async () => {
    const { plannedBars } = await import("/evening.js");
    const at = (hour) => new Date(hour * 3_600_000).toISOString();
    const one = (hour, to, outcome) => ({ at: at(hour), to, outcome });
    const room = { at_start: "on", played: [], switches: [one(2, "off", "not_played"), one(9, "on", "not_played"), one(11, "off", "not_played"), one(13, "on", "not_played"), one(17, "off", "to_come")] };
    const hours = (list) => list.map(({ from, until, idle }) => `${from / 3_600_000}-${until / 3_600_000}${idle ? " idle" : ""}`);
    return [hours(plannedBars(room, { from: 36_000_000, until: 72_000_000 }, 54_000_000, true)), hours(plannedBars(room, { from: 0, until: 72_000_000 }, 54_000_000, true))];
  });
  assert.deepStrictEqual(bars, [["10-11 idle", "13-15 idle", "15-17"], ["0-2 idle", "9-11 idle", "13-15 idle", "15-17"]]);
}

/// Upcoming switches are separate from past ones.
async function upcomingFirst(page) {
  const counts = await page.evaluate(async () => {
    const evening = await (await fetch("api/v1/tonight")).json();
    const all = evening.rooms.flatMap((room) => room.switches);
    return { past: all.filter((one) => Date.parse(one.at) <= Date.parse(evening.now)).length, all: all.length };
  });
  const rows = (kind) => page.locator(`.${kind} tbody tr`).count();
  const [upcoming, past] = [await rows("upcoming_switches"), await rows("past_switches")];
  assert.strictEqual(upcoming + past, counts.all);
  assert.ok(Math.abs(past - counts.past) <= 1 && past > 0, `${past} past, ${upcoming} upcoming`);
}

/// Every language has every text with the same placeholders; only some have a plural of "rejected".
async function languagesAreWhole(page) {
  const texts = await page.evaluate(async () => {
    const flat = (part, name) => (typeof part === "string" ? [[name, part]] : "one" in part && "other" in part ? [[name, part.other], [name, part.one ?? part.other]]
      : Object.entries(part).flatMap(([key, value]) => flat(value, `${name}.${key}`)));
    const places = (language) => [...new Set(flat(language.default, "").map(([name, text]) => `${name} ${[...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort().join("")}`))].sort();
    return Promise.all(["en", "de", "fr"].map(async (name) => places(await import(`/languages/${name}.js`))));
  });
  assert.ok(texts[0].length > 200);
  assert.deepStrictEqual(texts[1], texts[0]);
  assert.deepStrictEqual(texts[2], texts[0]);
}

/// Bytes transferred until the first view is drawn.
async function firstLoad(browser) {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send("Network.enable");
  let bytes = 0;
  client.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; });
  await page.goto(address);
  await page.locator(".picture svg").waitFor(patience);
  await context.close();
  say(`first load: ${bytes} bytes`);
  assert.ok(bytes > 20_000 && bytes <= 150_000, `${bytes} bytes`);
}

/// On a phone a day is as wide as the screen allows.
async function compareIsWide(browser) {
  const page = await open(browser, address, { size: "phone" });
  await show(page, "compare");
  const shares = await page.evaluate(() => [...document.querySelectorAll(".house-day svg")].map((svg) => svg.getBoundingClientRect().width / document.querySelector(".house-days").clientWidth));
  assert.ok(shares.every((share) => share > 0.95), shares.join());
  await page.context().close();
}

async function keyboard(page) {
  let count = 0;
  for (const view of await views(page)) count += await keyboardReachesAll(page, view);
  say(`${count} things reached by Tab alone`);
}

/// The focus survives redrawing: by news, by a button that changes its own view, and by the removal of the focused element.
async function focusStays(page) {
  const isOn = (what, selector) => until(page, `the focus on ${what}`, (wanted) => document.activeElement?.matches(wanted), selector);
  const redrawn = (selector) => page.evaluate((wanted) => {
    const old = document.querySelector(wanted);
    window.isRedrawn = () => !old.isConnected;
  }, selector);
  await show(page, "tonight");
  await page.focus(".switches summary");
  await redrawn(".evening-legend");
  lamplighter("away", "on");
  await until(page, "another evening", () => window.isRedrawn());
  await isOn("the list of switches", ".switches summary");
  lamplighter("away", "off");
  await show(page, "health");
  await page.locator("#look").waitFor(patience);
  for (const id of ["#look", "#train"]) {
    await page.focus(id);
    await redrawn(".verdict");
    await page.keyboard.press("Enter");
    await until(page, "another check", () => window.isRedrawn());
    await isOn(id, id);
  }
  await show(page, "readings");
  await page.locator(".corrections").waitFor(patience);
  await page.focus(".corrections summary");
  await page.keyboard.press("Enter");
  await page.fill("#correct-from", "2026-01-01T20:00");
  await page.fill("#correct-until", "2026-01-01T21:00");
  await page.keyboard.press("Enter");
  await page.locator(".corrected button").waitFor(patience);
  await page.focus(".corrected button");
  await page.keyboard.press("Enter");
  await isOn("the corrections", ".corrections summary");
  say("the focus stays where it is");
}

/// A date typed key by key asks for no evening before it is complete.
async function typedDate(page) {
  await show(page, "tonight");
  const asked = [];
  page.on("request", (request) => { if (/tonight\?date/.test(request.url())) asked.push(request.url().slice(-10)); });
  await page.focus("#preview-date");
  await page.keyboard.type("03052031");
  await page.locator(".badge", { hasText: "preview" }).waitFor(patience);
  assert.deepStrictEqual(asked.filter((date) => !/^20/.test(date)), []);
  assert.match(asked.at(-1), /^2031-0[35]-0[35]$/);
  await page.click("#back");
}

const awayTitle = (page, text) => page.locator("#away-title", { hasText: new RegExp(`^${text}$`) }).waitFor(patience);
const isAway = () => JSON.parse(lamplighter("away", "status", "--json")).away;

async function switchAway(page) {
  await page.evaluate(() => { window.neverReloaded = true; });
  await awayTitle(page, "Home");
  await page.click("#away");
  await awayTitle(page, "Away");
  assert.strictEqual(isAway(), true);
  const isLit = await page.evaluate(async () => {  // by the plan; on some evenings all rooms are dark at this time
    const { now, rooms } = await (await fetch("api/v1/tonight")).json();
    return rooms.some((room) => (room.switches.findLast((one) => Date.parse(one.at) < Date.parse(now))?.to ?? room.at_start) === "on");
  });
  if (isLit) await page.locator(".picture .played").first().waitFor({ timeout: 240_000 });  // rooms are not switched all at once
  say(`away by the page${isLit ? "; a switch is seen to be done, without reload" : ""}`);
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
  assert.strictEqual(await page.locator("h2", { hasText: "Wed, 5 Mar 2031" }).count(), 1);
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

/// Writes into the store what a player would have written, had the household been away since the first switch: all but one done.
async function playTheEveningSoFar(page) {
  const evening = await page.evaluate(async () => (await fetch("api/v1/tonight")).json());
  const past = evening.rooms.flatMap((room) => room.switches.map((one) => ({ ...one, room: room.room, at: Date.parse(one.at) / 1000 })))
    .filter((one) => one.at < Date.parse(evening.now) / 1000).sort((one, other) => one.at - other.at);
  // A switch counts as failed two minutes after it was due; all that are younger than the omitted one are done.
  const missed = past.findLast((one) => one.at < Date.parse(evening.now) / 1000 - 180);
  assert.ok(past.length > 2, "an evening with switches before now");
  const row = (at, room, state) => `${at.toFixed(6)},${new Date(at * 1000).toISOString()},${room},${state}\n`;
  const head = "timestamp,datetime,room,state\n";
  fs.writeFileSync("store/absences.csv", head + row(past[0].at - 3600, "household", "on"));
  fs.writeFileSync("store/played.csv", head + past.filter((one) => one !== missed).map((one) => row(one.at + 1, one.room, one.to)).join(""));
  await page.click('#nav a[href="#tonight"]');
  await page.locator(".picture .sign.done").first().waitFor(patience);
  assert.strictEqual(await page.locator(".picture .sign.failed").count(), 1);
  say(`${past.length - 1} switches seen as done, one as failed`);
}

async function main() {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "lamplighter-page-"));
  fs.mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch({ executablePath: browserPath, headless: true, args: flags });
  try {
    const page = await open(browser, address);
    await switchAway(page);
    await hearOthers(page);
    await preview(page);
    await health(page);
    await playTheEveningSoFar(page);
    await theLegendIsWhatIsDrawn(page);
    await clippedBars(page);
    await upcomingFirst(page);
    await languagesAreWhole(page);
    await keyboard(page);
    await focusStays(page);
    await typedDate(page);
    await firstLoad(browser);
    await compareIsWide(browser);
    lamplighter("away", "on");
    say(`${await everyView(browser, address, pictures, "", show)} pictures of views, in ${pictures}`);
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
