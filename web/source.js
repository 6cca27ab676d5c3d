// SPDX-License-Identifier: Apache-2.0
// Where a view's documents come from: the server that served the page. A report has another source
// with the same functions, made from documents inside of its file.

const base = "api/v1/";

async function answer(response) {
  const text = await response.text();
  const document = text ? JSON.parse(text) : null;
  if (!response.ok) throw new Error(document?.error ?? `the server answers ${response.status}`);
  return document;
}

/// A source: `get(path)` and `post(path, body)` give JSON or fail with an Error that has a sentence
/// for people; `listen(name, heard)` calls whenever the document of that name changed and gives a
/// function that ends it; `live` says whether there are changes and posts at all.
export function serverSource() {
  const listeners = new Map();
  const stream = new EventSource(base + "stream");
  const tell = (name) => listeners.get(name)?.forEach((heard) => heard());
  let broken = false;
  stream.addEventListener("changed", (message) => tell(message.data));
  stream.addEventListener("error", () => { broken = true; });
  stream.addEventListener("open", () => {
    if (broken) listeners.forEach((_, name) => tell(name));  // what was missed meanwhile
    broken = false;
  });
  return {
    live: true,
    get: async (path) => answer(await fetch(base + path)),
    post: async (path, body) => answer(await fetch(base + path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    })),
    listen(name, heard) {
      if (!listeners.has(name)) listeners.set(name, new Set());
      listeners.get(name).add(heard);
      return () => listeners.get(name).delete(heard);
    },
  };
}
