// SPDX-License-Identifier: Apache-2.0
// The drawing of the view Readings. Light is drawn as lines: minima and maxima as a band, the mean (or the smoothed readings) as a line,
// both interrupted at gaps.
import { fill, h } from "../dom.js";
import { number, t } from "../text.js";
import { ticks } from "./clock.js";

/// Points {at, until, low, high, mean}, from columns or from single readings.
export function pointsOf(light) {
  if (light.at) {
    return light.at.map((at, i) => ({
      at, until: at, low: light.lux[i], high: light.lux[i], mean: light.smoothed[i],
    }));
  }
  return light.index.map((index, i) => ({
    at: light.from + index * light.step,
    until: light.from + (index + 1) * light.step,
    low: light.low[i],
    high: light.high[i],
    mean: light.mean[i],
  }));
}

/// First point that ends after `at`. Requires: sorted.
function firstAfter(points, at) {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle].until <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/// The points in a window, and one on either side.
function visible(points, from, until) {
  const first = Math.max(0, firstAfter(points, from) - 1);
  let end = firstAfter(points, until);
  end = Math.min(points.length, end + 2);
  return points.slice(first, end);
}

/// At most about `most` points; neighbours are merged without losing a minimum or maximum.
function thinned(points, most) {
  const together = Math.ceil(points.length / most);
  if (together <= 1) return points;
  const thin = [];
  for (let i = 0; i < points.length; i += together) {
    const part = points.slice(i, i + together);
    thin.push({
      at: part[0].at,
      until: part.at(-1).until,
      low: Math.min(...part.map((point) => point.low)),
      high: Math.max(...part.map((point) => point.high)),
      mean: part.reduce((sum, point) => sum + point.mean, 0) / part.length,
    });
  }
  return thin;
}

/// Groups of points without a gap between them, as lists.
function stretches(points, gaps) {
  const parts = [];
  let next = 0;
  let part = [];
  for (const point of points) {
    const before = part.at(-1);
    while (next < gaps.length && before && gaps[next][1] <= before.at) ++next;
    const broken = before && next < gaps.length && gaps[next][0] >= before.at && gaps[next][1] <= point.until
      && gaps[next][0] < point.until;
    if (broken) {
      parts.push(part);
      part = [];
    }
    part.push(point);
  }
  if (part.length) parts.push(part);
  return parts;
}

const middle = (point) => (point.at + point.until) / 2;
const fixed = (value) => value.toFixed(1);

/// The line of the means.
function meanPath(parts, x, y) {
  return parts.map((part) => {
    const line = part.map((point) => `${fixed(x(middle(point)))} ${fixed(y(point.mean))}`);
    return line.length === 1 ? `M${line[0]}h0.1` : `M${line.join("L")}`;
  }).join("");
}

/// The line through single readings.
function readingPath(parts, x, y) {
  return parts.map((part) => `M${part.map((point) => `${fixed(x(point.at))} ${fixed(y(point.high))}`).join("L")}`).join("");
}

/// The area between minima and maxima.
function bandPath(parts, x, y) {
  return parts.map((part) => {
    const above = part.flatMap((point) => [`${fixed(x(point.at))} ${fixed(y(point.high))}`, `${fixed(x(point.until))} ${fixed(y(point.high))}`]);
    const below = part.flatMap((point) => [`${fixed(x(point.at))} ${fixed(y(point.low))}`, `${fixed(x(point.until))} ${fixed(y(point.low))}`]);
    return `M${above.join("L")}L${below.reverse().join("L")}Z`;
  }).join("");
}

/// The scale of light: square roots, so that a lamp of 20 lux is visible beside a noon of 500.
function rootScale(lowest, highest, top, bottom) {
  const root = (lux) => Math.sign(lux) * Math.sqrt(Math.abs(lux));
  const least = root(Math.min(0, lowest));
  const most = Math.max(root(highest), least + 1);
  return (lux) => bottom - (root(lux) - least) / (most - least) * (bottom - top);
}

/// Lux values of grid lines: few, and well spaced.
function luxTicks(highest) {
  const all = [0, 5, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000];
  const below = all.filter((lux) => lux <= highest);
  const apart = [];
  for (const lux of below.reverse()) {
    if (!apart.length || Math.sqrt(apart.at(-1)) - Math.sqrt(lux) > Math.sqrt(highest) * 0.12) apart.push(lux);
  }
  return apart.reverse();
}

export const margins = { left: 58, right: 48, top: 40, bottom: 46, height: 380 };
const strip = { top: 8, height: 18 };  // for on and off

const box = (x, from, until, top, height, kind) =>
  h("rect", { x: x(from).toFixed(1), y: top, width: Math.max(x(until) - x(from), 0.6).toFixed(1), height, class: kind });

/// Night in the background, if days are wide enough to be visible.
function darkness(shown, window, x, top, bottom) {
  if (!shown.days.length || x(shown.days[0].from + 86400) - x(shown.days[0].from) < 6) return [];
  const parts = [];
  for (const { from, until, sunrise, sunset, up_all_day: up } of shown.days) {
    if (until < window.from || from > window.until || up) continue;
    if (sunrise === null && sunset === null) parts.push([from, until]);
    if (sunrise !== null) parts.push([from, sunrise]);
    if (sunset !== null) parts.push([sunset, until]);
  }
  return parts.filter(([from, until]) => until > from).map(([from, until]) => box(x, from, until, top, bottom - top, "dark"));
}

/// The zones of the days as a strip under the light, with names where they fit.
function zones(shown, window, x, top) {
  if (!shown.days.length || x(shown.days[0].from + 86400) - x(shown.days[0].from) < 40) return [];
  return shown.days.flatMap((day) => day.zones)
    .filter(([, from, until]) => until > window.from && from < window.until)
    .map(([zone, from, until]) => {
      const left = Math.max(x(from), x(window.from));
      const right = Math.min(x(until), x(window.until));
      return [
        box(x, from, until, top, 12, `zone ${zone}`),
        right - left > 60 ? h("text", { x: (left + right) / 2, y: top + 9.5, class: "zone-name", "text-anchor": "middle" }, t(`zones.${zone}`)) : null,
      ];
    });
}

/// On, off and unknown as a band.
function lampBand(shown, window, x) {
  if (shown.lamps.shares) {
    const { from, step, index, on, unknown } = shown.lamps.shares;
    return index.map((i, k) => {
      const at = from + i * step;
      if (at + step < window.from || at > window.until) return null;
      const height = on[k] * strip.height;
      return [
        unknown[k] > 0.5 ? box(x, at, at + step, strip.top, strip.height, "unknown") : null,
        on[k] > 0 ? box(x, at, at + step, strip.top + strip.height - height, height, "on") : null,
      ];
    });
  }
  return shown.lamps.spans.filter(({ state, from, until }) => state !== "off" && until >= window.from && from <= window.until)
    .map(({ state, from, until }) => box(x, from, until, strip.top, strip.height, state));
}

function levelLines(shown, y, left, right, highest) {
  const { centres, on_from: cut } = shown.levels;
  const lines = centres.flatMap((centre, level) => (centre === null || centre > highest ? [] : [
    h("line", { x1: left, x2: right + 6, y1: y(centre), y2: y(centre), class: "level" }),
    h("text", { x: right + 9, y: y(centre) + 4, class: "tick" }, number(Math.round(centre)), h("title", {}, t("readings.level", { level, lux: Math.round(centre) })))]));
  if (cut !== null && cut <= highest) {
    lines.push(h("line", { x1: left, x2: right, y1: y(cut), y2: y(cut), class: "cut" }));
  }
  return lines;
}

const cutName = ({ levels: { on_from: cut } }, y, right, highest) => (cut === null || cut > highest ? null
  : h("text", { x: right - 4, y: y(cut) - 4, "text-anchor": "end", class: "cut-name" }, t("readings.on_from", { lux: Math.round(cut) })));

function axes(shown, window, x, y, left, right, bottom, highest) {
  const isAtTop = (value) => y(value) < margins.top + 10;  // the position of the unit
  const values = luxTicks(highest);
  const lux = values.map((value) => [
    h("line", { x1: left, x2: right, y1: y(value), y2: y(value), class: "grid" }),
    h("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end", class: "tick" },
      `${value >= 1000 ? `${number(value / 1000)}k` : value}${isAtTop(value) ? " lx" : ""}`),
  ]);
  const times = ticks(shown.clock, window.from, window.until, right - left).map(({ at, text, strong }) => {
    const at_x = x(at);
    const anchor = at_x < left + 20 ? "start" : at_x > right - 20 ? "end" : "middle";
    return [
      h("line", { x1: at_x, x2: at_x, y1: bottom, y2: bottom + (strong ? 10 : 5), class: "tick-mark" }),
      h("text", { x: at_x, y: bottom + 22, "text-anchor": anchor, class: strong ? "tick strong" : "tick" }, text),
    ];
  });
  return [lux, times, h("text", { x: left - 6, y: strip.top + 13, "text-anchor": "end", class: "tick" }, t("readings.lamps")),
    values.some(isAtTop) ? null : h("text", { x: left - 6, y: margins.top + 3, "text-anchor": "end", class: "tick" }, "lx"),
    h("text", { x: right + margins.right - 1, y: margins.top + 3, "text-anchor": "end", class: "tick" }, t("readings.levels"))];
}

function lightLines(shown, window, x, y, pixels) {
  const points = thinned(visible(shown.points, window.from, window.until), pixels * 1.5);
  const parts = stretches(points, shown.light.gaps);
  const close = shown.light.at && points.length && points[0].at === points[0].until;
  if (close) {
    return [h("path", { d: readingPath(parts, x, y), class: "reading" }), h("path", { d: meanPath(parts, x, y), class: "mean" })];
  }
  return [h("path", { d: bandPath(parts, x, y), class: "band" }), h("path", { d: meanPath(parts, x, y), class: "mean" })];
}

/// Draws a document in a window of time, `width` pixels wide, into an svg element; `marked` is a span chosen by the user.
export function drawReadings(svg, shown, window, width, marked) {
  const { left, top, height } = margins;
  const right = width - margins.right;
  const bottom = height - margins.bottom;
  const seen = shown.points.filter((point) => point.until >= window.from && point.at <= window.until);
  const highest = Math.max(10, ...seen.map((point) => point.high)) * 1.03;
  const lowest = Math.min(0, ...seen.map((point) => point.low));
  const x = (at) => left + (at - window.from) / (window.until - window.from) * (right - left);
  const y = rootScale(lowest, highest, top, bottom - 16);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", height);
  const clip = h("clipPath", { id: "readings-clip" }, h("rect", { x: left, y: 0, width: right - left, height }));
  const unknown = h("pattern", { id: "unknown-hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    h("line", { x1: 0, x2: 0, y1: 0, y2: 5, class: "hatch" }));
  const missing = h("pattern", { id: "gap-dots", width: 7, height: 7, patternUnits: "userSpaceOnUse" },
    h("circle", { cx: 1.7, cy: 1.7, r: 1.1, class: "gap-dot" }), h("circle", { cx: 5.2, cy: 5.2, r: 1.1, class: "gap-dot" }));
  const gaps = shown.light.gaps.filter(([after, before]) => before > window.from && after < window.until && x(before) - x(after) > 1.5)
    .map(([after, before]) => box(x, after, before, top, bottom - 16 - top, "gap"));
  fill(svg,
    h("defs", {}, clip, unknown, missing),
    h("g", { "clip-path": "url(#readings-clip)" },
      box(x, window.from, window.until, top, bottom - 16 - top, "daylight"), darkness(shown, window, x, top, bottom - 16), gaps, zones(shown, window, x, bottom - 12), lampBand(shown, window, x)),
    axes(shown, window, x, y, left, right, bottom, highest),
    levelLines(shown, y, left, right, highest),
    h("g", { "clip-path": "url(#readings-clip)" }, lightLines(shown, window, x, y, right - left)),
    cutName(shown, y, right, highest),
    marked ? h("g", { "clip-path": "url(#readings-clip)" }, box(x, marked.from, marked.until, strip.top, bottom - 16 - strip.top, "marked")) : null);
}
