// SPDX-License-Identifier: Apache-2.0
// Times as people read them, by the clock of the house and not of the browser.

const formats = new Map();

function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone }));
  }
  return formats.get(key);
}

/// "21:34". `at`: milliseconds or a Date.
export const clock = (at, zone) =>
  format(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);

/// "Tuesday, 24 November"; of a date as "2026-11-24".
export const longDay = (date) =>
  format("UTC", { weekday: "long", day: "numeric", month: "long" }).format(new Date(`${date}T12:00Z`));

/// "24 Nov, 21:34".
export const moment = (at, zone) => `${format(zone, { day: "numeric", month: "short" }).format(at)}, ${clock(at, zone)}`;

/// "in 24 minutes", "3 hours ago"; within ten seconds "now".
export function relative(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  const size = Math.abs(seconds);
  if (size < 10) return "now";
  const words = new Intl.RelativeTimeFormat("en");
  if (size < 90) return words.format(seconds, "second");
  if (size < 90 * 60) return words.format(Math.round(seconds / 60), "minute");
  if (size < 36 * 3600) return words.format(Math.round(seconds / 3600), "hour");
  return words.format(Math.round(seconds / 86400), "day");
}

/// The day after or before, `days` away: of "2026-11-24".
export function plusDays(date, days) {
  const at = new Date(`${date}T12:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/// The clock of the house, from a document's `now` and `speed`.
export function houseClock(document) {
  const began = performance.now();
  const base = Date.parse(document.now);
  return () => base + (performance.now() - began) * (document.speed ?? 1);
}
