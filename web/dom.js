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

/// Where the focus goes when the contents of `element` are replaced, asked before; called afterwards it returns the element, or null: the one
/// that had the focus if it is also in the new contents, the one with its id, the one in its place, or what encloses it.
function successorOfFocus(element) {
  const had = document.activeElement;
  if (had === element || !element.contains(had)) return () => null;
  const kind = kindOf(had);
  const nth = allOf(element, kind).indexOf(had);
  return () => {
    if (element.contains(had)) return had;
    const sameId = had.id ? element.querySelector(`#${CSS.escape(had.id)}`) : null;
    const inItsPlace = allOf(element, kind).slice(0, nth + 1).at(-1);
    return sameId ?? inItsPlace ?? element.closest("details")?.querySelector("summary") ?? document.getElementById("view");
  };
}

/// Replaces the contents of an element; if the focus is in them, it stays.
export function fill(element, ...children) {
  const successor = successorOfFocus(element);
  element.replaceChildren();
  append(element, children);
  if (!element.contains(document.activeElement)) successor()?.focus({ preventScroll: true });
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
