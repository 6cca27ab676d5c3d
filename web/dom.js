// SPDX-License-Identifier: Apache-2.0
// Creates elements in one line. Text is always text: the name of a sensor or a room never becomes markup.

const svgTags = new Set(["svg", "g", "rect", "line", "path", "circle", "text", "title", "defs",
  "pattern", "marker", "linearGradient", "stop", "clipPath", "polyline", "polygon"]);

/// `h("p", {class: "note"}, "text", element, [more])`. A name that starts with `on` is a listener; the values null and false omit an
/// attribute. SVG elements are recognised by their tag.
export function h(tag, attributes = {}, ...children) {
  const element = svgTags.has(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

const kindOf = (element) => [element.localName, element.className, element.parentElement.className].join("\n");
const allOf = (element, kind) => [...element.querySelectorAll(kind.split("\n")[0])].filter((one) => kindOf(one) === kind);

/// Replaces the contents of an element. If it has the focus, the focus stays: on the same element if it is also in the new contents, on the
/// one in its place, or on what encloses it.
export function fill(element, ...children) {
  const had = document.activeElement !== element && element.contains(document.activeElement) ? document.activeElement : null;
  const kind = had && kindOf(had);
  const nth = had && allOf(element, kind).indexOf(had);
  element.replaceChildren();
  append(element, children);
  if (!had || element.contains(document.activeElement)) return;
  const successor = element.contains(had) ? had : (had.id && element.querySelector(`#${CSS.escape(had.id)}`)) || allOf(element, kind).slice(0, nth + 1).at(-1);
  (successor ?? element.closest("details")?.querySelector("summary") ?? document.getElementById("view"))?.focus({ preventScroll: true });
}

/// Announces a sentence to screen readers.
export function say(sentence) {
  const said = document.getElementById("said");
  if (said) said.textContent = sentence;
}

/// The sentence of an Error: those of the service are in English, whatever the page's language is.
export const faultText = (error) => h("span", { lang: error.lang ?? null }, error.message);

/// A sentence from the service.
export const english = (sentence) => h("span", { lang: "en" }, sentence);

/// An element whose content is drawn by `draw(width)`, and redrawn whenever its inner width in pixels changes.
export function fitted(element, draw) {
  let last = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (!width || width === last) return;
    last = width;
    fill(element, draw(width));
  }).observe(element);
  return element;
}
