// SPDX-License-Identifier: Apache-2.0
// The shell: menu, theme, and one view at a time, chosen by what stands after # in the address.
import { fill, h } from "./dom.js";
import { reportSource } from "./report.js";
import { serverSource } from "./source.js";
import { startTheme } from "./theme.js";
import { views as allViews } from "./views.js";

const source = reportSource() ?? serverSource();
const views = source.has ? allViews.filter((view) => source.has(view.id)) : allViews;
const main = document.getElementById("view");
const nav = document.getElementById("nav");
let unmount = null;

function chosen() {
  const id = location.hash.slice(1).split("?")[0];
  return views.find((view) => view.id === id) ?? views[0];
}

function show() {
  const view = chosen();
  unmount?.();
  document.title = `${view.title} · Lamplighter`;
  fill(nav, views.map((one) => h("a", {
    href: `#${one.id}`,
    "aria-current": one === view ? "page" : null,
  }, one.title)));
  const section = h("section", { class: `view ${view.id}`, "aria-labelledby": "heading" },
    h("h1", { id: "heading" }, view.title));
  fill(main, section);
  const body = h("div", { class: "view-body" });
  section.append(body);
  unmount = view.mount(body, source) ?? null;
}

addEventListener("hashchange", () => {
  show();
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
});
startTheme(document.getElementById("theme"));
show();
