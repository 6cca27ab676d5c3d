// SPDX-License-Identifier: Apache-2.0
// Health: the state of sensors, broker, bridge and lamps, and what needs attention, one sentence each.
import { english, faultText, fill, h, say } from "../dom.js";
import { has, number, t } from "../text.js";
import { houseClock, moment, relative } from "../time.js";

/// A sentence of the service, with its times in the display format.
const spoken = (sentence, now) => english(sentence.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)/g, (at) => relative(Date.parse(at) - now, "en")));

const partText = (part) => (has(`health.parts.${part}`) ? t(`health.parts.${part}`) : part);

/// A finding in the page's language if its kind is known.
function findingText(finding, now) {
  const key = { "on-change": "on_change", heartbeat: "heartbeat" }[finding.reports];
  return key ? t(`health.${key}`, { name: finding.sensor, count: finding.minutes }) : spoken(finding.sentence, now);
}

/// Failures first, then what is still to do.
function needs(health, now, live) {
  const wrong = health.findings.filter((finding) => finding.state === "wrong");
  const toDo = health.findings.filter((finding) => finding.state === "to do");
  const calm = wrong.length + toDo.length === 0;
  const words = health.looked_at === null ? t("health.checking") : calm ? t("health.all_good")
    : wrong.length ? t("page.attention", { count: wrong.length }) : t("health.to_dos", { count: toDo.length });
  const list = (findings) => h("ul", { class: "needs" }, findings.map((finding) => h("li", {}, h("b", {}, partText(finding.part)), " ", findingText(finding, now))));
  return h("section", { class: `card verdict ${health.looked_at === null ? "" : calm ? "is-well" : wrong.length ? "is-wrong" : "is-to-do"}`, "aria-labelledby": "verdict" },
    h("h2", { id: "verdict" }, words),
    calm ? h("p", { class: "soft" }, t(health.looked_at === null ? "health.asking" : live ? "health.respond" : "health.of_report")) : null,
    wrong.length ? list(wrong) : null,
    wrong.length && toDo.length ? h("h3", {}, t("health.to_dos", { count: toDo.length })) : null,
    toDo.length ? list(toDo) : null);
}

function sensorState(sensor, now) {
  if (sensor.offline) return ["offline", "bad"];
  if (sensor.not_understood === "retained" && sensor.last_seen === null) return ["not_since_start", "soft"];
  if (sensor.not_understood && (sensor.last_seen === null || sensor.silent)) return ["not_understood", "bad"];
  if (sensor.last_seen === null) return ["never_heard", "bad"];
  if (sensor.silent) return ["silent", "bad"];
  const isRecent = sensor.spacing_seconds !== null || now - Date.parse(sensor.last_seen) < 900_000;
  return sensor.silent === false && isRecent ? ["well", "good"] : ["not_since_start", "soft"];
}

function sensorTable(health, now) {
  const spacing = (seconds) => (seconds === null ? "–" : seconds < 120 ? t("health.seconds", { count: Math.round(seconds) }) : t("health.minutes", { count: Math.round(seconds / 60) }));
  const count = (value) => (value === null ? "–" : number(value));
  const head = [t("page.room"), ...["state", "last_seen", "spacing", "rejected", "gaps"].map((key) => t(`health.${key}`))];
  return h("section", { class: "card", "aria-labelledby": "sensors" },
    h("h2", { id: "sensors" }, t("health.sensors")),
    h("div", { class: "wide", tabindex: "0", role: "region", "aria-labelledby": "sensors" }, h("table", {},
      h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, health.sensors.map((sensor) => {
        const [state, kind] = sensorState(sensor, now);
        return h("tr", {},
          h("th", { scope: "row" }, sensor.room, sensor.sensor === sensor.room ? null : h("span", { class: "soft" }, ` ${sensor.sensor}`)),
          h("td", {}, h("span", { class: `state ${kind}`, title: state === "not_understood" ? t("health.not_understood_hint", { reason: sensor.not_understood }) : null }, t(`health.${state}`))),
          h("td", {}, sensor.last_seen === null ? t("health.never") : h("time", { datetime: sensor.last_seen, title: sensor.last_seen }, relative(Date.parse(sensor.last_seen) - now))),
          h("td", { class: "number" }, spacing(sensor.spacing_seconds)),
          h("td", { class: "number" }, count(sensor.rejected)),
          h("td", { class: "number" }, count(sensor.gaps)));
      })))));
}

const kinds = { ok: ["good", "is_ok"], "to do": ["open", "is_to_do"], wrong: ["bad", "is_wrong"] };  // colour and words of a state

/// The result of the last training, and a button to start another; `titled`: as a separate card.
export function trainingCard(health, now, train, titled = true) {
  const { training } = health;
  if (!training) return null;
  const when = training.at ? relative(Date.parse(training.at) - now) : "";
  const words = training.running ? t("health.training_now") : training.trained === null ? t("health.never_trained")
    : t(training.trained ? "health.trained" : "health.not_trained", { when });
  const button = h("button", { type: "button", class: "small", id: "train", "aria-busy": training.running ? "true" : null, onclick: train }, t("health.train_now"));
  const state = [h("p", { class: "soft" }, words), training.running || !training.message ? null : h("p", { class: "bad" }, english(training.message))];
  if (!titled) return h("div", {}, state, button);
  return h("section", { class: "card training", "aria-labelledby": "training" },
    h("div", { class: "card-head" }, h("h2", { id: "training" }, t("health.training")), button), state);
}

function partsCard(health, now) {
  const shown = health.findings.filter((finding) => finding.part !== "sensor" && finding.part !== "home");
  return h("section", { class: "card", "aria-labelledby": "parts" },
    h("h2", { id: "parts" }, t("health.rest")),
    h("dl", { class: "parts" }, shown.map((finding) => [
      h("dt", {}, h("span", { class: `dot ${kinds[finding.state][0]}`, "aria-hidden": "true" }), partText(finding.part),
        h("span", { class: "unseen" }, `: ${t(`health.${kinds[finding.state][1]}`)}`)),
      h("dd", {}, findingText(finding, now))])));
}

function captureCard(capture) {
  if (!capture) return null;
  const fact = (value, key) => h("div", { class: "fact" }, h("b", {}, number(value)), h("span", { class: "soft" }, t(`health.${key}`, { count: value })));
  return h("section", { class: "card", "aria-labelledby": "captured" },
    h("h2", { id: "captured" }, t("health.captured")),
    h("div", { class: "facts" }, fact(capture.messages, "messages"), fact(capture.readings, "readings"), fact(capture.rejected, "rejections")),
    capture.rejections.length ? h("ul", { class: "soft" }, capture.rejections.map((one) =>
      h("li", {}, t("health.rejection", { count: one.count, reason: one.reason, topic: one.topic || t("health.other_topics") })))) : null);
}

/// An instant in the offset that it contains: "2026-11-24T21:34:00+01:00".
const asWritten = (iso) => moment(Date.parse(`${iso.slice(0, 19)}Z`), "UTC");

export default {
  id: "health",
  title: t("health.title"),
  mount(element, source) {
    let gone = false;
    let health = null;
    let now = () => Date.now();
    const body = h("div", {});
    async function train() {
      await source.post("train", {}).catch(() => null);  // an error is in the next response
      say(t("health.training_now"));
      load();
    }
    const button = () => source.live ? h("button", {
      type: "button", class: "small", id: "look",
      async onclick() {
        await source.post("health/look", {});
        say(t("health.checking"));
        load();
      },
    }, t("health.check_now")) : null;
    fill(element, body);

    function draw() {
      if (!health) return;
      const looked = !source.live ? t("health.as_of", { when: asWritten(health.now) }) : health.looked_at ? `${t("health.checked", { when: relative(Date.parse(health.looked_at) - now()) })} ` : "";
      fill(body, needs(health, now(), source.live), h("p", { class: "soft looked" }, looked, health.looking ? `${t("health.checking_now")} ` : "", button()),
        sensorTable(health, now()), h("div", { class: "twin" }, partsCard(health, now()), h("div", {}, source.live ? trainingCard(health, now(), train) : null, captureCard(health.capture))));
    }

    async function load() {
      try {
        const answer = await source.get("health");
        if (gone) return;
        health = answer;
        now = houseClock(health);
        draw();
      } catch (error) {
        if (!gone) fill(body, h("p", { class: "fault bad", role: "alert" }, faultText(error)));
      }
    }

    const timer = setInterval(load, 10_000);
    const stop = source.listen("health", load);
    load();
    return () => {
      gone = true;
      clearInterval(timer);
      stop();
    };
  },
};
