// SPDX-License-Identifier: Apache-2.0
// Everything that was found, assigned to rooms by ticks; then each room: a test that blinks its lamps, and its limits.
import { english, h, say } from "../dom.js";
import { locale, number, t } from "../text.js";
import { action, field, form, line, numberOf, wrong } from "./form.js";

const collator = new Intl.Collator(locale, { numeric: true });

/// Lamps and sensors that were found, and those of the rooms that were not found now.
function itemsOf({ draft, heard }) {
  const items = [...heard.lamps.map((one) => ({ ...one, kind: "lamp" })), ...heard.sensors.map((one) => ({ ...one, kind: "sensor" }))];
  const has = new Set(items.map((one) => one.kind + one.id));
  for (const room of draft.rooms) {
    const missing = (kind, id) => { if (id && !has.has(kind + id)) items.push({ kind, id, name: id.replace(/^[a-z_0-9]+:/, ""), area: "", from: "", note: "", room: room.name }); };
    for (const lamp of room.lamps) missing("lamp", lamp);
    missing("sensor", room.sensor);
  }
  return items;
}

const keyOf = (item) => item.kind + item.id;

const folded = (name) => name.toLocaleLowerCase().replace(/[\s_-]+/g, " ").trim();

/// The room without a sensor that has the same name as this one, as is common with Zigbee2MQTT.
function namesake({ draft, heard }, item) {
  const isIt = (room) => !room.sensor && folded(room.name) === folded(item.name);
  return item.kind === "sensor" ? [...draft.rooms, ...heard.proposed].find(isIt)?.name : undefined;
}

/// What is ticked and for which room: as the user chose here, otherwise as in the rooms, otherwise as proposed.
function chosenFor(setup, item) {
  const said = setup.choices.get(keyOf(item));
  if (said) return said;
  const proposed = setup.heard.proposed.find((room) => (item.kind === "lamp" ? room.lamps.includes(item.id) : room.sensor === item.id));
  const room = item.room ?? proposed?.name ?? namesake(setup, item);
  return { ticked: Boolean(room), room: room ?? item.area };
}

/// The rooms according to the ticks, with the row of each; fails with an error beside the row that is invalid.
function roomsOf(rows) {
  const rooms = new Map();
  for (const row of rows.filter((one) => one.chosen.ticked)) {
    const { item, chosen } = row;
    const name = chosen.room.trim();
    if (!name) throw Object.assign(new Error(t("setup.which_room")), { field: row.input.name });
    if (!rooms.has(name)) rooms.set(name, { name, lamps: [], sensor: "", row });
    const room = rooms.get(name);
    if (item.kind === "lamp") room.lamps.push(item.id);
    else if (room.sensor) throw Object.assign(new Error(t("setup.two_sensors", { room: name, sensor: room.sensor })), { field: row.input.name });
    else room.sensor = item.id;
  }
  return [...rooms.values()];
}

function rowOf(setup, item, index) {
  const chosen = chosenFor(setup, item);
  const id = `heard-${index}`;
  const choose = (what) => setup.choices.set(keyOf(item), Object.assign(chosen, what));
  const input = line(`heard.${index}`, chosen.room, { id, list: "room-names", "aria-describedby": `${id}-error`, oninput: () => choose({ room: input.value }) });
  const tick = h("input", {
    type: "checkbox", id: `${id}-tick`, checked: chosen.ticked,
    onchange() {
      if (tick.checked && !input.value) input.value = item.area || item.name;
      choose({ ticked: tick.checked, room: input.value });
    },
  });
  const element = h("li", { class: `heard is-${item.kind}` },
    h("label", { class: "switch" }, tick, h("span", {}, h("b", {}, item.name), " ", h("span", { class: "soft" },
      t(`setup.a_${item.plug ? "plug" : item.kind}`), item.from ? `, ${t(`setup.from_${item.from}`)}` : setup.heard.looking ? "" : `, ${t("setup.not_heard")}`))),
    h("div", {}, h("label", { class: "unseen", for: id }, t("setup.room_of", { name: item.name })), input),
    item.note ? h("p", { class: "hint" }, english(item.note)) : null, wrong(id));
  return { item, chosen, input, element };
}

const partLine = (part) => h("li", {}, h("b", {}, t(`setup.${part.name}`)), " ", part.error ? h("span", { class: "bad" }, english(part.error)) : english(part.note));

export function heardStep(setup) {
  const { draft, heard } = setup;
  if (!heard) return h("p", { class: "soft" }, t("setup.listening"));
  const rows = itemsOf(setup).sort((one, other) => {
    const place = (item) => [chosenFor(setup, item).room || "\uffff", item.kind, item.name].join("\n");
    return collator.compare(place(one), place(other));
  }).map((item, index) => rowOf(setup, item, index));
  const names = [...new Set([...draft.rooms.map((room) => room.name), ...heard.proposed.map((room) => room.name), ...rows.map((row) => row.item.area)].filter(Boolean))];
  let sent = [];
  const again = action(t("setup.listen_again"), t("setup.listening"), () => setup.listen(), { id: "listen-again" });
  const list = h("ul", { class: "heard-parts" }, heard.parts.map(partLine));
  if (rows.length === 0) return [h("p", {}, heard.looking ? t("setup.listening") : t(heard.parts.length ? "setup.nothing_heard" : "setup.connect_first")), list, heard.parts.length ? again : null, h("p", { class: "wrong", hidden: true })];
  return [
    h("p", {}, t("setup.heard_why")), list,
    form({
      id: "rooms-form", key: null, submit: t("setup.use_rooms"),
      inputOf: (element, name) => {
        const index = /^rooms\.(\d+)\./.exec(name)?.[1];
        return index === undefined ? element.querySelector(`[name="${CSS.escape(name)}"]`) : sent[index]?.row.input;
      },
      async send() {
        sent = roomsOf(rows);
        const kept = new Set(sent.map((room) => room.name));
        const remove = draft.rooms.filter((room) => !kept.has(room.name) && (room.lamps.length || room.sensor || rows.some(({ item }) => item.room === room.name))).map((room) => room.name);
        await setup.post("setup/rooms", { rooms: sent.map(({ name, lamps, sensor }) => ({ name, lamps, sensor })), remove });
        say(t("setup.said_rooms", { count: sent.length }));
      },
      after: again,
    }, h("datalist", { id: "room-names" }, names.map((name) => h("option", { value: name }))),
    h("ul", { class: "heard-list" }, rows.map((row) => row.element))),
    heard.looking ? h("p", { class: "soft" }, t("setup.listening")) : null,
  ];
}

const kinds = ["", "living", "kitchen", "bath", "bedroom", "hall"];

/// The inputs of limits, each named `prefix` and its key.
function limitFields(limits, prefix, id, ...more) {
  const name = (key) => `${prefix}${key}`;
  const tick = h("input", { type: "checkbox", name: name("after_dark"), id: id("after-dark"), checked: Boolean(limits.after_dark) });
  return [h("label", { class: "switch" }, tick, t("setup.after_dark")), wrong(id("after-dark")),
    h("div", { class: "fields" }, field(id("hours"), t("setup.hours"), line(name("hours"), limits.hours.join(", ")), t("setup.hours_hint")),
      field(id("max-brightness"), t("setup.max_brightness"), line(name("max_brightness"), limits.max_brightness, { inputmode: "decimal" })),
      field(id("max-hours"), t("setup.max_hours"), line(name("max_hours"), limits.max_hours, { inputmode: "decimal" })), more)];
}

/// The values entered there.
const limitsIn = (values, prefix, limits) => ({
  after_dark: values[`${prefix}after_dark`] ? true : limits.after_dark === null ? null : false,
  hours: values[`${prefix}hours`].split(/[,;]/).map((span) => span.trim().replace("–", "-")).filter(Boolean),
  max_brightness: numberOf(values[`${prefix}max_brightness`]), max_hours: numberOf(values[`${prefix}max_hours`]),
});

function limitsForm(setup, room, index) {
  const id = (name) => `room-${index}-${name}`;
  const type = h("select", { name: "rooms.0.type" }, kinds.map((kind) => h("option", { value: kind, selected: kind === room.type }, t(`setup.kind_${kind || "auto"}`))));
  return form({
    id: `limits-${index}`, key: `limits of ${room.name}`, submit: t("setup.use_limits"),
    async send(values) {
      await setup.post("setup/rooms", { rooms: [{ name: room.name, type: values["rooms.0.type"], ...limitsIn(values, "rooms.0.", room) }] });
      say(t("setup.said_limits", { room: room.name }));
    },
    after: action(t("setup.remove_room"), t("setup.remove_room"), () => {
      for (const item of itemsOf(setup)) if (chosenFor(setup, item).room === room.name) setup.choices.set(keyOf(item), { ticked: false, room: item.area });
      return setup.post("setup/rooms", { rooms: [], remove: [room.name] });
    }, { "aria-label": t("setup.remove_room_of", { room: room.name }), id: `remove-${index}` }),
  }, limitFields(room, "rooms.0.", id, field(id("type"), t("setup.kind"), type)));
}

/// The limits of all rooms, which apply to rooms without their own.
function commonLimits(setup) {
  const { limits } = setup.draft;
  return h("details", { class: "step" }, h("summary", {}, t("setup.common_limits"), limitsText(limits) ? `: ${limitsText(limits)}` : ""),
    form({
      id: "limits-all", submit: t("setup.use_limits"),
      async send(values) {
        await setup.post("setup/limits", limitsIn(values, "", limits));
        say(t("setup.said_common_limits"));
      },
    }, h("p", { class: "hint" }, t("setup.common_limits_why")), limitFields(limits, "", (name) => `all-${name}`)));
}

/// Switches a room's lamps on and off, and restores them.
function blink(setup, room, index) {
  const button = action(t("setup.blink"), t("setup.blinking"), async () => {
    await setup.source.post("setup/blink", { room: room.name });
    say(t("setup.said_blinked", { room: room.name }));
  }, { "aria-label": t("setup.blink_of", { room: room.name }), class: "small", id: `blink-${index}` });
  return button;
}

/// The names of a room's lamps and sensor.
function partsOf({ heard }, room) {
  const nameOf = (list, id) => list?.find((one) => one.id === id)?.name ?? id;
  const own = heard?.sensors.find((one) => one.room === room.name);
  return [...room.lamps.map((lamp) => nameOf(heard?.lamps, lamp)), own?.name ?? nameOf(heard?.sensors, room.sensor)].filter(Boolean);
}

function limitsText(room) {
  const words = [room.after_dark ? t("setup.after_dark") : null, room.hours.length ? room.hours.join(", ") : null,
    room.max_brightness ? t("setup.at_most_bright", { share: number(room.max_brightness) }) : null, room.max_hours ? t("setup.at_most_hours", { count: room.max_hours }) : null];
  return words.filter(Boolean).join("; ");
}

export function roomsStep(setup) {
  const { rooms } = setup.draft;
  if (rooms.length === 0) return h("p", { class: "soft" }, t("setup.no_rooms"));
  return [commonLimits(setup), h("ul", { class: "room-list" }, rooms.map((room, index) => h("li", {},
    h("div", { class: "step room" },
      h("div", { class: "card-head" }, h("h3", {}, room.name), room.lamps.length ? blink(setup, room, index) : null),
      h("p", { class: "soft" }, partsOf(setup, room).join(", ") || t("setup.empty_room")),
      h("p", { class: "bad wrong of-form", hidden: true, role: "alert" }),
      h("details", {}, h("summary", {}, t("setup.limits"), limitsText(room) ? `: ${limitsText(room)}` : ""), limitsForm(setup, room, index))))))];
}

