// SPDX-License-Identifier: Apache-2.0
// The house's local time and the ticks of a time axis. Documents contain the UTC offsets ("clock": [[from, offset], …], in seconds), so a
// drawing is correct on days with a clock change, whatever the time zone of the browser.
import { dateOf, moment, tickTexts } from "../time.js";

const minute = 60;
const hour = 3600;
const day = 86400;

/// The UTC offset of the house at an instant, in seconds.
export function offsetAt(clock, at) {
  let offset = clock.length ? clock[0][1] : 0;
  for (const [from, seconds] of clock) {
    if (from > at) break;
    offset = seconds;
  }
  return offset;
}

/// The house's local time, in the UTC fields of a Date.
export function wall(clock, at) {
  return new Date((at + offsetAt(clock, at)) * 1000);
}

export const timeText = (clock, at) => tickTexts.time(wall(clock, at), "UTC");
export const dateText = (clock, at) => dateOf(wall(clock, at), "UTC");
export const momentText = (clock, at) => moment(wall(clock, at), "UTC");

/// Instants in [from, until) at which local time is a multiple of `step` seconds; for whole days, a repeated local time counts once.
function evenTicks(clock, from, until, step) {
  const spans = clock.length ? clock : [[from, 0]];
  const seen = new Set();
  const ticks = [];
  spans.forEach(([begin, offset], i) => {
    const start = Math.max(from, i === 0 ? from : begin);
    const end = Math.min(until, i + 1 < spans.length ? spans[i + 1][0] : until);
    const phase = step === 7 * day ? 4 * day : 0;  // weeks begin on Mondays; 1970 began on a Thursday
    let local = Math.ceil((start + offset - phase) / step) * step + phase;
    for (; local - offset < end; local += step) {
      if (step >= day && seen.has(local)) continue;
      seen.add(local);
      ticks.push(local - offset);
    }
  });
  return ticks;
}

/// The first day of every `step`-th month.
function monthTicks(clock, from, until, step) {
  const ticks = [];
  const first = wall(clock, from);
  let month = Math.floor((first.getUTCFullYear() * 12 + first.getUTCMonth()) / step) * step;
  for (;; month += step) {
    const local = Date.UTC(Math.floor(month / 12), month % 12, 1) / 1000;
    const at = local - offsetAt(clock, local - offsetAt(clock, local));
    if (at >= until) return ticks;
    if (at >= from) ticks.push(at);
  }
}

function label(clock, at, kind) {
  const shown = wall(clock, at);
  const isMidnight = shown.getUTCHours() === 0 && shown.getUTCMinutes() === 0;
  const beginsYear = kind === "month" && shown.getUTCMonth() === 0;
  return tickTexts[beginsYear ? "year" : kind === "time" && isMidnight ? "day" : kind](shown, "UTC");
}

const steps = [
  [minute, "time"], [5 * minute, "time"], [15 * minute, "time"], [30 * minute, "time"], [hour, "time"],
  [2 * hour, "time"], [3 * hour, "time"], [6 * hour, "time"], [12 * hour, "time"], [day, "day"],
  [day, "date"], [2 * day, "date"], [7 * day, "date"],
];
const monthSteps = [[1, "month"], [3, "month"], [6, "month"], [12, "year"], [24, "year"], [60, "year"]];
const room = { time: 76, day: 92, date: 60, month: 48, year: 46 };  // minimum pixels per label

/// Ticks of an axis from `from` to `until` that is `width` pixels wide: [{at, text, strong}]; strong ones begin a day or a year.
export function ticks(clock, from, until, width) {
  const span = until - from;
  const fits = (step, kind) => (span / step) * room[kind] <= width;
  const even = steps.find(([step, kind]) => fits(step, kind));
  if (even) {
    const [step, kind] = even;
    return evenTicks(clock, from, until, step).map((at) => ({
      at,
      text: label(clock, at, kind),
      strong: kind === "time" && wall(clock, at).getUTCHours() === 0 && wall(clock, at).getUTCMinutes() === 0,
    }));
  }
  const [step, kind] = monthSteps.find(([count, name]) => fits(count * 30 * day, name)) ?? monthSteps.at(-1);
  return monthTicks(clock, from, until, step).map((at) => ({
    at, text: label(clock, at, kind), strong: kind === "month" && wall(clock, at).getUTCMonth() === 0,
  }));
}
