// SPDX-License-Identifier: Apache-2.0
// How long lamps keep their state, and at which hours they are on: real and planned days in one drawing, with a summary in words.
import { h } from "../dom.js";
import { number, percent, t } from "../text.js";
import { hourText, lengthText } from "../time.js";

const size = { height: 200, left: 44, right: 8, top: 42, bottom: 30 };

const binText = (minutes) => (minutes < 60 ? number(minutes) : `${number(minutes / 60)} h`);

/// "15 min to 30 min" for the bin that begins at bins[i].
function stayText(bins, i) {
  const length = (minutes) => lengthText(60 * minutes);
  if (i === 0) return t("models.under", { length: length(bins[1]) });
  if (i + 1 === bins.length) return t("models.over", { length: length(bins[i]) });
  return t("models.between", { from: length(bins[i]), until: length(bins[i + 1]) });
}

/// The median length of stays, as the words of its bin; null if there are too few.
export function usualStay(bins, counts) {
  const sum = counts?.reduce((a, b) => a + b, 0) ?? 0;
  if (sum < 5) return null;
  let seen = 0;
  return stayText(bins, counts.findIndex((count) => (seen += count) >= sum / 2));
}

/// The hours around the brightest one in which lamps are at least half as often on: {from, until, share}; null if nothing is known or they
/// are hardly ever on.
export function brightHours(profile) {
  const known = profile?.filter((share) => share !== null) ?? [];
  const most = Math.max(...known);
  if (!known.length || most < 0.02) return null;
  const at = (hour) => profile[(hour + 48) % 24] ?? 0;
  let from = profile.indexOf(most);
  let until = from + 1;
  while (until - from < 24 && at(from - 1) >= most / 2) --from;
  while (until - from < 24 && at(until) >= most / 2) ++until;
  let sum = 0;
  for (let hour = from; hour < until; ++hour) sum += at(hour);
  return { from: (from + 24) % 24, until: (until + 23) % 24 + 1, share: sum / (until - from) };
}

function shares(counts) {
  const sum = counts?.reduce((a, b) => a + b, 0) ?? 0;
  return { sum, shares: counts?.map((count) => (sum ? count / sum : 0)) ?? [] };
}

function frame(width, kind, label, parts) {
  return h("svg", { class: `plot ${kind}`, viewBox: `0 0 ${width} ${size.height}`, width, height: size.height, role: "img", "aria-label": label }, parts);
}

function key(x, y, kind, words) {
  return [h("rect", { x, y: y - 9, width: 10, height: 10, class: kind }), h("text", { x: x + 14, y, class: "tick" }, words)];
}

const yOf = (most) => (share) => size.height - size.bottom - (share / most) * (size.height - size.top - size.bottom);

function percentLines(width, most, y) {
  const step = most > 0.5 ? 0.25 : most > 0.2 ? 0.1 : 0.05;
  const lines = [];
  for (let share = 0; share <= most; share += step) {
    lines.push(h("line", { x1: size.left, x2: width - size.right, y1: y(share), y2: y(share), class: "grid" }),
      h("text", { x: size.left - 5, y: y(share) + 4, "text-anchor": "end", class: "tick" }, percent(share)));
  }
  return lines;
}

/// The distribution of stay lengths in one state, `width` pixels wide.
export function dwellChart(bins, room, zone, state, width) {
  const real = shares(room.real?.dwell[zone][state]);
  const planned = shares(room.planned?.dwell[zone][state]);
  const most = Math.max(0.1, ...real.shares, ...planned.shares) * 1.05;
  const y = yOf(most);
  const slot = (width - size.left - size.right) / bins.length;
  const words = bins.map((_, i) => t("models.bar", { length: stayText(bins, i), real: percent(real.shares[i] ?? 0), planned: percent(planned.shares[i] ?? 0) }));
  const bar = (share, i, shift, kind) => h("rect", {
    x: (size.left + i * slot + slot * (0.12 + shift)).toFixed(1), y: y(share).toFixed(1), width: (slot * 0.38).toFixed(1),
    height: (y(0) - y(share)).toFixed(1), class: kind,
  });
  const title = t(`models.minutes_${state}`);
  const keys = [["real-bar", t("models.key", { kind: t("compare.real"), count: real.sum })], ["planned-bar", t("models.key", { kind: t("compare.planned"), count: planned.sum })]];
  const every = slot < 30 ? 2 : 1;
  return frame(width, "habits", `${title}: ${words.join("; ")}`, [
    percentLines(width, most, y),
    real.shares.map((share, i) => bar(share, i, 0, "real-bar")),
    planned.shares.map((share, i) => bar(share, i, 0.38, "planned-bar")),
    bins.map((bin, i) => (i % every ? null : h("text", { x: size.left + (i + 0.12) * slot, y: size.height - 14, class: "tick" }, binText(bin)))),
    bins.map((_, i) => h("rect", { x: size.left + i * slot, y: size.top, width: slot, height: size.height - size.top - size.bottom, class: "hover" }, h("title", {}, words[i]))),
    h("text", { x: size.left, y: 14, class: "chart-title" }, title),
    key(size.left, 32, ...keys[0]), key(size.left + 110, 32, ...keys[1]),
  ]);
}

function profileLine(profile, x, y, kind) {
  if (!profile) return null;
  const points = profile.map((share, hour) => (share === null ? null : `${x(hour).toFixed(1)} ${y(share).toFixed(1)}H${x(hour + 1).toFixed(1)}`));
  return h("path", { d: points.map((point, i) => (point === null ? "" : `${i === 0 || points[i - 1] === null ? "M" : "L"}${point}`)).join(""), class: kind });
}

/// The share of each hour of the day in which lamps are on, `width` pixels wide.
export function profileChart(room, width) {
  const all = [...(room.real?.profile ?? []), ...(room.planned?.profile ?? [])].filter((share) => share !== null);
  const most = Math.max(0.1, ...all) * 1.05;
  const y = yOf(most);
  const x = (hour) => size.left + (hour / 24) * (width - size.left - size.right);
  const share = (profile, hour) => (profile?.[hour] === null || profile?.[hour] === undefined ? t("models.unknown_share") : percent(profile[hour]));
  const words = Array.from({ length: 24 }, (_, hour) => t("models.hour", {
    from: hourText(hour), until: hourText(hour + 1), real: share(room.real?.profile, hour), planned: share(room.planned?.profile, hour),
  }));
  const every = width < 560 ? 6 : 3;
  return frame(width, "profile", `${t("models.hours_label")} ${words.join("; ")}`, [
    percentLines(width, most, y),
    Array.from({ length: 24 / every + 1 }, (_, i) => i * every).map((hour) =>
      h("text", { x: x(hour), y: size.height - 12, class: "tick", "text-anchor": hour === 24 ? "end" : "middle" }, hourText(hour))),
    profileLine(room.real?.profile, x, y, "real-line"), profileLine(room.planned?.profile, x, y, "planned-line"),
    words.map((text, hour) => h("rect", { x: x(hour), y: size.top, width: x(1) - x(0), height: size.height - size.top - size.bottom, class: "hover" }, h("title", {}, text))),
    key(size.left, 22, "real-key", t("compare.real")), key(size.left + 110, 22, "planned-key", t("compare.planned"))]);
}
