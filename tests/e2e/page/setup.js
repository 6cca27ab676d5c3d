// SPDX-License-Identifier: Apache-2.0
// A new user's way through the page, from the code in the log to Away: by clicks, which are counted, or by keyboard only.
// node setup.js ADDRESS BROWSER PICTURES HANDS CODE BRIDGE PRESS BROKER_PORT HOME_ASSISTANT
// HANDS: mouse or keyboard; PRESS: the file that a line "press" is written to.
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");
const { faults, flags, inspect, patience, until } = require("./inspect.js");

const [address, browserPath, pictures, hands, code, bridge, press, brokerPort, homeAssistant] = process.argv.slice(2);
let password = "correct horse battery";
const fewEnough = 12;
let actions = 0;  // clicks and submitted forms, as a user counts them

/// Tab until the focus is on an element.
async function tabTo(page, selector) {
  for (let presses = 0; presses < 400; ++presses) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reaches ${selector}`);
}

async function enter(page, selector, text) {
  if (hands === "mouse") {
    await page.fill(selector, text);
    return;
  }
  await tabTo(page, selector);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

async function act(page, selector) {
  ++actions;
  if (hands === "mouse") {
    await page.click(selector);
    return;
  }
  await tabTo(page, selector);
  await page.keyboard.press(selector === "#away" ? "Space" : "Enter");
}

/// After what was done by keyboard, Tab continues from there and not from the top of the page.
async function focusIsKept(page, after) {
  if (hands === "mouse") return;
  await page.waitForTimeout(300);
  assert.notStrictEqual(await page.evaluate(() => document.activeElement.localName), "body", `the focus is lost after ${after}`);
}

const submitOf = (form) => `#${form} button[type=submit]`;
async function done(page, step) {
  await page.locator(`#step-${step} .mark .good`).waitFor(patience);
  await focusIsKept(page, step);
}
const picture = (page, name) => page.screenshot({ path: path.join(pictures, `set-up-${hands}-${name}.png`), fullPage: true });

async function setPassword(page) {
  await page.locator("#code").waitFor(patience);
  await enter(page, "#code", code);
  await enter(page, "#new_password", password);
  await act(page, ".login button[type=submit]");
  await page.locator("#place-form").waitFor(patience);
  await focusIsKept(page, "the password");
}

/// An error is shown beside its field, and changes nothing.
async function wrongPlace(page) {
  const before = await page.evaluate(async () => (await fetch("api/v1/setup")).text());
  for (const [field, value] of [["latitude", "152"], ["longitude", "north"]]) {
    await page.fill("#place-latitude", "52.52");
    await page.fill("#place-longitude", "13.4");
    await page.fill(`#place-${field}`, value);
    await page.click(submitOf("place-form"));
    await page.locator(`#place-${field}-error`).filter({ hasText: /\w+ \w+/ }).waitFor(patience);
    assert.strictEqual(await page.getAttribute(`#place-${field}`, "aria-invalid"), "true");
  }
  assert.strictEqual(await page.evaluate(async () => (await fetch("api/v1/setup")).text()), before);
}

async function connect(page) {
  await enter(page, "#place-latitude", "52,52");  // as in a map, with the comma of some countries
  await enter(page, "#place-longitude", "13.4");
  await act(page, submitOf("place-form"));
  await done(page, "place");
  await enter(page, "#bridge-address", bridge);
  await act(page, submitOf("bridge-form"));
  await page.locator(".countdown").waitFor(patience);
  await picture(page, "pairing");
  fs.appendFileSync(press, "press\n");
  await done(page, "bridge");
  await enter(page, "#broker-port", brokerPort);
  await act(page, submitOf("broker-form"));
  await done(page, "broker");
  await enter(page, "#assistant-url", homeAssistant);
  await enter(page, "#assistant-token", "good");
  await act(page, submitOf("assistant-form"));
  await done(page, "home_assistant");
}

async function chooseRooms(page) {
  await until(page, "all is heard", () => document.querySelectorAll(".heard").length >= 5 && !/Listening/.test(document.querySelector("#step-heard").textContent));
  const rooms = await page.locator(".heard").evaluateAll((rows) => rows.map((row) => [row.querySelector("b").textContent, row.querySelector("input[type=checkbox]").checked, row.querySelector("input[list]").value]));
  assert.deepStrictEqual(rooms.filter((row) => row[1]).map(([name, , room]) => `${room}: ${name}`).sort(), ["Hall: Ceiling", "Hall: Hall", "Kitchen: Table", "Study: light.desk"]);
  await act(page, submitOf("rooms-form"));
  await done(page, "heard");
  await page.locator(".difference").waitFor(patience);
}

/// After a restart of the service, which ends the sessions.
async function signIn(page, wanted) {
  await page.locator(`${wanted}, #password`).first().waitFor(patience);
  if (!await page.locator("#password").count()) return;
  await enter(page, "#password", password);
  await act(page, ".login button[type=submit]");
  await page.locator(wanted).waitFor(patience);
}

async function writeAndLeave(page) {
  await picture(page, "review");
  await inspect(page, `set-up by ${hands}`);
  assert.strictEqual(await page.isChecked("#import-past"), true);
  const difference = await page.innerText(".difference");
  await act(page, submitOf("write-form"));
  await signIn(page, "#away");
  await page.locator("#demo").waitFor({ state: "hidden", timeout: patience.timeout });
  await act(page, "#away");
  await page.locator("#away-title", { hasText: /^Away$/ }).waitFor(patience);
  await picture(page, "away");
  return difference;
}

async function main() {
  fs.mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch({ executablePath: browserPath, headless: true, args: flags });
  const began = Date.now();
  let page;
  try {
    page = await (await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: "en-GB", timezoneId: "Europe/Berlin" })).newPage();
    page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
    page.on("request", (request) => { if (new URL(request.url()).origin !== new URL(address).origin) faults.push(`asked ${request.url()}`); });
    await page.goto(address);
    await setPassword(page);
    if (hands === "mouse") await wrongPlace(page);
    await connect(page);
    await chooseRooms(page);
    fs.writeFileSync("difference", await writeAndLeave(page));
    assert.ok(actions <= fewEnough, `${actions} actions`);
    console.log(`from the code to Away by ${hands}: ${actions} actions, ${Math.round((Date.now() - began) / 1000)} s`);
    if (hands === "mouse") await later(page);
  } catch (error) {
    if (page) await picture(page, "failed");
    throw error;
  } finally {
    await browser.close();
  }
  assert.deepStrictEqual([...new Set(faults)], []);
}

/// Refused, with a sentence, until the played lamps are restored.
async function blink(page) {
  for (let tries = 0; tries < 60; ++tries) {
    const [answer] = await Promise.all([page.waitForResponse("**/api/v1/setup/blink", patience), page.locator(".room .card-head button").first().click()]);
    if (answer.status() === 200) return;
    assert.strictEqual(answer.status(), 409, await answer.text());
    await page.locator(".room > .wrong", { hasText: "controls the lamps now" }).waitFor(patience);
    await page.waitForTimeout(1_000);
  }
  throw new Error("no lamp blinks");
}

/// Later changes: limits and a vacation, with errors beside their fields. The user has added comments to the file meanwhile.
async function later(page) {
  const config = "etc/lamplighter.toml";
  await page.click("#away");  // lamps do not blink for a test while the house is away
  await page.locator("#away-title", { hasText: /^Home$/ }).waitFor(patience);
  await page.click('#nav a[href="#setup"]');
  const open = () => page.locator(".room summary").first().click();
  const form = page.locator(".room form").first();
  await open();
  await form.locator("[name='rooms.0.max_hours']").fill("3");
  await form.locator("button[type=submit]").click();
  await page.locator(".difference", { hasText: "max_hours" }).waitFor(patience);
  fs.writeFileSync(config, `# Our house.\n${fs.readFileSync(config, "utf8").replace("[[room]]", "# Rooms, from the door on.\n[[room]]")}# The end.\n`);
  fs.copyFileSync(config, "before");
  await page.click(submitOf("write-form"));  // does not overwrite the user's edit
  await page.locator("#write-form .wrong", { hasText: "changed meanwhile" }).waitFor(patience);
  await page.click("#discard");
  await page.locator("#step-review", { hasText: "Everything is written" }).waitFor(patience);
  if (!await form.isVisible()) await open();
  await form.locator("[name='rooms.0.hours']").fill("18:00-25:00");
  await form.locator("button[type=submit]").click();
  await page.locator("#room-0-hours-error").filter({ hasText: /\w+/ }).waitFor(patience);
  await page.locator("#step-rooms details.step > summary").first().click();
  await page.fill("#all-max-hours", "5");  // not submitted: it is kept when the card is redrawn
  await form.locator("[name='rooms.0.hours']").fill("18:00-23:00");
  await form.locator("button[type=submit]").click();
  await page.locator(".difference", { hasText: "18:00-23:00" }).waitFor(patience);
  assert.strictEqual(await page.inputValue("#all-max-hours"), "5");
  await page.fill("#all-max-hours", "");
  await page.fill("#vacation-from", "2031-07-02");
  await page.fill("#vacation-to", "2031-07-01");
  await page.click(submitOf("vacation-form"));
  await page.locator("#step-calendar .wrong").filter({ hasText: /\w+/ }).first().waitFor(patience);
  await page.fill("#vacation-to", "2031-07-14");
  await page.click(submitOf("vacation-form"));
  await page.locator(".difference", { hasText: "2031-07-14" }).waitFor(patience);
  await page.click("#month-after");
  await page.locator(".day").nth(9).click();
  await page.locator(".day").nth(11).click();
  await until(page, "two vacations", () => document.querySelectorAll("#step-calendar .choices li").length === 2);
  await page.fill("#all-max-brightness", "101");
  await page.click(submitOf("limits-all"));
  await page.locator("#all-max-brightness-error").filter({ hasText: /\w+/ }).waitFor(patience);
  await page.fill("#all-max-brightness", "70");
  await page.click(submitOf("limits-all"));
  await page.locator(".difference", { hasText: "max_brightness = 70" }).waitFor(patience);
  await leaveOutDays(page);
  await tickARoom(page);
  await blink(page);
  await page.click(submitOf("write-form"));
  await page.waitForTimeout(3_000);  // the service restarts
  await signIn(page, "#step-review");
  await page.locator("#step-review", { hasText: "Everything is written" }).waitFor(patience);
  await picture(page, "later");
  await page.fill("#password-current", "not the password");
  await page.fill("#password-new", "another battery");
  await page.click(submitOf("password-form"));
  await page.locator("#password-current-error").filter({ hasText: /\w+/ }).waitFor(patience);
  await changePassword(page);
}

/// A room of one sensor, with its name, is added by a tick and removed by another.
async function tickARoom(page) {
  const attic = page.locator(".heard", { hasText: "Attic" });
  for (const isChosen of [true, false]) {
    await attic.locator("input[type=checkbox]").setChecked(isChosen);
    await attic.locator("input[list]").fill("Attic");
    await page.click(submitOf("rooms-form"));
    const added = page.locator(".difference", { hasText: /\+ name = "Attic"/ });
    await (isChosen ? added.waitFor(patience) : added.waitFor({ state: "detached", ...patience }));
  }
}

/// A past day is excluded from learning by a click, and another by the keyboard; a second time it is included again.
async function leaveOutDays(page) {
  await page.click("#month-before");
  await page.click("#month-before");
  const days = page.locator(".day.is-past");
  const isOut = (count) => until(page, `${count} days left out`, (wanted) => document.querySelectorAll(".day.is-out").length === wanted, count);
  await days.nth(3).click();
  await isOut(1);
  await days.nth(5).focus();
  await page.keyboard.press("Enter");
  await isOut(2);
  await page.keyboard.press("Enter");
  await isOut(1);
  assert.strictEqual(await days.nth(3).getAttribute("aria-pressed"), "true");
  await days.nth(3).click();
  await isOut(0);
}

/// The service reads the new password and restarts; unwritten input is lost, and the page says so.
async function changePassword(page) {
  await page.fill("#all-max-hours", "4");
  await page.click(submitOf("limits-all"));
  await page.locator(".difference", { hasText: "max_hours = 4" }).waitFor(patience);
  await page.fill("#password-current", password);
  await page.fill("#password-new", "another battery");
  await page.click(submitOf("password-form"));
  await page.locator("#password-form .said", { hasText: /\w+/ }).waitFor(patience);
  password = "another battery";
  await page.waitForTimeout(3_000);  // the service restarts
  await page.reload();
  await signIn(page, "#step-review");
  await page.locator("#step-review", { hasText: "are gone" }).waitFor(patience);
  const context = await page.context().browser().newContext();
  const other = await context.newPage();  // the old password is refused, the new one accepted
  await other.goto(address);
  await other.fill("#password", "correct horse battery");
  await other.click(".login button[type=submit]");
  await other.locator(".login .bad", { hasText: /\w+/ }).waitFor(patience);
  await signIn(other, "#away");
  await context.close();
}

main().catch((error) => {
  console.error(`FAILED: ${error.message}`);
  for (const fault of new Set(faults)) console.error(`FAULT ${fault}`);
  process.exit(1);
});
