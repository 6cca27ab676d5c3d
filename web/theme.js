// SPDX-License-Identifier: Apache-2.0
// Light or dark: as the system says, until a person says otherwise.
import { t } from "./text.js";

const next = { auto: "light", light: "dark", dark: "auto" };
const signs = { auto: "◐", light: "☀", dark: "☾" };

function kept() {
  try {
    return localStorage.getItem("theme") ?? "auto";
  } catch {
    return "auto";
  }
}

/// Makes `button` the switch.
export function startTheme(button) {
  let theme = next[kept()] ? kept() : "auto";
  const apply = () => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = signs[theme];
    const words = t(`page.theme_${theme}`);
    button.setAttribute("aria-label", words);
    button.title = words;
  };
  button.addEventListener("click", () => {
    theme = next[theme];
    try {
      localStorage.setItem("theme", theme);
    } catch { /* then only until the page is closed */ }
    apply();
  });
  apply();
}
