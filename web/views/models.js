// SPDX-License-Identifier: Apache-2.0
// Models: what was learned about each room in each zone of the day, in words; how plans compare with the past; and the model itself for
// those who want its numbers.
import { english, faultText, fill, fitted, h } from "../dom.js";
import { brightHours, dwellChart, profileChart, usualStay } from "../plot/habit_charts.js";
import { stateDiagram, stateTable } from "../plot/states.js";
import { has, number, percent, t } from "../text.js";
import { dateOf, hourText } from "../time.js";

const zones = ["morning", "day", "evening", "night"];

const enoughDays = 10;  // few_days of planning: from this many days on, new days are composed

const buttons = (group, names, chosen, text, choose) => h("div", { class: "buttons", role: "group", "aria-label": group }, names.map((name) =>
  h("button", { type: "button", "data-name": name, "aria-pressed": name === chosen ? "true" : "false", onclick: () => choose(name) }, text(name))));

function trainedText(trained, zone) {
  if (!trained) return t("models.no_model");
  const date = (at) => dateOf(at * 1000, zone);
  const how = has(`models.by_${trained.detector}`) ? t(`models.by_${trained.detector}`) : trained.detector;
  return t("models.trained", { count: trained.samples, first: date(trained.first), last: date(trained.last), how });
}

const isKnown = (habits) => Math.round(habits?.days ?? 0) > 0 && habits.profile.some((share) => share !== null);

/// What was learned about a room, one sentence per known fact.
function learned(room, zone, bins) {
  const bright = (habits) => {
    const hours = brightHours(habits.profile);
    return hours && { from: hourText(hours.from), until: hourText(hours.until), share: percent(hours.share) };
  };
  if (!isKnown(room.real)) return [t("models.nothing")];
  const real = bright(room.real);
  const planned = isKnown(room.planned) && bright(room.planned);
  const [on, off] = ["on", "off"].map((state) => usualStay(bins, room.real.dwell[zone][state]));
  const inZone = t(`in_zone.${zone}`);
  return [real ? t("models.mostly", real) : t("models.hardly"),
    on && off ? t("models.stays", { zone: inZone, on, off }) : t("models.stays_nothing", { zone: inZone }),
    planned ? t("models.planned_mostly", planned) : null].filter(Boolean);
}

function modelParts(model) {
  if (!model) return h("p", {}, t("models.no_zone_model"));
  return [
    h("p", { class: "hint" }, t("models.fitted", {
      samples: model.samples, stretches: model.subsequences, likelihood: number(model.log_likelihood, { maximumFractionDigits: 1 }),
    }), model.note ? [" ", english(model.note)] : ""),
    h("div", { class: "model" },
      fitted(h("div", { class: "card" }), (width) => stateDiagram(model.states, width)),
      h("div", { class: "card scroll", tabindex: "0", role: "region", "aria-label": t("models.table") }, stateTable(model.states))),
  ];
}

class Models {
  constructor(element, source) {
    this.source = source;
    this.zone = "evening";
    this.isOpen = false;
    this.body = h("div");
    fill(element, this.body);
    this.unlisten = source.listen("models", () => this.load());
    this.load();
  }

  async load() {
    try {
      this.shown = await this.source.get("models");
    } catch (error) {
      fill(this.body, h("p", { class: "note" }, faultText(error)));
      return;
    }
    this.room = this.shown.rooms.some((room) => room.room === this.room) ? this.room : this.shown.rooms[0]?.room;
    this.draw();
  }

  choose(what, value) {
    this[what] = value;
    this.draw();
    this.body.querySelector(`.by-${what} [data-name="${CSS.escape(value)}"]`)?.focus();
  }

  draw() {
    const room = this.shown.rooms.find((one) => one.room === this.room);
    if (!room) {
      fill(this.body, h("p", {}, t("models.none")));
      return;
    }
    const { bins } = this.shown;
    const chart = (draw) => fitted(h("div", { class: "card" }), draw);
    fill(this.body,
      h("div", { class: "controls" },
        h("div", { class: "by-room" }, buttons(t("page.room"), this.shown.rooms.map((one) => one.room), this.room, (name) => name, (name) => this.choose("room", name))),
        h("div", { class: "by-zone" }, buttons(t("models.zone"), zones, this.zone, (name) => t(`zones.${name}`), (name) => this.choose("zone", name)))),
      h("section", { class: "card learned", "aria-labelledby": "learned" }, h("h2", { id: "learned" }, t("models.learned")),
        learned(room, this.zone, bins).map((sentence) => h("p", {}, sentence)),
        this.caveats().map((sentence) => h("p", {}, sentence)),
        h("p", { class: "hint" }, trainedText(room.trained_on, this.shown.time_zone), this.shown.complete ? "" : ` ${t("compare.computing")}`)),
      h("h2", {}, t("models.hours_title")),
      h("p", { class: "hint" }, t("models.hours_hint")),
      chart((width) => profileChart(room, width)),
      h("h2", {}, t("models.stays_title")),
      h("p", { class: "hint" }, t("models.stays_hint", { real: this.days(room.real, "real"), planned: this.days(room.planned, "planned") })),
      h("div", { class: "pair" }, ["on", "off"].map((state) => chart((width) => dwellChart(bins, room, this.zone, state, width)))),
      h("details", { class: "machine", open: this.isOpen, ontoggle: (event) => { this.isOpen = event.target.open; } },
        h("summary", {}, t("models.details")), modelParts(room.zones[this.zone])));
  }

  /// What is known about the evenings of the whole house.
  caveats() {
    const { evenings, dark_evenings: dark } = this.shown;
    return [evenings > 0 && evenings < enoughDays ? t("models.few", { count: evenings, enough: enoughDays }) : null,
      dark ? t("models.dark_evenings", { count: dark, all: evenings }) : null].filter(Boolean);
  }

  days(part, kind) {
    return t(`models.${kind}_days`, { count: Math.round(part?.days ?? 0) });
  }
}

export default {
  id: "models",
  title: t("models.title"),
  mount(element, source) {
    const view = new Models(element, source);
    return () => view.unlisten();
  },
};
