// SPDX-License-Identifier: Apache-2.0
// One day of a house: one line per room, lit where lamps were on.
import { h } from "../dom.js";
import { hourText, lengthText } from "../time.js";
import { t } from "../text.js";
import { offsetAt, timeText } from "./clock.js";

const lane = 11;

/// The hours above a list of days.
export function hourRuler(width) {
  const every = width < 500 ? 6 : 3;
  const hours = Array.from({ length: 24 / every + 1 }, (_, i) => i * every);
  return h("svg", { class: "hour-ruler", viewBox: `0 0 ${width} 18`, width, height: 18, "aria-hidden": "true" }, hours.map((hour) =>
    h("text", { x: (hour / 24) * width, y: 13, class: "tick", "text-anchor": hour === 0 ? "start" : hour === 24 ? "end" : "middle" }, hourText(hour))));
}

function spoken(day, rooms, title) {
  const parts = rooms.map((room, i) => {
    const lit = day.lit.filter(([index]) => index === i);
    if (!lit.length) return t("compare.dark", { room });
    const seconds = lit.reduce((sum, [, from, until]) => sum + until - from, 0);
    return t("compare.lit", { room, count: lit.length, length: lengthText(seconds), time: timeText(day.clock, lit[0][1]) });
  });
  return `${title}: ${parts.join("; ")}.`;
}

/// A day, `width` pixels wide.
export function drawHouseDay(day, rooms, width, title) {
  const height = rooms.length * lane + 8;
  const midnight = day.from + offsetAt(day.clock, day.from);  // in local time, as on the axis
  const x = (at) => (at >= day.until ? width : ((at + offsetAt(day.clock, at) - midnight) / 86400) * width);
  const box = (from, until, y, tall, kind, title) =>
    h("rect", { x: x(from).toFixed(1), y, width: Math.max(x(until) - x(from), 1).toFixed(1), height: tall, class: kind }, title ? h("title", {}, title) : null);
  const dark = day.sunrise === null || day.sunset === null ? []
    : [[day.from, day.sunrise], [day.sunset, day.until]].filter(([from, until]) => until > from);
  return h("svg", { class: "plot day", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": spoken(day, rooms, title) },
    h("rect", { x: 0, y: 0, width, height, class: "ground" }),
    dark.map(([from, until]) => box(from, until, 0, height, "dark")),
    rooms.map((_, i) => h("line", { x1: 0, x2: width, y1: 4 + i * lane + lane / 2, y2: 4 + i * lane + lane / 2, class: "lane" })),
    day.lit.map(([room, from, until]) => box(from, until, 4 + room * lane + 1.5, lane - 3, "on",
      `${rooms[room]}: ${timeText(day.clock, from)} – ${timeText(day.clock, until)}`)));
}
