// SPDX-License-Identifier: Apache-2.0
// What a person says of a room's lamps, under the view Readings: to say it, to take it back, to have it as a file.
import { fill, h, say } from "../dom.js";
import { momentText, wall } from "../plot/clock.js";

const words = { on: "on", off: "off", unknown: "unclear" };

/// A moment that says itself how the house's clock differs from UTC: what is drawn may be of another season.
function at(iso) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(iso) ?? ["", "+", 0, 0];
  return momentText([[0, Number(`${sign}1`) * (hours * 3600 + minutes * 60)]], Date.parse(iso) / 1000);
}

/// As a field for a date and time has it, by the clock of the house.
const fieldText = (clock, at) => wall(clock, at).toISOString().slice(0, 16);

/// The panel: `show(shown, window)` whenever another document or window is drawn. `changed` is called after a correction.
export class Corrections {
  constructor(source, changed) {
    this.source = source;
    this.changed = changed;
    this.from = h("input", { type: "datetime-local", id: "correct-from", required: true });
    this.until = h("input", { type: "datetime-local", id: "correct-until", required: true });
    this.state = h("select", { id: "correct-state" },
      Object.entries(words).map(([state, text]) => h("option", { value: state }, text)));
    this.date = h("input", { type: "date", id: "leave-out", "aria-describedby": "leave-out-hint" });
    this.trouble = h("p", { role: "alert", class: "trouble" });
    this.list = h("div");
    this.element = h("details", { class: "corrections", hidden: true },
      h("summary", {}, "Correct when the lamps were on"),
      h("form", { onsubmit: (event) => this.submit(event) },
        h("label", { for: "correct-from" }, "From"), this.from,
        h("label", { for: "correct-until" }, "Until"), this.until,
        h("label", { for: "correct-state" }, "The lamps were"), this.state,
        h("p", {}, h("button", { type: "submit" }, "Correct"))),
      h("form", { onsubmit: (event) => this.leaveOut(event, "unknown", "Excluded") },
        h("label", { for: "leave-out" }, "Unusual day"), this.date,
        h("p", {}, h("button", { type: "submit" }, "Exclude this day"),
          h("button", { type: "button", onclick: (event) => this.leaveOut(event, "detected", "Included again") }, "Include it again")),
        h("p", { class: "soft", id: "leave-out-hint" },
          "In every room, from 4:00 to 4:00 the next day: nothing is learned from it.")),
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

  /// The fields begin with what is shown; who types in them is let alone.
  fields() {
    if (!this.shown || this.element.contains(document.activeElement?.closest?.("form"))) return;
    this.from.value = fieldText(this.shown.clock, this.window.from);
    this.until.value = fieldText(this.shown.clock, this.window.until);
    this.date.value = this.from.value.slice(0, 10);
  }

  async load() {
    const { room } = this.shown;
    try {
      const known = await this.source.get(`corrections?room=${encodeURIComponent(room)}`);
      if (room === this.shown.room) this.draw(known.corrections);
    } catch (error) {
      fill(this.trouble, error.message);
    }
  }

  draw(corrections) {
    const text = JSON.stringify([this.shown.room, corrections]);
    if (text === this.drawn) return;  // somebody may have the focus there
    this.drawn = text;
    fill(this.list, corrections.length ? [
      h("ul", { class: "corrected" }, corrections.map((one) => h("li", {},
        `${at(one.from)} to ${at(one.until)}: ${words[one.state]} `,
        h("button", {
          type: "button", class: "small", "aria-label": `Undo:  ${at(one.from)}, ${words[one.state]}`,
          onclick: () => this.send({ ...one, state: "detected" }, "Undone"),
        }, "Undo")))),
      h("p", {}, h("a", { href: "api/v1/corrections.csv", download: true }, "All corrections as CSV")),
    ] : h("p", { class: "soft" }, "No corrections in this room."));
  }

  submit(event) {
    event.preventDefault();
    this.send({ from: this.from.value, until: this.until.value, state: this.state.value }, "Corrected");
  }

  leaveOut(event, state, done) {
    event.preventDefault();
    const next = new Date(`${this.date.value}T00:00Z`);
    if (Number.isNaN(next.getTime())) return fill(this.trouble, "Which day?");
    next.setUTCDate(next.getUTCDate() + 1);
    const span = { from: `${this.date.value}T04:00`, until: `${next.toISOString().slice(0, 10)}T04:00`, state };
    const others = this.shown.rooms.filter((room) => room !== this.shown.room);
    return this.send(span, done, [...others, this.shown.room]);
  }

  /// Says it of each room; the last is the one that is shown.
  async send({ from, until, state }, done, rooms = [this.shown.room]) {
    try {
      let known;
      for (const room of rooms) known = await this.source.post("corrections", { room, from, until, state });
      fill(this.trouble);
      this.draw(known.corrections);
      say(done);
      this.changed();
    } catch (error) {
      fill(this.trouble, error.message);
    }
  }
}
