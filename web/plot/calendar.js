// SPDX-License-Identifier: Apache-2.0
// The days of a drawing at a glance: one column per day, its hours from top to bottom; and as a table, for users who prefer numbers or
// cannot see the drawing.
import { h } from "../dom.js";
import { number, t } from "../text.js";
import { dayText, hourText, lengthText } from "../time.js";
import { dateText, offsetAt, ticks, timeText } from "./clock.js";

const size = { left: 48, top: 8, tall: 216, bottom: 26 };
const fewest = 8;
const most = 1100;

/// Seconds of local time since the day began, so that all days have the same height.
const wallSeconds = (clock, day, at) =>
  (at >= day.until ? 86400 : at + offsetAt(clock, at) - day.from - offsetAt(clock, day.from));

function bars(shown, days, x, wide) {
  const parts = [];
  const bar = (day, i, from, until, kind, title) => {
    const begin = wallSeconds(shown.clock, day, Math.max(from, day.from));
    const end = wallSeconds(shown.clock, day, Math.min(until, day.until));
    if (end <= begin) return;
    parts.push(h("rect", {
      x: x(i).toFixed(1), width: (wide + 0.05).toFixed(2), class: kind,
      y: (size.top + (begin / 86400) * size.tall).toFixed(1), height: (((end - begin) / 86400) * size.tall).toFixed(1),
    }, title ? h("title", {}, title) : null));
  };
  days.forEach((day, i) => {
    const from = Math.max(day.from, shown.first);
    const until = Math.min(day.until, shown.last);
    bar(day, i, from, until, day.sunrise === null && !day.up_all_day ? "calendar-night" : "calendar-day");
    if (day.sunrise === null || day.sunset === null) return;
    bar(day, i, from, Math.min(day.sunrise, until), "calendar-night");
    bar(day, i, Math.max(day.sunset, from), until, "calendar-night");
  });
  let first = 0;
  for (const { from, until, state } of shown.lamps.spans) {
    if (state === "off" || until <= days[0].from) continue;
    while (first < days.length && days[first].until <= from) ++first;
    const title = `${dateText(shown.clock, from)}, ${timeText(shown.clock, from)} – ${timeText(shown.clock, until)}: ${t(`page.${state}`)}`;
    for (let i = first; i < days.length && days[i].from < until; ++i) bar(days[i], i, from, until, state, title);
  }
  return parts;
}

/// A drawing of the days of a window, `width` pixels wide; nothing if there are few, or days are not listed individually.
export function drawCalendar(shown, window, width) {
  if (!shown.lamps.spans || !shown.first) return null;
  const days = shown.days.filter((day) => day.until > window.from && day.from < window.until);
  if (days.length < fewest || days.length > most) return null;
  const wide = (width - size.left) / days.length;
  const x = (i) => size.left + i * wide;
  const height = size.top + size.tall + size.bottom;
  const hours = [0, 6, 12, 18, 24].map((hour) =>
    h("text", { x: size.left - 6, y: size.top + (hour / 24) * size.tall + 4, class: "tick", "text-anchor": "end" }, hourText(hour)));
  const dates = ticks(shown.clock, days[0].from, days.at(-1).until, width - size.left).map(({ at, text }) => {
    const i = days.findIndex((day) => day.from <= at && at < day.until);
    if (i < 0) return null;
    return h("text", { x: Math.min(x(i), width - 2), y: height - 8, class: "tick", "text-anchor": x(i) > width - 70 ? "end" : "start" }, text);
  });
  const label = t("readings.glance_label", { from: dateText(shown.clock, days[0].from), until: dateText(shown.clock, days.at(-1).from) });
  return h("svg", { class: "plot calendar", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label },
    bars(shown, days, x, wide), hours, dates);
}

const mostDays = 62;

const litSeconds = (spans, day, state) => spans.filter((span) => span.state === state)
  .reduce((sum, { from, until }) => sum + Math.max(0, Math.min(until, day.until) - Math.max(from, day.from)), 0);

/// Minimum and maximum of a day; empty while there is no data.
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

/// The days of the window, or nothing if they are not listed individually.
export function dayTable(shown, window) {
  if (!shown.lamps.spans) return null;
  const days = shown.days.filter((day) => day.until > window.from && day.from < window.until);
  if (!days.length || days.length > mostDays) return null;
  const head = ["date", "sunrise", "sunset", "light", "lamps_on", "lamps_unknown"].map((key) => h("th", { scope: "col" }, t(`readings.${key}`)));
  return h("details", { class: "numbers" }, h("summary", {}, t("readings.table")),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("readings.table") },
      h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, days.map((day) => row(shown, day))))));
}
