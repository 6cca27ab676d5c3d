// SPDX-License-Identifier: Apache-2.0
#include "setup/draft.h"

#include "check/checks.h"
#include "config/config_edit.h"
#include "files/replace_file.h"
#include "payloads/source.h"
#include "system/signals.h"
#include "system/text_file.h"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <utility>

namespace lamplighter::app {
namespace {

constexpr unsigned config_mode = 0644;

SetupFault fault(const std::string& field, const std::string& sentence) {
  return {field, {Fault::bad_input, sentence}};
}

/// A problem without the prefix "file:12: [room]: ", which means nothing to a user who did not edit
/// the file.
std::string plain(std::string problem, const std::string& path) {
  if (problem.starts_with(path + ":")) problem.erase(0, path.size() + 1);
  problem.erase(0, problem.find_first_not_of(' '));
  const std::size_t digits = problem.find_first_not_of("0123456789");
  if (digits > 0 && digits != std::string::npos && problem[digits] == ':')
    problem.erase(0, digits + 1);
  problem.erase(0, problem.find_first_not_of(' '));
  const std::size_t end = problem.starts_with('[') ? problem.find("] ") : std::string::npos;
  if (end != std::string::npos) problem.erase(0, end + 2);
  return problem;
}

std::vector<std::string> plain_problems(const CheckedConfig& checked) {
  std::vector<std::string> problems;
  for (const std::string& problem : checked.problems)
    problems.push_back(plain(problem, checked.config.path));
  return problems;
}

std::string number(double value) { return fmt::format("{}", value); }

/// Rounds coordinates to eleven metres, which is precise enough for any sunset.
double rounded(double degrees) { return std::round(degrees * 1e4) / 1e4; }

const RoomConfig* room_in(const Config& config, const std::string& name) {
  const auto found = std::find_if(config.rooms.begin(), config.rooms.end(),
                                  [&](const RoomConfig& room) { return room.name.text() == name; });
  return found == config.rooms.end() ? nullptr : &*found;
}

std::vector<ConfigKey> keys_of(const SourceConfig& source) {
  std::vector<ConfigKey> keys{{"topic", toml_string(source.topic)},
                              {"format", toml_string(source.format)}};
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) keys.emplace_back(key, toml_string(value));
  };
  add("sensor", source.sensor);
  add("room", source.room);
  add("pointer", source.pointer);
  add("unit", source.unit);
  return keys;
}

/// The keys of limits that change, with their values; an empty value removes the key.
std::vector<ConfigKey> changed_limits(const LimitsWish& wish, const RoomLimits& limits) {
  std::vector<ConfigKey> keys;
  if (wish.after_dark && *wish.after_dark != limits.after_dark)
    keys.emplace_back("after_dark", !*wish.after_dark ? "" : **wish.after_dark ? "true" : "false");
  std::vector<std::string> hours;
  for (const ClockSpan& span : limits.hours) hours.push_back(to_text(span));
  if (wish.hours && *wish.hours != hours)
    keys.emplace_back("hours", wish.hours->empty() ? "" : toml_list(*wish.hours));
  if (wish.max_brightness && *wish.max_brightness != limits.max_brightness)
    keys.emplace_back("max_brightness", *wish.max_brightness ? number(**wish.max_brightness) : "");
  std::optional<double> lit;
  if (limits.max_lit) lit = static_cast<double>(limits.max_lit->count()) / 3600;
  if (wish.max_hours && *wish.max_hours != lit)
    keys.emplace_back("max_hours", *wish.max_hours ? number(**wish.max_hours) : "");
  return keys;
}

/// The changes that a room's wishes make, each an edit with the form field it comes from.
class RoomEdits {
 public:
  RoomEdits(const RoomWish& wish, const RoomConfig* is, std::string field)
      : wish_(wish), is_(is), field_(std::move(field)) {
    if (is == nullptr) add("name", toml_string(wish.name));
    add_lamps();
    add_texts();
    add_limits();
  }

  [[nodiscard]] const std::vector<std::pair<std::string, ConfigEdit>>& all() const {
    return edits_;
  }

 private:
  void add(const std::string& key, const std::string& value) {
    edits_.push_back({field_ + "." + key, {"room", wish_.name, key, value}});
  }

  void add_lamps() {
    const std::vector<std::string> none;
    const std::vector<std::string>& now = is_ != nullptr ? is_->lamps : none;
    if (wish_.lamps && *wish_.lamps != now)
      add("lamps", wish_.lamps->empty() ? "" : toml_list(*wish_.lamps));
  }

  void add_texts() {
    const std::string sensor = is_ != nullptr ? is_->sensor.text() : wish_.name;
    const std::string wanted = wish_.sensor.value_or(sensor);
    if (wanted != sensor) add("sensor", wanted.empty() ? "" : toml_string(wanted));
    if (!wish_.type) return;
    const bool has_type = is_ != nullptr && is_->kind.has_value();
    if (!wish_.type->empty()) add("type", toml_string(*wish_.type));
    if (wish_.type->empty() && has_type) add("type", "");
  }

  void add_limits() {
    const RoomLimits limits = is_ != nullptr ? is_->limits : RoomLimits{};
    for (const auto& [key, value] : changed_limits(wish_.limits, limits)) add(key, value);
  }

  const RoomWish& wish_;
  const RoomConfig* is_;
  std::string field_;
  std::vector<std::pair<std::string, ConfigEdit>> edits_;
};

}  // namespace

std::string to_text(const ClockSpan& span) {
  return fmt::format("{:02}:{:02}-{:02}:{:02}", span.from / 60, span.from % 60, span.until / 60,
                     span.until % 60);
}

std::vector<SourceConfig> sources_of_lamp(const std::string& lamp, const RoomName& room,
                                          const LampTopics& topics) {
  RoomConfig one;
  one.lamps = {lamp};
  const Result<SortedLamps> sorted = sort_lamps(one, topics);
  if (!sorted || sorted->at_broker.empty()) return {};
  const std::string name = sorted->at_broker.front().name();
  const auto source = [&](const std::string& topic, const char* format) {
    SourceConfig made;
    made.topic = topic;
    made.format = format;
    made.room = room.text();
    return made;
  };
  if (lamp.starts_with("zigbee2mqtt:"))
    return {source(topics.zigbee2mqtt + "/" + name, "zigbee2mqtt-state")};
  if (lamp.starts_with("esphome:")) {
    const std::size_t slash = name.find('/');
    return {
        source(name.substr(0, slash) + "/light" + name.substr(slash) + "/state", "esphome-light")};
  }
  if (!lamp.starts_with("tasmota:")) return {};
  const TasmotaLamp relay = TasmotaLamp::make(topics.tasmota, name);
  SourceConfig state = source(relay.tele + "STATE", "tasmota-power");
  if (relay.power != "POWER") state.pointer = "/" + relay.power;
  return {source(relay.stat + relay.power, "tasmota-power"), state};
}

namespace {

/// Whether a file can be created there, including its folders. Errors: refused.
Result<void> check_place(const std::string& path) {
  const Result<void> replaceable = files::check_replaceable(path);
  if (replaceable || replaceable.error().fault != Fault::not_found) return replaceable;
  std::error_code ignored;
  std::filesystem::path above = std::filesystem::absolute(path).parent_path();
  while (above.has_relative_path() && !std::filesystem::exists(above, ignored))
    above = above.parent_path();
  if (::access(above.c_str(), W_OK | X_OK) == 0) return {};
  Config config;
  config.path = path;
  return Error{Fault::refused, fmt::format("{}: this user may not write in {}; run: sudo {}", path,
                                           above.string(), command_for(config, "setup"))};
}

}  // namespace

Config unconfigured_house(const std::string& path) {
  Config house;
  house.path = path;
  if (const char* folder = std::getenv("STATE_DIRECTORY")) house.store.directory = folder;
  if (service_manager::is_unattended()) house.web.listen = "0.0.0.0";
  return house;
}

Result<Draft> Draft::read(const std::string& path, const Config& unconfigured) {
  Draft draft(path, unconfigured);
  const Result<std::string> text = read_text_file(path, largest_config);
  if (!text && text.error().fault != Fault::not_found) return text.error();
  draft.exists_ = text.has_value();
  if (text) draft.before_ = *text;
  draft.text_ = draft.before_;
  if (const auto read = edit_config(draft.text_, {{"home", {}, "none", ""}}); !read)
    return with_context(path, read.error());
  if (const auto writable = check_place(path); !writable) return writable.error();
  draft.problems_ = plain_problems(parse_config(draft.text_, path));
  draft.parse();
  return draft;
}

/// Parses the text into a config. If there is no file, the defaults for that case still apply.
void Draft::parse() {
  config_ = parse_config(text_, path_).config;
  if (exists_) return;
  config_.store = unconfigured_.store;
  config_.web = unconfigured_.web;
}

void Draft::set_listen(const std::string& address) {
  unconfigured_.web.listen = address;
  parse();
}

/// Accepts a text unless it has problems that the file does not have.
SetupStep Draft::take(const Result<std::string>& text, const std::string& field) {
  if (!text) return SetupFault{field, text.error()};
  for (const std::string& problem : plain_problems(parse_config(*text, path_))) {
    if (std::find(problems_.begin(), problems_.end(), problem) == problems_.end())
      return fault(field, problem);
  }
  text_ = *text;
  parse();
  return {};
}

SetupStep Draft::set_place(double latitude, double longitude, const std::string& time_zone,
                           Instant now) {
  if (!(std::abs(latitude) <= 90)) return fault("latitude", "expected degrees from -90 to 90");
  if (!(std::abs(longitude) <= 180)) return fault("longitude", "expected degrees from -180 to 180");
  Config asked;
  asked.home.latitude = rounded(latitude);
  asked.home.longitude = rounded(longitude);
  asked.home.time_zone = time_zone;
  if (time_zone.empty())
    return fault("time_zone", "no time zone given; it has a name as Europe/Berlin");
  if (const Result<Place> place = place_of(asked); !place)
    return SetupFault{"time_zone", place.error()};
  if (const Finding finding = judge_home(asked, now); !finding.is_well())
    return fault("time_zone", finding.sentence);
  std::vector<ConfigEdit> edits;
  const auto add = [&](const char* key, const std::string& value, bool is_same) {
    if (!is_same) edits.push_back({"home", {}, key, value});
  };
  const HomeConfig& home = config_.home;
  add("latitude", number(*asked.home.latitude), home.latitude == asked.home.latitude);
  add("longitude", number(*asked.home.longitude), home.longitude == asked.home.longitude);
  add("time_zone", toml_string(time_zone), home.time_zone == time_zone);
  return take(edit_config(text_, edits), "");
}

SetupStep Draft::set_broker(const BrokerConfig& broker) {
  if (broker.host.empty())
    return fault("host", "no host given; it is a name or an address, as 192.168.1.5");
  if (broker.port < 1 || broker.port > 65535) return fault("port", "expected 1 to 65535");
  const BrokerConfig& is = config_.broker;
  std::vector<ConfigEdit> edits;
  const auto add = [&](const char* key, const std::string& value, bool is_same) {
    if (!is_same) edits.push_back({"broker", {}, key, value});
  };
  const auto text = [](const std::string& value) {
    return value.empty() ? "" : toml_string(value);
  };
  add("host", toml_string(broker.host), is.is_given && is.host == broker.host);
  add("port", fmt::format("{}", broker.port), is.port == broker.port);
  add("user", text(broker.user), is.user == broker.user);
  add("password_file", text(broker.password_file), is.password_file == broker.password_file);
  return take(edit_config(text_, edits), "host");
}

SetupStep Draft::set_bridge(const std::string& key_file, const std::string& address) {
  std::vector<ConfigEdit> edits;
  if (config_.hue.key_file != key_file)
    edits.push_back({"hue", {}, "key_file", toml_string(key_file)});
  if (!config_.hue.address.empty() && config_.hue.address != address)
    edits.push_back({"hue", {}, "address", toml_string(address)});
  return take(edit_config(text_, edits), "address");
}

SetupStep Draft::set_home_assistant(const std::string& url, const std::string& token_file) {
  std::vector<ConfigEdit> edits;
  if (config_.home_assistant.url != url)
    edits.push_back({"home_assistant", {}, "url", toml_string(url)});
  if (config_.home_assistant.token_file != token_file)
    edits.push_back({"home_assistant", {}, "token_file", toml_string(token_file)});
  return take(edit_config(text_, edits), "url");
}

SetupStep Draft::set_room(const RoomWish& room, const std::string& field) {
  if (!is_good_sensor_name(room.name))
    return fault(field + ".name",
                 "a room's name has 1 to 64 bytes, without \\ , \" and without a blank or dot at "
                 "either end");
  const RoomEdits edits(room, room_in(config_, room.name), field);
  for (const auto& [place, edit] : edits.all()) {
    if (SetupStep wrong = take(edit_config(text_, {edit}), place)) return wrong;
  }
  const auto is_of_lamps = [](const auto& one) { return one.second.key == "lamps"; };
  if (std::none_of(edits.all().begin(), edits.all().end(), is_of_lamps)) return {};
  return match_lamp_sources(RoomName(room.name));
}

/// Adds missing sources for a room's lamps at the broker, and removes those of lamps that it no
/// longer has. Other sources of the room were written by the user and are kept.
SetupStep Draft::match_lamp_sources(const RoomName& room) {
  std::set<std::string> wanted;
  const RoomConfig* const is = room_in(config_, room.text());
  const std::vector<std::string> lamps = is != nullptr ? is->lamps : std::vector<std::string>();
  for (const std::string& lamp : lamps) {
    for (const SourceConfig& source : sources_of_lamp(lamp, room, config_.lamp_topics)) {
      wanted.insert(source.topic);
      if (SetupStep wrong = add_source(source)) return wrong;
    }
  }
  for (std::size_t i = config_.sources.size(); i-- > 0;) {
    const SourceConfig& source = config_.sources[i];
    if (source.room != room.text() || wanted.contains(source.topic)) continue;
    const std::optional<Format> format = parse_format(source.format);
    const bool is_of_a_lamp = format && tells_lamps(*format) && *format != Format::on_off;
    if (is != nullptr && !is_of_a_lamp) continue;
    if (SetupStep wrong = take(remove_table(text_, "source", i), "")) return wrong;
  }
  return {};
}

SetupStep Draft::remove_room(const std::string& name, const std::string& field) {
  for (std::size_t i = 0; i < config_.rooms.size(); ++i) {
    if (config_.rooms[i].name.text() != name) continue;
    if (SetupStep wrong = take(remove_table(text_, "room", i), field)) return wrong;
    return match_lamp_sources(RoomName(name));
  }
  return fault(field, fmt::format("no room has the name \"{}\"", name));
}

/// Renames a room to the new one among `rooms` that has its lamps and its sensor. False if there is
/// none, or if the user wrote a [[source]] for it. Errors: those of edit_config.
Result<bool> Draft::rename_room(const std::string& name, const std::vector<RoomWish>& rooms) {
  const RoomConfig* const is = room_in(config_, name);
  const auto has_its_things = [&](const RoomWish& one) {
    const std::string sensor = one.sensor.value_or("");  // by default that of the room's name
    return room_in(config_, one.name) == nullptr && is_good_sensor_name(one.name) &&
           one.lamps.value_or(std::vector<std::string>()) == is->lamps &&
           (sensor == is->sensor.text() || (sensor.empty() && is->sensor.text() == name));
  };
  const bool is_source_of = std::any_of(config_.sources.begin(), config_.sources.end(),
                                        [&](const SourceConfig& one) { return one.room == name; });
  if (is == nullptr || is_source_of) return false;
  const auto next = std::find_if(rooms.begin(), rooms.end(), has_its_things);
  if (next == rooms.end()) return false;
  const auto text = edit_config(text_, {{"room", name, "name", toml_string(next->name)}});
  if (!text) return text.error();
  return !take(*text, "");
}

SetupStep Draft::set_rooms(const std::vector<RoomWish>& rooms,
                           const std::vector<std::string>& removed) {
  Draft changed = *this;
  for (std::size_t i = 0; i < removed.size(); ++i) {
    const Result<bool> is_renamed = changed.rename_room(removed[i], rooms);
    if (is_renamed && *is_renamed) continue;
    if (SetupStep wrong = changed.remove_room(removed[i], fmt::format("remove.{}", i)))
      return wrong;
  }
  std::set<std::string> names;
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    const std::string field = fmt::format("rooms.{}", i);
    if (!names.insert(rooms[i].name).second)
      return fault(field + ".name", "another room has this name");
    if (SetupStep wrong = changed.set_room(rooms[i], field)) return wrong;
  }
  for (const Finding& finding : judge_rooms(changed.config_)) {
    if (finding.verdict == Verdict::wrong) return fault("rooms", finding.sentence);
  }
  *this = std::move(changed);
  return {};
}

SetupStep Draft::add_source(const SourceConfig& source) {
  const bool is_there =
      std::any_of(config_.sources.begin(), config_.sources.end(), [&](const SourceConfig& one) {
        return one.topic == source.topic && one.format == source.format && one.room == source.room;
      });
  if (is_there) return {};
  return take(add_table(text_, "source", keys_of(source)), "");
}

SetupStep Draft::set_limits(const LimitsWish& limits) {
  Draft changed = *this;
  for (const auto& [key, value] : changed_limits(limits, config_.away.limits)) {
    if (SetupStep wrong = changed.take(edit_config(changed.text_, {{"away", {}, key, value}}), key))
      return wrong;
  }
  *this = std::move(changed);
  return {};
}

SetupStep Draft::set_vacations(const std::vector<VacationConfig>& vacations) {
  Draft changed = *this;
  const auto is_in = [](const VacationConfig& one, const std::vector<VacationConfig>& list) {
    return std::any_of(list.begin(), list.end(), [&](const VacationConfig& other) {
      return one.from == other.from && one.to == other.to;
    });
  };
  for (std::size_t i = changed.config_.away.vacations.size(); i-- > 0;) {
    if (is_in(changed.config_.away.vacations[i], vacations)) continue;
    if (SetupStep wrong = changed.take(remove_table(changed.text_, "away.vacation", i), ""))
      return wrong;
  }
  for (std::size_t i = 0; i < vacations.size(); ++i) {
    const VacationConfig& one = vacations[i];
    const std::string field = fmt::format("vacations.{}.", i);
    if (one.from.empty()) return fault(field + "from", "expected a date, as 2026-12-20");
    if (one.to.empty()) return fault(field + "to", "expected a date, as 2026-12-27");
    if (is_in(one, changed.config_.away.vacations)) continue;
    const std::vector<ConfigKey> keys{{"from", toml_string(one.from)}, {"to", toml_string(one.to)}};
    if (SetupStep wrong =
            changed.take(add_table(changed.text_, "away.vacation", keys), field + "to"))
      return wrong;
  }
  *this = std::move(changed);
  return {};
}

std::string Draft::text() const {
  if (exists_) return text_;
  std::vector<ConfigEdit> edits;
  if (config_.store.directory != StoreConfig().directory)
    edits.push_back({"store", {}, "directory", toml_string(config_.store.directory)});
  if (config_.web.listen != WebConfig().listen)
    edits.push_back({"web", {}, "listen", toml_string(config_.web.listen)});
  const Result<std::string> whole = edit_config(text_, edits);
  return whole ? *whole : text_;
}

std::string Draft::difference() const { return config_difference(before_, text()); }

std::optional<std::string> Draft::obstacle() const {
  if (!has_changed()) return "nothing has been changed yet";
  const CheckedConfig checked = parse_config(text(), path_);
  if (!checked.problems.empty()) return checked.problems.front();
  if (!place_of(checked.config)) return "the place is missing: latitude, longitude and time zone";
  if (!captures(checked.config) && !has_lamps(checked.config))
    return "there is nothing to do yet: choose lamps or a light sensor for a room";
  return std::nullopt;
}

Result<bool> Draft::is_current() const {
  const Result<std::string> now = read_text_file(path_, largest_config);
  const bool is_missing = !now && now.error().fault == Fault::not_found;
  if (!now && !is_missing) return now.error();
  return is_missing != exists_ && (is_missing || *now == before_);
}

Result<void> Draft::check_writable() const {
  if (const auto why = obstacle()) return Error{Fault::refused, *why};
  const Result<bool> current = is_current();
  if (!current) return current.error();
  if (!*current)
    return Error{Fault::refused,
                 path_ + ": was changed meanwhile; discard what was entered and begin again"};
  return {};
}

Result<void> Draft::write() const {
  if (Result<void> writable = check_writable(); !writable) return writable;
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::absolute(path_).parent_path(), ignored);
  return files::write_output(path_, text(), config_mode);
}

}  // namespace lamplighter::app
