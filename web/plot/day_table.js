// SPDX-License-Identifier: Apache-2.0
// The days of a drawing as a table, for whoever reads numbers rather than lines.
import { h } from "../dom.js";
import { number, t } from "../text.js";
import { dayText, lengthText } from "../time.js";
import { timeText } from "./clock.js";

const mostDays = 62;

const litSeconds = (spans, day, state) => spans.filter((span) => span.state === state)
  .reduce((sum, { from, until }) => sum + Math.max(0, Math.min(until, day.until) - Math.max(from, day.from)), 0);

/// Minimum and maximum of a day; of what is not there yet, nothing.
function luxText(shown, day) {
  const points = shown.points.filter((point) => point.at >= day.from && point.at < day.until);
  if (!points.length) return t(day.from >= shown.last ? "readings.not_yet" : "readings.no_light");
  return t("page.from_to", { from: Math.round(Math.min(...points.map((point) => point.low))), until: Math.round(Math.max(...points.map((point) => point.high))) });
}

function row(shown, day) {
  const time = (at) => (at === null ? "–" : timeText(shown.clock, at));
  const length = (state) => (day.from >= shown.last ? t("readings.not_yet") : lengthText(litSeconds(shown.lamps.spans, day, state)));
  return h("tr", {}, h("th", { scope: "row" }, dayText(day.date)), h("td", {}, time(day.sunrise)), h("td", {}, time(day.sunset)),
    h("td", {}, luxText(shown, day)), h("td", {}, length("on")), h("td", {}, length("unknown")));
}

/// The days of the window, or nothing where they are not given one by one.
export function dayTable(shown, window) {
  if (!shown.lamps.spans) return null;
  const days = shown.days.filter((day) => day.until > window.from && day.from < window.until);
  if (!days.length || days.length > mostDays) return null;
  const head = ["date", "sunrise", "sunset", "light", "lamps_on", "lamps_unknown"].map((key) => h("th", { scope: "col" }, t(`readings.${key}`)));
  return h("details", { class: "numbers" }, h("summary", {}, t("readings.table")),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("readings.table") },
      h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, days.map((day) => row(shown, day))))));
}
