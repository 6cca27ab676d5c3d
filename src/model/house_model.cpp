// SPDX-License-Identifier: Apache-2.0
#include "model/house_model.h"

#include "core/checksum.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace lamplighter {
namespace {

using nlohmann::json;

constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max();
constexpr double unbounded = std::numeric_limits<double>::infinity();

/// Nesting deeper than in any model file, to bound the use of the stack.
constexpr int deepest = 12;

std::string checksum(std::string_view bytes) {
  return fmt::format("fnv1a64:{:016x}", fnv1a_64(bytes));
}

/// The text that the checksum covers: the house without whitespace, keys in alphabetical order,
/// numbers in their shortest form that reads back as the same value.
std::string canonical(const json& house) {
  return house.dump(-1, ' ', false, json::error_handler_t::replace);
}

json to_json(const Hmm& model) {
  const auto list = [](std::span<const double> numbers) {
    return std::vector<double>(numbers.begin(), numbers.end());
  };
  return {{"start", list(model.start())},
          {"transition", list(model.transition())},
          {"emission", list(model.emission())}};
}

json to_json(const ZoneModel& zone) {
  return {{"model", to_json(zone.hmm)},
          {"samples", zone.samples},
          {"subsequences", zone.subsequences},
          {"log_likelihood", zone.log_likelihood},
          {"iterations", zone.iterations},
          {"restarts", zone.restarts},
          {"note", zone.note ? json(*zone.note) : json()}};
}

json to_json(const TrainedOn& trained_on) {
  return {{"first", to_iso(trained_on.first)},
          {"last", to_iso(trained_on.last)},
          {"samples", trained_on.samples},
          {"detector", trained_on.detector},
          {"on_level", trained_on.on_level ? json(*trained_on.on_level) : json()},
          {"cuts", trained_on.cuts},
          {"seed", trained_on.seed}};
}

json to_json(const RoomModel& room) {
  json zones = json::object();
  for (const Zone zone : all_zones) zones[std::string(to_string(zone))] = to_json(room.zone(zone));
  return {{"room", room.room.text()},
          {"trained_on", to_json(room.trained_on)},
          {"zones", std::move(zones)}};
}

json to_json(const HouseModel& house) {
  json rooms = json::array();
  for (const RoomModel& room : house.rooms) rooms.push_back(to_json(room));
  json whole{{"place",
              {{"latitude", house.place.latitude},
               {"longitude", house.place.longitude},
               {"time_zone", house.place.time_zone}}},
             {"rooms", std::move(rooms)}};
  if (!house.habits.days.empty()) whole["habits"] = to_json(house.habits);
  if (!house.looks.empty()) whole["looks"] = to_json(house.looks);
  return whole;
}

Hmm read_hmm(JsonFields fields) {
  auto model =
      Hmm::make(fields.numbers("start"), fields.numbers("transition"), fields.numbers("emission"));
  if (model) return *std::move(model);
  fields.complain("start", model.error().message);
  return *Hmm::make({1.0}, {1.0}, {1.0, 0.0});
}

ZoneModel read_zone(JsonFields fields) {
  return {.hmm = read_hmm(fields.object("model")),
          .samples = fields.integer("samples", 0, any),
          .subsequences = fields.integer("subsequences", 0, any),
          .log_likelihood = fields.number("log_likelihood", -unbounded, unbounded),
          .iterations = static_cast<int>(fields.integer("iterations", 0, 1'000'000'000)),
          .restarts = static_cast<int>(fields.integer("restarts", 0, 1'000'000'000)),
          .note = fields.text_or_null("note")};
}

TrainedOn read_trained_on(JsonFields fields) {
  TrainedOn trained_on{.first = fields.instant("first"),
                       .last = fields.instant("last"),
                       .samples = fields.integer("samples", 0, any),
                       .detector = fields.text("detector"),
                       .on_level = {},
                       .cuts = fields.numbers("cuts"),
                       .seed = fields.unsigned_integer("seed")};
  if (!fields.is_null("on_level")) {
    trained_on.on_level = static_cast<int>(fields.integer("on_level", 1, 3));
  }
  return trained_on;
}

RoomModel read_room(JsonFields fields) {
  JsonFields zones = fields.object("zones");
  const auto zone = [&](Zone which) {
    return read_zone(zones.object(std::string(to_string(which)).c_str()));
  };
  RoomModel room{
      .room = RoomName(fields.text("room")),
      .trained_on = read_trained_on(fields.object("trained_on")),
      .zones = {zone(Zone::morning), zone(Zone::day), zone(Zone::evening), zone(Zone::night)}};
  if (room.room.empty()) fields.complain("room", "empty");
  return room;
}

HouseModel read_house(JsonFields fields) {
  JsonFields place = fields.object("place");
  HouseModel house{.place = {.latitude = place.number("latitude", -90.0, 90.0),
                             .longitude = place.number("longitude", -180.0, 180.0),
                             .time_zone = place.text("time_zone")},
                   .rooms = {}};
  if (fields.has("habits")) house.habits = read_habits(fields.object("habits"));
  if (fields.has("looks")) house.looks = read_room_looks(fields);
  for (const JsonFields& room : fields.objects("rooms")) house.rooms.push_back(read_room(room));
  const auto not_rising = [](const RoomModel& a, const RoomModel& b) { return a.room >= b.room; };
  if (std::adjacent_find(house.rooms.begin(), house.rooms.end(), not_rising) != house.rooms.end()) {
    fields.complain("rooms", "not sorted by name, or a duplicate name");
  }
  return house;
}

Error no_model_file(const std::string& why) {
  return {Fault::bad_input,
          fmt::format("not a whole model file: {}; restore a copy or train again", why)};
}

/// Parses JSON with limited nesting.
Result<json> parse_document(std::string_view text) {
  bool too_deep = false;
  const auto keep = [&](int depth, json::parse_event_t, json&) {
    too_deep = too_deep || depth > deepest;
    return !too_deep;
  };
  try {
    json document = json::parse(text, keep);
    if (too_deep) return no_model_file("nested too deeply");
    if (!document.is_object()) return no_model_file("not a JSON object");
    return document;
  } catch (const json::parse_error& error) {
    return no_model_file(fmt::format("broken at byte {}", error.byte));
  } catch (const json::exception&) {
    return no_model_file("a number that is too large");
  }
}

}  // namespace

std::string to_text(const HouseModel& house) {
  const std::string body = canonical(to_json(house));
  return fmt::format(
      "{{\n\"about\": \"Lamplighter house model, written by `lamplighter train`; do not edit\",\n"
      "\"format\": {},\n\"checksum\": \"{}\",\n\"house\": {}\n}}\n",
      model_format, checksum(body), body);
}

Result<HouseModel> parse_house_model(std::string_view text) {
  const Result<json> document = parse_document(text);
  if (!document) return document.error();
  JsonFields::Fault fault;
  JsonFields fields(*document, "", fault);
  const std::int64_t format = fields.integer("format", 1, any);
  if (fault) return no_model_file(fault->message);
  if (format > model_format) {
    return Error{Fault::bad_input,
                 fmt::format("format {} is newer than this program, which reads {}; update "
                             "lamplighter or train again",
                             format, model_format)};
  }
  const std::string expected = fields.text("checksum");
  fields.object("house");
  if (fault) return no_model_file(fault->message);
  if (checksum(canonical((*document)["house"])) != expected) {
    return Error{Fault::bad_input,
                 "wrong checksum: the file was edited or damaged; restore a copy or "
                 "train again"};
  }
  HouseModel house = read_house(fields.object("house"));
  if (fault) return *fault;
  return house;
}

namespace {

constexpr double a_day = 2 * watched_minutes;  // beyond any sunset
constexpr std::size_t numbers_a_span = 5;
constexpr double least_weight = 1e-6;
constexpr double kinds_of_keeping = 3;

json to_json(const std::vector<HabitSpan>& spans) {
  json numbers = json::array();
  for (const HabitSpan& span : spans) {
    for (const double minutes : {span.on.at, span.off.at, span.on.spread, span.off.spread})
      numbers.push_back(whole_seconds(minutes));
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

/// Stretches in order, apart, and within the day; nothing if the numbers are invalid.
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
  fields.complain("kind", "expected weekday, weekend or holiday");
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
    if (!spans) rooms.complain(name.text().c_str(), "stretches out of order or outside the day");
    day.rooms.push_back(spans ? *std::move(spans) : std::vector<HabitSpan>());
  }
  return day;
}

RoomKind read_room_kind(JsonFields& fields) {
  const std::string text = fields.text("type");
  const auto name = std::find(room_kind_names.begin(), room_kind_names.end(), text);
  if (name != room_kind_names.end()) return static_cast<RoomKind>(name - room_kind_names.begin());
  fields.complain("type", "expected living, kitchen, bath, bedroom or hall");
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
    fields.complain("holidays", "not in order, or a duplicate date");
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
          {"usual_distance_seconds", whole_seconds(habits.usual_distance)},
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
    fields.complain("rooms", "not sorted by name, or a duplicate name");
  if (!rises(habits.days, [](const HabitDay& day) { return std::chrono::sys_days(day.date); }))
    fields.complain("days", "not in order, or a duplicate date");
  return habits;
}

namespace {

constexpr double last_minute = 24 * 60 - 1;

/// Nothing if the lengths differ or a value is invalid.
std::optional<std::vector<SeenLook>> seen_of(const std::vector<double>& minutes,
                                             const std::vector<std::string>& looks) {
  if (minutes.size() != looks.size()) return std::nullopt;
  std::vector<SeenLook> seen;
  for (std::size_t i = 0; i < minutes.size(); ++i) {
    const std::optional<Look> look = parse_look(looks[i]);
    const bool is_good = minutes[i] >= 0 && minutes[i] <= last_minute;
    if (!look || !is_good || std::floor(minutes[i]) != minutes[i]) return std::nullopt;
    seen.push_back({static_cast<int>(minutes[i]), *look});
  }
  return seen;
}

}  // namespace

json to_json(const std::vector<RoomLooks>& rooms) {
  json all = json::array();
  for (const RoomLooks& room : rooms) {
    json minutes = json::array();
    json looks = json::array();
    for (const SeenLook& seen : room.seen) {
      minutes.push_back(seen.minute);
      looks.push_back(to_text(seen.look));
    }
    all.push_back(
        {{"room", room.room.text()}, {"minutes", std::move(minutes)}, {"looks", std::move(looks)}});
  }
  return all;
}

std::vector<RoomLooks> read_room_looks(JsonFields& house) {
  std::vector<RoomLooks> rooms;
  for (JsonFields fields : house.objects("looks")) {
    RoomName name(fields.text("room"));
    auto seen = seen_of(fields.numbers("minutes"), fields.texts("looks"));
    if (!seen)
      fields.complain("looks", "not one look per minute of the day, in the form 42.5%/370");
    rooms.push_back({std::move(name), seen ? *std::move(seen) : std::vector<SeenLook>()});
  }
  const auto not_rising = [](const RoomLooks& a, const RoomLooks& b) { return a.room >= b.room; };
  if (std::adjacent_find(rooms.begin(), rooms.end(), not_rising) != rooms.end())
    house.complain("looks", "rooms not sorted by name, or a duplicate name");
  return rooms;
}

namespace {

const json& nothing() {
  static const json empty = json::object();
  return empty;
}

}  // namespace

JsonFields::JsonFields(const json& object, std::string place, Fault& fault)
    : object_(&object), place_(std::move(place)), fault_(&fault) {}

void JsonFields::complain(const char* key, const std::string& what) {
  if (*fault_) return;
  *fault_ = Error{lamplighter::Fault::bad_input, fmt::format("{}{}{}: {}; train again", place_,
                                                             place_.empty() ? "" : ".", key, what)};
}

const json* JsonFields::find(const char* key) {
  if (!object_->is_object()) {
    complain(key, "its parent is not an object");
    return nullptr;
  }
  const auto found = object_->find(key);
  if (found == object_->end()) {
    complain(key, "missing");
    return nullptr;
  }
  return &*found;
}

std::int64_t JsonFields::integer(const char* key, std::int64_t least, std::int64_t most) {
  const json* value = find(key);
  if (value == nullptr) return least;
  const bool fits = value->is_number_integer() &&
                    (!value->is_number_unsigned() ||
                     value->get<std::uint64_t>() <=
                         static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  if (fits) {
    const auto number = value->get<std::int64_t>();
    if (number >= least && number <= most) return number;
  }
  complain(key, fmt::format("not a whole number from {} to {}", least, most));
  return least;
}

std::uint64_t JsonFields::unsigned_integer(const char* key) {
  const json* value = find(key);
  if (value == nullptr) return 0;
  if (value->is_number_unsigned()) return value->get<std::uint64_t>();
  complain(key, "not a whole number of 0 or more");
  return 0;
}

double JsonFields::number(const char* key, double least, double most) {
  const json* value = find(key);
  if (value == nullptr) return least;
  if (value->is_number()) {
    const auto number = value->get<double>();
    if (number >= least && number <= most) return number;
  }
  complain(key, fmt::format("not a number from {} to {}", least, most));
  return least;
}

std::vector<double> JsonFields::numbers(const char* key) {
  std::vector<double> result;
  const json* value = find(key);
  if (value == nullptr) return result;
  if (!value->is_array()) {
    complain(key, "not an array of numbers");
    return result;
  }
  for (const json& element : *value) {
    if (!element.is_number()) {
      complain(key, "not an array of numbers");
      return {};
    }
    result.push_back(element.get<double>());
  }
  return result;
}

std::vector<std::string> JsonFields::texts(const char* key) {
  std::vector<std::string> result;
  const json* value = find(key);
  if (value == nullptr) return result;
  const auto is_text = [](const json& element) { return element.is_string(); };
  if (!value->is_array() || !std::all_of(value->begin(), value->end(), is_text)) {
    complain(key, "not an array of strings");
    return result;
  }
  for (const json& element : *value) result.push_back(element.get<std::string>());
  return result;
}

std::string JsonFields::text(const char* key) {
  const json* value = find(key);
  if (value == nullptr) return {};
  if (value->is_string()) return value->get<std::string>();
  complain(key, "not a text");
  return {};
}

bool JsonFields::has(const char* key) const {
  return object_->is_object() && object_->contains(key);
}

bool JsonFields::is_null(const char* key) {
  const json* value = find(key);
  return value == nullptr || value->is_null();
}

std::optional<std::string> JsonFields::text_or_null(const char* key) {
  if (is_null(key)) return std::nullopt;
  return text(key);
}

Instant JsonFields::instant(const char* key) {
  const std::string written = text(key);
  const Result<Instant> read = parse_instant(written);
  if (read) return *read;
  complain(key, read.error().message);
  return {};
}

JsonFields JsonFields::object(const char* key) {
  const json* value = find(key);
  if (value != nullptr && !value->is_object()) complain(key, "not an object");
  const bool good = value != nullptr && value->is_object();
  return {good ? *value : nothing(), place_.empty() ? key : place_ + "." + key, *fault_};
}

std::vector<JsonFields> JsonFields::objects(const char* key) {
  std::vector<JsonFields> result;
  const json* value = find(key);
  if (value == nullptr) return result;
  if (!value->is_array()) {
    complain(key, "not an array");
    return result;
  }
  for (std::size_t i = 0; i < value->size(); ++i) {
    result.push_back({(*value)[i],
                      fmt::format("{}{}{}[{}]", place_, place_.empty() ? "" : ".", key, i),
                      *fault_});
  }
  return result;
}

}  // namespace lamplighter
