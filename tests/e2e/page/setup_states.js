// SPDX-License-Identifier: Apache-2.0
// The view "Set up" in every state, size, theme and language, with documents of an invented house instead of the service's.
// node setup_states.js ADDRESS BROWSER PICTURES
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");
const { faults, flags, inspect, keyboardReachesAll, locales, open, patience, sizes, until } = require("./inspect.js");

const [address, browserPath, pictures] = process.argv.slice(2);

const none = { looking: false, parts: [], lamps: [], sensors: [], proposed: [], past: null };
const empty = {
  config: "/etc/lamplighter/lamplighter.toml", exists: false, problem: null, first_start: true, changed: false, place: null, bridge: null, pairing: null,
  broker: null, home_assistant: null, rooms: [], limits: { after_dark: null, hours: [], max_brightness: null, max_hours: null }, importing: false, vacations: [], has_password: true,
};
const room = (name, lamps, sensor, more = {}) => ({ name, lamps, sensor, type: "", after_dark: null, hours: [], max_brightness: null, max_hours: null, ...more });
const full = {
  ...empty, exists: true, first_start: false, changed: true,
  place: { latitude: 52.52, longitude: 13.4, time_zone: "Europe/Berlin", note: "52.52, 13.4 in Europe/Berlin, where it is 2026-11-30T12:00:00+01:00" },
  bridge: { address: "192.168.1.2", id: "001788fffe123456", name: "Philips hue", secure: true, certificate: "signed by its maker's authority" },
  broker: { host: "127.0.0.1", port: 1883, user: "lamp", has_password: true, note: "connected; 214 messages in 3 s" },
  home_assistant: { url: "http://homeassistant.local:8123", has_token: true, note: "connected; 12 lamps, 3 light sensors" },
  rooms: [room("Hall", ["Hall 1", "Hall 2"], "hue:Hall sensor"), room("Living room", ["Sofa", "zigbee2mqtt:shelf", "home_assistant:light.window_of_the_living_room"], "living-room",
    { after_dark: true, hours: ["06:30-08:30", "18:00-23:00"], max_brightness: 60, max_hours: 4.5 }), room("Bedroom", ["Bed"], "")],
  vacations: [{ from: "2026-12-20", to: "2027-01-03" }, { from: "2027-02-05T18:00", to: "2027-02-08T20:00" }],
};
const lamp = (id, area, from, of, note = "") => ({ id, name: id.replace(/^.*[:.]/, ""), area, from, note, room: of });
const fullHeard = {
  looking: false, past: "Home Assistant knows 10 days of 4 lamps",
  parts: [{ name: "bridge", error: null, note: "5 lamps, 1 light sensor" }, { name: "broker", error: null, note: "1 lamp, 2 light sensors" }, { name: "home_assistant", error: null, note: "1 lamp, 0 light sensors" }],
  lamps: [lamp("Hall 1", "Hall", "bridge", "Hall"), lamp("Hall 2", "Hall", "bridge", "Hall"), lamp("Sofa", "Living room", "bridge", "Living room"), lamp("Bed", "Bedroom", "bridge", "Bedroom"),
    lamp("Desk", "Study", "bridge", null), lamp("zigbee2mqtt:shelf", "", "broker", "Living room", "dimmable"), lamp("home_assistant:light.garden", "", "home_assistant", null)],
  sensors: [lamp("hue:Hall sensor", "Hall", "bridge", "Hall", "reports on change, about every 18 min: fine"), lamp("living-room", "", "broker", "Living room", "reports every 10 s: fine"),
    lamp("attic", "", "broker", null, "reports only at a fixed interval or on motion, about every 55 min: lamps cannot be detected")],
  proposed: [{ name: "Study", lamps: ["Desk"], sensor: "" }],
};
const difference = "  [home]\n- latitude = 52.5\n+ latitude = 52.52\n  longitude = 13.4\n+ \n+ [[room]]\n+ name = \"Bedroom\"\n+ lamps = [\"Bed\"]\n";
const broken = {
  ...full, bridge: null, pairing: { address: "192.168.1.2", id: "001788fffe123456", name: "Philips hue", model: "BSB002", secure: true, certificate: "not signed by a known authority; fingerprint sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", running: false, seconds_left: 0, error: "192.168.1.2: nobody pressed its button within 60 s; press it and connect again" },
};
const brokenHeard = {
  ...none, past: null,
  parts: [{ name: "broker", error: "127.0.0.1:1883: connection refused; is the broker running?", note: "" }, { name: "home_assistant", error: "http://homeassistant.local:8123: no answer within 12 s", note: "" }],
};
const waiting = { ...empty, changed: true, pairing: { ...broken.pairing, running: true, seconds_left: 41, error: null } };
const states = {
  empty: { draft: empty, heard: none },
  waiting: { draft: waiting, heard: none, preview: { difference: "", text: "", files: [], problem: "no room yet: tick lamps or sensors into rooms" } },
  full: { draft: full, heard: fullHeard, preview: { difference, text: "", files: ["/etc/lamplighter/broker.password"], problem: null } },
  broken: { draft: broken, heard: brokenHeard, preview: { difference, text: "", files: [], problem: "lamplighter.toml:3: invalid TOML; mend it by hand" } },
  refused: { draft: { ...empty, problem: "/etc/lamplighter: not writable for this user; give it to the user lamplighter" }, heard: none },
};
const wrong = { error: "latitude 152 is not between -90 and 90", field: "latitude" };

/// Responses of the service for a state. In the state `broken`, posts are refused.
const answers = ({ draft, heard, preview = null }) => async (page) => {
  const json = (route, body, status = 200) => route.fulfill({ status, contentType: "application/json", body: JSON.stringify(body) });
  await page.route("**/api/v1/house", async (route) => {
    const house = await (await route.fetch()).json();
    await json(route, { ...house, demo: draft.first_start, setup: draft.first_start ? "first" : "yes" });
  });
  await page.route("**/api/v1/corrections?*", (route) => json(route, { room: "Hall", corrections: [] }));
  await page.route("**/api/v1/setup", (route) => json(route, draft));
  await page.route("**/api/v1/setup/*", (route) => {
    const name = new URL(route.request().url()).pathname.split("/").at(-1);
    if (route.request().method() === "GET") return json(route, name === "heard" ? heard : preview);
    return draft === broken ? json(route, wrong, 400) : json(route, draft);
  });
};

async function shown(page, state) {
  await page.locator(state === "refused" ? ".view.setup .fault" : "#step-review").waitFor(patience);
  if (state === "full") await page.locator(".difference").waitFor(patience);
  if (state === "full" || state === "broken") await until(page, "training", () => document.querySelector("#train"));
  if (state !== "broken") return;
  await page.fill("#place-latitude", "152");
  await page.click("#place-form button[type=submit]");
  await until(page, "a sentence beside the field", () => /152/.test(document.querySelector("#place-latitude-error").textContent));
  const said = await page.evaluate(() => {
    const input = document.querySelector("#place-latitude");
    return [input.getAttribute("aria-invalid"), input.getAttribute("aria-describedby").split(" ").includes("place-latitude-error"), document.activeElement === input, input.value];
  });
  assert.deepStrictEqual(said, ["true", true, true, "152"]);
}

/// The browser's location, to about 100 m, is sent with the displayed time zone; a pair of numbers from a map fills both fields.
async function locations(browser) {
  const page = await open(browser, `${address}#setup`, {
    prepare: answers(states.empty), more: { geolocation: { latitude: 48.137154, longitude: 11.576124 }, permissions: ["geolocation"], timezoneId: "Europe/Berlin" },
  });
  await shown(page, "empty");
  const [asked] = await Promise.all([page.waitForRequest("**/api/v1/setup/place", patience), page.click("#locate")]);
  assert.deepStrictEqual(asked.postDataJSON(), { latitude: 48.137, longitude: 11.576, time_zone: "Europe/Berlin" });
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData("text", "-33.8688, 151.2093");
    document.querySelector("#place-latitude").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  assert.deepStrictEqual([await page.inputValue("#place-latitude"), await page.inputValue("#place-longitude")], ["-33.8688", "151.2093"]);
  await page.fill("#place-longitude", "48.137, 11.576");  // as the keyboard of a phone pastes
  const [typed] = await Promise.all([page.waitForRequest("**/api/v1/setup/place", patience), page.press("#place-longitude", "Enter")]);
  assert.deepStrictEqual(typed.postDataJSON(), { latitude: 48.137, longitude: 11.576, time_zone: "Europe/Berlin" });
  await page.context().close();
}

/// Invalid inputs: the form, the input, and the field where the error is shown. From the service itself.
const entries = [
  ["place-form", { "place-latitude": "152" }, "place-latitude"],
  ["place-form", { "place-latitude": "52.52", "place-longitude": "north" }, "place-longitude"],
  ["place-form", { "place-longitude": "13.4", "place-zone": "Asia/Tokyo" }, "place-zone"],
  ["bridge-form", { "bridge-address": "no address" }, "bridge-address"],
  ["broker-form", { "broker-host": "" }, "broker-host"],
  ["broker-form", { "broker-host": "127.0.0.1", "broker-port": "70000" }, "broker-port"],
  ["broker-form", { "broker-port": "1883", "broker-user": "lamp" }, "broker-password"],
  ["broker-form", { "broker-port": "9", "broker-user": "" }, "broker-host"],
  ["assistant-form", { "assistant-url": "http://127.0.0.1:9" }, "assistant-token"],
  ["assistant-form", { "assistant-url": "ftp://home", "assistant-token": "x" }, "assistant-url"],
  ["assistant-form", { "assistant-url": "http://127.0.0.1:9", "assistant-token": "two words" }, "assistant-token"],
  ...["room-0", "all"].flatMap((prefix) => [["hours", "18:00-25:00"], ["max-brightness", "101"], ["max-hours", "25"], ["max-hours", "many"]].map(([name, value]) =>
    [prefix === "all" ? "limits-all" : "limits-0", { [`${prefix}-${name}`]: value }, `${prefix}-${name}`])),
  ["vacation-form", { "vacation-to": "2031-07-01" }, "vacation-from"],
  ["vacation-form", { "vacation-from": "2031-07-02" }, "vacation-to"],
  ["password-form", { "password-new": "short" }, "password-new"],
];

async function enterWrongly(page, form, values, field) {
  const before = await page.evaluate((ids) => Object.fromEntries(ids.map((id) => [id, document.getElementById(id).value])), Object.keys(values));
  for (const [id, value] of Object.entries(values)) {
    if (id.endsWith("zone")) await page.selectOption(`#${id}`, value);
    else await page.fill(`#${id}`, value);
  }
  const shown = await page.inputValue(`#${field}`);
  await page.click(`#${form} button[type=submit]`);
  await until(page, `a sentence beside ${field} for ${JSON.stringify(values)}`, (id) => /\w+ \w+/.test(document.getElementById(`${id}-error`)?.textContent ?? ""), field);
  const now = await page.evaluate((id) => {
    const input = document.getElementById(id);
    return { invalid: input.getAttribute("aria-invalid"), value: input.value, error: document.getElementById(`${id}-error`).checkVisibility() };
  }, field);
  assert.deepStrictEqual(now, { invalid: "true", value: shown, error: true }, field);
  for (const [id, value] of Object.entries(before)) {
    if (form.startsWith("limits")) await page.fill(`#${id}`, value);
  }
}

/// Each field shows its error and keeps the input, and nothing in the set-up changes.
async function fields(browser) {
  const page = await open(browser, `${address}#setup`);
  await page.locator("#step-review").waitFor(patience);
  const whole = () => page.evaluate(async () => (await (await fetch("api/v1/setup")).text()).replace(/where it is [^"]*/, ""));
  const before = await whole();
  await page.evaluate(() => { for (const details of document.querySelectorAll("details")) details.open = true; });
  for (const [form, values, field] of entries) await enterWrongly(page, form, values, field);
  assert.strictEqual(await whole(), before, "what is wrong changed something");
  const tried = new Set(entries.flatMap(([, values, field]) => [...Object.keys(values), field]));
  const all = await page.evaluate(() => [...document.querySelectorAll("form.set-form input:not([type=checkbox])")].map((input) => input.id));
  assert.deepStrictEqual(all.filter((id) => !tried.has(id)), [], "fields that are not tried");
  await page.context().close();

  const heard = await open(browser, `${address}#setup`, { prepare: answers(states.full) });
  await shown(heard, "full");
  await heard.route("**/api/v1/setup/write", (route) => route.continue());
  await heard.check("#import-past");
  await enterWrongly(heard, "write-form", { "import-days": "0" }, "import-days");
  const attic = heard.locator(".heard", { hasText: "attic" });
  const id = await attic.locator("input[list]").getAttribute("id");
  await attic.locator("input[type=checkbox]").check();
  await enterWrongly(heard, "rooms-form", { [id]: "" }, id);
  await enterWrongly(heard, "rooms-form", { [id]: "Living room" }, id);
  await heard.context().close();
  console.log(`${entries.length + 3} wrong entries, each refused beside its field`);
}

async function main() {
  fs.mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch({ executablePath: browserPath, headless: true, args: flags });
  let count = 0;
  try {
    await locations(browser);
    await fields(browser);
    for (const [state, documents] of Object.entries(states)) {
      for (const language of Object.keys(locales)) {
        for (const size of Object.keys(sizes)) {
          const page = await open(browser, `${address}#setup`, { size, language, prepare: answers(documents) });
          await shown(page, state);
          for (const scheme of ["light", "dark"]) {
            await page.emulateMedia({ colorScheme: scheme });
            await page.waitForTimeout(250);
            await inspect(page, `set-up ${state} ${size} ${scheme} ${language}`);
            await page.screenshot({ path: path.join(pictures, `setup-${state}-${size}-${scheme}${language === "en" ? "" : `-${language}`}.png`), fullPage: true });
            ++count;
          }
          if (state === "full" && language === "en") console.log(`${await keyboardReachesAll(page, "setup")} things reached by Tab alone, ${size}`);
          await page.context().close();
        }
      }
    }
  } finally {
    await browser.close();
  }
  const real = [...new Set(faults)].filter((fault) => !/Failed to load resource/.test(fault));
  assert.deepStrictEqual(real, []);
  console.log(`${count} pictures of the set-up, in ${pictures}`);
}

main().catch((error) => {
  console.error(`FAILED: ${error.message}`);
  for (const fault of new Set(faults)) console.error(`FAULT ${fault}`);
  process.exit(1);
});
