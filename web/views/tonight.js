// SPDX-License-Identifier: Apache-2.0
// Tonight: what the lamps did, do and will do; whether anybody is home; any other evening's plan.
import { fill, h, say } from "../dom.js";
import { drawEvening, lookText } from "../evening.js";
import { clock, houseClock, longDay, moment, plusDays, relative } from "../time.js";

const hour = 3_600_000;
const outcomes = {
  to_come: "upcoming", done: "done", failed: "failed", left_alone: "left alone: changed manually",
  not_played: "not played: the house was not away",
};

/// Everything that is switched, in the order of time.
function switchesOf(evening) {
  return evening.rooms.flatMap((room) => room.switches.map((one) => ({ ...one, room: room.room, at: Date.parse(one.at) })))
    .sort((one, other) => one.at - other.at);
}

/// From before sunset until the last lamp is out; or all of it.
function windowOf(evening, whole) {
  const from = Date.parse(evening.from);
  const until = Date.parse(evening.until);
  if (whole || !evening.sunset) return { from, until };
  const begin = Math.floor((Date.parse(evening.sunset) - 1.2 * hour) / hour) * hour;
  const last = switchesOf(evening).at(-1)?.at ?? 0;
  const bed = evening.bedtime ? Date.parse(evening.bedtime) : 0;
  const end = Math.ceil(Math.max(bed + 2.5 * hour, last + hour / 4) / hour) * hour;
  return { from: Math.max(from, begin), until: Math.min(until, end) };
}

function awayCard(evening, post) {
  const isTroubled = evening.trouble.length > 0;
  const { away, until, next_change: change } = evening.away ?? { away: false };
  const untilText = until ? ` Until ${moment(Date.parse(until), evening.time_zone)}.`
    : change ? ` Changes automatically on ${moment(Date.parse(change), evening.time_zone)}.` : "";
  const until_input = h("input", { type: "datetime-local", id: "away-until" });
  const button = h("button", {
    class: "toggle", type: "button", role: "switch", "aria-checked": String(away), "aria-labelledby": "away-label", id: "away",
    onclick: () => post(!away, !away && until_input.value ? until_input.value : null),
  }, h("span", { class: "knob" }));
  return h("section", { class: `card away ${away ? "is-away" : ""}`, "aria-labelledby": "away-title" },
    h("div", { class: "away-row" },
      h("div", {},
        h("h2", { id: "away-title" }, away ? "Away" : "Home"),
        h("p", { class: "soft" }, away && isTroubled ? `Some lamps may not be played: see what needs attention above.${untilText}`
          : away ? `Lamplighter is controlling the lamps.${untilText}`
          : `Lamps are left alone. Switch to Away when you leave.${untilText}`)),
      h("div", { class: "away-switch" }, h("span", { id: "away-label" }, "Away"), button)),
    away ? null : h("details", {}, h("summary", {}, "Switch back to Home at…"),
      h("label", { for: "away-until" }, "Away until, by the clock of the house"), until_input));
}

function nextText(evening, now) {
  const next = switchesOf(evening).find((one) => one.at > now && one.outcome === "to_come");
  if (!next) return ["No more switches tonight", ""];
  const what = `${next.room} ${next.to} at ${clock(next.at, evening.time_zone)}`;
  return [what, `${relative(next.at - now)}${evening.away?.away ? "" : ", if away then"}`];
}

/// What the sensors see at this moment.
function lampsNow(rooms, zone) {
  const words = { on: "on", off: "off", unknown: "unclear" };
  return rooms.length === 0 ? null : [
    h("h3", {}, "Lamps now (from the light sensors)"),
    h("ul", { class: "lamps-now" }, rooms.map((one) => h("li", {
      class: one.lamps, title: `${Math.round(100 * one.probability)} % probability of a lamp at ${clock(Date.parse(one.at), zone)}`,
    }, h("b", {}, one.room), " ", words[one.lamps]))),
  ];
}

function table(evening, now) {
  const rows = switchesOf(evening);
  return h("details", { class: "switches" },
    h("summary", {}, `All ${rows.length} switches as a list`),
    h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "All switches" }, h("table", {},
      h("thead", {}, h("tr", {}, ["Time", "Room", "Lamps", now === null ? null : "Result"]
        .filter(Boolean).map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, rows.map((one) => h("tr", { class: one.outcome },
        h("td", { class: "number" }, clock(one.at, evening.time_zone)),
        h("td", {}, one.room),
        h("td", {}, [one.to, lookText(one)].filter(Boolean).join(", ")),
        now === null ? null : h("td", {}, outcomes[one.outcome])))))));
}

function legend(evening, isTonight) {
  const failed = switchesOf(evening).filter((one) => one.outcome === "failed").length;
  const key = (name, text) => h("li", {}, h("span", { class: `sample ${name}`, "aria-hidden": "true" }), text);
  return h("ul", { class: "evening-legend" },
    key("planned", isTonight && !evening.away?.away ? "planned, if away" : "planned"),
    isTonight ? [key("played", "lamps on, played"), key("done", "done"), key("failed", failed ? `${failed} failed` : "failed")] : null);
}

const counted = (number, one, many) => `${number} ${number === 1 ? one : many}`;

export default {
  id: "tonight",
  title: "Tonight",
  mount(element, source) {
    const state = { date: null, whole: false, evening: null, now: null, timer: 0, gone: false, asked: 0, words: null };
    const card = h("div", { class: "slot" });
    const next = h("section", { class: "card next", "aria-label": "What is next" });
    const lamps = h("div", {});
    const picture = h("div", { class: "picture" });
    const about = h("div", { class: "about" });
    const trouble = h("div", { role: "alert" });
    const heading = h("h2", { id: "evening-title" });
    const day = h("input", { type: "date", id: "preview-date", min: "1970-01-01", max: "2100-12-31", onchange: () => go(day.value) });
    const step = (days, name, sign) => h("button", {
      type: "button", class: "small", "aria-label": name, onclick: () => go(plusDays(state.evening.date, days)),
    }, sign);
    const back = h("button", { type: "button", class: "small", id: "back", onclick: () => go(null) }, "Back to tonight");
    const scale = h("button", {
      type: "button", class: "small", id: "scale", "aria-pressed": "false",
      onclick: () => { state.whole = !state.whole; draw(); },
    }, "Whole day");
    fill(element, trouble, h("div", { class: "twin" }, source.live ? card : null, next),
      h("section", { class: "card", "aria-labelledby": "evening-title" },
        h("div", { class: "card-head" }, heading,
          h("div", { class: "tools" }, scale, source.live ? [step(-1, "The evening before", "‹"),
            h("label", { class: "unseen", for: "preview-date" }, "Plan of another evening"), day, step(1, "The next evening", "›"), back] : null)),
        picture, about, lamps));

    async function go(date) {
      state.date = date && date !== state.evening?.tonight ? date : null;
      await load();
      say(state.date ? `A preview of ${longDay(state.evening.date)}` : "Tonight");
    }

    async function load() {
      const asked = ++state.asked;
      try {
        const evening = await source.get(state.date ? `tonight?date=${state.date}` : "tonight");
        if (state.gone || asked !== state.asked) return;
        state.evening = evening;
        state.now = houseClock(evening);
        draw(true);
      } catch (error) {
        if (!state.gone) fill(trouble, h("p", { class: "fault bad" }, error.message));
      }
    }

    /// What cannot be known is not shown; the house may have no sensor.
    async function look() {
      if (!source.live) return;
      const seen = await source.get("now").catch(() => ({ rooms: [] }));
      if (!state.gone && state.evening) fill(lamps, lampsNow(seen.rooms, state.evening.time_zone));
    }

    async function post(away, until) {
      try {
        await source.post("away", { away, until });
        say(away ? "Away: Lamplighter is controlling the lamps" : "Home: lamps are left alone");
        await load();
      } catch (error) {
        fill(trouble, h("p", { class: "fault bad" }, error.message));
      }
    }

    /// Only where it says something new: somebody may be typing in it.
    function drawAway() {
      const words = JSON.stringify([state.evening.away, state.evening.trouble.length > 0]);
      if (!source.live || words === state.words) return;
      state.words = words;
      const hadFocus = card.contains(document.activeElement);
      fill(card, awayCard(state.evening, post));
      if (hadFocus) card.querySelector("#away").focus();
    }

    function draw(afresh = false) {
      const { evening } = state;
      if (!evening) return;
      const isTonight = evening.date === evening.tonight;
      const now = isTonight ? state.now() : null;
      lamps.hidden = !isTonight;  // below a preview they would be read as its
      const width = Math.max(280, Math.floor(picture.clientWidth));
      if (afresh) {
        const open = about.querySelector("details")?.open;
        fill(trouble, evening.trouble.map((sentence) => h("p", { class: "fault bad" }, sentence)));
        drawAway();
        const written = source.live ? "" : `, as of ${clock(state.now(), evening.time_zone)}`;
        fill(heading, isTonight ? "This evening" : longDay(evening.date), isTonight ? h("span", { class: "soft" }, ` ${longDay(evening.date)}${written}`)
          : h("span", { class: "badge" }, "preview"));
        day.value = evening.date;
        back.hidden = isTonight;
        fill(about, legend(evening, isTonight), isTonight ? null
          : h("p", { class: "soft" }, "A preview: it switches nothing. When that evening comes, it is planned the same way."),
        table(evening, now));
        if (open) about.querySelector("details").open = true;
      }
      scale.setAttribute("aria-pressed", String(state.whole));
      const [what, when] = nextText(evening, state.now());
      fill(next, h("h2", {}, isTonight ? "Next" : "That evening"), h("p", { class: "large" }, isTonight ? what : `${counted(switchesOf(evening).length, "switch", "switches")} in ${counted(evening.rooms.length, "room", "rooms")}`),
        h("p", { class: "soft" }, isTonight ? when : "Each day has its own plan."));
      fill(picture, evening.rooms.length ? drawEvening(evening, {
        view: windowOf(evening, state.whole), now, width, away: Boolean(evening.away?.away),
        label: `Lamps of ${evening.rooms.length} rooms, ${longDay(evening.date)}; the list below has every switch`,
      }) : h("p", { class: "soft" }, "No plan to show yet."));
    }

    const tick = () => {
      if (state.gone) return;
      draw();
      if (!source.live) return;  // the clock of a report stands still
      state.timer = setTimeout(tick, (state.evening?.speed ?? 1) > 1 ? 250 : 5_000);
    };
    const again = setInterval(() => { if (!state.date && source.live) load().then(look); }, 30_000);
    const resized = new ResizeObserver(() => draw());
    const stops = [source.listen("tonight", () => { if (!state.date) load(); }), source.listen("now", look)];
    load().then(() => { resized.observe(picture); tick(); look(); });
    return () => {
      state.gone = true;
      clearTimeout(state.timer);
      clearInterval(again);
      resized.disconnect();
      for (const stop of stops) stop();
    };
  },
};
