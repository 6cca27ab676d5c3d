// SPDX-License-Identifier: Apache-2.0
// A hidden Markov model as a diagram and as a table.
import { h } from "../dom.js";

const size = { width: 440, height: 340, ring: 112, node: 34 };
const least = 0.0005;  // of a transition that is drawn

const percent = (share) => (share === 0 ? "0" : share < 0.001 ? "<0.1 %" : share > 0.999 && share < 1 ? ">99.9 %" : `${(100 * share).toFixed(share < 0.1 || share > 0.9 ? 1 : 0)} %`);

export function stayText(minutes) {
  if (minutes === null) return "forever";
  if (minutes < 90) return `${minutes < 10 ? minutes.toFixed(1) : Math.round(minutes)} min`;
  const hours = minutes / 60;
  return hours < 72 ? `${hours.toFixed(hours < 10 ? 1 : 0)} h` : `${Math.round(hours / 24)} days`;
}

function places(count) {
  const centre = { x: size.width / 2, y: size.height / 2 };
  if (count === 1) return [centre];
  return Array.from({ length: count }, (_, i) => {
    const angle = (i / count) * 2 * Math.PI - Math.PI / 2;
    return { x: centre.x + 1.3 * size.ring * Math.cos(angle), y: centre.y + size.ring * Math.sin(angle) };
  });
}

/// A bow from one state to another; its width grows with how often a state that is left is left
/// this way.
function bow(a, b, share) {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const long = Math.hypot(dx, dy);
  const [ux, uy] = [dx / long, dy / long];
  const [nx, ny] = [-uy * 13, ux * 13];
  const from = { x: a.x + ux * size.node + nx * 0.6, y: a.y + uy * size.node + ny * 0.6 };
  const to = { x: b.x - ux * (size.node + 7) + nx * 0.6, y: b.y - uy * (size.node + 7) + ny * 0.6 };
  const bend = { x: (a.x + b.x) / 2 + nx * 2.2, y: (a.y + b.y) / 2 + ny * 2.2 };
  const n = (value) => value.toFixed(1);
  return h("path", {
    d: `M${n(from.x)} ${n(from.y)}Q${n(bend.x)} ${n(bend.y)} ${n(to.x)} ${n(to.y)}`,
    class: "bow", "stroke-width": (0.6 + 4.4 * Math.sqrt(share)).toFixed(2), "marker-end": "url(#arrow)",
  });
}

/// States as discs, lit as much as they show "on".
export function stateDiagram(states) {
  const at = places(states.length);
  const bows = states.flatMap((state, i) => {
    const left = 1 - state.transition[i];
    return state.transition.map((chance, j) => (j === i || chance < least || chance / left < 0.03 ? null : bow(at[i], at[j], chance / left)));
  });
  const discs = states.map((state, i) => h("g", { class: state.on > 0.5 ? "is-lit" : null },
    h("circle", { cx: at[i].x, cy: at[i].y, r: size.node, class: "disc" }),
    h("circle", { cx: at[i].x, cy: at[i].y, r: size.node, class: "lit", "fill-opacity": state.on.toFixed(3) }),
    h("text", { x: at[i].x, y: at[i].y - 3, "text-anchor": "middle", class: "state-name" }, i + 1),
    h("text", { x: at[i].x, y: at[i].y + 13, "text-anchor": "middle", class: "state-stay" }, stayText(state.mean_minutes))));
  return h("svg", { class: "plot states", viewBox: `0 0 ${size.width} ${size.height}`, role: "img", "aria-label": "States and their transitions; the table beside has the numbers" },
    h("defs", {}, h("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 5, refY: 4, markerWidth: 7, markerHeight: 7, markerUnits: "userSpaceOnUse", orient: "auto" },
      h("path", { d: "M0 0L8 4L0 8Z", class: "arrow" }))),
    bows, discs);
}

/// Every number of the model.
export function stateTable(states) {
  const head = ["State", "Probability on", "Mean stay", "Start probability", ...states.map((_, i) => `To ${i + 1}`)];
  return h("table", {}, h("thead", {}, h("tr", {}, head.map((words) => h("th", { scope: "col" }, words)))),
    h("tbody", {}, states.map((state, i) => h("tr", {}, h("th", { scope: "row" }, i + 1), h("td", {}, percent(state.on)),
      h("td", {}, stayText(state.mean_minutes)), h("td", {}, percent(state.start)), state.transition.map((chance) => h("td", {}, percent(chance)))))));
}
