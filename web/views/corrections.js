// SPDX-License-Identifier: Apache-2.0
// The user's corrections of a room's lamps, below the view Readings: add, undo, and download as a file.
import { faultText, fill, h, say } from "../dom.js";
import { momentText, wall } from "../plot/clock.js";
import { t } from "../text.js";

/// An instant with its UTC offset, because the drawing may show another season.
function at(iso) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(iso) ?? ["", "+", 0, 0];
  return momentText([[0, Number(`${sign}1`) * (hours * 3600 + minutes * 60)]], Date.parse(iso) / 1000);
}

/// In the format of a date and time input, in the house's local time.
const fieldText = (clock, at) => wall(clock, at).toISOString().slice(0, 16);

/// The panel: call `show(shown, window)` whenever another document or window is drawn, `mark(span)` when a span of the drawing was chosen.
/// `changed` is called after a correction, `unmark` when the chosen span no longer matches the fields.
export class Corrections {
  constructor(source, changed, unmark) {
    this.source = source;
    this.changed = changed;
    this.unmark = unmark;
    this.from = h("input", { type: "datetime-local", id: "correct-from", required: true, oninput: unmark });
    this.until = h("input", { type: "datetime-local", id: "correct-until", required: true, oninput: unmark });
    this.state = h("select", { id: "correct-state" },
      ["on", "off", "unknown"].map((state) => h("option", { value: state }, t(`page.${state}`))));
    this.date = h("input", { type: "date", id: "leave-out", "aria-describedby": "leave-out-hint" });
    this.trouble = h("p", { role: "alert", class: "trouble" });
    this.list = h("div");
    this.element = h("details", { class: "corrections", hidden: true },
      h("summary", {}, t("corrections.title")),
      h("p", { class: "hint" }, t("corrections.how")),
      h("form", { onsubmit: (event) => this.submit(event) },
        h("label", { for: "correct-from" }, t("corrections.from")), this.from,
        h("label", { for: "correct-until" }, t("corrections.until")), this.until,
        h("label", { for: "correct-state" }, t("corrections.state")), this.state,
        h("p", {}, h("button", { type: "submit" }, t("corrections.correct")))),
      h("form", { onsubmit: (event) => this.leaveOut(event, "unknown", "said_excluded") },
        h("label", { for: "leave-out" }, t("corrections.unusual")), this.date,
        h("p", {}, h("button", { type: "submit" }, t("corrections.exclude")),
          h("button", { type: "button", onclick: (event) => this.leaveOut(event, "detected", "said_included") }, t("corrections.include"))),
        h("p", { class: "soft", id: "leave-out-hint" }, t("corrections.hint"))),
      this.trouble, this.list);
    this.element.addEventListener("toggle", () => this.fields());
  }

  show(shown, window) {
    this.element.hidden = !this.source.live || !shown.first;
    if (this.element.hidden) return;
    const another = shown.room !== this.shown?.room;
    const moved = window.from !== this.window?.from || window.until !== this.window?.until;
    this.shown = shown;
    this.window = window;
    if (another || moved) this.fields();
    this.load();
  }

  /// The fields are empty until a span is chosen, so that no click corrects more than intended. If a single day is shown, that is the day
  /// to exclude.
  fields() {
    if (!this.shown || this.element.contains(document.activeElement?.closest?.("form"))) return;
    const from = fieldText(this.shown.clock, this.window.from + 60).slice(0, 10);
    const isOneDay = this.window.until - this.window.from < 1.1 * 86400;
    this.date.value = isOneDay ? from : "";
    if (!this.element.open) this.unmark();
  }

  mark({ from, until }) {
    this.from.value = fieldText(this.shown.clock, from);
    this.until.value = fieldText(this.shown.clock, until);
    this.date.value = this.from.value.slice(0, 10);
  }

  async load() {
    const { room } = this.shown;
    try {
      const known = await this.source.get(`corrections?room=${encodeURIComponent(room)}`);
      if (room === this.shown.room) this.draw(known.corrections);
    } catch (error) {
      fill(this.trouble, faultText(error));
    }
  }

  draw(corrections) {
    const text = JSON.stringify([this.shown.room, corrections]);
    if (text === this.drawn) return;  // an element in it may have the focus
    this.drawn = text;
    fill(this.list, corrections.length ? [
      h("ul", { class: "corrected" }, corrections.map((one) => h("li", {},
        `${t("corrections.one", { from: at(one.from), until: at(one.until), state: t(`page.${one.state}`) })} `,
        h("button", {
          type: "button", class: "small", "aria-label": t("corrections.undo_label", { from: at(one.from), state: t(`page.${one.state}`) }),
          onclick: () => this.send({ ...one, state: "detected" }, "said_undone"),
        }, t("corrections.undo"))))),
      h("p", {}, h("a", { href: "api/v1/corrections.csv", download: true }, t("corrections.all"))),
    ] : h("p", { class: "soft" }, t("corrections.none")));
  }

  submit(event) {
    event.preventDefault();
    this.send({ from: this.from.value, until: this.until.value, state: this.state.value }, "said_corrected");
  }

  leaveOut(event, state, done) {
    event.preventDefault();
    const next = new Date(`${this.date.value}T00:00Z`);
    if (Number.isNaN(next.getTime())) return fill(this.trouble, t("corrections.which_day"));
    next.setUTCDate(next.getUTCDate() + 1);
    const span = { from: `${this.date.value}T04:00`, until: `${next.toISOString().slice(0, 10)}T04:00`, state };
    const others = this.shown.rooms.filter((room) => room !== this.shown.room);
    return this.send(span, done, [...others, this.shown.room]);
  }

  /// Sends it for each room; the last one is the room shown.
  async send({ from, until, state }, done, rooms = [this.shown.room]) {
    try {
      let known;
      for (const room of rooms) known = await this.source.post("corrections", { room, from, until, state });
      fill(this.trouble);
      this.draw(known.corrections);
      say(t(`corrections.${done}`));
      this.unmark();
      this.changed();
    } catch (error) {
      fill(this.trouble, faultText(error));
    }
  }
}
