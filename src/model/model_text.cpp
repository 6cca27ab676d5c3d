// SPDX-License-Identifier: Apache-2.0
#include "model/model_text.h"

#include "core/checksum.h"
#include "model/habits_json.h"
#include "model/json_fields.h"
#include "model/looks_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace lamplighter {
namespace {

using nlohmann::json;

constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Deeper than any model file; a stack has an end.
constexpr int deepest = 12;

std::string checksum(std::string_view bytes) {
  return fmt::format("fnv1a64:{:016x}", fnv1a_64(bytes));
}

/// What the checksum is taken of: the house without blanks, keys in alphabetical order, numbers as
/// short as they can be and still be themselves.
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
          .log_likelihood = fields.number("log_likelihood", -infinity, infinity),
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
    fields.complain("rooms", "not sorted by name, or a name twice");
  }
  return house;
}

Error no_model_file(const std::string& why) {
  return {Fault::bad_input,
          fmt::format("not a whole model file: {}; restore a copy or train again", why)};
}

/// The JSON value of a text that is not too deep.
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
                 "the checksum does not fit: the file was edited or damaged; restore a copy or "
                 "train again"};
  }
  HouseModel house = read_house(fields.object("house"));
  if (fault) return *fault;
  return house;
}

}  // namespace lamplighter
