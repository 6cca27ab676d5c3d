// SPDX-License-Identifier: Apache-2.0
// The views Readings, Compare and Models, and the report, in real Chromium. node views.cjs CHROMIUM PAGE REPORT PICTURES
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const { chromium } = require("playwright-core");

const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [, , executablePath, base, report, pictures] = process.argv;
const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
const views = { readings: ".plot .mean", compare: ".house-day svg", models: ".learned" };
const ofTheReport = { tonight: "svg.evening", health: ".verdict" };  // on the page they are page.js's

/// A page of one size and theme that counts what it must not do.
async function open(browser, size, colorScheme) {
  const page = await browser.newPage({ viewport: sizes[size], colorScheme, locale: "en-GB" });
  page.faults = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) page.faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => page.faults.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !url.startsWith("data:") && url.split("#")[0] !== report) page.faults.push(`asks ${url.slice(0, 80)}`);
  });
  return page;
}

async function show(page, address, view) {
  await page.goto(`${address}#${view}`);
  await page.waitForSelector(views[view] ?? ofTheReport[view]);
}

async function accessible(page, what) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const serious = violations.filter((one) => ["serious", "critical"].includes(one.impact));
  assert.deepStrictEqual(serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).slice(0, 3)}`), [], what);
}

async function everyViewInEverySize(browser, address, shown, prefix) {
  for (const size of Object.keys(sizes)) {
    for (const scheme of ["light", "dark"]) {
      const page = await open(browser, size, scheme);
      for (const view of Object.keys(shown)) {
        await show(page, address, view);
        await page.screenshot({ path: `${pictures}/${prefix}${view}-${size}-${scheme}.png`, fullPage: true });
        await accessible(page, `${view}, ${size}, ${scheme}`);
      }
      assert.deepStrictEqual(page.faults, [], `${size}, ${scheme}`);
      await page.close();
    }
  }
}

/// Waits until a text of the page is as wanted. (Chromium's own waiting evaluates text in the page,
/// which its policy forbids.)
async function textOf(page, selector, wanted) {
  for (let tries = 0; tries < 300; ++tries) {
    const text = await page.textContent(selector);
    if (wanted(text)) return text;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  throw new Error(`${selector} stays ${await page.textContent(selector)}`);
}

const changed = (page, before) => textOf(page, ".readings .summary", (text) => text !== before);

async function readingsMove(page, address) {
  await show(page, address, "readings");
  let text = await textOf(page, ".readings .summary", (words) => words.includes("lux"));
  await page.click("text=Day");
  text = await changed(page, text);
  assert.match(text, /, \d\d:\d\d to /, "a day shows its hours");
  await page.focus(".stage");
  for (const key of ["ArrowLeft", "PageUp", "-", "+"]) {
    await page.keyboard.press(key);
    text = await changed(page, text);
  }
  const box = await page.locator(".stage").boundingBox();
  await page.mouse.move(box.x + 300, box.y + 200);
  await textOf(page, ".readout", (words) => /lux|no reading/.test(words));
  await page.mouse.down();
  await page.mouse.move(box.x + 600, box.y + 200, { steps: 5 });
  await page.mouse.up();
  text = await changed(page, text);
  await page.mouse.wheel(0, 400);
  text = await changed(page, text);
  await page.keyboard.press("Home");
  await changed(page, text);
  assert.ok(await page.locator(".plot .on").count() > 0, "lamps are drawn");
  await page.waitForSelector(".calendar-card svg");
}

/// By keyboard alone: says that the lamps were on, sees it drawn and kept, and takes it back.
async function aCorrectionAndBack(page) {
  await show(page, base, "readings");
  const lamps = () => page.evaluate(async () => (await fetch("api/v1/lamps.csv?room=hall&from=1792915200&until=1792929600")).text());
  await page.selectOption("#readings-room", "hall");
  await textOf(page, ".readings .summary", (words) => words.startsWith("hall") && words.includes("lux"));
  const before = await lamps();
  await page.focus(".corrections summary");
  await page.keyboard.press("Enter");
  await textOf(page, ".corrections", (words) => words.includes("No corrections in this room."));
  assert.strictEqual(await page.inputValue("#correct-from"), "", "nothing is chosen, so that one click corrects nothing");
  await page.fill("#correct-from", "2026-10-25T03:00");
  await page.fill("#correct-until", "2026-10-25T03:45");
  await page.selectOption("#correct-state", "on");
  await accessible(page, "corrections");
  await page.focus("#correct-state");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await textOf(page, ".corrections", (words) => /Sun, 25 Oct 2026,? 03:00 to Sun, 25 Oct 2026,? 03:45: on/.test(words));
  const after = await lamps();
  assert.ok(after.includes("hall,on") && after !== before, after);
  assert.match(await page.evaluate(async () => (await fetch("api/v1/corrections.csv")).text()), /,hall,on,\d+\n$/);
  await page.focus(".corrected button");
  await page.keyboard.press("Enter");
  await textOf(page, ".corrections", (words) => words.includes("No corrections in this room."));
  assert.strictEqual(await lamps(), before, "as it was");
}

/// With the panel open a drag over the chart chooses a span, and moves nothing.
async function aDragChooses(page) {
  await show(page, base, "readings");
  const text = await textOf(page, ".readings .summary", (words) => words.includes("lux"));
  assert.strictEqual(await page.locator('[data-span][aria-pressed="true"]').count(), 1, "the chosen span is seen");
  await page.locator(".corrections").evaluate((panel) => { panel.open = true; });
  await page.locator(".stage").scrollIntoViewIfNeeded();
  const box = await page.locator(".stage").boundingBox();
  await page.mouse.move(box.x + 300, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(box.x + 330, box.y + 200, { steps: 4 });
  await page.mouse.up();
  const [from, until] = [Date.parse(await page.inputValue("#correct-from")), Date.parse(await page.inputValue("#correct-until"))];
  assert.ok(until > from && until - from < 12 * 3600_000, `${from} to ${until}: hours, not the week`);
  assert.strictEqual(await page.locator(".plot .marked").count(), 1);
  assert.strictEqual(await page.textContent(".readings .summary"), text, "not moved");
}

/// What is to come is not unclear: no state is counted after the newest reading.
async function theTableEndsWhereKnowledgeDoes(page) {
  await show(page, base, "readings");
  await page.click('[data-span="month"]');
  await page.waitForSelector(".numbers tbody tr", { state: "attached" });
  await page.locator(".numbers").evaluate((details) => { details.open = true; });
  const { last, clock } = await page.evaluate(async () => (await fetch("api/v1/readings")).json());
  const known = ((last + clock.at(-1)[1]) % 86400 || 86400) / 60;  // minutes of the last day
  const rows = await page.locator(".numbers tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].slice(4).map((cell) => cell.textContent)));
  const minutes = (words) => { const [, hours, , rest] = /(?:(\d+) h)?( ?(\d+) min)?/.exec(words); return Number(hours ?? 0) * 60 + Number(rest ?? 0); };
  const spent = rows.at(-1)[0] === "–" ? 0 : minutes(rows.at(-1)[0]) + minutes(rows.at(-1)[1]);
  assert.ok(spent <= known + 2 || rows.at(-1)[0] === "–", `${rows.at(-1)} of ${known} minutes`);
}

/// A day that is not to be learned from, and is again.
async function aDayLeftOutAndTakenIn(page) {
  const corrections = () => page.evaluate(async () => (await fetch("api/v1/corrections.csv")).text());
  const before = await corrections();
  await show(page, base, "readings");
  const rooms = await page.locator("#readings-room option").allTextContents();
  assert.ok(rooms.length > 1, "rooms to leave out at once");
  await page.locator(".corrections").evaluate((panel) => { panel.open = true; });
  await page.fill("#leave-out", "2026-10-24");
  await page.click("text=Exclude this day");
  await textOf(page, ".corrections", (words) => /Sat, 24 Oct 2026,? 04:00 to Sun, 25 Oct 2026,? 04:00: unclear/.test(words));
  const said = (await corrections()).slice(before.length);
  for (const room of rooms) assert.match(said, new RegExp(`,${room},unknown,`), "every room");
  await page.click("text=Include it again");
  await textOf(page, ".corrections", (words) => words.includes("No corrections in this room."));
}

async function theGameKeepsTheScore(page, address) {
  await show(page, address, "compare");
  await page.check("#compare-game");
  assert.strictEqual(await page.locator(".house-day strong").count(), 0, "nothing is labelled");
  const guesses = page.locator(".house-day button", { hasText: "real" });
  const count = await guesses.count();
  assert.ok(count >= 4, "days to guess");
  for (let i = 0; i < 3; ++i) await guesses.first().click();
  const right = await page.locator(".answer.right").count();
  assert.match(await page.textContent(".score"), new RegExp(`^${right} of 3 right`));
  await page.reload();
  await page.check("#compare-game");
  await page.waitForSelector(".house-day"); // the days have come, and the score with them
  assert.match(await page.textContent(".score"), new RegExp(`^${right} of 3 right`), "kept");
  await page.click("text=Reset score");
  assert.match(await page.textContent(".score"), /Guess/);
}

/// What the observer's test says of the house, once it has run.
async function theObserverSpeaks(page, address) {
  await show(page, address, "compare");
  await textOf(page, ".observer", (words) => /distinguishes planned days from real ones \d+ times in 100/.test(words));
  assert.strictEqual(await page.locator(".observer td.number").count(), 9);
}

async function modelsByRoomAndZone(page, address) {
  await show(page, address, "models");
  assert.match(await page.textContent(".learned"), /on most from .* they usually stay on for/, "what was learned, in words");
  const trained = address === report ? "" : await page.evaluate(async () => {  // by the clock of the house, whose day differs from that of UTC
    const { rooms, time_zone: zone } = await (await fetch("api/v1/models")).json();
    const date = (at) => new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: zone }).format(at * 1000);
    return `${date(rooms[0].trained_on.first)} to ${date(rooms[0].trained_on.last)}`;
  });
  assert.ok((await page.textContent(".learned")).includes(trained), trained);
  await page.click(".machine summary");
  await page.waitForSelector(".plot .disc");
  assert.strictEqual(await page.locator(".plot .disc").count(), 5);
  assert.ok(await page.evaluate(() => { const box = document.querySelector(".model .scroll"); return box.scrollWidth <= box.clientWidth; }), "the table is not cut");
  const before = await page.textContent(".model table");
  await page.click('[aria-label="Zone"] >> text=morning');
  assert.notStrictEqual(await page.textContent(".model table"), before);
  // Both charts come with an answer of their own.
  for (const bar of [".real-bar", ".planned-bar"]) await page.locator(bar).nth(10).waitFor({ state: "attached", timeout: 60_000 });
  assert.strictEqual(await page.locator(".real-line").count() + await page.locator(".planned-line").count(), 2);
}

/// The report shows the evening and the sensors as they were when it was written, and offers nothing that it cannot do.
async function theReportStandsStill(page) {
  await show(page, report, "tonight");
  assert.match(await page.textContent("#evening-title"), /as of \d\d:\d\d/);
  assert.ok(await page.locator(".switches tbody tr").count() > 0, "a plan with switches");
  assert.strictEqual(await page.locator("#away, #preview-date").count(), 0, "nothing to switch and no other evening");
  await page.click("#scale");
  assert.strictEqual(await page.getAttribute("#scale", "aria-pressed"), "true");
  await show(page, report, "health");
  assert.strictEqual(await page.locator("section[aria-labelledby=sensors] tbody tr").count(), 2);
  assert.strictEqual(await page.locator("#look").count(), 0, "nobody can be asked");
}

/// One finger moves, two make it larger, a tap reads a value.
async function fingersMoveReadings(browser) {
  const context = await browser.newContext({ viewport: sizes.phone, hasTouch: true, isMobile: true, locale: "en-GB" });
  const page = await context.newPage();
  await show(page, base, "readings");
  let text = await textOf(page, ".readings .summary", (words) => words.includes("lux"));
  await page.tap("text=Day");
  text = await changed(page, text);
  const box = await page.locator(".stage").boundingBox();
  const y = box.y + box.height / 2;
  const client = await context.newCDPSession(page);
  const touch = (type, ...xs) => client.send("Input.dispatchTouchEvent", { type, touchPoints: xs.map((x, id) => ({ x: box.x + x, y, id })) });
  await page.touchscreen.tap(box.x + 150, y);
  await textOf(page, ".readout", (words) => /lux|no reading/.test(words));
  await touch("touchStart", 100);
  for (const x of [120, 160, 220]) await touch("touchMove", x);
  await touch("touchEnd");
  text = await changed(page, text);
  const span = (words) => words.slice(0, 80);
  await touch("touchStart", 120, 180);
  for (const reach of [20, 50, 80]) await touch("touchMove", 120 - reach, 180 + reach);
  await touch("touchEnd");
  await textOf(page, ".readings .summary", (words) => span(words) !== span(text));
  await context.close();
}

async function main() {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    await everyViewInEverySize(browser, base, views, "");
    await everyViewInEverySize(browser, report, ofTheReport, "report-");
    await fingersMoveReadings(browser);
    const corrected = await open(browser, "desktop", "light");
    await aCorrectionAndBack(corrected);
    await aDayLeftOutAndTakenIn(corrected);
    await aDragChooses(corrected);
    await theTableEndsWhereKnowledgeDoes(corrected);
    assert.deepStrictEqual(corrected.faults, [], "corrections");
    await corrected.close();
    for (const address of [base, report]) {
      const page = await open(browser, "desktop", "light");
      await readingsMove(page, address);
      await theGameKeepsTheScore(page, address);
      await theObserverSpeaks(page, address);
      await modelsByRoomAndZone(page, address);
      if (address === report) await theReportStandsStill(page);
      assert.deepStrictEqual(page.faults, [], address);
      await page.close();
    }
  } finally {
    await browser.close();
  }
  console.log("views: drawn, moved by mouse, keys and fingers, guessed and compared, on the page and in the report");
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
