// SPDX-License-Identifier: Apache-2.0
// The page of many homes: the state of each, those that need attention first.
import { faultText, fill, h } from "./dom.js";
import { askPassword } from "./login.js";
import { serverSource } from "./source.js";
import { language, number, t } from "./text.js";
import { relative } from "./time.js";

const main = document.getElementById("view");
const askAgain = 30_000;  // milliseconds
const lateAfter = 3600_000;
let locked = false;
const source = serverSource(() => lock());

function lock() {
  if (locked) return;
  locked = true;
  askPassword(main, source, () => {
    locked = false;
    show();
  });
}

/// What is wrong with a home; empty if it is OK.
function complaints(home, now) {
  const found = [];
  if (!home.last_reading || now - Date.parse(home.last_reading) > lateAfter) found.push(t("homes.late"));
  if (home.silent > 0) found.push(t("homes.silent", { count: home.silent }));
  if (!home.trained) found.push(t("homes.untrained"));
  if (home.trouble) found.push(t("homes.failed", { why: home.trouble }));
  return found;
}

const since = (at, now) => (at ? relative(Date.parse(at) - now) : t("health.never"));

function row({ home, wrong }, now) {
  return h("tr", {},
    h("th", { scope: "row" }, home.home), h("td", {}, number(home.sensors)), h("td", {}, since(home.last_reading, now)),
    h("td", {}, since(home.trained, now)),
    h("td", { class: wrong.length ? "bad" : null }, wrong.length ? wrong.join("; ") : t("health.well")));
}

function table(document) {
  const now = Date.parse(document.at);
  const homes = document.homes.map((home) => ({ home, wrong: complaints(home, now) }));
  homes.sort((a, b) => b.wrong.length - a.wrong.length);  // equal ones stay sorted by name
  const bad = homes.filter((one) => one.wrong.length).length;
  const head = ["homes.home", "health.sensors", "homes.last_reading", "homes.trained", "health.state"];
  return [
    h("p", { class: bad ? "bad" : "soft" }, t("homes.count", { count: homes.length, bad })),
    h("table", {}, h("thead", {}, h("tr", {}, head.map((key) => h("th", { scope: "col" }, t(key))))),
      h("tbody", {}, homes.map((one) => row(one, now)))),
  ];
}

async function show() {
  let content;
  try {
    content = table(await source.get("homes"));
  } catch (error) {
    content = h("p", { class: "bad", role: "alert" }, faultText(error));
  }
  if (!locked) fill(main, h("section", { class: "view health" }, h("h1", {}, t("homes.title")), content));
}

document.documentElement.lang = language;
document.title = `${t("homes.title")} · Lamplighter`;
show();
setInterval(() => locked || show(), askAgain);
