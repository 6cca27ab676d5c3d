// SPDX-License-Identifier: Apache-2.0
// What is shown until somebody says the password.
import { fill, h } from "./dom.js";

/// Fills `element` with a form; calls `opened` once the server takes the password.
export function askPassword(element, source, opened) {
  const input = h("input", {
    id: "password", type: "password", autocomplete: "current-password", required: true,
  });
  const trouble = h("p", { class: "bad", role: "alert" });
  const form = h("form", {
    class: "card login",
    async onsubmit(event) {
      event.preventDefault();
      try {
        await source.post("login", { password: input.value });
        opened();
      } catch (error) {
        trouble.textContent = `${error.message[0].toUpperCase()}${error.message.slice(1)}.`;
        input.select();
      }
    },
  },
  h("h1", {}, "Sign in"),
  h("label", { for: "password" }, "Password of this house’s page"),
  input, trouble,
  h("button", { class: "main", type: "submit" }, "Sign in"));
  fill(element, form);
  input.focus();
}
