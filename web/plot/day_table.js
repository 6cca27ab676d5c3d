// SPDX-License-Identifier: Apache-2.0
// The days of a drawing as a table, for whoever reads numbers rather than lines.
import { h } from "../dom.js";
import { lengthText, timeText } from "./clock.js";

const mostDays = 62;

function litSeconds(changes, until, day, state) {
  let seconds = 0;
  changes.forEach(([at, to], i) => {
    const end = i + 1 < changes.length ? changes[i + 1][0] : until;
    if (to === state) seconds += Math.max(0, Math.min(end, day.until) - Math.max(at, day.from));
  });
  return seconds;
}

function row(shown, day) {
  const points = shown.points.filter((point) => point.at >= day.from && point.at < day.until);
  const lux = points.length
    ? `${Math.round(Math.min(...points.map((point) => point.low)))} to ${Math.round(Math.max(...points.map((point) => point.high)))}`
    : "none";
  const time = (at) => (at === null ? "–" : timeText(shown.clock, at));
  const { changes } = shown.lamps;
  return h("tr", {}, h("th", { scope: "row" }, day.date), h("td", {}, time(day.sunrise)), h("td", {}, time(day.sunset)), h("td", {}, lux),
    h("td", {}, lengthText(litSeconds(changes, shown.until, day, "on"))),
    h("td", {}, lengthText(litSeconds(changes, shown.until, day, "unknown"))));
}

/// The days of the window, or nothing where they are not told one by one.
export function dayTable(shown, window) {
  if (!shown.lamps.changes) return null;
  const days = shown.days.filter((day) => day.until > window.from && day.from < window.until);
  if (!days.length || days.length > mostDays) return null;
  const head = ["Date", "Sunrise", "Sunset", "Lux", "Lamps on", "Unknown"].map((words) => h("th", { scope: "col" }, words));
  return h("details", { class: "numbers" }, h("summary", {}, "These days as a table"),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Days as a table" },
      h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, days.map((day) => row(shown, day))))));
}
