// SPDX-License-Identifier: Apache-2.0
// The shell: menu, theme, and one view at a time, chosen by what stands after # in the address.
import { fill, h } from "./dom.js";
import { askPassword } from "./login.js";
import { reportSource } from "./report.js";
import { serverSource } from "./source.js";
import { startTheme } from "./theme.js";
import { views as allViews } from "./views.js";

const main = document.getElementById("view");
const nav = document.getElementById("nav");
const source = reportSource() ?? serverSource(() => lock());
const views = source.has ? allViews.filter((view) => source.has(view.id)) : allViews;
let unmount = null;
let locked = false;

function chosen() {
  const id = location.hash.slice(1).split("?")[0];
  return views.find((view) => view.id === id) ?? views[0];
}

function leave() {
  unmount?.();
  unmount = null;
}

function show() {
  const view = chosen();
  leave();
  document.title = `${view.title} · Lamplighter`;
  fill(nav, views.map((one) => h("a", {
    href: `#${one.id}`,
    "aria-current": one === view ? "page" : null,
  }, one.title)));
  const body = h("div", { class: "view-body" });
  fill(main, h("section", { class: `view ${view.id}`, "aria-labelledby": "heading" },
    h("h1", { id: "heading" }, view.title), body));
  unmount = view.mount(body, source) ?? null;
}

function lock() {
  if (locked) return;
  locked = true;
  leave();
  document.title = "Lamplighter";
  fill(nav);
  askPassword(main, source, () => {
    locked = false;
    show();
  });
}

addEventListener("hashchange", () => {
  if (locked) return;
  show();
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
});
startTheme(document.getElementById("theme"));
show();
