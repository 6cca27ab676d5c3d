// SPDX-License-Identifier: Apache-2.0
// Elements in one line. Text is always text: nothing a sensor or a room is called becomes markup.

const svgTags = new Set(["svg", "g", "rect", "line", "path", "circle", "text", "title", "defs",
  "pattern", "marker", "linearGradient", "stop", "clipPath", "polyline", "polygon"]);

/// `h("p", {class: "note"}, "text", element, [more])`. A name that starts with `on` is a listener;
/// values null and false leave an attribute out. SVG by its tag.
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

/// Puts these in the place of all that is in an element.
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

/// Tells people who do not see the page.
export function say(sentence) {
  const said = document.getElementById("said");
  if (said) said.textContent = sentence;
}

/// A sentence of an Error: those of the service are English, whatever the page's language is.
export const faultText = (error) => h("span", { lang: error.lang ?? null }, error.message);

/// A sentence that the service made.
export const english = (sentence) => h("span", { lang: "en" }, sentence);

/// An element whose content is drawn by `draw(width)`, again whenever its inner width in pixels changes.
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
