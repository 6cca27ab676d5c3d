// SPDX-License-Identifier: Apache-2.0
// Health: how sensors, broker, bridge and lamps do, and what needs a person, in a sentence each.
import { fill, h, say } from "../dom.js";
import { houseClock, relative } from "../time.js";

/// A moment in a sentence, as people read it.
const spoken = (sentence, now) => sentence.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)/g, (at) => relative(Date.parse(at) - now));

const parts = {
  config: "Config", home: "Home", store: "Store", model: "Model", secret: "Secret", broker: "Broker", capture: "Capture",
  bridge: "Bridge", lamps: "Lamps", sensor: "Sensor", strangers: "Strangers",
};

function needs(health, now, live) {
  const wrong = health.findings.filter((finding) => !finding.well);
  const calm = wrong.length === 0;
  const words = health.looked_at === null ? "Checking…" : calm ? "All good"
    : wrong.length === 1 ? "1 thing needs attention" : `${wrong.length} things need attention`;
  return h("section", { class: `card verdict ${health.looked_at === null ? "" : calm ? "is-well" : "is-wrong"}`, "aria-labelledby": "verdict" },
    h("h2", { id: "verdict" }, words),
    calm ? h("p", { class: "soft" }, health.looked_at === null ? "Broker, bridge and store are being asked."
      : live ? "Sensors, broker, bridge and store respond." : "According to the readings and the model; a report does not check broker or bridge.")
      : h("ul", { class: "needs" }, wrong.map((finding) => h("li", {}, h("b", {}, parts[finding.part] ?? finding.part), " ", spoken(finding.sentence, now)))));
}

function sensorTable(health, now) {
  const spacing = (seconds) => seconds === null ? "–" : seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
  const word = (sensor) => sensor.last_seen === null ? ["never heard", "bad"] : sensor.silent ? ["silent", "bad"]
    : sensor.silent === false && (sensor.spacing_seconds !== null || now - Date.parse(sensor.last_seen) < 900_000) ? ["well", "good"]
      : ["not heard since start", "soft"];
  return h("section", { class: "card", "aria-labelledby": "sensors" },
    h("h2", { id: "sensors" }, "Sensors"),
    h("div", { class: "wide", tabindex: "0", role: "region", "aria-labelledby": "sensors" }, h("table", {},
      h("thead", {}, h("tr", {}, ["Room", "State", "Last seen", "Spacing", "Rejected", "Gaps"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, health.sensors.map((sensor) => h("tr", {},
        h("th", { scope: "row" }, sensor.room, sensor.sensor === sensor.room ? null : h("span", { class: "soft" }, ` ${sensor.sensor}`)),
        h("td", {}, h("span", { class: `state ${word(sensor)[1]}` }, word(sensor)[0])),
        h("td", {}, sensor.last_seen === null ? "never" : h("time", { datetime: sensor.last_seen, title: sensor.last_seen }, relative(Date.parse(sensor.last_seen) - now))),
        h("td", { class: "number" }, spacing(sensor.spacing_seconds)),
        h("td", { class: "number" }, sensor.rejected ?? "–"),
        h("td", { class: "number" }, sensor.gaps ?? "–")))))));
}

function partsCard(health, now) {
  const shown = health.findings.filter((finding) => finding.part !== "sensor" && finding.part !== "home");
  return h("section", { class: "card", "aria-labelledby": "parts" },
    h("h2", { id: "parts" }, "Everything else"),
    h("dl", { class: "parts" }, shown.map((finding) => [
      h("dt", {}, h("span", { class: `dot ${finding.well ? "good" : "bad"}`, "aria-hidden": "true" }), parts[finding.part] ?? finding.part,
        h("span", { class: "unseen" }, finding.well ? ": OK" : ": needs attention")),
      h("dd", {}, spoken(finding.sentence, now))])));
}

function captureCard(capture) {
  if (!capture) return null;
  const fact = (number, text) => h("div", { class: "fact" }, h("b", {}, number.toLocaleString("en")), h("span", { class: "soft" }, text));
  return h("section", { class: "card", "aria-labelledby": "captured" },
    h("h2", { id: "captured" }, "Since capture began"),
    h("div", { class: "facts" }, fact(capture.messages, "messages"), fact(capture.readings, "readings kept"), fact(capture.rejected, "rejected")),
    capture.rejections.length ? h("ul", { class: "soft" }, capture.rejections.map((one) => h("li", {}, `${one.count} × ${one.reason} on ${one.topic || "other topics"}`))) : null);
}

export default {
  id: "health",
  title: "Health",
  mount(element, source) {
    let gone = false;
    let health = null;
    let now = () => Date.now();
    const body = h("div", {});
    const button = source.live ? h("button", {
      type: "button", class: "small", id: "look",
      async onclick() {
        await source.post("health/look", {});
        say("Checking");
        load();
      },
    }, "Check now") : null;
    fill(element, body);

    function draw() {
      if (!health) return;
      const looked = !source.live ? `As of ${health.now.slice(0, 16).replace("T", ", ")}.` : health.looked_at ? `Checked ${relative(Date.parse(health.looked_at) - now())}. ` : "";
      fill(body, needs(health, now(), source.live), h("p", { class: "soft looked" }, looked, health.looking ? "Checking now… " : "", button),
        sensorTable(health, now()), h("div", { class: "twin" }, partsCard(health, now()), captureCard(health.capture)));
    }

    async function load() {
      try {
        const answer = await source.get("health");
        if (gone) return;
        health = answer;
        now = houseClock(health);
        draw();
      } catch (error) {
        if (!gone) fill(body, h("p", { class: "fault bad", role: "alert" }, error.message));
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
