// SPDX-License-Identifier: Apache-2.0
// Light or dark: as the system says, until a person says otherwise.
const next = { auto: "light", light: "dark", dark: "auto" };
const words = { auto: "Theme: as the system", light: "Theme: light", dark: "Theme: dark" };
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
    button.setAttribute("aria-label", words[theme]);
    button.title = words[theme];
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
