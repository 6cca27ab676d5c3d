// SPDX-License-Identifier: Apache-2.0
// The location of the house, and the sources of lamps and sensors: the bridge, the broker, Home Assistant.
import { english, fill, h, say } from "../dom.js";
import { number, t } from "../text.js";
import { clock } from "../time.js";
import { action, field, form, line, numberOf } from "./form.js";

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function zoneSelect(chosen) {
  const known = Intl.supportedValuesOf ? Intl.supportedValuesOf("timeZone") : [];
  const zones = [...new Set([...known, ownZone, chosen].filter(Boolean))].sort();
  return h("select", { name: "time_zone" }, zones.map((zone) => h("option", { value: zone, selected: zone === chosen }, zone)));
}

/// "52.52, 13.405" as copied from a map, pasted or typed into either field, fills both. Whether `text` is such a pair.
function fillBoth(text, inputs) {
  const both = /^\s*(-?\d+\.\d+)\s*[,;\s]\s*(-?\d+\.\d+)\s*$/.exec(text);
  if (both) inputs.forEach((input, i) => { input.value = both[i + 1]; });
  return Boolean(both);
}

/// Requests the location from the browser, which asks the user.
const whereAmI = () => new Promise((resolve, reject) => {
  navigator.geolocation.getCurrentPosition(({ coords }) => resolve(coords), () => reject(new Error(t("setup.no_location"))), { timeout: 30_000 });
});

const rounded = (degrees) => Math.round(degrees * 1000) / 1000;  // 100 m is precise enough for the sun

const placeText = ({ latitude, longitude, time_zone: zone }) =>
  t("setup.place_is", { latitude: number(latitude), longitude: number(longitude), zone, time: clock(Date.now(), zone) });

export function placeStep(setup) {
  const { place, home_assistant: assistant } = setup.draft;
  const inputs = ["latitude", "longitude"].map((name) => line(name, place?.[name], { inputmode: "text" }));
  for (const input of inputs) {
    input.addEventListener("paste", (event) => { if (fillBoth(event.clipboardData?.getData("text") ?? "", inputs)) event.preventDefault(); });
    input.addEventListener("change", () => fillBoth(input.value, inputs));  // the keyboard of a phone pastes as if it typed
  }
  const zone = zoneSelect(place?.time_zone ?? ownZone);
  const canLocate = isSecureContext && navigator.geolocation;
  return [
    place ? h("p", { class: "found" }, placeText(place)) : h("p", {}, t("setup.place_why")),
    form({
      id: "place-form", submit: t("setup.use_place"),
      send: (values) => setup.post("setup/place", { latitude: numberOf(values.latitude), longitude: numberOf(values.longitude), time_zone: values.time_zone }),
      after: [
        canLocate ? action(t("setup.locate"), t("setup.locating"), async () => {
          const { latitude, longitude } = await whereAmI();
          await setup.post("setup/place", { latitude: rounded(latitude), longitude: rounded(longitude), time_zone: zone.value });
        }, { id: "locate" }) : null,
        assistant ? action(t("setup.place_from_assistant"), t("setup.asking"), () => setup.post("setup/place", { from: "home_assistant" })) : null,
      ],
    },
    h("div", { class: "fields" }, field("place-latitude", t("setup.latitude"), inputs[0], t("setup.latitude_hint")),
      field("place-longitude", t("setup.longitude"), inputs[1], t("setup.longitude_hint")), field("place-zone", t("setup.zone"), zone))),
    canLocate ? null : h("p", { class: "hint" }, t("setup.no_locate_hint")),
  ];
}

function pairingNow(setup) {
  const { pairing } = setup.draft;
  return h("div", { class: "pairing" },
    h("p", { class: "large" }, t("setup.press_button")),
    h("p", { role: "timer", class: "countdown" }, t("setup.seconds_left", { count: pairing.seconds_left })),
    bridgeFacts(pairing),
    action(t("setup.stop"), t("setup.stop"), () => setup.post("setup/bridge/stop", {}), { id: "stop-pairing" }));
}

const bridgeFacts = ({ name, address, certificate }) => [
  h("p", { class: "found" }, name ? t("setup.bridge_at", { name, address }) : address),
  certificate ? h("p", { class: "hint" }, t("setup.certificate"), " ", english(certificate)) : null,
];

const pair = async (setup, address) => {
  await setup.post("setup/bridge/pair", { address });
  say(t("setup.press_button"));
  setup.follow();
};

function bridgeForm(setup) {
  const { pairing } = setup.draft;
  const list = h("ul", { class: "choices" });
  const show = ({ found, note }) => fill(list, note ? h("li", {}, english(note)) : null, found.map((one) => h("li", {}, h("span", {}, one.address, " ", h("span", { class: "soft" }, one.id)),
    action(t("setup.connect"), t("setup.connecting"), () => pair(setup, one.address), { "aria-label": t("setup.connect_to", { name: one.address }) }))));
  return form({
    id: "bridge-form", submit: t("setup.connect"), working: t("setup.connecting"),
    send: ({ address }) => pair(setup, address.trim()),
    after: action(t("setup.search"), t("setup.searching"), async () => show(await setup.source.post("setup/bridge/find", {})), { id: "find-bridge" }),
  }, pairing?.error ? h("p", { class: "bad", role: "alert" }, english(pairing.error)) : null, list,
  field("bridge-address", t("setup.address"), line("address", pairing?.address), t("setup.bridge_hint")));
}

/// A form behind a button that opens it, if there are settings already.
const another = (has, words, content) => (has ? h("details", {}, h("summary", {}, words), content) : content);

export function bridgeStep(setup) {
  const { bridge, pairing } = setup.draft;
  if (pairing?.running) return pairingNow(setup);
  return [bridge ? bridgeFacts(bridge) : h("p", {}, t("setup.bridge_why")), another(bridge, t("setup.other_bridge"), bridgeForm(setup))];
}

export function brokerStep(setup) {
  const { broker } = setup.draft;
  const list = h("ul", { class: "choices" });
  const connect = (values) => setup.post("setup/broker", {
    host: values.host.trim(), port: numberOf(values.port) ?? 1883, user: values.user.trim(), ...(values.password ? { password: values.password } : {}),
  });
  const show = ({ found }) => fill(list, found.length ? null : h("li", {}, t("setup.no_broker")), found.map((one) => h("li", {},
    h("span", {}, `${one.host}:${one.port} `, h("span", { class: "soft" }, english(one.note))),
    h("button", {
      type: "button",
      onclick() {
        inputs.host.value = one.host;
        inputs.port.value = one.port;
        inputs.host.focus();
      },
    }, t("setup.choose")))));
  const inputs = {
    host: line("host", broker?.host ?? "127.0.0.1"), port: line("port", broker?.port ?? 1883, { inputmode: "numeric" }),
    user: line("user", broker?.user), password: line("password", "", { type: "password", autocomplete: "off" }),
  };
  const whole = form({
    id: "broker-form", submit: t("setup.connect"), working: t("setup.connecting"), send: connect,
    after: action(t("setup.search"), t("setup.searching"), async () => show(await setup.source.post("setup/broker/find", {}))),
  }, list, h("div", { class: "fields" }, field("broker-host", t("setup.address"), inputs.host), field("broker-port", t("setup.port"), inputs.port),
    field("broker-user", t("setup.user"), inputs.user), field("broker-password", t("setup.password"), inputs.password, broker?.has_password ? t("setup.kept") : null)));
  return [broker ? h("p", { class: "found" }, `${broker.host}:${broker.port} `, broker.note ? english(broker.note) : null) : h("p", {}, t("setup.broker_why")),
    another(broker, t("setup.other_broker"), whole)];
}

/// Home Assistant knows the location, too.
async function connectAssistant(setup, { url, token }) {
  await setup.post("setup/home-assistant", { url: url.trim(), ...(token ? { token: token.trim() } : {}) });
  if (!setup.draft.place) await setup.post("setup/place", { from: "home_assistant" }).catch(() => null);
}

export function assistantStep(setup) {
  const { home_assistant: assistant } = setup.draft;
  const list = h("ul", { class: "choices" });
  const inputs = {
    url: line("url", assistant?.url ?? "http://homeassistant.local:8123", { inputmode: "url" }), token: line("token", "", { type: "password" }),
  };
  const choose = (one) => {
    inputs.url.value = one.url;
    inputs.token.focus();
  };
  const show = ({ found, note }) => fill(list, note ? h("li", {}, english(note)) : null, found.map((one) => h("li", {},
    h("span", {}, one.name, " ", h("span", { class: "soft" }, one.url)),
    h("button", { type: "button", "aria-label": t("setup.choose_it", { name: one.url }), onclick: () => choose(one) }, t("setup.choose")))));
  const whole = form({
    id: "assistant-form", submit: t("setup.connect"), working: t("setup.connecting"), send: (values) => connectAssistant(setup, values),
    after: action(t("setup.search"), t("setup.searching"), async () => show(await setup.source.post("setup/home-assistant/find", {})), { id: "find-assistant" }),
  }, list, h("div", { class: "fields" }, field("assistant-url", t("setup.address"), inputs.url),
    field("assistant-token", t("setup.token"), inputs.token, assistant?.has_token ? t("setup.kept") : t("setup.token_hint"))));
  return [assistant ? h("p", { class: "found" }, `${assistant.url} `, assistant.note ? english(assistant.note) : null) : h("p", {}, t("setup.assistant_why")),
    another(assistant, t("setup.other_assistant"), whole)];
}

/// Redraws only the remaining seconds, once a second.
export function drawCountdown(setup) {
  const shown = setup.element.querySelector(".countdown");
  if (shown && setup.draft.pairing) fill(shown, t("setup.seconds_left", { count: setup.draft.pairing.seconds_left }));
}
