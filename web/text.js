// SPDX-License-Identifier: Apache-2.0
// The texts of the page in the browser's language, and numbers in the format of its locale.
import de from "./languages/de.js";
import en from "./languages/en.js";
import fr from "./languages/fr.js";

const shipped = { de, en, fr };

/// The first of the browser's languages that is available, and its locale ("de-AT"); otherwise English with European date formats.
function chosen() {
  const tags = navigator.languages?.length ? navigator.languages : [navigator.language];
  const locale = tags.find((tag) => shipped[tag.split("-")[0]]) ?? "en-GB";
  return { language: locale.split("-")[0], locale };
}

export const { language, locale } = chosen();
const plurals = new Intl.PluralRules(language);
const formats = new Map();

/// "1,234.5"; `options` are those of Intl.NumberFormat.
export function number(value, options = {}) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(locale, options));
  return formats.get(key).format(value);
}

/// "62%" for 0.62.
export const percent = (share, digits = 0) =>
  number(share, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits });

const find = (texts, key) => key.split(".").reduce((part, name) => part?.[name], texts);

/// French puts a space before such signs, German before "%": lines must not break there.
const joined = (text) => text.replace(/ (?=[%;:?!»])|(?<=«) /g, "\u00a0");

/// A text by its key in languages/, with `values` inserted at their names. A text with plural forms is chosen by `count`.
export function t(key, values = {}) {
  const found = find(shipped[language], key) ?? find(en, key) ?? key;
  const text = typeof found === "string" ? found : found[plurals.select(values.count)] ?? found.other;
  return joined(text).replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? number(values[name]) : String(values[name] ?? "")));
}

/// Whether the text exists.
export const has = (key) => find(en, key) !== undefined;
