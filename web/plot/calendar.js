// SPDX-License-Identifier: Apache-2.0
// Many days at a glance: a column a day, its hours from top to bottom.
import { h } from "../dom.js";
import { dateText, offsetAt, ticks } from "./clock.js";

const size = { width: 1000, left: 44, top: 6, tall: 216, bottom: 26 };
const fewest = 8;
const most = 1100;

/// Seconds of the clock on the wall since the day began, so that all days are equally tall.
const wallSeconds = (clock, day, at) =>
  (at >= day.until ? 86400 : at + offsetAt(clock, at) - day.from - offsetAt(clock, day.from));

function bars(shown, days, x, wide) {
  const parts = [];
  const bar = (day, i, from, until, kind) => {
    const begin = wallSeconds(shown.clock, day, Math.max(from, day.from));
    const end = wallSeconds(shown.clock, day, Math.min(until, day.until));
    if (end <= begin) return;
    parts.push(h("rect", {
      x: x(i).toFixed(1), width: (wide + 0.05).toFixed(2), class: kind,
      y: (size.top + (begin / 86400) * size.tall).toFixed(1), height: (((end - begin) / 86400) * size.tall).toFixed(1),
    }));
  };
  days.forEach((day, i) => {
    bar(day, i, Math.max(day.from, shown.first), Math.min(day.until, shown.last), day.sunrise === null && !day.up_all_day ? "calendar-night" : "calendar-day");
    if (day.sunrise === null || day.sunset === null) return;
    bar(day, i, Math.max(day.from, shown.first), day.sunrise, "calendar-night");
    bar(day, i, day.sunset, Math.min(day.until, shown.last), "calendar-night");
  });
  const { changes } = shown.lamps;
  let first = 0;
  changes.forEach(([at, state], k) => {
    const until = k + 1 < changes.length ? changes[k + 1][0] : shown.until;
    if (state === "off" || until <= days[0].from) return;
    while (first < days.length && days[first].until <= at) ++first;
    for (let i = first; i < days.length && days[i].from < until; ++i) bar(days[i], i, at, until, state);
  });
  return parts;
}

/// The days of the window as a card; nothing where there are few, or days are not told one by one.
export function drawCalendar(shown, window) {
  if (!shown.lamps.changes || !shown.first) return null;
  const days = shown.days.filter((day) => day.until > window.from && day.from < window.until);
  if (days.length < fewest || days.length > most) return null;
  const wide = (size.width - size.left) / days.length;
  const x = (i) => size.left + i * wide;
  const height = size.top + size.tall + size.bottom;
  const hours = [0, 6, 12, 18, 24].map((hour) =>
    h("text", { x: size.left - 6, y: size.top + (hour / 24) * size.tall + 4, class: "tick", "text-anchor": "end" }, `${hour}:00`));
  const dates = ticks(shown.clock, days[0].from, days.at(-1).until, size.width - size.left).map(({ at, text }) => {
    const i = days.findIndex((day) => day.from <= at && at < day.until);
    return i < 0 ? null : h("text", { x: x(i), y: height - 8, class: "tick" }, text);
  });
  const label = `Days from ${dateText(shown.clock, days[0].from)} to ${dateText(shown.clock, days.at(-1).from)}, hours from top to bottom; the table has the numbers.`;
  return h("section", { class: "calendar-card" }, h("h2", {}, "These days at a glance"),
    h("svg", { class: "plot", viewBox: `0 0 ${size.width} ${height}`, role: "img", "aria-label": label },
      bars(shown, days, x, wide), hours, dates));
}
