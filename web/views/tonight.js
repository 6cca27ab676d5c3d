// SPDX-License-Identifier: Apache-2.0
// Tonight: what the lamps did, do and will do; whether anyone is home; the plan of any other evening.
import { english, faultText, fill, h, say } from "../dom.js";
import { drawEvening, legendSample, lookText, plannedBars } from "../evening.js";
import { percent, t } from "../text.js";
import { clock, dayText, houseClock, moment, plusDays, relative } from "../time.js";

const hour = 3_600_000;
/// All switches, in time order.
function switchesOf(evening) {
  return evening.rooms.flatMap((room) => room.switches.map((one) => ({ ...one, room: room.room, at: Date.parse(one.at) })))
    .sort((one, other) => one.at - other.at);
}

/// From before sunset until the last lamp is off; or all of it.
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
  const when = until ?? change;
  const untilText = when ? ` ${t(until ? "tonight.until" : "tonight.changes_at", { when: moment(Date.parse(when), evening.time_zone) })}` : "";
  const untilInput = h("input", { type: "datetime-local", id: "away-until" });
  const button = h("button", {
    class: "toggle", type: "button", role: "switch", "aria-checked": String(away), "aria-labelledby": "away-label", id: "away",
    onclick: () => post(!away, !away && untilInput.value ? untilInput.value : null),
  }, h("span", { class: "knob" }));
  return h("section", { class: `card away ${away ? "is-away" : ""}`, "aria-labelledby": "away-title" },
    h("div", { class: "away-row" },
      h("div", {},
        h("h2", { id: "away-title" }, t(away ? "tonight.away" : "tonight.home")),
        h("p", { class: "soft" }, t(away && isTroubled ? "tonight.away_troubled" : away ? "tonight.away_playing" : "tonight.home_resting"), untilText)),
      h("div", { class: "away-switch" }, h("span", { id: "away-label" }, t("tonight.away")), button)),
    away ? null : h("details", {}, h("summary", {}, t("tonight.back_at")),
      h("label", { for: "away-until" }, t("tonight.away_until")), untilInput));
}

function nextText(evening, now) {
  const next = switchesOf(evening).find((one) => one.at > now && one.outcome === "to_come");
  if (!next) return [t("tonight.none_left"), ""];
  const when = relative(next.at - now);
  return [t(`tonight.next_${next.to}`, { room: next.room, time: clock(next.at, evening.time_zone) }),
    evening.away?.away ? when : t("tonight.if_away", { when })];
}

/// What the sensors currently show.
function lampsNow(rooms, zone) {
  return rooms.length === 0 ? null : [
    h("h3", {}, t("tonight.lamps_now")),
    h("ul", { class: "lamps-now" }, rooms.map((one) => h("li", {
      class: one.lamps, title: t("tonight.lamp_chance", { share: percent(one.probability), time: clock(Date.parse(one.at), zone) }),
    }, h("b", {}, one.room), " ", t(`page.${one.lamps}`)))),
  ];
}

/// An expandable list of switches. `kind` is the key of its text; `now`: null if nothing has happened yet.
function list(evening, rows, kind, now) {
  const words = t(`tonight.${kind}`, { count: rows.length });
  const head = ["time", "room", "lamps", ...(now === null ? [] : ["result"])];
  return rows.length === 0 ? null : h("details", { class: `switches ${kind}` },
    h("summary", {}, words),
    h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": words }, h("table", {},
      h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col" }, t(name === "room" ? "page.room" : `tonight.${name}`))))),
      h("tbody", {}, rows.map((one) => h("tr", { class: one.outcome },
        h("td", { class: "number" }, clock(one.at, evening.time_zone)),
        h("td", {}, one.room),
        h("td", {}, [t(`page.${one.to}`), lookText(one)].filter(Boolean).join(", ")),
        now === null ? null : h("td", {}, t(`tonight.${one.outcome}`))))))));
}

/// Upcoming switches; for a preview all of them.
function lists(evening, now) {
  const rows = switchesOf(evening);
  if (now === null) return list(evening, rows, "all_switches", now);
  return [list(evening, rows.filter((one) => one.at > now), "upcoming_switches", now),
    list(evening, rows.filter((one) => one.at <= now), "past_switches", now)];
}

/// Each kind of mark in the drawing once, as it is drawn there.
function legend(evening, view, now) {
  const away = Boolean(evening.away?.away);
  const planned = evening.rooms.flatMap((room) => plannedBars(room, view, now, away));
  const outcomes = new Set(switchesOf(evening).filter((one) => one.at >= view.from).map((one) => one.outcome));
  const key = (kind, text = t(`tonight.${kind}`)) => h("li", {}, legendSample(kind), text);
  const idle = planned.some((bar) => bar.idle) ? key("idle", now !== null && !away ? t("tonight.planned_if_away") : undefined) : null;
  return h("ul", { class: "evening-legend" },
    planned.some((bar) => !bar.idle) ? key("planned") : null, idle,
    now === null ? null : [outcomes.has("done") ? [key("played"), key("done")] : null,
      ["failed", "left_alone"].filter((kind) => outcomes.has(kind)).map((kind) => key(kind))]);
}

export default {
  id: "tonight",
  title: t("tonight.title"),
  mount(element, source) {
    const state = { date: null, whole: false, evening: null, now: null, timer: 0, gone: false, asked: 0, words: null };
    const card = h("div", { class: "slot" });
    const next = h("section", { class: "card next", "aria-label": t("tonight.next_label") });
    const lamps = h("div", {});
    const picture = h("div", { class: "picture" });
    const about = h("div", { class: "about" });
    const trouble = h("div", { role: "alert" });
    const heading = h("h2", { id: "evening-title" });
    const day = h("input", { type: "date", id: "preview-date", min: "1970-01-01", max: "2100-12-31", onchange: () => { if (day.value && day.validity.valid) go(day.value); } });
    const step = (days, name, sign) => h("button", {
      type: "button", class: "small", "aria-label": name, onclick: () => go(plusDays(state.evening.date, days)),
    }, sign);
    const back = h("button", { type: "button", class: "small", id: "back", onclick: () => go(null) }, t("tonight.back"));
    const scale = h("button", {
      type: "button", class: "small", id: "scale", "aria-pressed": "false",
      onclick: () => { state.whole = !state.whole; draw(true); },
    }, t("tonight.whole_day"));
    fill(element, trouble, h("div", { class: "twin" }, source.live ? card : null, next),
      h("section", { class: "card", "aria-labelledby": "evening-title" },
        h("div", { class: "card-head" }, heading,
          h("div", { class: "tools" }, scale, source.live ? [step(-1, t("tonight.before"), "‹"),
            h("label", { class: "unseen", for: "preview-date" }, t("tonight.other")), day, step(1, t("tonight.after"), "›"), back] : null)),
        picture, about, lamps));

    async function go(date) {
      state.date = date && date !== state.evening?.tonight ? date : null;
      await load();
      say(state.date ? t("tonight.said_preview", { day: dayText(state.evening.date) }) : t("tonight.title"));
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
        if (!state.gone) fill(trouble, h("p", { class: "fault bad" }, faultText(error)));
      }
    }

    /// Unknown values are not shown; the house may have no sensor.
    async function look() {
      if (!source.live) return;
      const seen = await source.get("now").catch(() => ({ rooms: [] }));
      if (!state.gone && state.evening) fill(lamps, lampsNow(seen.rooms, state.evening.time_zone));
    }

    async function post(away, until) {
      try {
        await source.post("away", { away, until });
        say(t(away ? "tonight.said_away" : "tonight.said_home"));
        await load();
      } catch (error) {
        fill(trouble, h("p", { class: "fault bad" }, faultText(error)));
      }
    }

    /// Redraws only if the content has changed: the user may be typing in it.
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
      lamps.hidden = !isTonight;  // below a preview they would be mistaken for its state
      const width = Math.max(280, Math.floor(picture.clientWidth));
      if (afresh) {
        const open = [...about.querySelectorAll("details[open]")].map((one) => one.className);
        fill(trouble, evening.trouble.map((sentence) => h("p", { class: "fault bad" }, english(sentence))));
        drawAway();
        const written = source.live ? "" : `, ${t("tonight.as_of", { time: clock(state.now(), evening.time_zone) })}`;
        fill(heading, isTonight ? t("tonight.this_evening") : dayText(evening.date), isTonight ? h("span", { class: "soft" }, ` ${dayText(evening.date)}${written}`)
          : h("span", { class: "badge" }, t("tonight.preview")));
        if (day !== document.activeElement || state.date) day.value = evening.date;  // the user may be typing in it
        back.hidden = isTonight;
        fill(about, legend(evening, windowOf(evening, state.whole), now), isTonight ? null : h("p", { class: "soft" }, t("tonight.is_preview")),
          lists(evening, now));
        for (const one of about.querySelectorAll("details")) one.open = open.includes(one.className);
      }
      scale.setAttribute("aria-pressed", String(state.whole));
      const [what, when] = nextText(evening, state.now());
      fill(next, h("h2", {}, t(isTonight ? "tonight.next" : "tonight.that_evening")), h("p", { class: "large" }, isTonight ? what
        : t("tonight.in_rooms", { count: evening.rooms.length, switches: t("tonight.switches", { count: switchesOf(evening).length }) })),
        h("p", { class: "soft" }, isTonight ? when : t("tonight.own_plan")));
      fill(picture, evening.rooms.length ? drawEvening(evening, {
        view: windowOf(evening, state.whole), now, width, away: Boolean(evening.away?.away),
        label: t("tonight.drawing", { count: evening.rooms.length, day: dayText(evening.date) }),
      }) : h("p", { class: "soft" }, t("tonight.no_plan")));
    }

    const tick = () => {
      if (state.gone) return;
      draw();
      if (!source.live) return;  // the time of a report does not change
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
