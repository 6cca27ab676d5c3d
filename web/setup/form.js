// SPDX-License-Identifier: Apache-2.0
// Forms of the set-up: errors are shown beside their fields, and all other input is kept.
import { faultText, fill, h, say } from "../dom.js";

/// A labelled input, select or group with room for a hint and an error. `input` has a name.
export function field(id, label, input, hint = null) {
  input.id = id;
  input.setAttribute("aria-describedby", hint ? `${id}-hint ${id}-error` : `${id}-error`);
  return h("div", { class: "field" }, h("label", { for: id }, label), input,
    hint ? h("p", { class: "hint", id: `${id}-hint` }, hint) : null, wrong(id));
}

/// The id of the error message for the input with that id.
export const wrong = (id) => h("p", { class: "bad wrong", id: `${id}-error`, hidden: true });

/// A one-line input.
export const line = (name, value, attributes = {}) =>
  h("input", { name, value: value ?? "", autocomplete: "off", spellcheck: "false", autocapitalize: "none", ...attributes });

/// A number as typed, with a point or a comma; invalid input stays a text, and empty input is null.
export function numberOf(text) {
  const typed = text.trim().replace(",", ".");
  if (typed === "") return null;
  const value = Number(typed);
  return Number.isNaN(value) ? text.trim() : value;
}

function sayRight(form) {
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  for (const sentence of form.querySelectorAll(".wrong")) {
    fill(sentence);
    sentence.hidden = true;
  }
}

/// Shows the error beside the input of `form` that its field names, otherwise below the form.
export function sayWrong(form, error, inputOf = (name) => form.querySelector(`[name="${CSS.escape(name)}"]`)) {
  sayRight(form);
  const input = error.field ? inputOf(error.field) : null;
  const sentence = input ? form.querySelector(`#${CSS.escape(input.id)}-error`) : form.querySelector(".wrong.of-form");
  if (sentence) {
    fill(sentence, faultText(error));
    sentence.hidden = false;
  }
  input?.setAttribute("aria-invalid", "true");
  input?.closest("details:not([open])")?.setAttribute("open", "");
  input?.focus();
  if (!input) say(error.message);
}

function isTyped(input) {
  if (input.type === "checkbox") return input.checked !== input.defaultChecked;
  if (!input.options) return input.value !== input.defaultValue;
  return input.selectedIndex !== Math.max(0, [...input.options].findIndex((one) => one.defaultSelected));
}

/// The unsent input of the forms in `element`, with their error messages, to be restored after they are redrawn. A form without a key keeps
/// its own state.
export function typedIn(element) {
  const forms = [...element.querySelectorAll("form[data-key]")].filter((one) => !one.isSent);
  return forms.flatMap((one) => [...one.elements].filter((input) => input.id && input.name && isTyped(input)).map((input) => ({
    key: one.dataset.key, name: input.name, value: input.value, checked: input.checked,
    wrong: input.hasAttribute("aria-invalid") ? document.getElementById(`${input.id}-error`)?.textContent : null,
  })));
}

/// Restores what `typedIn` returned.
export function typeAgain(element, typed) {
  for (const { key, name, value, checked, wrong: fault } of typed) {
    const input = element.querySelector(`form[data-key="${CSS.escape(key)}"] [name="${CSS.escape(name)}"]`);
    if (!input) continue;
    input.value = value;
    if (input.type === "checkbox") input.checked = checked;
    input.closest("details")?.setAttribute("open", "");
    if (!fault) continue;
    input.setAttribute("aria-invalid", "true");
    const sentence = document.getElementById(`${input.id}-error`);
    fill(sentence, fault);
    sentence.hidden = false;
  }
}

/// While `work` is running, a button shows `words` and is inactive; it keeps the focus.
export async function busy(button, words, work) {
  if (button.getAttribute("aria-busy") === "true") return undefined;
  const before = [...button.childNodes];
  button.setAttribute("aria-busy", "true");
  fill(button, words);
  say(words);
  try {
    return await work();
  } finally {
    button.removeAttribute("aria-busy");
    fill(button, before);
  }
}

/// A form that submits itself with `send(values, form)`: values are the inputs by name. `inputOf(form, field)` returns the input for an
/// error's field if that is not its name. Forms with a `key` keep their input when they are redrawn.
export function form({ id, key = id, submit, working, send, inputOf, after = null }, ...children) {
  const button = h("button", { class: "main", type: "submit", id: `${id}-submit` }, submit);
  const element = h("form", {
    id, novalidate: true, class: "set-form", "data-key": key,
    oninput() { element.isSent = false; },
    async onsubmit(event) {
      event.preventDefault();
      const values = Object.fromEntries([...element.elements].filter((one) => one.name).map((one) => [one.name, one.type === "checkbox" ? one.checked : one.value]));
      await busy(button, working ?? submit, async () => {
        try {
          element.isSent = true;
          await send(values, element);
          sayRight(element);
        } catch (error) {
          element.isSent = false;
          sayWrong(element, error, inputOf ? (name) => inputOf(element, name) : undefined);
        }
      });
    },
  }, children, h("p", { class: "bad wrong of-form", hidden: true, role: "alert" }), h("div", { class: "tools" }, button, after));
  return element;
}

/// A button beside a form with its own action; its errors are shown in the surrounding form.
export function action(label, working, work, attributes = {}) {
  const button = h("button", {
    type: "button", ...attributes,
    onclick: () => busy(button, working, async () => {
      try {
        await work();
      } catch (error) {
        const around = button.closest("form, .step");
        if (around) sayWrong(around, error);
      }
    }),
  }, label);
  return button;
}
