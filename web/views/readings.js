// SPDX-License-Identifier: Apache-2.0
// Readings: the light of a room over any span, and what was made of it.
import { fill, h, say } from "../dom.js";
import { dateText, lengthText, momentText } from "../plot/clock.js";
import { drawReadings, margins } from "../plot/readings_plot.js";
import { letMove, within, zoomed } from "../plot/window.js";
import { drawCalendar } from "../plot/calendar.js";
import { dayTable } from "../plot/day_table.js";
import { pointsOf } from "../plot/light.js";
import { Corrections } from "./corrections.js";

const day = 86400;
const spans = [["Day", day], ["Week", 7 * day], ["Month", 31 * day], ["Year", 366 * day], ["All", Infinity]];

const query = (room, from, until, width) =>
  `readings?room=${encodeURIComponent(room)}&from=${Math.floor(from)}&until=${Math.ceil(until)}&width=${Math.round(width)}`;

/// What there is to see in a window, in a sentence.
function sentence(shown, window) {
  if (!shown.first) return `${shown.room}: no readings yet.`;
  const points = shown.points.filter((point) => point.until >= window.from && point.at < window.until);
  const when = window.until - window.from < 2 * day
    ? `${momentText(shown.clock, window.from)} to ${momentText(shown.clock, window.until)}`
    : `${dateText(shown.clock, window.from)} to ${dateText(shown.clock, window.until)}`;
  if (!points.length) return `${shown.room}, ${when}: no readings.`;
  const low = Math.min(...points.map((point) => point.low));
  const high = Math.max(...points.map((point) => point.high));
  let lamps = "";
  if (shown.lamps.changes) {
    let on = 0;
    shown.lamps.changes.forEach(([at, state], i, all) => {
      const end = i + 1 < all.length ? all[i + 1][0] : shown.until;
      if (state === "on") on += Math.max(0, Math.min(end, window.until) - Math.max(at, window.from));
    });
    lamps = `, lamps on for ${lengthText(on)}`;
  }
  return `${shown.room}, ${when}: ${Math.round(low)} to ${Math.round(high)} lux${lamps}.`;
}

function legend() {
  const entry = (kind, words) => h("li", {}, h("span", { class: `key ${kind}`, "aria-hidden": "true" }), words);
  return h("ul", { class: "legend" },
    entry("light", "light"), entry("smooth", "smoothed"), entry("on", "lamps on"), entry("unknown", "unclear"),
    entry("gap", "no readings"), entry("dark", "sun down"), entry("level", "levels"), entry("cut", "cut"));
}

/// The view's state and parts; `mount` builds one.
class Readings {
  constructor(element, source) {
    this.source = source;
    this.shown = null;      // the document that is drawn
    this.window = null;
    this.asking = 0;        // number of the newest question
    this.room = h("select", { id: "readings-room", onchange: () => this.open(this.room.value) });
    this.spans = h("div", { class: "buttons", role: "group", "aria-label": "Span" }, spans.map(([words, seconds]) =>
      h("button", { type: "button", onclick: () => this.show(seconds) }, words)));
    this.plot = h("svg", { class: "plot", "aria-hidden": "true" });
    this.readout = h("p", { class: "readout", "aria-hidden": "true" }, " ");
    this.stage = h("div", {
      class: "stage", tabindex: "0", role: "application", "aria-label": "Light over time",
      "aria-describedby": "readings-keys",
    }, this.plot);
    this.summary = h("p", { class: "summary" });
    this.more = h("div");
    this.links = h("p", { class: "links" });
    this.corrections = new Corrections(source, () => this.ask());
    fill(element,
      h("div", { class: "controls" },
        h("label", { for: "readings-room" }, "Room "), this.room, this.spans,
        h("div", { class: "buttons", role: "group", "aria-label": "Move and zoom" },
          this.button("◀", "Earlier", () => this.step(-1)), this.button("▶", "Later", () => this.step(1)),
          this.button("+", "Zoom in", () => this.zoom(0.5)), this.button("−", "Zoom out", () => this.zoom(2)))),
      this.summary, h("div", { class: "card plot-card" }, this.readout, this.stage, legend()),
      h("p", { id: "readings-keys", class: "hint" },
        "Drag to move, scroll or pinch to zoom. On the keyboard: arrow keys and page keys move, + and − zoom, Home shows all."),
      this.corrections.element, this.more, this.links);
    letMove(this.stage, {
      at: (clientX) => this.timeAt(clientX),
      window: () => this.window ?? { from: 0, until: day },
      change: (window) => this.move(window),
      point: (clientX) => this.point(clientX),
      all: () => this.show(Infinity),
    });
    this.resized = new ResizeObserver(() => this.draw());
    this.resized.observe(this.stage);
    this.unlisten = source.listen("readings", () => this.ask());
  }

  button(sign, words, act) {
    return h("button", { type: "button", "aria-label": words, title: words, onclick: act }, sign);
  }

  width() {
    return Math.max(this.stage.clientWidth, 200);
  }

  timeAt(clientX) {
    const left = this.stage.getBoundingClientRect().left + margins.left;
    const share = (clientX - left) / (this.width() - margins.left - margins.right);
    return this.window ? this.window.from + share * (this.window.until - this.window.from) : 0;
  }

  async open(room) {
    this.shown = null;
    this.window = null;
    await this.ask(room);
  }

  /// The last `seconds` of what there is, or as much around the middle of the window.
  show(seconds) {
    if (!this.shown?.first) return;
    const { first, last } = this.shown;
    const span = Math.min(seconds, (last - first) * 1.04);
    const middle = (this.window.from + this.window.until) / 2;
    const end = this.window.until >= last ? last : Math.min(last, middle + span / 2);
    this.move({ from: end - span, until: end });
  }

  step(direction) {
    const by = direction * (this.window.until - this.window.from) / 2;
    this.move({ from: this.window.from + by, until: this.window.until + by });
  }

  zoom(factor) {
    this.move(zoomed(this.window, factor, (this.window.from + this.window.until) / 2));
  }

  move(window) {
    if (!this.shown?.first) return;
    this.window = within(window, this.shown.first, this.shown.last);
    this.draw();
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.ask(), 30);
  }

  /// Asks for the window and as much again on either side, so that moving on finds it drawn.
  async ask(room) {
    const number = ++this.asking;
    const window = this.window;
    const margin = window ? (window.until - window.from) / 2 : 0;
    const path = window
      ? query(room ?? this.shown.room, window.from - margin, window.until + margin, this.width() * 2)
      : `readings?width=${Math.round(this.width())}${room ? `&room=${encodeURIComponent(room)}` : ""}`;
    let shown;
    try {
      shown = await this.source.get(path);
    } catch (error) {
      if (number === this.asking) fill(this.summary, error.message);
      return;
    }
    if (number !== this.asking) return;
    shown.points = pointsOf(shown.light);
    this.shown = shown;
    this.window ??= { from: shown.window?.[0] ?? shown.from, until: shown.window?.[1] ?? shown.until };
    this.settle();
  }

  settle() {
    const { shown } = this;
    fill(this.room, shown.rooms.map((name) => h("option", { value: name, selected: name === shown.room }, name)));
    this.draw();
    const words = sentence(shown, this.window);
    fill(this.summary, words, shown.lamps.complete ? null
      : h("span", { class: "note" }, " When the lamps were on is still being computed."));
    say(words);
    this.corrections.show(shown, this.window);
    fill(this.more, drawCalendar(shown, this.window), dayTable(shown, this.window));
    const span = `room=${encodeURIComponent(shown.room)}&from=${Math.floor(this.window.from)}&until=${Math.ceil(this.window.until)}`;
    fill(this.links, this.source.live && shown.first ? [
      "CSV of this span: ",
      h("a", { href: `api/v1/readings.csv?${span}`, download: true }, "readings"), " · ",
      h("a", { href: `api/v1/lamps.csv?${span}`, download: true }, "on and off"), " · ",
      h("a", { href: `api/v1/plan.csv?${span}`, download: true }, "plans"),
    ] : null);
  }

  draw() {
    if (!this.shown || !this.window) return;
    drawReadings(this.plot, this.shown, this.window, this.width());
  }

  point(clientX) {
    if (!this.shown || clientX === null) {
      this.readout.textContent = " ";
      this.plot.querySelector(".crosshair")?.remove();
      return;
    }
    const at = this.timeAt(clientX);
    const near = this.shown.points.findLast((point) => point.at <= at && at - point.until < 600);
    const x = clientX - this.stage.getBoundingClientRect().left;
    this.plot.querySelector(".crosshair")?.remove();
    if (at < this.window.from || at > this.window.until) return;
    this.plot.append(h("line", { class: "crosshair", x1: x, x2: x, y1: margins.top, y2: margins.height - margins.bottom }));
    const state = this.shown.lamps.changes?.findLast(([from]) => from <= at)?.[1];
    const lux = !near ? "no reading" : near.low === near.high ? `${near.low} lux` : `${near.low} to ${near.high} lux`;
    this.readout.textContent = `${momentText(this.shown.clock, at)} · ${lux}${state ? ` · ${state}` : ""}`;
  }

  unmount() {
    this.resized.disconnect();
    this.unlisten();
    clearTimeout(this.soon);
  }
}

export default {
  id: "readings",
  title: "Readings",
  mount(element, source) {
    const view = new Readings(element, source);
    view.open();
    return () => view.unmount();
  },
};
