// SPDX-License-Identifier: Apache-2.0
// The shell: menu, theme, and one view at a time, selected by the fragment of the address.
import { english, fill, h } from "./dom.js";
import { askPassword, setFirstPassword } from "./login.js";
import { reportSource, serverSource } from "./source.js";
import { language, number, t } from "./text.js";
import compare from "./views/compare.js";
import health from "./views/health.js";
import models from "./views/models.js";
import readings from "./views/readings.js";
import setup from "./views/setup.js";
import tonight from "./views/tonight.js";

/// In menu order. A view is a module in views/ whose default export is {id, title, mount(element, source)}; see README.md.
const allViews = [tonight, compare, readings, models, health, setup];
const main = document.getElementById("view");
const nav = document.getElementById("nav");
const source = reportSource() ?? serverSource((isFirst) => lock(isFirst));
const askProblems = 30_000;  // milliseconds
const askConfig = 2_000;
let unmount = null;
let locked = false;
let problems = 0;
let canSetUp = source.live && location.hash.startsWith("#setup");  // until the service has confirmed it

const shownViews = () => allViews.filter((view) => (source.has ? source.has(view.id) : view.id !== "setup" || canSetUp));

function chosen() {
  const views = shownViews();
  const id = location.hash.slice(1).split("?")[0];
  return views.find((view) => view.id === id) ?? views[0];
}

function leave() {
  unmount?.();
  unmount = null;
}

/// The browser's tab and the menu show how many things need attention, in every view.
function showHead() {
  const view = chosen();
  document.title = `${problems ? `(${problems}) ` : ""}${view.title} · Lamplighter`;
  const count = (one) => one.id === "tonight" && problems
    ? h("span", { class: "count", title: t("page.attention", { count: problems }) }, number(problems)) : null;
  fill(nav, shownViews().map((one) => h("a", {
    href: `#${one.id}`,
    "aria-current": one === view ? "page" : null,
  }, one.title, count(one))));
  const current = nav.querySelector("[aria-current]");
  nav.scrollLeft += Math.max(0, current.getBoundingClientRect().right - nav.getBoundingClientRect().right);  // on a phone the menu is wider than it
}

async function countProblems() {
  const found = await source.get("problems").catch(() => null);
  if (!found || locked || found.count === problems) return;
  problems = found.count;
  showHead();
}

function show() {
  const view = chosen();
  leave();
  showHead();
  const body = h("div", { class: "view-body" });
  fill(main, h("section", { class: `view ${view.id}`, "aria-labelledby": "heading" },
    h("h1", { id: "heading" }, view.title), body));
  unmount = view.mount(body, source) ?? null;
}

/// Instead of the views, if the service cannot use its config; once it can, the page is loaded again.
function showConfigErrors(errors) {
  locked = true;
  leave();
  document.title = "Lamplighter";
  fill(nav);
  fill(main, h("section", { class: "card", "aria-labelledby": "heading" },
    h("h1", { id: "heading" }, t("config_error.title", { count: errors.length })), h("p", {}, t("config_error.why")),
    h("ul", { class: "fault bad" }, errors.map((one) => h("li", {}, english(one)))),
    h("p", {}, t("config_error.then"), " ", h("code", {}, "sudo lamplighter check")), h("p", { class: "soft" }, t("config_error.after"))));
  const timer = setInterval(async () => {
    const isCorrect = await source.get("house").then((house) => !house.problems, (error) => error.status === 401);
    if (!isCorrect) return;
    clearInterval(timer);
    location.reload();
  }, askConfig);
}

/// A demo says in every view that its household is invented; if a house can be set up, the menu has that entry, too.
async function learnHouse() {
  const house = await source.get("house").catch(() => null);
  if (!house) return;
  if (house.problems) {
    showConfigErrors(house.problems);
    return;
  }
  const isFirst = house.setup === "first";
  const mark = document.getElementById("demo");
  mark.hidden = !house.demo;
  if (house.demo) fill(mark, h("b", {}, t("page.demo")), " ", t("page.demo_hint"), isFirst ? [" ", h("a", { href: "#setup" }, t("page.demo_end"))] : null);
  if (locked || canSetUp === (isFirst || house.setup === "yes")) return;
  canSetUp = !canSetUp;
  if (location.hash.startsWith("#setup")) show();
  else showHead();
}

function lock(isFirst) {
  if (locked) return;
  locked = true;
  leave();
  document.title = "Lamplighter";
  fill(nav);
  (isFirst ? setFirstPassword : askPassword)(main, source, () => {
    locked = false;
    if (isFirst) {
      canSetUp = true;
      history.replaceState(null, "", "#setup");
    }
    show();
    learnHouse();
  });
}

const nextTheme = { auto: "light", light: "dark", dark: "auto" };
const themeSigns = { auto: "◐", light: "☀", dark: "☾" };

function keptTheme() {
  try {
    return localStorage.getItem("theme") ?? "auto";
  } catch {
    return "auto";
  }
}

/// Light or dark: as set in the system, until the user chooses otherwise. Makes `button` the switch.
function startTheme(button) {
  let theme = nextTheme[keptTheme()] ? keptTheme() : "auto";
  const apply = () => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = themeSigns[theme];
    const words = t(`page.theme_${theme}`);
    button.setAttribute("aria-label", words);
    button.title = words;
  };
  button.addEventListener("click", () => {
    theme = nextTheme[theme];
    try {
      localStorage.setItem("theme", theme);
    } catch { /* then only until the page is closed */ }
    apply();
  });
  apply();
}

addEventListener("hashchange", () => {
  if (locked) return;
  show();
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
});
document.documentElement.lang = language;
const skip = document.querySelector(".skip");
skip.textContent = t("page.skip");
skip.addEventListener("click", (event) => {  // the fragment selects the view, so it must not change
  event.preventDefault();
  main.focus();
});
nav.setAttribute("aria-label", t("page.views"));
startTheme(document.getElementById("theme"));
show();
if (source.live) {
  learnHouse();
  countProblems();
  source.listen("tonight", countProblems);
  setInterval(() => { if (!locked) countProblems(); }, askProblems);
}
