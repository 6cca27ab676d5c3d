// SPDX-License-Identifier: Apache-2.0
// Moving and zooming a time window by mouse, finger and keyboard.

const shortest = 10 * 60;

/// Zooms by `factor` around `centre`, which keeps its position.
export function zoomed({ from, until }, factor, centre) {
  return { from: centre - (centre - from) * factor, until: centre + (until - centre) * factor };
}

export const moved = ({ from, until }, by) => ({ from: from + by, until: until + by });

/// Limits a window: at least ten minutes, at most all data with a small margin on both sides, and always overlapping the data.
export function within({ from, until }, first, last) {
  const longest = Math.max((last - first) * 1.04, 3600);
  const middle = (from + until) / 2;
  const span = Math.round(Math.min(Math.max(until - from, shortest), longest));
  const room = Math.max((last - first) / 2 + longest * 0.02 - span / 2, 0);
  const home = (first + last) / 2;
  const centre = Math.min(Math.max(middle, home - room), home + room);
  const begin = Math.round(centre - span / 2);
  return { from: begin, until: begin + span };
}

const keys = {
  ArrowLeft: (window, span) => moved(window, -span / 8),
  ArrowRight: (window, span) => moved(window, span / 8),
  PageUp: (window, span) => moved(window, -span),
  PageDown: (window, span) => moved(window, span),
  "+": (window, _, centre) => zoomed(window, 0.5, centre),
  "=": (window, _, centre) => zoomed(window, 0.5, centre),
  "-": (window, _, centre) => zoomed(window, 2, centre),
};

/// Lets the user move the window of `element`. `at(clientX)` is the time under a point; `window()` the current window; `change(window)`
/// sets another one; `point(clientX)` receives the position of the mouse or of a tap, null when the mouse leaves; `all()` shows everything.
/// While `marks()`, one pointer selects a span for `mark(from, until)` instead of moving the window.
export function letMove(element, { at, window, change, point, all, marks, mark }) {
  const pointers = new Map();
  const tapped = 8;  // pixels that a finger may move
  let began = 0;
  const scale = () => (at(1000) - at(0)) / 1000;

  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest("button, a")) return;
    pointers.set(event.pointerId, event.clientX);
    began = event.clientX;
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    if (!pointers.has(event.pointerId)) {
      point(event.clientX);
      return;
    }
    const before = [...pointers.values()];
    pointers.set(event.pointerId, event.clientX);
    const now = [...pointers.values()];
    if (now.length === 1 && marks()) {
      const edges = [at(began), at(event.clientX)];
      if (Math.abs(event.clientX - began) >= tapped) mark(Math.min(...edges), Math.max(...edges));
    } else if (now.length === 1) {
      change(moved(window(), (before[0] - now[0]) * scale()));
    } else {
      const apart = (two) => Math.max(Math.abs(two[0] - two[1]), 10);
      const centre = at((now[0] + now[1]) / 2);
      change(zoomed(window(), apart(before) / apart(now), centre));
    }
    point(null);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    element.addEventListener(name, (event) => {
      const isTap = name === "pointerup" && event.pointerType !== "mouse" && pointers.size === 1 && Math.abs(event.clientX - began) < tapped;
      if (pointers.delete(event.pointerId) && isTap) point(event.clientX);
    });
  }
  element.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") point(null); });
  element.addEventListener("wheel", (event) => {
    if (!event.deltaY && !event.deltaX) return;
    event.preventDefault();
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (sideways) change(moved(window(), event.deltaX * scale()));
    else change(zoomed(window(), Math.exp(Math.max(-1, Math.min(1, event.deltaY / 400))), at(event.clientX)));
  }, { passive: false });
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Home") all();
    else if (keys[event.key]) {
      const now = window();
      change(keys[event.key](now, now.until - now.from, (now.from + now.until) / 2));
    } else return;
    event.preventDefault();
  });
}
