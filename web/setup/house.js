// SPDX-License-Identifier: Apache-2.0
// Changes to a house that is set up: vacations and excluded days, in a calendar; training; the password.
import { fill, h, say } from "../dom.js";
import { locale, t } from "../text.js";
import { dayText, moment, plusDays } from "../time.js";
import { trainingCard } from "../views/health.js";
import { field, form, line, sayWrong } from "./form.js";

const dayOf = (text) => text.slice(0, 10);
const vacationText = (text) => (text.length > 10 ? moment(Date.parse(`${text.replace(" ", "T").slice(0, 16)}Z`), "UTC") : dayText(text));
const today = (zone) => new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(Date.now());
const plusMonths = (month, count) => {
  const at = new Date(`${month}-15T12:00Z`);
  at.setUTCMonth(at.getUTCMonth() + count);
  return at.toISOString().slice(0, 7);
};

/// Days that are excluded from learning, as in the view Readings: unknown from 04:00 to 04:00.
function leftOut(corrections) {
  const days = new Set();
  for (const { from, until, state } of corrections) {
    if (state !== "unknown" || from.slice(11, 16) !== "04:00") continue;
    for (let day = dayOf(from); day < dayOf(until); day = plusDays(day, 1)) days.add(day);
  }
  return days;
}

async function loadLeftOut(setup) {
  const room = setup.draft.rooms[0]?.name;
  const known = room ? await setup.source.get(`corrections?room=${encodeURIComponent(room)}`).catch(() => null) : null;
  setup.calendar.leftOut = [...leftOut(known?.corrections ?? [])];
  setup.draw();
}

/// Excludes a past day in every room, or includes it again.
async function turnDay(setup, day) {
  const isOut = setup.calendar.leftOut.includes(day);
  for (const { name } of setup.draft.rooms) {
    await setup.source.post("corrections", { room: name, from: `${day}T04:00`, until: `${plusDays(day, 1)}T04:00`, state: isOut ? "detected" : "unknown" });
  }
  say(t(isOut ? "corrections.said_included" : "corrections.said_excluded"));
  await loadLeftOut(setup);
}

/// The first chosen day begins a vacation, the second ends it.
async function chooseDay(setup, day) {
  const { calendar, draft } = setup;
  if (!calendar.from || day < calendar.from) {
    calendar.from = day;
    setup.draw();
    say(t("setup.vacation_from", { day: dayText(day) }));
    return;
  }
  const vacations = [...draft.vacations, { from: calendar.from, to: day }];
  calendar.from = null;
  await setup.post("setup/vacations", { vacations });
}

function dayButton(setup, day, now) {
  const { calendar, draft } = setup;
  const isPast = day < now;
  const isVacation = draft.vacations.some((one) => dayOf(one.from) <= day && day <= dayOf(one.to)) || calendar.from === day;
  const isOut = calendar.leftOut.includes(day);
  const state = isVacation ? t("setup.vacation") : isOut ? t("setup.left_out") : "";
  return h("button", {
    type: "button", id: `day-${day}`, class: `day ${isPast ? "is-past" : ""} ${isVacation ? "is-vacation" : ""} ${isOut ? "is-out" : ""} ${day === now ? "is-today" : ""}`,
    "aria-label": [dayText(day), state].filter(Boolean).join(", "), "aria-pressed": String(isVacation || isOut), title: state || null,
    async onclick(event) {
      try {
        await (isPast ? turnDay(setup, day) : chooseDay(setup, day));
      } catch (error) {
        sayWrong(event.target.closest(".step"), error);
      }
    },
  }, Number(day.slice(8)));
}

function month(setup, now) {
  const { calendar } = setup;
  const first = new Date(`${calendar.month}-01T12:00Z`);
  const begin = new Intl.Locale(locale).weekInfo?.firstDay ?? new Intl.Locale(locale).getWeekInfo?.().firstDay ?? 1;
  const before = (first.getUTCDay() + 7 - begin % 7) % 7;
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  const weekday = (i) => new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" }).format(Date.UTC(2026, 1, 1 + (begin % 7) + i));  // 1 February 2026: a Sunday
  const cells = [...Array(before).fill(null), ...Array.from({ length: days }, (_, i) => `${calendar.month}-${String(i + 1).padStart(2, "0")}`)];
  const move = (months, id, name, sign) => h("button", {
    type: "button", id, "aria-label": name,
    onclick() {
      calendar.month = plusMonths(calendar.month, months);
      setup.draw();
    },
  }, sign);
  return [
    h("div", { class: "tools month-head" }, move(-1, "month-before", t("setup.month_before"), "‹"),
      h("h3", { "aria-live": "polite" }, new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(first)), move(1, "month-after", t("setup.month_after"), "›")),
    h("div", { class: "month" }, Array.from({ length: 7 }, (_, i) => h("span", { class: "soft weekday", "aria-hidden": "true" }, weekday(i))), cells.map((day) => (day ? dayButton(setup, day, now) : h("span")))),
  ];
}

function vacationList(setup) {
  const { vacations } = setup.draft;
  if (vacations.length === 0) return h("p", { class: "soft" }, t("setup.no_vacations"));
  return h("ul", { class: "choices" }, vacations.map((one, index) => {
    const words = t("page.from_to", { from: vacationText(one.from), until: vacationText(one.to) });
    return h("li", {}, h("span", {}, words), h("button", {
      type: "button", "aria-label": t("setup.remove_vacation", { when: words }),
      onclick: () => setup.post("setup/vacations", { vacations: vacations.filter((_, i) => i !== index) }),
    }, t("setup.remove")));
  }));
}

export function calendarStep(setup) {
  const { draft } = setup;
  const zone = draft.place?.time_zone ?? "UTC";
  const now = today(zone);
  if (!setup.calendar) {
    setup.calendar = { month: now.slice(0, 7), from: null, leftOut: [] };
    loadLeftOut(setup);
  }
  return [
    h("p", {}, t("setup.calendar_why")), h("p", { class: "bad wrong of-form", hidden: true, role: "alert" }),
    h("div", { class: "calendar-pair" }, h("div", {}, month(setup, now),
      setup.calendar.from ? h("p", { class: "hint" }, t("setup.vacation_from", { day: dayText(setup.calendar.from) })) : null),
    h("div", {}, h("h3", {}, t("setup.vacations")), vacationList(setup),
      form({
        id: "vacation-form", submit: t("setup.add_vacation"),
        inputOf: (element, name) => element.querySelector(`[name="${name.split(".").at(-1)}"]`),
        send: ({ from, to }) => setup.post("setup/vacations", { vacations: [...draft.vacations, { from, to }] }),
      }, h("div", { class: "fields" }, field("vacation-from", t("setup.first_day"), line("from", "", { type: "date" })), field("vacation-to", t("setup.last_day"), line("to", "", { type: "date" })))))),
  ];
}

export function trainingStep(setup) {
  const { health } = setup;
  if (!health) return h("p", { class: "soft" }, t("setup.loading"));
  return trainingCard(health, Date.parse(health.now), async () => {
    await setup.source.post("train", {}).catch(() => null);
    say(t("health.training_now"));
    await setup.loadHealth();
  }, false);
}

export function passwordStep(setup) {
  const { has_password: has } = setup.draft;
  return [has ? null : h("p", {}, t("setup.password_why")),
    form({
      id: "password-form", submit: t("setup.set_password"),
      async send({ current, password }, element) {
        await setup.source.post("setup/password", has ? { current, password } : { password });
        element.reset();
        say(t("setup.said_password"));
        fill(element.querySelector(".said"), t("setup.said_password"));
      },
    }, h("div", { class: "fields" }, has ? field("password-current", t("setup.current_password"), line("current", "", { type: "password", autocomplete: "current-password" })) : null,
      field("password-new", t("login.new_password"), line("password", "", { type: "password", autocomplete: "new-password" }))), h("p", { class: "good said" }))];
}
