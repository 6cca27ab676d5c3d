// SPDX-License-Identifier: Apache-2.0
// The source of a view's documents: the server that served the page, or, in a report, its own file. Both have the same functions.
import { t } from "./text.js";

const base = "api/v1/";
const tryAgain = 10_000;  // milliseconds, after the server closed the stream

/// A source: `get(path)` and `post(path, body)` return JSON or fail with an Error with a sentence for the user; `listen(name, heard)` calls
/// back whenever the document of that name has changed, and returns a function that ends it; `live` is whether there are changes and posts
/// at all. `onLocked(isFirst)` is called when the server requires the password, or a first one.
export function serverSource(onLocked) {
  const listeners = new Map();
  const tell = (name) => listeners.get(name)?.forEach((heard) => heard());

  async function answer(response) {
    const text = await response.text();
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    const document = text && isJson ? JSON.parse(text) : null;
    if (response.status === 401) onLocked(Boolean(document?.first_password));
    if (!response.ok) {
      throw Object.assign(new Error(document?.error ?? t("page.status", { status: response.status })),
        { status: response.status, field: document?.field, lang: document?.error ? "en" : null });
    }
    return document;
  }

  async function ask(path, options) {
    let response;
    try {
      response = await fetch(base + path, options);
    } catch {
      throw new Error(t("page.no_answer"));
    }
    return answer(response);
  }

  function hear() {
    const stream = new EventSource(base + "stream");
    let broken = false;
    stream.addEventListener("changed", (message) => tell(message.data));
    stream.addEventListener("error", () => {
      broken = true;
      if (stream.readyState === EventSource.CLOSED) setTimeout(hear, tryAgain);
    });
    stream.addEventListener("open", () => {
      if (broken) listeners.forEach((_, name) => tell(name));  // what was missed meanwhile
      broken = false;
    });
  }
  hear();

  return {
    live: true,
    get: (path) => ask(path),
    post: (path, body) => ask(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
    listen(name, heard) {
      if (!listeners.has(name)) listeners.set(name, new Set());
      listeners.get(name).add(heard);
      return () => listeners.get(name).delete(heard);
    },
  };
}

const firstWindow = 7 * 86400;

function readings(all, query) {
  const room = query.get("room") ?? Object.keys(all)[0];
  const document = all[room];
  if (!document) throw new Error(t("report.no_readings"));
  const from = Math.max(document.from, document.until - firstWindow);
  return { ...document, window: [from, document.until] };
}

/// A source made of the documents inside a report; null on a page served by a server.
export function reportSource() {
  const element = document.getElementById("documents");
  if (!element) return null;
  const documents = JSON.parse(element.textContent);
  return {
    live: false,
    has: (name) => name in documents,
    get: async (path) => {
      const [name, query] = path.split("?");
      if (!(name in documents)) throw new Error(t("report.not_held"));
      return name === "readings" ? readings(documents.readings, new URLSearchParams(query)) : documents[name];
    },
    post: async () => { throw new Error(t("report.read_only")); },
    listen: () => () => {},
  };
}
