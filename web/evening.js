// SPDX-License-Identifier: Apache-2.0
// The drawing of an evening: one row per room, its lamps as bars.
import { h } from "./dom.js";
import { number, percent, t } from "./text.js";
import { clock, hourLabel, hourOf } from "./time.js";

const rowHeight = 40;
const barHeight = 18;
const axisHeight = 46;
const hour = 3_600_000;

/// Spans {from, until, began} in which a room is lit, from edges [{at, to}], within [from, until) in milliseconds. `began`: when it was
/// switched on, which may be before `from`; null if that was before the first edge.
export function litSpans(edges, atStart, from, until) {
  const spans = [];
  let lit = atStart === "on" ? { from, began: null } : null;
  for (const edge of edges) {
    const at = Date.parse(edge.at);
    if (edge.to === "on") lit ??= { from: Math.max(at, from), began: at };
    if (edge.to === "on" || !lit) continue;
    spans.push({ ...lit, until: Math.min(at, until) });
    lit = null;
  }
  if (lit) spans.push({ ...lit, until });
  return spans.filter((span) => span.until > span.from);
}

/// The commanded states of the lamps, within [from, until); a restored room does not count as lit by us.
export function playedSpans(room, from, until) {
  const before = room.played.filter((edge) => Date.parse(edge.at) <= from).at(-1);
  return litSpans(room.played.filter((edge) => Date.parse(edge.at) > from), before?.to ?? "off", from, until);
}

/// The planned states, within a view: bars {from, until, began, idle}. Idle ones are not played: they are over and the house was not away
/// when they should have begun, or it is not away now.
export function plannedBars(room, view, now, away) {
  const spans = litSpans(room.switches, room.at_start, view.from, view.until);
  if (now === null) return spans;
  if (!away) return spans.map((span) => ({ ...span, idle: true }));
  const notPlayed = new Set(room.switches.filter((one) => one.outcome === "not_played").map((one) => Date.parse(one.at)));
  const played = playedSpans(room, view.from, now);
  const missed = (span) => (span.began === null ? !played.some((one) => one.from < span.until && one.until > span.from) : notPlayed.has(span.began));
  return spans.flatMap((span) => (span.from >= now || !missed(span) ? [span]
    : [{ ...span, until: Math.min(span.until, now), idle: true }, { ...span, from: now }].filter((part) => part.until > part.from)));
}

/// The light settings of a switch: "40%, 2,700 K"; empty if nothing is known.
export function lookText({ brightness, mirek }) {
  return [brightness && percent(brightness / 100), mirek && `${number(Math.round(1e4 / mirek) * 100)} K`].filter(Boolean).join(", ");
}

const signs = {
  done: (x, y) => h("circle", { cx: x, cy: y, r: 4, class: "sign done" }),
  failed: (x, y) => h("path", { d: `M${x - 4} ${y - 4}l8 8m0-8l-8 8`, class: "sign failed" }),
  left_alone: (x, y) => h("rect", { x: x - 4, y: y - 4, width: 8, height: 8, class: "sign left" }),
};

const bars = { planned: "planned", idle: "planned idle", played: "played" };

/// A bar or mark as drawn, for a legend.
export function legendSample(kind) {
  const shape = signs[kind] ? signs[kind](13, 8) : h("rect", { x: 1, y: 2, width: 24, height: 12, rx: 4, class: bars[kind] });
  return h("svg", { class: "evening sample", viewBox: "0 0 26 16", width: 26, height: 16, "aria-hidden": "true" }, shape);
}

function hourMarks(view, x, zone, bottom, width) {
  const pixelsAnHour = (x(view.until) - x(view.from)) / ((view.until - view.from) / hour);
  const every = [1, 2, 3, 4, 6].find((hours) => hours * pixelsAnHour > 60) ?? 12;
  const marks = [];
  for (let at = Math.ceil(view.from / hour) * hour; at <= view.until; at += hour) {
    if (hourOf(at, zone) % every !== 0) continue;
    const anchor = x(at) > width - 20 ? "end" : x(at) < 20 ? "start" : "middle";
    marks.push(h("line", { x1: x(at), x2: x(at), y1: axisHeight - 8, y2: bottom, class: "hour" }),
      h("text", { x: x(at), y: bottom + 18, class: "hour-label", "text-anchor": anchor }, hourLabel(at, zone)));
  }
  return marks;
}

const letter = 8;  // pixels per character of a mark's text in a wide font

/// Sunset and bedtime; if their texts would overlap, the second one moves one line up.
function dayMarks(evening, view, x, zone, bottom, width) {
  const marks = [["sunrise", evening.sunrise], ["sunset", evening.sunset], ["bedtime", evening.bedtime]];
  let taken = -Infinity;
  return marks.filter(([, at]) => at && Date.parse(at) > view.from && Date.parse(at) < view.until).map(([name, at]) => {
    const left = x(Date.parse(at));
    const text = t(`tonight.${name}`, { time: clock(Date.parse(at), zone) });
    const long = text.length * letter;
    const begin = Math.max(0, Math.min(left - long / 2, width - long));
    const anchor = begin === 0 ? "start" : begin < width - long ? "middle" : "end";
    const high = begin < taken;
    if (!high) taken = begin + long;
    return h("g", { class: `mark ${name}` },
      h("line", { x1: left, x2: left, y1: high ? 16 : 30, y2: bottom }),
      h("text", { x: { start: 0, middle: left, end: width }[anchor], y: high ? 12 : 26, "text-anchor": anchor }, text));
  });
}

function skyBand(evening, view, x, bottom) {
  const band = (from, until, name) => {
    const a = Math.max(x(view.from), x(from));
    const b = Math.min(x(view.until), x(until));
    return b > a ? h("rect", { x: a, y: axisHeight - 8, width: b - a, height: bottom - axisHeight + 8, class: name }) : null;
  };
  const rise = evening.sunrise ? Date.parse(evening.sunrise) : view.from;
  const set = evening.sunset ? Date.parse(evening.sunset) : view.until;
  return [band(-Infinity, rise, "dark"), band(rise, set, "day"), band(set, Infinity, "dark")];
}

function roomRow(room, index, frame) {
  const { x, view, now, left, zone, tall, away } = frame;
  const top = axisHeight + index * (rowHeight + tall);
  const middle = top + tall + rowHeight / 2;
  const looks = new Map(room.switches.map((one) => [Date.parse(one.at), lookText(one)]));
  const bar = ({ from, until, began }, kind) => h("rect", {
    x: x(from), y: middle - barHeight / 2, width: Math.max(2, x(until) - x(from)), height: barHeight, rx: Math.min(5, barHeight / 2), class: bars[kind],
  }, h("title", {}, [`${room.room}: ${clock(began ?? from, zone)} – ${clock(until, zone)}`, looks.get(began), t(`tonight.${kind}`)].filter(Boolean).join(", ")));
  const played = now === null ? [] : playedSpans(room, view.from, Math.min(now, view.until));
  const marks = now === null ? [] : room.switches.filter((one) => signs[one.outcome])
    .map((one) => ({ ...one, at: Date.parse(one.at) }))
    .filter((one) => one.at >= view.from && one.at < view.until);
  return h("g", {},
    h("line", { x1: left, x2: x(view.until), y1: middle, y2: middle, class: "rest" }),
    h("text", { x: tall ? left : left - 14, y: tall ? top + 17 : middle + 5, class: "room", "text-anchor": tall ? "start" : "end" }, room.room),
    plannedBars(room, view, now, away).map((span) => bar(span, span.idle ? "idle" : "planned")),
    played.map((span) => bar(span, "played")),
    marks.map((one) => {
      const sign = signs[one.outcome](x(one.at), middle + barHeight / 2 + 6);
      sign.append(h("title", {}, `${room.room} ${t(`page.${one.to}`)} ${clock(one.at, zone)}: ${t(`tonight.${one.outcome}`)}`));
      return sign;
    }));
}

/// An SVG of an evening, `width` pixels wide. `evening`: the document `tonight`; `view`: {from, until} in milliseconds; `now`:
/// milliseconds, or null if there is no current time. `label`: for screen readers.
export function drawEvening(evening, { view, now, width, label, away = true }) {
  const narrow = width < 560;
  const longest = Math.max(4, ...evening.rooms.map((room) => room.room.length));
  const left = narrow ? 4 : Math.min(200, longest * 8.2 + 26);
  const right = width - (narrow ? 4 : 16);
  const x = (at) => left + (at - view.from) / (view.until - view.from) * (right - left);
  const tall = narrow ? 14 : 0;
  const bottom = axisHeight + evening.rooms.length * (rowHeight + tall) + 6;
  const zone = evening.time_zone;
  const frame = { x, view, now, left, zone, tall, away };
  const isNow = now !== null && now >= view.from && now < view.until;
  return h("svg", {
    class: "evening", viewBox: `0 0 ${width} ${bottom + 26}`, width, height: bottom + 26, role: "img", "aria-label": label,
  },
  skyBand(evening, view, x, bottom),
  hourMarks(view, x, zone, bottom, width),
  evening.rooms.map((room, index) => roomRow(room, index, frame)),
  dayMarks(evening, view, x, zone, bottom, width),
  isNow ? h("g", { class: "now" },
    h("line", { x1: x(now), x2: x(now), y1: axisHeight - 8, y2: bottom }),
    h("circle", { cx: x(now), cy: axisHeight - 8, r: 4.5 })) : null);
}
