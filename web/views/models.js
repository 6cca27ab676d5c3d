// SPDX-License-Identifier: Apache-2.0
// Models: how each room behaves in each zone of the day, and how plans made from that compare with
// what was.
import { fill, h } from "../dom.js";
import { dwellChart, profileChart } from "../plot/habit_charts.js";
import { stateDiagram, stateTable } from "../plot/states.js";

const zones = ["morning", "day", "evening", "night"];

const buttons = (words, names, chosen, choose) => h("div", { class: "buttons", role: "group", "aria-label": words }, names.map((name) =>
  h("button", { type: "button", "aria-pressed": name === chosen ? "true" : "false", onclick: () => choose(name) }, name)));

function trainedText(trained) {
  if (!trained) return "No model yet: `lamplighter train` makes one.";
  const date = (at) => new Date(at * 1000).toISOString().slice(0, 10);
  const how = { daylight: "lamps detected in daylight", levels: "levels of light", onoff: "what the lamps reported" };
  return `Trained on ${trained.samples.toLocaleString("en")} minutes, ${date(trained.first)} to ${date(trained.last)}, by ${how[trained.detector] ?? trained.detector}.`;
}

function modelParts(model) {
  if (!model) return null;
  return [
    h("p", { class: "hint" }, `${model.samples.toLocaleString("en")} minutes in ${model.subsequences} stretches; log-likelihood ${model.log_likelihood.toFixed(1)}.`,
      model.note ? ` ${model.note}` : ""),
    h("div", { class: "model" },
      h("div", { class: "card" }, stateDiagram(model.states)),
      h("div", { class: "card scroll", tabindex: "0", role: "region", "aria-label": "The states as a table" }, stateTable(model.states))),
  ];
}

class Models {
  constructor(element, source) {
    this.source = source;
    this.zone = "evening";
    this.body = h("div");
    fill(element, this.body);
    this.unlisten = source.listen("models", () => this.load());
    this.load();
  }

  async load() {
    try {
      this.shown = await this.source.get("models");
    } catch (error) {
      fill(this.body, h("p", { class: "note" }, error.message));
      return;
    }
    this.room = this.shown.rooms.some((room) => room.room === this.room) ? this.room : this.shown.rooms[0]?.room;
    this.draw();
  }

  choose(what, value, label) {
    this[what] = value;
    this.draw();
    const again = [...this.body.querySelectorAll(`[aria-label="${label}"] button`)].find((button) => button.textContent === value);
    again?.focus();
  }

  draw() {
    const room = this.shown.rooms.find((one) => one.room === this.room);
    if (!room) {
      fill(this.body, h("p", {}, "No room has readings or a model yet."));
      return;
    }
    fill(this.body,
      h("div", { class: "controls" },
        buttons("Room", this.shown.rooms.map((one) => one.room), this.room, (name) => this.choose("room", name, "Room")),
        buttons("Zone", zones, this.zone, (name) => this.choose("zone", name, "Zone"))),
      h("p", { class: "summary" }, trainedText(room.trained_on), this.shown.complete ? "" : " Past days are still being computed."),
      h("h2", {}, `States in the ${this.zone === "day" ? "daytime" : this.zone}`),
      modelParts(room.zones[this.zone]) ?? h("p", {}, "No model of this room yet."),
      h("h2", {}, "How long lamps stay on and off"),
      h("p", { class: "hint" }, `Shares of the stays that begin in this zone, by their length: each bar reaches from the number under it to the next. ${this.counts(room)}`),
      h("div", { class: "pair" },
        h("div", { class: "card" }, dwellChart(this.shown.bins, room, this.zone, "on")),
        h("div", { class: "card" }, dwellChart(this.shown.bins, room, this.zone, "off"))),
      h("h2", {}, "Hour by hour"),
      h("p", { class: "hint" }, "How much of each hour of the day lamps are on, over all days."),
      h("div", { class: "card" }, profileChart(room)));
  }

  counts(room) {
    const days = (part, words) => (part ? `${Math.round(part.days)} ${words}` : `no ${words}`);
    return `${days(room.real, "real days")}, ${days(room.planned, "planned days")}.`;
  }
}

export default {
  id: "models",
  title: "Models",
  mount(element, source) {
    const view = new Models(element, source);
    return () => view.unlisten();
  },
};
