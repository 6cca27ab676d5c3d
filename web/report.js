// SPDX-License-Identifier: Apache-2.0
// The source of a report: documents inside of its own file. Nothing is asked of anybody.
import { t } from "./text.js";

const firstWindow = 7 * 86400;

function readings(all, query) {
  const room = query.get("room") ?? Object.keys(all)[0];
  const document = all[room];
  if (!document) throw new Error(t("report.no_readings"));
  const from = Math.max(document.from, document.until - firstWindow);
  return { ...document, window: [from, document.until] };
}

/// Nothing on a page that a server serves.
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
