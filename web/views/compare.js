// SPDX-License-Identifier: Apache-2.0
// Compare: real and planned days in the same drawing; without labels it is a game.
import { faultText, fill, h, say } from "../dom.js";
import { drawHouseDay, hourRuler } from "../plot/house_day.js";
import { number, percent, t } from "../text.js";
import { dayText } from "../time.js";

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
  if (!asked) return t("compare.start");
  const chance = Math.sqrt(asked) / 2;  // standard deviation of the number of heads in coin tosses
  const verdict = asked < 10 ? "" : ` ${t(right - asked / 2 > 2 * chance ? "compare.can" : "compare.cannot")}`;
  return t("compare.score", { right, asked, share: percent(right / asked) }) + verdict;
}

const enoughDays = 20;  // as in src/observer/evaluation.h

/// The classifier that recognises planned days best: the result must hold against all of them.
function observedText({ real_days: days, splits, auc }) {
  const [best] = Object.entries(auc.planned).sort(([, [one]], [, [other]]) => other - one)[0];
  const right = (kind) => Math.round(100 * auc[kind][best][0]);
  return [days < enoughDays ? t("compare.few_days", { days }) : "",
    t("compare.observed", { splits, days, planned: right("planned"), replay: right("replay"), real: right("real") })].filter(Boolean).join(" ");
}

/// How an observer who has seen all the past days judges the planned ones.
function observed({ working, days, fewest_days: fewest, test }) {
  if (!test) return h("p", { class: "soft" }, working ? t("compare.observing") : t("compare.too_few", { count: days, fewest }));
  const watchers = ["events", "bins", "logistic"];
  return [
    h("p", {}, observedText(test)),
    h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": t("compare.region") }, h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("compare.correct")), watchers.map((name) => h("th", { scope: "col" }, t(`compare.${name}`))))),
      h("tbody", {}, ["planned", "replay", "real"].map((kind) => h("tr", {}, h("th", { scope: "row" }, t(`compare.${kind}_days`)),
        watchers.map((watcher) => h("td", { class: "number" }, number(Math.round(100 * test.auc[kind][watcher][0]))))))))),
    h("p", { class: "hint" }, t("compare.guessing")),
  ];
}

const narrow = 560;  // width of a list, in pixels, below which a day's caption is under it
const besides = 170;  // pixels

class Compare {
  constructor(element, source) {
    this.source = source;
    this.guesses = new Map();  // index of a day: the guess
    this.score = kept();
    this.round = 0;
    this.game = h("input", { type: "checkbox", id: "compare-game", onchange: () => this.draw() });
    this.scoreLine = h("p", { class: "score", role: "status" });
    this.list = h("div", { class: "house-days" });
    this.judge = h("section", { class: "card observer", "aria-labelledby": "observer", hidden: true });
    this.note = h("p", { class: "note" });
    fill(element,
      h("p", { class: "summary" }, t("compare.about")),
      h("div", { class: "controls" },
        h("label", { class: "switch" }, this.game, ` ${t("compare.game")}`),
        h("button", { type: "button", onclick: () => this.next() }, t("compare.others")),
        h("button", { type: "button", onclick: () => this.restart() }, t("compare.reset"))),
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
      fill(this.judge, h("h2", { id: "observer" }, t("compare.observer")), observed(await this.source.get("observer")));
      this.judge.hidden = false;
    } catch { /* an older report: then there is none */ }
  }

  async load() {
    try {
      this.shown = await this.source.get("compare");
    } catch (error) {
      fill(this.note, faultText(error));
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
    say(`${t(right ? "compare.right" : "compare.wrong")}: ${t(`compare.${this.shown.days[index].kind}`)}. ${scoreText(this.score)}`);
  }

  indexes() {
    const count = this.shown.days.length;
    return Array.from({ length: Math.min(count, shownAtOnce) }, (_, i) => (this.round + i) % count);
  }

  answer(index) {
    const day = this.shown.days[index];
    if (!this.game.checked) return h("p", { class: `answer ${day.kind}` }, h("strong", {}, t(`compare.${day.kind}`)), h("br"), dayText(day.date));
    if (!this.guesses.has(index)) {
      return h("div", { class: "buttons", role: "group", "aria-label": t("compare.guess") }, ["real", "planned"].map((kind) =>
        h("button", { type: "button", onclick: () => this.guess(index, kind) }, t(`compare.${kind}`))));
    }
    const right = this.guesses.get(index) === day.kind;
    return h("p", { class: `answer ${right ? "right" : "wrong"}`, tabindex: "-1" },
      h("strong", {}, `${right ? "✓" : "✗"} ${t(`compare.${day.kind}`)}`), h("br"), dayText(day.date));
  }

  draw() {
    if (!this.shown) return;
    const { days, rooms } = this.shown;
    const has = (kind) => days.some((day) => day.kind === kind);
    fill(this.note,
      this.shown.complete ? null : `${t("compare.computing")} `,
      has("real") ? null : `${t("compare.no_real")} `,
      has("planned") ? null : t("compare.no_planned"));
    this.scoreLine.textContent = this.game.checked ? scoreText(this.score) : "";
    const space = this.list.clientWidth;
    const width = Math.max(space < narrow ? space : space - besides, 200);
    this.list.classList.toggle("is-narrow", space < narrow);
    fill(this.list, days.length ? hourRuler(width) : null, this.indexes().map((index, i) => h("div", { class: "house-day", "data-day": index },
      drawHouseDay(days[index], rooms, width, this.game.checked && !this.guesses.has(index) ? t("compare.nth", { number: i + 1 }) : `${dayText(days[index].date)}, ${t(`compare.${days[index].kind}`)}`),
      this.answer(index))),
      days.length ? h("p", { class: "hint" }, t("compare.lines", { rooms: rooms.join(", ") })) : null);
  }

  unmount() {
    this.resized.disconnect();
    this.unlisten();
  }
}

export default {
  id: "compare",
  title: t("compare.title"),
  mount(element, source) {
    const view = new Compare(element, source);
    return () => view.unmount();
  },
};
