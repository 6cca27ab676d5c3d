// SPDX-License-Identifier: Apache-2.0
// A hidden Markov model as a diagram and as a table.
import { h } from "../dom.js";
import { number, percent, t } from "../text.js";

const node = 34;
/// A ring of states in a drawing `width` pixels wide.
const sizeOf = (width) => ({ width, height: 0.68 * width + 44, ring: 0.25 * width });
const least = 0.0005;  // smallest transition probability that is drawn

const shareText = (share) => (share === 0 ? "0" : share < 0.001 ? `<${percent(0.001, 1)}` : share > 0.999 && share < 1 ? `>${percent(0.999, 1)}` : percent(share, share < 0.1 || share > 0.9 ? 1 : 0));

function stayText(minutes) {
  if (minutes === null) return t("models.forever");
  if (minutes < 90) return `${number(minutes, { maximumFractionDigits: minutes < 10 ? 1 : 0 })} min`;
  const hours = minutes / 60;
  return hours < 72 ? `${number(hours, { maximumFractionDigits: hours < 10 ? 1 : 0 })} h` : t("models.days", { count: Math.round(hours / 24) });
}

function places(count, size) {
  const centre = { x: size.width / 2, y: size.height / 2 };
  if (count === 1) return [centre];
  return Array.from({ length: count }, (_, i) => {
    const angle = (i / count) * 2 * Math.PI - Math.PI / 2;
    return { x: centre.x + 1.3 * size.ring * Math.cos(angle), y: centre.y + size.ring * Math.sin(angle) };
  });
}

/// An arc from one state to another; its width grows with the probability of this transition when the state is left.
function bow(a, b, share) {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const long = Math.hypot(dx, dy);
  const [ux, uy] = [dx / long, dy / long];
  const [nx, ny] = [-uy * 13, ux * 13];
  const from = { x: a.x + ux * node + nx * 0.6, y: a.y + uy * node + ny * 0.6 };
  const to = { x: b.x - ux * (node + 7) + nx * 0.6, y: b.y - uy * (node + 7) + ny * 0.6 };
  const bend = { x: (a.x + b.x) / 2 + nx * 2.2, y: (a.y + b.y) / 2 + ny * 2.2 };
  const n = (value) => value.toFixed(1);
  return h("path", {
    d: `M${n(from.x)} ${n(from.y)}Q${n(bend.x)} ${n(bend.y)} ${n(to.x)} ${n(to.y)}`,
    class: "bow", "stroke-width": (0.6 + 4.4 * Math.sqrt(share)).toFixed(2), "marker-end": "url(#arrow)",
  });
}

/// States as discs, brighter the more often they emit "on"; at most `width` pixels wide.
export function stateDiagram(states, width) {
  const size = sizeOf(Math.min(width, 440));
  const at = places(states.length, size);
  const bows = states.flatMap((state, i) => {
    const left = 1 - state.transition[i];
    return state.transition.map((chance, j) => (j === i || chance < least || chance / left < 0.03 ? null : bow(at[i], at[j], chance / left)));
  });
  const discs = states.map((state, i) => h("g", { class: state.on > 0.5 ? "is-lit" : null },
    h("circle", { cx: at[i].x, cy: at[i].y, r: node, class: "disc" }),
    h("circle", { cx: at[i].x, cy: at[i].y, r: node, class: "lit", "fill-opacity": state.on.toFixed(3) }),
    h("text", { x: at[i].x, y: at[i].y - 3, "text-anchor": "middle", class: "state-name" }, i + 1),
    h("text", { x: at[i].x, y: at[i].y + 13, "text-anchor": "middle", class: "state-stay" }, stayText(state.mean_minutes))));
  return h("svg", { class: "plot states", viewBox: `0 0 ${size.width} ${size.height}`, width: size.width, height: size.height, role: "img", "aria-label": t("models.diagram") },
    h("defs", {}, h("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 5, refY: 4, markerWidth: 7, markerHeight: 7, markerUnits: "userSpaceOnUse", orient: "auto" },
      h("path", { d: "M0 0L8 4L0 8Z", class: "arrow" }))),
    bows, discs);
}

/// All numbers of the model.
export function stateTable(states) {
  const head = ["state", "chance_on", "mean_stay", "start"].map((key) => t(`models.${key}`)).concat(states.map((_, i) => t("models.to", { state: i + 1 })));
  return h("table", {}, h("thead", {}, h("tr", {}, head.map((words) => h("th", { scope: "col" }, words)))),
    h("tbody", {}, states.map((state, i) => h("tr", {}, h("th", { scope: "row" }, i + 1), h("td", {}, shareText(state.on)),
      h("td", {}, stayText(state.mean_minutes)), h("td", {}, shareText(state.start)), state.transition.map((chance) => h("td", {}, shareText(chance)))))));
}
