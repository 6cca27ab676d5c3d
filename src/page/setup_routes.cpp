// SPDX-License-Identifier: Apache-2.0
#include "config/secret_file.h"
#include "page/page.h"
#include "page/routes.h"
#include "setup/house_setup.h"
#include "web/password.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <memory>
#include <utility>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

web::Answer setup_json(const Json& document) {
  return {.body = document.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

/// 400 for a rejected password or key, 409 for what is impossible now (lamps are being played, the
/// configuration was changed meanwhile); otherwise as for error_answer.
web::Answer fault_answer(const SetupFault& fault) {
  web::Answer answer = error_answer(fault.error);
  const bool is_entered = !fault.field.empty() && fault.field != "room";
  if (fault.error.fault == Fault::refused) answer.status = is_entered ? 400 : 409;
  const Json document{{"error", fault.error.message}, {"field", fault.field}};
  answer.body = document.dump(-1, ' ', false, Json::error_handler_t::replace);
  return answer;
}

web::Answer bad_field(const std::string& field, const std::string& sentence) {
  return fault_answer({field, {Fault::bad_input, sentence}});
}

/// The content of a body. The first member with the wrong type is recorded.
class Asked {
 public:
  explicit Asked(const std::string& body) : document_(Json::parse(body, nullptr, false)) {
    if (!document_.is_object()) note("", "expected a JSON object");
  }
  Asked(Json document, std::string prefix)
      : document_(std::move(document)), prefix_(std::move(prefix)) {
    if (!document_.is_object()) note("", "expected a JSON object");
  }

  /// What is wrong, if anything.
  [[nodiscard]] const std::optional<SetupFault>& fault() const { return fault_; }

  [[nodiscard]] bool has(const char* name) const {
    return document_.is_object() && document_.contains(name);
  }

  std::optional<std::string> text(const char* name) {
    const Json* const value = member(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    if (value->is_string() && value->get_ref<const std::string&>().size() <= longest)
      return value->get<std::string>();
    note(name, "expected a text");
    return std::nullopt;
  }

  std::optional<double> number(const char* name) {
    const Json* const value = member(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    if (value->is_number()) return value->get<double>();
    note(name, "expected a number");
    return std::nullopt;
  }

  std::optional<bool> flag(const char* name) {
    const Json* const value = member(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    if (value->is_boolean()) return value->get<bool>();
    note(name, "expected true or false");
    return std::nullopt;
  }

  std::optional<std::vector<std::string>> texts(const char* name) {
    const Json* const value = member(name);
    if (value == nullptr) return std::nullopt;
    std::vector<std::string> texts;
    for (const Json& one : value->is_array() ? *value : Json::array({*value})) {
      if (!one.is_string() || texts.size() == most) {
        note(name, "expected a list of texts");
        return std::nullopt;
      }
      texts.push_back(one.get<std::string>());
    }
    return texts;
  }

  /// The objects of a list; empty if it is absent.
  std::vector<Asked> objects(const char* name) {
    std::vector<Asked> all;
    const Json* const value = member(name);
    if (value == nullptr) return all;
    if (!value->is_array() || value->size() > most) {
      note(name, "expected a list of objects");
      return all;
    }
    for (std::size_t i = 0; i < value->size(); ++i)
      all.emplace_back((*value)[i], fmt::format("{}{}.{}.", prefix_, name, i));
    return all;
  }

  /// Records what is wrong with a part.
  void take(const Asked& part) {
    if (!fault_) fault_ = part.fault_;
  }

 private:
  static constexpr std::size_t longest = 4096;
  static constexpr std::size_t most = 1000;

  [[nodiscard]] const Json* member(const char* name) const {
    if (!document_.is_object()) return nullptr;
    const auto found = document_.find(name);
    return found == document_.end() ? nullptr : &*found;
  }

  void note(const std::string& name, const std::string& sentence) {
    if (!fault_) fault_ = SetupFault{prefix_ + name, {Fault::bad_input, sentence}};
  }

  Json document_;
  std::string prefix_;
  std::optional<SetupFault> fault_;
};

Json place_json(const Config& config, Instant now) {
  const HomeConfig& home = config.home;
  if (!home.latitude || !home.longitude || home.time_zone.empty()) return {};
  return {{"latitude", *home.latitude},
          {"longitude", *home.longitude},
          {"time_zone", home.time_zone},
          {"note", judge_home(config, now).sentence}};
}

Json approach_json(const hue::Approach& approach) {
  return {{"address", hue::to_string(approach.address)},
          {"id", approach.bridge.id},
          {"name", hue::shown(approach.bridge.name)},
          {"model", hue::shown(approach.bridge.model)},
          {"secure", approach.is_secure},
          {"certificate", certificate_text(approach)}};
}

Json bridge_json(const SetupLook& look) {
  if (look.bridge) return approach_json(*look.bridge);
  const HueConfig& hue = look.config.hue;
  if (hue.key_file.empty()) return {};
  return {{"address", look.bridge_address},
          {"id", ""},
          {"name", ""},
          {"model", ""},
          {"secure", nullptr},
          {"certificate", ""}};
}

Json pairing_json(const SetupLook& look) {
  if (!look.pairing) return {};
  Json json = approach_json(look.pairing->approach);
  json["running"] = look.pairing->is_running;
  json["seconds_left"] = look.pairing->seconds_left;
  json["error"] = look.pairing->trouble.empty() ? Json() : Json(look.pairing->trouble);
  return json;
}

Json broker_json(const SetupLook& look) {
  const BrokerConfig& broker = look.config.broker;
  if (!broker.is_given) return {};
  return {{"host", broker.host},
          {"port", broker.port},
          {"user", broker.user},
          {"has_password", !broker.password_file.empty()},
          {"note", look.broker_note}};
}

Json home_assistant_json(const SetupLook& look) {
  const HomeAssistantConfig& home = look.config.home_assistant;
  if (home.url.empty()) return {};
  return {{"url", home.url},
          {"has_token", !home.token_file.empty()},
          {"note", look.home_assistant_note}};
}

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

/// Adds the keys of limits to a document.
void add_limits(Json& json, const RoomLimits& limits) {
  Json hours = Json::array();
  for (const ClockSpan& span : limits.hours) hours.push_back(to_text(span));
  json["after_dark"] = or_null(limits.after_dark);
  json["hours"] = std::move(hours);
  json["max_brightness"] = or_null(limits.max_brightness);
  json["max_hours"] = nullptr;
  if (limits.max_lit) json["max_hours"] = static_cast<double>(limits.max_lit->count()) / 3600;
}

Json room_json(const RoomConfig& room) {
  Json json{{"name", room.name.text()},
            {"lamps", room.lamps},
            {"sensor", room.sensor.text() == room.name.text() ? "" : room.sensor.text()},
            {"type", room.kind ? room_kind_names.at(static_cast<std::size_t>(*room.kind)) : ""}};
  add_limits(json, room.limits);
  return json;
}

class SetupPage {
 public:
  explicit SetupPage(const PageContext& house)
      : house_(house),
        owner_(house.owner ? *house.owner : house.config),
        setup_({.path = owner_.path, .unconfigured = owner_, .on_change = [&house] {
                  house.notify("setup");
                }}) {}

  web::Answer look() {
    const SetupLook look = setup_.look();
    Json rooms = Json::array();
    for (const RoomConfig& room : look.config.rooms) rooms.push_back(room_json(room));
    Json limits = Json::object();
    add_limits(limits, look.config.away.limits);
    Json vacations = Json::array();
    for (const VacationConfig& one : look.config.away.vacations)
      vacations.push_back({{"from", one.from}, {"to", one.to}});
    return setup_json({{"config", owner_.path},
                       {"exists", look.exists},
                       {"problem", or_null(look.problem)},
                       {"first_start", house_.owner != nullptr},
                       {"changed", look.has_changed},
                       {"place", place_json(look.config, clock_.now())},
                       {"bridge", bridge_json(look)},
                       {"pairing", pairing_json(look)},
                       {"broker", broker_json(look)},
                       {"home_assistant", home_assistant_json(look)},
                       {"rooms", std::move(rooms)},
                       {"limits", std::move(limits)},
                       {"importing", look.is_importing},
                       {"vacations", std::move(vacations)},
                       {"has_password", has_password()}});
  }

  web::Answer set_place(Asked asked) {
    const auto from = asked.text("from");
    const auto latitude = asked.number("latitude");
    const auto longitude = asked.number("longitude");
    const auto zone = asked.text("time_zone");
    if (asked.fault()) return fault_answer(*asked.fault());
    if (from == "home_assistant") return after(setup_.take_place_of_home_assistant());
    if (from) return bad_field("from", "expected \"home_assistant\"");
    if (!latitude) return bad_field("latitude", "expected degrees from -90 to 90");
    if (!longitude) return bad_field("longitude", "expected degrees from -180 to 180");
    return after(setup_.set_place(*latitude, *longitude, zone.value_or("")));
  }

  web::Answer find_bridges() {
    const auto found = setup_.find_bridges();
    Json list = Json::array();
    if (found) {
      for (const hue::FoundBridge& bridge : *found)
        list.push_back({{"id", bridge.id}, {"address", hue::to_string(bridge.address)}});
    }
    return setup_json({{"found", list}, {"note", found ? "" : found.error().message}});
  }

  web::Answer pair(Asked asked) {
    const auto address = asked.text("address");
    if (asked.fault()) return fault_answer(*asked.fault());
    if (!address) return bad_field("address", "expected host or host:port, as 192.168.1.2");
    return after(setup_.begin_pairing(*address));
  }

  web::Answer stop_pairing() {
    setup_.end_pairing();
    return look();
  }

  web::Answer find_brokers() {
    Json list = Json::array();
    for (const FoundBroker& one : setup_.find_brokers())
      list.push_back({{"host", one.host}, {"port", one.port}, {"note", one.note}});
    return setup_json({{"found", list}});
  }

  web::Answer set_broker(Asked asked) {
    BrokerConfig broker;
    broker.host = asked.text("host").value_or("");
    const double port = asked.number("port").value_or(broker.port);
    broker.user = asked.text("user").value_or("");
    const auto password = asked.text("password");
    if (asked.fault()) return fault_answer(*asked.fault());
    if (!(port >= 1 && port <= 65535) || port != std::floor(port))
      return bad_field("port", "expected 1 to 65535");
    broker.port = static_cast<int>(port);
    return after(setup_.set_broker(broker, password));
  }

  web::Answer find_home_assistants() {
    const auto found = setup_.find_home_assistants();
    Json list = Json::array();
    if (found) {
      for (const home_assistant::FoundHome& home : *found)
        list.push_back({{"name", home.name}, {"url", home.url}});
    }
    return setup_json({{"found", list}, {"note", found ? "" : found.error().message}});
  }

  web::Answer set_home_assistant(Asked asked) {
    const auto url = asked.text("url");
    const auto token = asked.text("token");
    if (asked.fault()) return fault_answer(*asked.fault());
    if (!url) return bad_field("url", "expected scheme, host and port, as http://192.168.1.5:8123");
    return after(setup_.set_home_assistant(*url, token));
  }

  web::Answer set_rooms(Asked asked) {
    std::vector<RoomWish> rooms;
    for (Asked& one : asked.objects("rooms")) {
      rooms.push_back(room_in(one));
      asked.take(one);
    }
    const auto removed = asked.texts("remove");
    if (asked.fault()) return fault_answer(*asked.fault());
    return after(setup_.set_rooms(rooms, removed.value_or(std::vector<std::string>())));
  }

  web::Answer set_limits(Asked asked) {
    const LimitsWish limits = limits_in(asked);
    if (asked.fault()) return fault_answer(*asked.fault());
    return after(setup_.set_limits(limits));
  }

  web::Answer set_vacations(Asked asked) {
    std::vector<VacationConfig> vacations;
    for (Asked& one : asked.objects("vacations")) {
      vacations.push_back({one.text("from").value_or(""), one.text("to").value_or("")});
      asked.take(one);
    }
    if (!asked.has("vacations")) return bad_field("vacations", "expected a list of objects");
    if (asked.fault()) return fault_answer(*asked.fault());
    return after(setup_.set_vacations(vacations));
  }

  web::Answer discard() {
    setup_.discard();
    return look();
  }

  web::Answer heard(bool anew) {
    setup_.listen(anew);
    const HeardLook heard = setup_.heard();
    const Config config = setup_.look().config;
    Json parts = Json::array();
    for (const HeardPart& part : heard.heard.parts)
      parts.push_back({{"name", part.name}, {"error", or_null(part.trouble)}, {"note", part.note}});
    Json proposed = Json::array();
    for (const ProposedRoom& room : heard.proposed)
      proposed.push_back({{"name", room.name}, {"lamps", room.lamps}, {"sensor", room.sensor}});
    return setup_json({{"looking", heard.is_looking},
                       {"parts", std::move(parts)},
                       {"lamps", lamps_json(heard.heard.heard, config)},
                       {"sensors", sensors_json(heard.heard.heard, config)},
                       {"proposed", std::move(proposed)},
                       {"past", or_null(heard.heard.past)}});
  }

  web::Answer blink(Asked asked) {
    const auto room = asked.text("room");
    const auto lamps = asked.texts("lamps");
    if (asked.fault()) return fault_answer(*asked.fault());
    const SetupStep wrong =
        setup_.blink(room.value_or(""), lamps.value_or(std::vector<std::string>()));
    return wrong ? fault_answer(*wrong) : web::Answer{.body = "{}"};
  }

  web::Answer preview() {
    choose_listen();
    const SetupPreview preview = setup_.preview();
    return setup_json({{"difference", preview.difference},
                       {"text", preview.text},
                       {"files", preview.secrets},
                       {"problem", or_null(preview.obstacle)}});
  }

  web::Answer write(Asked asked) {
    const auto days = asked.number("import_days");
    if (asked.fault()) return fault_answer(*asked.fault());
    if (days && !(*days >= 1 && *days <= most_days_of_past))
      return bad_field("import_days", "expected 1 day or more");
    const bool is_first = house_.owner != nullptr;
    choose_listen();
    const Result<void> written =
        setup_.write(days ? std::optional(static_cast<int>(*days)) : std::nullopt);
    if (!written) return fault_answer({"", written.error()});
    if (house_.reload) house_.reload();
    return setup_json(
        {{"written", owner_.path}, {"restarts", is_first || house_.reload != nullptr}});
  }

  web::Answer set_password(Asked asked) {
    const auto current = asked.text("current");
    const auto password = asked.text("password");
    if (asked.fault()) return fault_answer(*asked.fault());
    if (!password) return bad_field("password", "expected a text");
    const std::lock_guard lock(password_);  // prevents guessing on many threads at once
    const auto settings = page_settings(owner_);
    if (!settings) return fault_answer({"", settings.error()});
    if (settings->password && !settings->password->matches(current.value_or("")))
      return bad_field("current", "wrong password");
    const Result<void> kept = set_page_password(owner_, *password);
    if (!kept) return fault_answer({"password", kept.error()});
    if (house_.reload) house_.reload();
    return {.body = "{}"};
  }

 private:
  static RoomWish room_in(Asked& asked) {
    RoomWish room{.name = asked.text("name").value_or("")};
    if (asked.has("lamps")) room.lamps = asked.texts("lamps");
    room.sensor = asked.text("sensor");
    room.type = asked.text("type");
    room.limits = limits_in(asked);
    return room;
  }

  static LimitsWish limits_in(Asked& asked) {
    LimitsWish limits;
    if (asked.has("after_dark")) limits.after_dark = asked.flag("after_dark");
    if (asked.has("hours")) limits.hours = asked.texts("hours");
    if (asked.has("max_brightness")) limits.max_brightness = asked.number("max_brightness");
    if (asked.has("max_hours")) limits.max_hours = asked.number("max_hours");
    return limits;
  }

  static Json lamps_json(const Heard& heard, const Config& config) {
    Json list = Json::array();
    for (const HeardLamp& lamp : heard.lamps) {
      Json room;
      for (const RoomConfig& one : config.rooms) {
        if (std::find(one.lamps.begin(), one.lamps.end(), lamp.id) != one.lamps.end())
          room = one.name.text();
      }
      list.push_back({{"id", lamp.id},
                      {"name", lamp.name},
                      {"area", lamp.area},
                      {"from", lamp.from},
                      {"note", lamp.note},
                      {"plug", lamp.is_plug},
                      {"room", room}});
    }
    return list;
  }

  static Json sensors_json(const Heard& heard, const Config& config) {
    Json list = Json::array();
    for (const HeardSensor& sensor : heard.sensors) {
      Json room;
      for (const RoomConfig& one : config.rooms)
        if (one.sensor.text() == sensor.id) room = one.name.text();
      list.push_back({{"id", sensor.id},
                      {"name", sensor.name},
                      {"area", sensor.area},
                      {"from", sensor.from},
                      {"note", sensor.note},
                      {"room", room}});
    }
    return list;
  }

  web::Answer after(const SetupStep& wrong) { return wrong ? fault_answer(*wrong) : look(); }

  /// A page that other machines can reach needs a password; without one only this machine can reach
  /// it.
  void choose_listen() {
    setup_.set_listen(has_password() ? owner_.web.listen : WebConfig().listen);
  }

  [[nodiscard]] bool has_password() const {
    const auto settings = page_settings(owner_);
    return settings && settings->password.has_value();
  }

  const PageContext& house_;
  Config owner_;  ///< of the page, even while it shows a demo
  SystemClock clock_;
  std::mutex password_;
  HouseSetup setup_;
};

}  // namespace

std::vector<web::Route> setup_routes(const PageContext& house) {
  const std::string base = "/api/v1/setup";
  if (house.is_demo && house.owner == nullptr) return {};
  const auto page = std::make_shared<SetupPage>(house);
  std::vector<web::Route> routes;
  const auto get = [&](const char* path, web::Answer (*answer)(SetupPage&)) {
    routes.push_back(
        {"GET", base + path, [page, answer](const web::Request&) { return answer(*page); }});
  };
  const auto post = [&](const char* path, web::Answer (*answer)(SetupPage&, Asked)) {
    routes.push_back({"POST", base + path, [page, answer](const web::Request& request) {
                        Asked asked(request.body);
                        if (asked.fault()) return fault_answer(*asked.fault());
                        return answer(*page, std::move(asked));
                      }});
  };
  get("", [](SetupPage& setup) { return setup.look(); });
  get("/heard", [](SetupPage& setup) { return setup.heard(false); });
  get("/preview", [](SetupPage& setup) { return setup.preview(); });
  post("/place", [](SetupPage& setup, Asked asked) { return setup.set_place(std::move(asked)); });
  post("/bridge/find", [](SetupPage& setup, Asked) { return setup.find_bridges(); });
  post("/bridge/pair", [](SetupPage& setup, Asked asked) { return setup.pair(std::move(asked)); });
  post("/bridge/stop", [](SetupPage& setup, Asked) { return setup.stop_pairing(); });
  post("/broker/find", [](SetupPage& setup, Asked) { return setup.find_brokers(); });
  post("/broker", [](SetupPage& setup, Asked asked) { return setup.set_broker(std::move(asked)); });
  post("/home-assistant/find",
       [](SetupPage& setup, Asked) { return setup.find_home_assistants(); });
  post("/home-assistant",
       [](SetupPage& setup, Asked asked) { return setup.set_home_assistant(std::move(asked)); });
  post("/rooms", [](SetupPage& setup, Asked asked) { return setup.set_rooms(std::move(asked)); });
  post("/limits", [](SetupPage& setup, Asked asked) { return setup.set_limits(std::move(asked)); });
  post("/vacations",
       [](SetupPage& setup, Asked asked) { return setup.set_vacations(std::move(asked)); });
  post("/discard", [](SetupPage& setup, Asked) { return setup.discard(); });
  post("/heard", [](SetupPage& setup, Asked) { return setup.heard(true); });
  post("/blink", [](SetupPage& setup, Asked asked) { return setup.blink(std::move(asked)); });
  post("/write", [](SetupPage& setup, Asked asked) { return setup.write(std::move(asked)); });
  post("/password",
       [](SetupPage& setup, Asked asked) { return setup.set_password(std::move(asked)); });
  return routes;
}

}  // namespace lamplighter::app
