// SPDX-License-Identifier: Apache-2.0
// The drawing of an evening: one row a room, its lamps as bars.
import { h } from "./dom.js";
import { clock } from "./time.js";

const rowHeight = 40;
const barHeight = 18;
const axisHeight = 46;
const hour = 3_600_000;

/// Spans in which a room is lit, from edges [{at, to}], within [from, until) in milliseconds.
export function litSpans(edges, atStart, from, until) {
  const spans = [];
  let lit = atStart === "on" ? from : null;
  for (const edge of edges) {
    const at = Date.parse(edge.at);
    if (edge.to === "on" && lit === null) lit = Math.max(at, from);
    if (edge.to !== "on" && lit !== null) {
      if (at > lit) spans.push([lit, Math.min(at, until)]);
      lit = null;
    }
  }
  if (lit !== null && lit < until) spans.push([lit, until]);
  return spans.filter(([a, b]) => b > from && a < until);
}

/// What the lamps were told, within [from, until); a room that was handed over is not lit by us.
export function playedSpans(room, from, until) {
  const before = room.played.filter((edge) => Date.parse(edge.at) <= from).at(-1);
  return litSpans(room.played.filter((edge) => Date.parse(edge.at) > from), before?.to ?? "off", from, until);
}

/// How a switch has its lamps look: "40 %, 2700 K"; empty where nothing is known.
export function lookText({ brightness, mirek }) {
  return [brightness && `${Math.round(brightness)} %`, mirek && `${Math.round(1e4 / mirek) * 100} K`].filter(Boolean).join(", ");
}

const signs = {
  done: { title: "done", shape: (x, y) => h("circle", { cx: x, cy: y, r: 4, class: "sign done" }) },
  failed: { title: "failed", shape: (x, y) => h("path", { d: `M${x - 4} ${y - 4}l8 8m0-8l-8 8`, class: "sign failed" }) },
  left_alone: { title: "left alone: changed manually", shape: (x, y) => h("rect", { x: x - 4, y: y - 4, width: 8, height: 8, class: "sign left" }) },
};

function hourMarks(view, x, zone, bottom, width) {
  const pixelsAnHour = (x(view.until) - x(view.from)) / ((view.until - view.from) / hour);
  const every = [1, 2, 3, 4, 6].find((hours) => hours * pixelsAnHour > 52) ?? 12;
  const marks = [];
  for (let at = Math.ceil(view.from / hour) * hour; at <= view.until; at += hour) {
    const label = clock(at, zone);
    if (Number(label.slice(0, 2)) % every !== 0) continue;
    const anchor = x(at) > width - 20 ? "end" : x(at) < 20 ? "start" : "middle";
    marks.push(h("line", { x1: x(at), x2: x(at), y1: axisHeight - 8, y2: bottom, class: "hour" }),
      h("text", { x: x(at), y: bottom + 18, class: "hour-label", "text-anchor": anchor }, label));
  }
  return marks;
}

/// Sunset and bedtime; where they stand close together the second goes one line up.
function dayMarks(evening, view, x, zone, bottom, width) {
  const marks = [["sunrise", evening.sunrise], ["sunset", evening.sunset], ["bedtime", evening.bedtime]];
  let last = -1000;
  return marks.filter(([, at]) => at && Date.parse(at) > view.from && Date.parse(at) < view.until).map(([name, at]) => {
    const left = x(Date.parse(at));
    const high = left - last < 96;
    last = high ? -1000 : left;
    const anchor = left > width - 60 ? "end" : left < 60 ? "start" : "middle";
    return h("g", { class: `mark ${name}` },
      h("line", { x1: left, x2: left, y1: high ? 16 : 30, y2: bottom }),
      h("text", { x: left, y: high ? 12 : 26, "text-anchor": anchor }, `${name} ${clock(Date.parse(at), zone)}`));
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
  const bar = ([from, until], name, height) => h("rect", {
    x: x(from), y: middle - height / 2, width: Math.max(2, x(until) - x(from)), height, rx: Math.min(5, height / 2), class: name,
  }, h("title", {}, [`${room.room}: ${clock(from, zone)} – ${clock(until, zone)}`, looks.get(from)].filter(Boolean).join(", ")));
  const idle = new Set(room.switches.filter((one) => one.outcome === "not_played").map((one) => Date.parse(one.at)));
  const isIdle = ([from, until]) => now !== null && (away ? until <= now && idle.has(from) : true);
  const planned = litSpans(room.switches, room.at_start, view.from, view.until);
  const played = now === null ? [] : playedSpans(room, view.from, Math.min(now, view.until));
  const marks = now === null ? [] : room.switches.filter((one) => signs[one.outcome])
    .map((one) => ({ ...one, at: Date.parse(one.at) }))
    .filter((one) => one.at >= view.from && one.at < view.until);
  return h("g", {},
    h("line", { x1: left, x2: x(view.until), y1: middle, y2: middle, class: "rest" }),
    h("text", { x: tall ? left : left - 14, y: tall ? top + 17 : middle + 5, class: "room", "text-anchor": tall ? "start" : "end" }, room.room),
    planned.map((span) => bar(span, isIdle(span) ? "planned idle" : "planned", barHeight)),
    played.map((span) => bar(span, "played", barHeight)),
    marks.map((one) => {
      const sign = signs[one.outcome].shape(x(one.at), middle + barHeight / 2 + 6);
      sign.append(h("title", {}, `${room.room} ${one.to} ${clock(one.at, zone)}: ${signs[one.outcome].title}`));
      return sign;
    }));
}

/// An SVG of an evening `width` pixels wide. `evening`: the document `tonight`; `view`: {from,
/// until} in milliseconds; `now`: milliseconds, or null where nothing is now. `label`: for people
/// who do not see it.
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
