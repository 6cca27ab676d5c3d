// SPDX-License-Identifier: Apache-2.0
// Readings: the light of a room over any span, and what was detected in it.
import { faultText, fill, h, say } from "../dom.js";
import { t } from "../text.js";
import { lengthText } from "../time.js";
import { dateText, momentText } from "../plot/clock.js";
import { drawReadings, margins, pointsOf } from "../plot/readings_plot.js";
import { letMove, within, zoomed } from "../plot/window.js";
import { dayTable, drawCalendar } from "../plot/calendar.js";
import { Corrections } from "./corrections.js";

const day = 86400;
const spans = [["day", day], ["week", 7 * day], ["month", 31 * day], ["year", 366 * day], ["all", Infinity]];

const query = (room, from, until, width) =>
  `readings?room=${encodeURIComponent(room)}&from=${Math.floor(from)}&until=${Math.ceil(until)}&width=${Math.round(width)}`;

/// The states of the lamps over time: spans that end where knowledge does, because the future is not unclear.
function spansOf({ lamps, until, last }) {
  return lamps.changes?.map(([from, state], i, all) => ({ from, state, until: Math.min(i + 1 < all.length ? all[i + 1][0] : until, last) }))
    .filter((span) => span.until > span.from);
}

/// A summary of a window, in one sentence.
function sentence(shown, window) {
  const { room } = shown;
  const text = window.until - window.from < 2 * day ? momentText : dateText;
  const when = t("readings.span", { from: text(shown.clock, window.from), until: text(shown.clock, window.until) });
  const points = shown.points.filter((point) => point.until >= window.from && point.at < window.until);
  if (!points.length) return t("readings.none", { room, when });
  const low = Math.round(Math.min(...points.map((point) => point.low)));
  const high = Math.round(Math.max(...points.map((point) => point.high)));
  if (!shown.lamps.spans) return t("readings.some", { room, when, low, high });
  const on = shown.lamps.spans.filter(({ state }) => state === "on")
    .reduce((sum, { from, until }) => sum + Math.max(0, Math.min(until, window.until) - Math.max(from, window.from)), 0);
  return t("readings.some_on", { room, when, low, high, length: lengthText(on) });
}

function legend() {
  const entry = (kind) => h("li", {}, h("span", { class: `key ${kind}`, "aria-hidden": "true" }), t(`readings.legend_${kind}`));
  return h("ul", { class: "legend" }, ["light", "smooth", "on", "unknown", "gap", "dark", "level", "cut"].map(entry));
}

/// The view's state and parts; created by `mount`.
class Readings {
  constructor(element, source) {
    this.source = source;
    this.shown = null;      // the document that is drawn
    this.window = null;
    this.asking = 0;        // number of the latest request
    this.room = h("select", { id: "readings-room", onchange: () => this.open(this.room.value) });
    this.span = null;       // the button that selected the window
    this.marked = null;     // a span of the drawing that is to be corrected
    this.spans = h("div", { class: "buttons", role: "group", "aria-label": t("readings.spans") }, spans.map(([name, seconds]) =>
      h("button", { type: "button", "aria-pressed": "false", "data-span": name, onclick: () => this.show(seconds, name) }, t(`readings.${name}`))));
    this.plot = h("svg", { class: "plot", "aria-hidden": "true" });
    this.readout = h("p", { class: "readout", "aria-hidden": "true" }, " ");
    this.stage = h("div", {
      class: "stage", tabindex: "0", role: "application", "aria-label": t("readings.stage"),
      "aria-describedby": "readings-keys",
    }, this.plot);
    this.summary = h("p", { class: "summary" });
    this.calendar = h("div", { class: "calendar-slot" });
    this.more = h("div");
    this.links = h("p", { class: "links" });
    this.corrections = new Corrections(source, () => this.ask(), () => this.mark(null));
    this.tools = [this.spans, h("div", { class: "buttons", role: "group", "aria-label": t("readings.move") },
      this.button("◀", "earlier", () => this.step(-1)), this.button("▶", "later", () => this.step(1)),
      this.button("+", "zoom_in", () => this.zoom(0.5)), this.button("−", "zoom_out", () => this.zoom(2)))];
    this.drawing = h("div", {}, h("div", { class: "card plot-card" }, this.readout, this.stage, legend()),
      h("p", { id: "readings-keys", class: "hint" }, t("readings.keys")), this.corrections.element, this.calendar, this.more, this.links);
    fill(element,
      h("div", { class: "controls" }, h("label", { for: "readings-room" }, t("page.room")), this.room, this.tools), this.summary, this.drawing);
    letMove(this.stage, {
      at: (clientX) => this.timeAt(clientX),
      window: () => this.window ?? { from: 0, until: day },
      change: (window) => this.move(window),
      point: (clientX) => this.point(clientX),
      all: () => this.show(Infinity, "all"),
      marks: () => this.corrections.element.open,
      mark: (from, until) => this.mark({ from, until }),
    });
    this.resized = new ResizeObserver(() => { this.draw(); this.drawDays(); });
    this.resized.observe(this.stage);
    this.unlisten = source.listen("readings", () => this.ask());
  }

  button(sign, name, act) {
    const words = t(`readings.${name}`);
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

  /// The last `seconds` of the data, or that much around the middle of the window.
  show(seconds, name) {
    if (!this.shown?.first) return;
    this.span = name;
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

  /// Requests the window and as much again on either side, so that panning finds it loaded.
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
      if (number === this.asking) fill(this.summary, faultText(error));
      return;
    }
    if (number !== this.asking) return;
    shown.points = pointsOf(shown.light);
    shown.lamps.spans = spansOf(shown);
    this.shown = shown;
    this.window ??= { from: shown.window?.[0] ?? shown.from, until: shown.window?.[1] ?? shown.until };
    this.settle();
  }

  settle() {
    const { shown } = this;
    fill(this.room, shown.rooms.map((name) => h("option", { value: name, selected: name === shown.room }, name)));
    for (const part of [...this.tools, this.drawing]) part.hidden = !shown.first;
    if (!shown.first) {
      fill(this.summary, t("readings.none_yet", { room: shown.room }), " ", this.source.live ? h("a", { href: "#health" }, t("readings.none_health")) : null);
      return;
    }
    this.draw();
    this.drawDays();
    const words = sentence(shown, this.window);
    fill(this.summary, words, shown.lamps.complete ? null : h("span", { class: "note" }, ` ${t("readings.computing")}`));
    say(words);
    this.corrections.show(shown, this.window);
    const span = `room=${encodeURIComponent(shown.room)}&from=${Math.floor(this.window.from)}&until=${Math.ceil(this.window.until)}`;
    const link = (name, words) => h("a", { href: `api/v1/${name}.csv?${span}`, download: true }, t(`readings.${words}`));
    fill(this.links, this.source.live ? [t("readings.csv"), " ", link("readings", "csv_readings"), " · ", link("lamps", "csv_lamps"), " · ", link("plan", "csv_plans")] : null);
  }

  draw() {
    if (!this.shown?.first || !this.window) return;
    drawReadings(this.plot, this.shown, this.window, this.width(), this.marked);
    this.pressSpan();
  }

  /// Marks the button of the span that is shown, whether chosen or reached by zooming.
  pressSpan() {
    const { first, last } = this.shown;
    const wide = this.window.until - this.window.from;
    const fits = spans.filter(([, seconds]) => Math.abs(wide / Math.min(seconds, (last - first) * 1.04) - 1) < 0.05).map(([name]) => name);
    const chosen = fits.includes(this.span) ? this.span : fits[0];
    for (const button of this.spans.children) button.setAttribute("aria-pressed", String(button.dataset.span === chosen));
  }

  drawDays() {
    if (!this.shown?.first || !this.window) return;
    const isOpen = this.more.querySelector("details")?.open;
    const days = drawCalendar(this.shown, this.window, Math.max(this.calendar.clientWidth - 22, 200));
    fill(this.calendar, days ? h("section", { class: "calendar-card" }, h("h2", {}, t("readings.glance")), days) : null);
    fill(this.more, dayTable(this.shown, this.window));
    if (isOpen) this.more.querySelector("details").open = true;
  }

  mark(span) {
    this.marked = span;
    this.draw();
    if (span) this.corrections.mark(span);
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
    const state = this.shown.lamps.spans?.find(({ from, until }) => from <= at && at < until)?.state;
    const lux = !near ? t("readings.no_reading") : near.low === near.high ? t("readings.lux", { lux: near.low }) : t("readings.lux_range", { low: near.low, high: near.high });
    this.readout.textContent = `${momentText(this.shown.clock, at)} · ${lux}${state ? ` · ${t(`page.${state}`)}` : ""}`;
  }

  unmount() {
    this.resized.disconnect();
    this.unlisten();
    clearTimeout(this.soon);
  }
}

export default {
  id: "readings",
  title: t("readings.title"),
  mount(element, source) {
    const view = new Readings(element, source);
    view.open();
    return () => view.unmount();
  },
};
