// SPDX-License-Identifier: Apache-2.0
// Compare: real days and planned ones in the same drawing; without labels, a game.
import { fill, h, say } from "../dom.js";
import { drawHouseDay, hourRuler } from "../plot/house_day.js";

const shownAtOnce = 8;

function kept() {
  try {
    const score = JSON.parse(localStorage.getItem("compare-score"));
    if (Number.isInteger(score?.right) && Number.isInteger(score?.asked)) return score;
  } catch { /* none yet, or no place to keep one */ }
  return { right: 0, asked: 0 };
}

function keep(score) {
  try {
    localStorage.setItem("compare-score", JSON.stringify(score));
  } catch { /* then only until the page is closed */ }
}

function scoreText({ right, asked }) {
  if (!asked) return "Which evenings are real? Guess; the page keeps score.";
  const share = Math.round((100 * right) / asked);
  const chance = Math.sqrt(asked) / 2;  // standard deviation of a coin's number of heads
  const verdict = asked < 10 ? "" : right - asked / 2 > 2 * chance
    ? " You can distinguish them." : " No better than a coin: you cannot distinguish them.";
  return `${right} of ${asked} right (${share} %).${verdict}`;
}

/// What a watcher who has seen all the past days makes of the planned ones.
function observed({ working, days, fewest_days: fewest, test }) {
  if (!test) {
    return h("p", { class: "soft" }, working ? "Computing the observer's test…"
      : `${days} ${days === 1 ? "day is" : "days are"} known of every room; the test needs at least ${fewest}.`);
  }
  const watchers = [["events", "what people do"], ["bins", "quarter hours"], ["logistic", "a simple rule"]];
  const kinds = [["planned", "Planned days"], ["replay", "Replayed days"], ["real", "Other real days"]];
  return [
    h("p", {}, test.sentence),
    h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "How often each classifier is right" }, h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Correct guesses out of 100"), watchers.map(([, name]) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, kinds.map(([kind, name]) => h("tr", {}, h("th", { scope: "row" }, name),
        watchers.map(([watcher]) => h("td", { class: "number" }, `${Math.round(100 * test.auc[kind][watcher][0])}`))))))),
    h("p", { class: "hint" }, "50 is guessing. Half of the days are used for learning; planned days are compared with the other half."),
  ];
}

class Compare {
  constructor(element, source) {
    this.source = source;
    this.guesses = new Map();  // index of a day: what was said
    this.score = kept();
    this.round = 0;
    this.game = h("input", { type: "checkbox", id: "compare-game", onchange: () => this.draw() });
    this.scoreLine = h("p", { class: "score", role: "status" });
    this.list = h("div", { class: "house-days" });
    this.judge = h("section", { class: "card observer", "aria-labelledby": "observer", hidden: true });
    this.note = h("p", { class: "note" });
    fill(element,
      h("p", { class: "summary" }, "Each row is one day of this house from midnight to midnight, one line per room. Some are real, some were planned."),
      h("div", { class: "controls" },
        h("label", { class: "switch" }, this.game, " Guess which is real"),
        h("button", { type: "button", onclick: () => this.next() }, "Show other days"),
        h("button", { type: "button", onclick: () => this.restart() }, "Reset score")),
      this.scoreLine, this.note, this.list, this.judge);
    const ends = [source.listen("compare", () => this.load()), source.listen("observer", () => this.loadTest())];
    this.unlisten = () => ends.forEach((end) => end());
    this.resized = new ResizeObserver(() => this.draw());
    this.resized.observe(this.list);
    this.load();
    this.loadTest();
  }

  async loadTest() {
    try {
      fill(this.judge, h("h2", { id: "observer" }, "The observer's test"), observed(await this.source.get("observer")));
      this.judge.hidden = false;
    } catch { /* an older report: then there is none */ }
  }

  async load() {
    try {
      this.shown = await this.source.get("compare");
    } catch (error) {
      fill(this.note, error.message);
      return;
    }
    this.guesses.clear();
    this.draw();
  }

  next() {
    this.round += shownAtOnce;
    this.guesses.clear();
    this.draw();
  }

  restart() {
    this.score = { right: 0, asked: 0 };
    keep(this.score);
    this.draw();
  }

  guess(index, kind) {
    if (this.guesses.has(index)) return;
    this.guesses.set(index, kind);
    const right = this.shown.days[index].kind === kind;
    this.score = { right: this.score.right + (right ? 1 : 0), asked: this.score.asked + 1 };
    keep(this.score);
    this.draw();
    const where = this.list.querySelector(`[data-day="${index}"] .answer`);
    where?.focus();
    say(`${right ? "Right" : "Wrong"}: ${this.shown.days[index].kind}. ${scoreText(this.score)}`);
  }

  indexes() {
    const count = this.shown.days.length;
    return Array.from({ length: Math.min(count, shownAtOnce) }, (_, i) => (this.round + i) % count);
  }

  answer(index) {
    const day = this.shown.days[index];
    if (!this.game.checked) return h("p", { class: `answer ${day.kind}` }, h("strong", {}, day.kind), h("br"), day.date);
    if (!this.guesses.has(index)) {
      return h("div", { class: "buttons", role: "group", "aria-label": "Your guess" }, ["real", "planned"].map((kind) =>
        h("button", { type: "button", onclick: () => this.guess(index, kind) }, kind)));
    }
    const right = this.guesses.get(index) === day.kind;
    return h("p", { class: `answer ${right ? "right" : "wrong"}`, tabindex: "-1" },
      h("strong", {}, `${right ? "✓" : "✗"} ${day.kind}`), h("br"), day.date);
  }

  draw() {
    if (!this.shown) return;
    const { days, rooms } = this.shown;
    const has = (kind) => days.some((day) => day.kind === kind);
    fill(this.note,
      this.shown.complete ? null : "Past days are still being computed. ",
      has("real") ? null : "No complete day of readings yet. ",
      has("planned") ? null : "No plan to compare with yet; run: lamplighter train ");
    this.scoreLine.textContent = this.game.checked ? scoreText(this.score) : "";
    const width = Math.max(this.list.clientWidth - 132, 200);
    fill(this.list, days.length ? hourRuler(width) : null, this.indexes().map((index, i) => h("div", { class: "house-day", "data-day": index },
      drawHouseDay(days[index], rooms, width, this.game.checked && !this.guesses.has(index) ? `Day ${i + 1}` : `${days[index].date}, ${days[index].kind}`),
      this.answer(index))),
      h("p", { class: "hint" }, `Lines from top to bottom: ${rooms.join(", ")}. The shade is night.`));
  }

  unmount() {
    this.resized.disconnect();
    this.unlisten();
  }
}

export default {
  id: "compare",
  title: "Compare",
  mount(element, source) {
    const view = new Compare(element, source);
    return () => view.unmount();
  },
};
