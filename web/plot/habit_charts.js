// SPDX-License-Identifier: Apache-2.0
// How long lamps stay as they are, and at which hours they are on: real and planned in one drawing.
import { h } from "../dom.js";

const size = { width: 440, height: 190, left: 38, right: 8, top: 24, bottom: 30 };

const binText = (minutes) => (minutes < 60 ? `${minutes}` : `${minutes / 60} h`);

function shares(counts) {
  const sum = counts?.reduce((a, b) => a + b, 0) ?? 0;
  return { sum, shares: counts?.map((count) => (sum ? count / sum : 0)) ?? [] };
}

function frame(title, label, parts) {
  return h("svg", { class: "plot habits", viewBox: `0 0 ${size.width} ${size.height}`, role: "img", "aria-label": label },
    h("text", { x: size.left, y: 14, class: "chart-title" }, title), parts);
}

function key(x, kind, words) {
  return [h("rect", { x, y: 6, width: 10, height: 10, class: kind }), h("text", { x: x + 14, y: 15, class: "tick" }, words)];
}

function percentLines(most, y) {
  const step = most > 0.5 ? 0.25 : most > 0.2 ? 0.1 : 0.05;
  const lines = [];
  for (let share = 0; share <= most; share += step) {
    lines.push(h("line", { x1: size.left, x2: size.width - size.right, y1: y(share), y2: y(share), class: "grid" }),
      h("text", { x: size.left - 5, y: y(share) + 4, "text-anchor": "end", class: "tick" }, `${Math.round(share * 100)} %`));
  }
  return lines;
}

/// Shares of the stays in one state by their length.
export function dwellChart(bins, room, zone, state) {
  const real = shares(room.real?.dwell[zone][state]);
  const planned = shares(room.planned?.dwell[zone][state]);
  const most = Math.max(0.1, ...real.shares, ...planned.shares) * 1.05;
  const y = (share) => size.height - size.bottom - (share / most) * (size.height - size.top - size.bottom);
  const slot = (size.width - size.left - size.right) / bins.length;
  const bar = (share, i, shift, kind) => h("rect", {
    x: (size.left + i * slot + slot * (0.12 + shift)).toFixed(1), y: y(share).toFixed(1), width: (slot * 0.38).toFixed(1),
    height: (y(0) - y(share)).toFixed(1), class: kind,
  });
  const spoken = bins.map((bin, i) => `from ${binText(bin)}${bin < 60 ? " minutes" : ""}: real ${Math.round(100 * (real.shares[i] ?? 0))} percent, planned ${Math.round(100 * (planned.shares[i] ?? 0))}`);
  return frame(`Minutes ${state}`, `Stays ${state}: ${spoken.join("; ")}`, [
    percentLines(most, y),
    real.shares.map((share, i) => bar(share, i, 0, "real-bar")),
    planned.shares.map((share, i) => bar(share, i, 0.38, "planned-bar")),
    bins.map((bin, i) => h("text", { x: size.left + (i + 0.12) * slot, y: size.height - 14, class: "tick" }, binText(bin))),
    key(size.width - 200, "real-bar", `real, ${real.sum}`), key(size.width - 100, "planned-bar", `planned, ${planned.sum}`),
  ]);
}

function profileLine(profile, x, y, kind) {
  if (!profile) return null;
  const points = profile.map((share, hour) => (share === null ? null : `${x(hour).toFixed(1)} ${y(share).toFixed(1)}H${x(hour + 1).toFixed(1)}`));
  return h("path", { d: points.map((point, i) => (point === null ? "" : `${i === 0 || points[i - 1] === null ? "M" : "L"}${point}`)).join(""), class: kind });
}

/// Share of each hour of the clock that lamps are on.
export function profileChart(room) {
  const isNarrow = matchMedia("(max-width: 760px)").matches;
  const wide = isNarrow ? size.width : 900;
  const all = [...(room.real?.profile ?? []), ...(room.planned?.profile ?? [])].filter((share) => share !== null);
  const most = Math.max(0.1, ...all) * 1.05;
  const y = (share) => size.height - size.bottom - (share / most) * (size.height - size.top - size.bottom);
  const x = (hour) => size.left + (hour / 24) * (wide - size.left - size.right);
  const percents = (profile) => (profile ?? []).map((share) => (share === null ? "unknown" : Math.round(100 * share))).join(", ");
  const lines = [];
  const step = most > 0.5 ? 0.25 : most > 0.2 ? 0.1 : 0.05;
  for (let share = 0; share <= most; share += step) {
    lines.push(h("line", { x1: size.left, x2: wide - size.right, y1: y(share), y2: y(share), class: "grid" }),
      h("text", { x: size.left - 5, y: y(share) + 4, "text-anchor": "end", class: "tick" }, `${Math.round(share * 100)} %`));
  }
  const label = `Percent of each hour on. Real: ${percents(room.real?.profile)}. Planned: ${percents(room.planned?.profile)}.`;
  return h("svg", { class: "plot profile", viewBox: `0 0 ${wide} ${size.height}`, role: "img", "aria-label": label },
    lines, (isNarrow ? [0, 6, 12, 18, 24] : [0, 3, 6, 9, 12, 15, 18, 21, 24]).map((hour) =>
      h("text", { x: x(hour), y: size.height - 12, class: "tick", "text-anchor": hour === 24 ? "end" : "middle" }, `${hour}:00`)),
    profileLine(room.real?.profile, x, y, "real-line"), profileLine(room.planned?.profile, x, y, "planned-line"),
    key(wide - 180, "real-key", "real"), key(wide - 110, "planned-key", "planned"));
}
