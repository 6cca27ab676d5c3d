// SPDX-License-Identifier: Apache-2.0
// Shown until the user signs in, or, on a machine without a password, sets the first one.
import { faultText, fill, h } from "./dom.js";
import { t } from "./text.js";

/// The newest code, of several starts.
const readCode = 'sudo journalctl -u lamplighter | grep "enter the code" | tail -n 1';
const command = "sudo lamplighter serve --set-password && sudo systemctl restart lamplighter";

/// Fills `element` with a form whose `fields` are posted to `path`; calls `opened` once the server accepts them. `wrong` is the key of the
/// text for a 403.
function form(element, source, { title, before, fields, path, wrong, after }, opened) {
  const trouble = h("p", { class: "bad", role: "alert" });
  const inputs = Object.values(fields);
  fill(element, h("form", {
    class: "card login",
    async onsubmit(event) {
      event.preventDefault();
      try {
        await source.post(path, Object.fromEntries(Object.entries(fields).map(([name, input]) => [name, input.value])));
        opened();
      } catch (error) {
        fill(trouble, error.status === 403 ? t(wrong) : faultText(error));
        inputs[0].select();
      }
    },
  },
  h("h1", {}, title), before,
  inputs.map((input) => [h("label", { for: input.id }, t(`login.${input.name}`)), input]),
  trouble, h("button", { class: "main", type: "submit" }, title), after));
  inputs[0].focus();
}

const field = (name, attributes) => h("input", { id: name, name, required: true, ...attributes });

/// Asks for the page's password.
export function askPassword(element, source, opened) {
  form(element, source, {
    title: t("login.title"), path: "login", wrong: "login.wrong",
    fields: { password: field("password", { type: "password", autocomplete: "current-password" }) },
    after: h("details", {}, h("summary", {}, t("login.forgotten")), h("p", { class: "soft" }, t("login.forgotten_hint")), h("p", {}, h("code", {}, command))),
  }, opened);
}

/// Asks for the code in the log and for a new password.
export function setFirstPassword(element, source, opened) {
  form(element, source, {
    title: t("login.first_title"), path: "first-password", wrong: "login.wrong_code",
    fields: {
      code: field("code", { autocomplete: "one-time-code", autocapitalize: "characters", spellcheck: "false", maxlength: "16" }),
      password: field("new_password", { type: "password", autocomplete: "new-password", minlength: "10" }),
    },
    before: [h("p", { class: "soft" }, t("login.first_hint")), h("p", {}, h("code", {}, readCode))],
  }, opened);
}
