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

/// Replaces the contents of an element.
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
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
