// SPDX-License-Identifier: Apache-2.0
// Set up: the steps of the draft that the service holds, one card each. Nothing is in the config before "Write it".
import { english, faultText, fill, h, say } from "../dom.js";
import { t } from "../text.js";
import { calendarStep, passwordStep, trainingStep } from "./house.js";
import { action, field, form, line, numberOf, typeAgain, typedIn, wrong } from "./form.js";
import { heardStep, roomsStep } from "./rooms.js";
import { assistantStep, bridgeStep, brokerStep, drawCountdown, placeStep } from "./sources.js";

const second = 1000;  // milliseconds
const restartTries = 120;

/// A card: the documents it is drawn from, whether it is done, and its contents. `later`: only for a house that has a config.
const steps = [
  { id: "place", of: ({ draft }) => [draft.place && { ...draft.place, note: "" }, Boolean(draft.home_assistant)], done: ({ draft }) => Boolean(draft.place), draw: placeStep },
  { id: "bridge", of: ({ draft }) => [draft.bridge, draft.pairing && { ...draft.pairing, seconds_left: null }], done: ({ draft }) => Boolean(draft.bridge), draw: bridgeStep },
  { id: "broker", of: ({ draft }) => draft.broker, done: ({ draft }) => Boolean(draft.broker), draw: brokerStep },
  { id: "home_assistant", of: ({ draft }) => draft.home_assistant, done: ({ draft }) => Boolean(draft.home_assistant), draw: assistantStep },
  { id: "heard", of: ({ draft, heard }) => [draft.rooms.map((room) => [room.name, room.lamps, room.sensor]), heard], done: ({ draft }) => draft.rooms.length > 0, draw: heardStep },
  { id: "rooms", of: ({ draft, heard }) => [draft.rooms, draft.limits, heard?.lamps.map((one) => one.name), heard?.sensors.map((one) => [one.name, one.room])], done: () => false, draw: roomsStep },
  { id: "review", of: ({ draft, heard, preview, lost }) => [lost, draft.changed, draft.exists, draft.importing, heard?.past, preview], done: ({ draft }) => draft.exists && !draft.changed, draw: reviewStep },
  { id: "calendar", later: true, of: ({ draft, calendar }) => [draft.vacations, calendar], done: () => false, draw: calendarStep },
  { id: "training", later: true, of: ({ health }) => health?.training, done: () => false, draw: trainingStep },
  { id: "password", later: true, of: ({ draft }) => draft.has_password, done: () => false, draw: passwordStep },
];

function reviewStep(setup) {
  const { draft, heard, preview } = setup;
  if (!draft.changed) {
    return [setup.lost ? h("p", { class: "bad", role: "status" }, t("setup.lost")) : null,
      h("p", {}, t(draft.exists ? "setup.all_written" : "setup.nothing_yet", { file: draft.config })),
      draft.importing ? h("p", { class: "soft", role: "status" }, t("setup.importing")) : null];
  }
  if (!preview) return h("p", { class: "soft" }, t("setup.loading"));
  return [
    preview.problem ? h("p", { class: "bad" }, english(preview.problem)) : h("p", {}, t("setup.review_why", { file: draft.config })),
    preview.difference ? h("pre", { class: "difference", tabindex: "0", role: "region", "aria-label": t("setup.difference"), lang: "en" },
      preview.difference.trimEnd().split("\n").map((one) => h("span", { class: one.startsWith("+") ? "good" : one.startsWith("-") ? "bad" : "soft" }, `${one}\n`))) : null,
    preview.files?.length ? h("p", { class: "hint" }, t("setup.files", { count: preview.files.length }), " ", preview.files.map((file) => [h("code", {}, file), " "])) : null,
    heard?.past ? null : h("p", { class: "hint" }, t("setup.no_past")),
    preview.problem ? discardButton(setup) : writeForm(setup),
  ];
}

const discardButton = (setup) => action(t("setup.discard"), t("setup.discard"), async () => {
  setup.choices.clear();
  await setup.ends(() => setup.post("setup/discard", {}));
  say(t("setup.said_discarded"));
}, { id: "discard" });

/// The service holds unwritten input; its restart loses it, which this browser detects.
const entered = "set-up-entered";
function remember(is) {
  try {
    if (is) localStorage.setItem(entered, "yes");
    else localStorage.removeItem(entered);
  } catch { /* a browser without a memory */ }
}
function wasEntered() {
  try {
    return localStorage.getItem(entered) !== null;
  } catch {
    return false;
  }
}

function writeForm(setup) {
  const { draft, heard } = setup;
  const tick = h("input", { type: "checkbox", name: "import", id: "import-past", checked: !draft.exists });
  return form({
    id: "write-form", submit: t("setup.write"), working: t("setup.writing"),
    send: (values) => setup.ends(() => setup.write(values.import ? numberOf(values.import_days ?? "") : null)),
    after: discardButton(setup),
  }, heard?.past ? [
    h("label", { class: "switch" }, tick, h("span", {}, t("setup.import"), " ", english(heard.past.split(";")[0]))), wrong("import-past"),
    h("div", { class: "fields" }, field("import-days", t("setup.import_days"), line("import_days", 10, { inputmode: "numeric" }))),
  ] : null);
}

class Setup {
  constructor(element, source) {
    Object.assign(this, { element, source, choices: new Map(), drawn: new Map(), draft: null, heard: null, preview: null, calendar: null, health: null, lost: false, ending: false, gone: false });
    fill(element, h("p", { class: "soft" }, t("setup.loading")));
    this.stops = [source.listen("setup", () => this.load()), source.listen("health", () => this.loadHealth())];
    this.load();
  }

  end() {
    this.gone = true;
    for (const stop of this.stops) stop();
    clearTimeout(this.timer);
  }

  async load() {
    try {
      this.take(await this.source.get("setup"));
    } catch (error) {
      if (!this.gone && !this.draft) fill(this.element, h("p", { class: "fault bad", role: "alert" }, faultText(error)));
      return;
    }
    await this.hear();
  }

  /// The current draft.
  take(draft) {
    if (this.gone) return;
    this.draft = draft;
    this.lost = !draft.changed && (this.lost || (wasEntered() && !this.ending));
    remember(draft.changed);
    if (draft.problem) {
      fill(this.element, h("p", { class: "fault bad", role: "alert" }, english(draft.problem)));
      return;
    }
    if (draft.exists && !this.health) this.loadHealth();
    this.draw();
    this.loadPreview();
    if (draft.pairing?.running || draft.importing) this.follow();
  }

  /// Sends a step; if it fails, the error is shown and nothing has changed.
  async post(path, body) {
    this.take(await this.source.post(path, body));
    this.hear();
  }

  async hear() {
    const { bridge, broker, home_assistant: assistant } = this.draft;
    if (!bridge && !broker && !assistant) {
      this.heard = { looking: false, parts: [], lamps: [], sensors: [], proposed: [], past: null };
    } else {
      const sources = JSON.stringify([bridge, broker, assistant].map((one) => one && { ...one, note: "" }));
      this.heardOf ??= sources;
      let heard = await this.source.get("setup/heard").catch(() => null);
      if (heard && !heard.looking && this.heardOf !== sources) {  // another source has been connected since
        this.heardOf = sources;
        heard = await this.source.post("setup/heard", {}).catch(() => null);
      }
      if (heard) this.heard = heard;
    }
    this.draw();
    if (this.heard?.looking) this.follow();
  }

  async listen() {
    this.heard = await this.source.post("setup/heard", {});
    this.draw();
    this.follow();
  }

  async loadPreview() {
    const preview = this.draft.changed ? await this.source.get("setup/preview").catch(() => null) : null;
    this.preview = preview;
    this.draw();
  }

  async loadHealth() {
    if (!this.draft?.exists || this.gone) return;
    this.health = await this.source.get("health").catch(() => null);
    this.draw();
  }

  /// Polls once a second while something is running.
  follow() {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      if (this.gone) return;
      const draft = await this.source.get("setup").catch(() => null);
      if (draft) this.take(draft);
      drawCountdown(this);
      if (this.heard?.looking) this.hear();
    }, second);
  }

  /// While `work` writes or discards the draft, its end is not reported as a loss.
  async ends(work) {
    this.ending = true;
    try {
      await work();
    } finally {
      this.ending = false;
    }
  }

  async write(days) {
    const answer = await this.source.post("setup/write", days === null ? {} : { import_days: days });
    remember(false);
    say(t("setup.said_written"));
    if (!answer.restarts) {
      await this.load();
      return;
    }
    const { first_start: isFirst } = this.draft;
    await this.restarted(isFirst);
    if (isFirst) {
      history.replaceState(null, "", "#tonight");
      location.reload();
    } else {
      await this.load();
    }
  }

  /// Waits until the service has read its config again. If the user has to sign in first, the next view is Tonight.
  async restarted(isFirst) {
    for (let tries = 0; tries < restartTries; ++tries) {
      await new Promise((resolve) => { setTimeout(resolve, tries ? second : 3 * second); });
      try {
        const house = await this.source.get("house");
        if (!isFirst || !house.demo) return;
      } catch (error) {
        if (error.status === 401 && isFirst) history.replaceState(null, "", "#tonight");
        if (error.status === 401) return;
      }
    }
    throw new Error(t("page.no_answer"));
  }

  frame() {
    const shown = steps.filter((step) => !step.later || this.draft.exists);
    const key = shown.map((step) => step.id).join();
    if (this.framed === key) return shown;
    this.framed = key;
    this.drawn.clear();
    this.slots = new Map(shown.map((step) => [step.id, h("div")]));
    fill(this.element, this.draft.first_start ? h("p", { class: "intro" }, t("setup.intro")) : null,
      shown.map((step, index) => h("section", { class: "card step", id: `step-${step.id}`, "aria-labelledby": `title-${step.id}` },
        h("div", { class: "card-head" }, h("h2", { id: `title-${step.id}` }, h("span", { class: "nth", "aria-hidden": "true" }, index + 1), t(`setup.title_${step.id}`)),
          h("span", { class: "mark" })),
        this.slots.get(step.id))));
    return shown;
  }

  /// Redraws a card only when its data has changed: the user may be typing in another one.
  draw() {
    if (this.gone || !this.draft || this.draft.problem) return;
    for (const step of this.frame()) {
      const words = JSON.stringify(step.of(this) ?? null);
      if (words === this.drawn.get(step.id)) continue;
      this.drawn.set(step.id, words);
      this.drawStep(step);
    }
  }

  drawStep(step) {
    const slot = this.slots.get(step.id);
    const active = slot.contains(document.activeElement) ? document.activeElement.id : null;
    const open = [...slot.querySelectorAll("details[open]")].map((one) => one.querySelector("form")?.id);
    const typed = typedIn(slot);
    fill(slot, step.draw(this));
    const done = step.done(this);
    fill(slot.parentElement.querySelector(".mark"), done ? h("span", { class: "good" }, `✓ ${t("setup.done")}`) : null);
    for (const one of slot.querySelectorAll("details")) one.open = open.includes(one.querySelector("form")?.id) && !done;
    typeAgain(slot, typed);
    if (active === null) return;
    const again = active ? document.getElementById(active) : null;
    (again?.checkVisibility() ? again : this.heading(slot)).focus();
  }

  /// Where the focus goes when its element is removed or hidden.
  heading(slot) {
    const heading = slot.parentElement.querySelector("h2");
    heading.tabIndex = -1;
    return heading;
  }
}

/// Fills `element` with the steps; returns a function that ends them.
export function mountSetup(element, source) {
  const setup = new Setup(element, source);
  return () => setup.end();
}

