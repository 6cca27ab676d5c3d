// SPDX-License-Identifier: Apache-2.0
// Times for display: in the house's local time and in the format of the browser's locale. One date style.
import { locale, number, t } from "./text.js";

const formats = new Map();

function format(zone, options, language = locale) {
  const key = language + zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(language, { ...options, timeZone: zone }));
  return formats.get(key);
}

const hasHalves = format("UTC", { hour: "numeric" }).resolvedOptions().hourCycle?.startsWith("h1");  // AM and PM
const minute = { hour: hasHalves ? "numeric" : "2-digit", minute: "2-digit" };
const shortDay = { weekday: "short", day: "numeric", month: "short" };
const day = { ...shortDay, year: "numeric" };

/// "21:34" or "9:34 PM". `at`: milliseconds or a Date.
export const clock = (at, zone) => format(zone, minute).format(at);

/// "Tue, 24 Nov 2026".
export const dateOf = (at, zone) => format(zone, day).format(at);

/// The same for a date as "2026-11-24".
export const dayText = (date) => dateOf(new Date(`${date}T12:00Z`), "UTC");

/// "Tue, 24 Nov 2026, 21:34".
export const moment = (at, zone) => format(zone, { ...day, ...minute }).format(at);

/// Tick labels of an axis: "Tue, 24 Nov", "24 Nov", "Nov" and "2026".
export const tickTexts = {
  time: clock,
  day: (at, zone) => format(zone, shortDay).format(at),
  date: (at, zone) => format(zone, { day: "numeric", month: "short" }).format(at),
  month: (at, zone) => format(zone, { month: "short" }).format(at),
  year: (at, zone) => format(zone, { year: "numeric" }).format(at),
};

/// Hour of the day in a zone, 0 to 23.
export const hourOf = (at, zone) => Number(format(zone, { hour: "numeric", hourCycle: "h23" }, "en-GB").format(at));

/// A full hour of a day from 0 to 24: "18:00" or "6 PM".
export const hourText = (hour) =>
  (hasHalves ? format("UTC", { hour: "numeric" }).format(new Date(Date.UTC(2026, 0, 1, hour % 24))) : `${hour}:00`);

/// The same for an instant; with minutes in zones whose UTC offset is not whole hours.
export const hourLabel = (at, zone) =>
  (hasHalves && /\D00\D*$/.test(clock(at, zone)) ? format(zone, { hour: "numeric" }).format(at) : clock(at, zone));

/// "3 h 05 min", "42 min".
export function lengthText(seconds) {
  const minutes = Math.round(seconds / 60);
  const rest = minutes % 60;
  if (minutes < 60) return `${number(minutes)} min`;
  return `${number((minutes - rest) / 60)} h${rest ? ` ${String(rest).padStart(2, "0")} min` : ""}`;
}

/// "in 24 minutes", "3 hours ago"; within ten seconds "now".
export function relative(milliseconds, language = locale) {
  const seconds = Math.round(milliseconds / 1000);
  const size = Math.abs(seconds);
  if (size < 10) return language === locale ? t("page.now") : "now";
  const words = new Intl.RelativeTimeFormat(language);
  if (size < 90) return words.format(seconds, "second");
  if (size < 90 * 60) return words.format(Math.round(seconds / 60), "minute");
  if (size < 36 * 3600) return words.format(Math.round(seconds / 3600), "hour");
  return words.format(Math.round(seconds / 86400), "day");
}

/// The date `days` away from "2026-11-24", before or after.
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
