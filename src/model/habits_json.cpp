// SPDX-License-Identifier: Apache-2.0
#include "model/habits_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace lamplighter {
namespace {

using nlohmann::json;

constexpr double a_day = 2 * watched_minutes;  // further than any sunset
constexpr std::size_t numbers_a_span = 5;
constexpr double least_weight = 1e-6;
constexpr double kinds_of_keeping = 3;

std::int64_t seconds(double minutes) { return std::llround(minutes * 60); }

json to_json(const std::vector<HabitSpan>& spans) {
  json numbers = json::array();
  for (const HabitSpan& span : spans) {
    for (const double minutes : {span.on.at, span.off.at, span.on.spread, span.off.spread})
      numbers.push_back(seconds(minutes));
    numbers.push_back(static_cast<int>(span.on.keeps) * 3 + static_cast<int>(span.off.keeps));
  }
  return numbers;
}

json to_json(const HabitDay& day, const std::vector<RoomName>& names) {
  json rooms = json::object();
  for (std::size_t i = 0; i < names.size(); ++i) rooms[names[i].text()] = to_json(day.rooms[i]);
  json object = {{"date", to_iso(day.date)},
                 {"kind", to_string(day.light.kind)},
                 {"sunrise", day.light.sunrise},
                 {"sunset", day.light.sunset},
                 {"rooms", std::move(rooms)}};
  if (day.weight != 1) object["weight"] = day.weight;
  return object;
}

/// Stretches in order and apart, within the day; nothing where the numbers say something else.
std::optional<std::vector<HabitSpan>> spans_of(const std::vector<double>& numbers) {
  if (numbers.size() % numbers_a_span != 0) return std::nullopt;
  std::vector<HabitSpan> spans;
  double last = -1;
  for (std::size_t i = 0; i < numbers.size(); i += numbers_a_span) {
    const double on = numbers[i];
    const double off = numbers[i + 1];
    const double keeps = numbers[i + 4];
    const bool is_good = last < on && on < off && off <= watched_minutes * 60 &&
                         numbers[i + 2] >= 0 && numbers[i + 3] >= 0 && keeps >= 0 &&
                         keeps < kinds_of_keeping * kinds_of_keeping;
    if (!is_good) return std::nullopt;
    const auto both = static_cast<int>(keeps);
    spans.push_back({{on / 60, numbers[i + 2] / 60, static_cast<Keeps>(both / 3)},
                     {off / 60, numbers[i + 3] / 60, static_cast<Keeps>(both % 3)}});
    last = off;
  }
  return spans;
}

DayKind read_kind(JsonFields& fields) {
  const std::string text = fields.text("kind");
  for (const DayKind kind : all_day_kinds)
    if (text == to_string(kind)) return kind;
  fields.complain("kind", "neither weekday nor weekend nor holiday");
  return DayKind::weekday;
}

HabitDay read_day(JsonFields fields, const std::vector<RoomName>& names) {
  HabitDay day;
  const Result<Date> date = parse_date(fields.text("date"));
  if (!date) fields.complain("date", date.error().message);
  if (date) day.date = *date;
  day.light = {read_kind(fields), fields.number("sunrise", -a_day, a_day),
               fields.number("sunset", -a_day, a_day)};
  if (fields.has("weight")) day.weight = fields.number("weight", least_weight, 1);
  JsonFields rooms = fields.object("rooms");
  for (const RoomName& name : names) {
    auto spans = spans_of(rooms.numbers(name.text().c_str()));
    if (!spans) rooms.complain(name.text().c_str(), "stretches out of order or out of the day");
    day.rooms.push_back(spans ? *std::move(spans) : std::vector<HabitSpan>());
  }
  return day;
}

RoomKind read_room_kind(JsonFields& fields) {
  const std::string text = fields.text("type");
  const auto name = std::find(room_kind_names.begin(), room_kind_names.end(), text);
  if (name != room_kind_names.end()) return static_cast<RoomKind>(name - room_kind_names.begin());
  fields.complain("type", "none of living, kitchen, bath, bedroom, hall");
  return RoomKind::living;
}

template <typename T, typename Key>
bool rises(const std::vector<T>& values, Key key) {
  return std::adjacent_find(values.begin(), values.end(), [&](const T& a, const T& b) {
           return key(a) >= key(b);
         }) == values.end();
}

Holidays read_holidays(JsonFields& fields) {
  Holidays holidays;
  for (const std::string& text : fields.texts("holidays")) {
    const Result<Date> day = parse_date(text);
    if (!day) fields.complain("holidays", day.error().message);
    if (day) holidays.push_back(*day);
  }
  if (!rises(holidays, [](const Date& day) { return std::chrono::sys_days(day); }))
    fields.complain("holidays", "not in order, or a date twice");
  return holidays;
}

}  // namespace

json to_json(const HouseHabits& habits) {
  json rooms = json::array();
  for (std::size_t i = 0; i < habits.rooms.size(); ++i) {
    rooms.push_back({{"name", habits.rooms[i].text()}});
    if (!habits.kinds.empty())
      rooms.back()["type"] = room_kind_names[static_cast<std::size_t>(habits.kinds[i])];
  }
  json days = json::array();
  for (const HabitDay& day : habits.days) days.push_back(to_json(day, habits.rooms));
  json holidays = json::array();
  for (const Date& day : habits.holidays) holidays.push_back(to_iso(day));
  return {{"rooms", std::move(rooms)},
          {"usual_distance_seconds", seconds(habits.usual_distance)},
          {"holidays", std::move(holidays)},
          {"days", std::move(days)}};
}

HouseHabits read_habits(JsonFields fields) {
  HouseHabits habits;
  for (JsonFields room : fields.objects("rooms")) {
    habits.rooms.emplace_back(room.text("name"));
    if (room.has("type")) habits.kinds.push_back(read_room_kind(room));
  }
  if (!habits.kinds.empty() && habits.kinds.size() != habits.rooms.size())
    fields.complain("rooms", "some have a type, some have none");
  habits.usual_distance = fields.number("usual_distance_seconds", 0, 1e12) / 60;
  for (const JsonFields& day : fields.objects("days"))
    habits.days.push_back(read_day(day, habits.rooms));
  if (fields.has("holidays")) habits.holidays = read_holidays(fields);
  if (!rises(habits.rooms, [](const RoomName& room) { return room; }))
    fields.complain("rooms", "not sorted by name, or a name twice");
  if (!rises(habits.days, [](const HabitDay& day) { return std::chrono::sys_days(day.date); }))
    fields.complain("days", "not in order, or a date twice");
  return habits;
}

}  // namespace lamplighter
