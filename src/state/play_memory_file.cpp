// SPDX-License-Identifier: Apache-2.0
#include "state/play_memory_file.h"

#include "core/checksum.h"
#include "csv/daily_file.h"
#include "csv/on_off_file.h"
#include "csv/row_text.h"
#include "files/private_files.h"
#include "files/replace_file.h"
#include "system/text_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t largest_memory = 1 << 20;
constexpr int memory_format = 2;

std::string path_in(const std::string& store) { return store + "/play.json"; }

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string checksum(const Json& rooms) {
  return fmt::format("fnv1a64:{:016x}", fnv1a_64(text_of(rooms)));
}

Json state_json(const std::optional<OnOff>& state) {
  return state ? Json(to_string(*state)) : Json();
}

Error damaged() {
  return {Fault::bad_input,
          "damaged, or not written by lamplighter; delete the file, and check whether a lamp was "
          "left on"};
}

/// Errors: bad_input for anything but "on", "off" and null.
Result<std::optional<OnOff>> state_of(const Json& json) {
  if (json.is_null()) return std::optional<OnOff>();
  if (json == "on") return std::optional(OnOff::on);
  if (json == "off") return std::optional(OnOff::off);
  return damaged();
}

/// Errors: bad_input for anything but an instant and null. Throws nlohmann's exceptions.
Result<std::optional<Instant>> instant_of(const Json& json) {
  if (json.is_null()) return std::optional<Instant>();
  const Result<Instant> at = parse_instant(json.get<std::string>());
  if (!at) return damaged();
  return std::optional(*at);
}

/// Errors: bad_input. Throws nlohmann's exceptions.
Result<RoomMemory> room_of(const Json& json) {
  const auto before = state_of(json.at("before"));
  const auto commanded = state_of(json.at("told"));
  const auto left_until = instant_of(json.at("left_until"));
  if (!before || !commanded || !left_until) return damaged();
  return RoomMemory{*before, *commanded, *left_until};
}

Json setting_json(const std::optional<LampSetting>& setting) {
  if (!setting) return {};
  Json json{{"state", to_string(setting->state)}};
  if (setting->look.brightness) json["brightness"] = *setting->look.brightness;
  if (setting->look.mirek) json["mirek"] = *setting->look.mirek;
  if (setting->xy) json["xy"] = {setting->xy->x, setting->xy->y};
  return json;
}

/// Errors: bad_input. Throws nlohmann's exceptions.
Result<std::optional<LampSetting>> setting_of(const Json& json) {
  if (json.is_null()) return std::optional<LampSetting>();
  const auto state = state_of(json.at("state"));
  if (!state || !*state) return damaged();
  LampSetting setting{**state};
  if (json.contains("brightness")) setting.look.brightness = json.at("brightness").get<double>();
  if (json.contains("mirek")) setting.look.mirek = json.at("mirek").get<int>();
  if (json.contains("xy"))
    setting.xy = Xy{json.at("xy").at(0).get<double>(), json.at("xy").at(1).get<double>()};
  return std::optional(setting);
}

/// Errors: bad_input. Throws nlohmann's exceptions.
Result<LampMemory> lamp_of(const Json& json) {
  const auto before = setting_of(json.at("before"));
  const auto commanded = state_of(json.at("told"));
  const auto left_until = instant_of(json.at("left_until"));
  if (!before || !commanded || !left_until) return damaged();
  return LampMemory{RoomName(json.at("room").get<std::string>()), *before, *commanded, *left_until};
}

/// The remembered state, without format and checksum.
Json contents_json(const PlayMemory& memory) {
  Json lamps = Json::array();
  for (const auto& [id, lamp] : memory.lamps) {
    lamps.push_back({{"lamp", id.text()},
                     {"room", lamp.room.text()},
                     {"before", setting_json(lamp.before)},
                     {"told", state_json(lamp.commanded)},
                     {"left_until", lamp.left_until ? Json(to_iso(*lamp.left_until)) : Json()}});
  }
  Json rooms = Json::array();
  for (const auto& [name, room] : memory.rooms) {
    rooms.push_back({{"room", name.text()},
                     {"before", state_json(room.before)},
                     {"told", state_json(room.commanded)},
                     {"left_until", room.left_until ? Json(to_iso(*room.left_until)) : Json()}});
  }
  return {{"lamps", std::move(lamps)}, {"rooms", std::move(rooms)}};
}

/// Format 1 has rooms only; its first files had no checksum.
bool is_whole(const Json& json, int format) {
  const Json& rooms = json.at("rooms");
  if (!rooms.is_array()) return false;
  if (format == 1) {
    return json.size() == 2 || (json.size() == 3 && json.at("checksum") == checksum(rooms));
  }
  const Json& lamps = json.at("lamps");
  return lamps.is_array() && json.size() == 4 &&
         json.at("checksum") == checksum({{"lamps", lamps}, {"rooms", rooms}});
}

/// Errors: those of parse_play_memory. Throws nlohmann's exceptions.
Result<PlayMemory> memory_of(const Json& json) {
  const int format = json.at("format").get<int>();
  if (format > memory_format) {
    return Error{
        Fault::refused,
        fmt::format("format {} is newer than this program, which reads {}; update "
                    "lamplighter, or move the file away and check whether a lamp was left on",
                    format, memory_format)};
  }
  if (format < 1 || !is_whole(json, format)) return damaged();
  PlayMemory memory;
  for (const Json& one : json.at("rooms")) {
    const Result<RoomMemory> room = room_of(one);
    if (!room) return room.error();
    memory.rooms[RoomName(one.at("room").get<std::string>())] = *room;
  }
  if (format == 1) return memory;
  for (const Json& one : json.at("lamps")) {
    const Result<LampMemory> lamp = lamp_of(one);
    if (!lamp) return lamp.error();
    memory.lamps[LampId(one.at("lamp").get<std::string>())] = *lamp;
  }
  return memory;
}

/// When the last recorded absence began.
Instant last_departure(const std::string& store) {
  const Result<csv::OnOffRows> absences = csv::read_on_off({absences_path(store)});
  Instant since = Instant::min();
  if (!absences) return since;
  bool away = false;
  for (const Change& change : absences->changes) {
    const bool leaves = change.state == LampState::on;
    if (leaves && !away) since = change.at;
    away = leaves;
  }
  return since;
}

/// The last command of each room that was not restored.
PlayMemory recorded_memory(const std::string& store) {
  PlayMemory memory;
  const Result<csv::OnOffRows> played = csv::read_on_off({played_path(store)});
  if (!played) return memory;
  const Instant since = last_departure(store);
  for (const Change& change : played->changes) {
    if (change.at < since) continue;
    memory.rooms.erase(change.room);
    if (change.state == LampState::unknown) continue;
    memory.rooms[change.room].commanded = change.state == LampState::on ? OnOff::on : OnOff::off;
  }
  return memory;
}

/// Renames a damaged file to a free name, which is returned. Errors: io.
Result<std::string> set_aside(const std::string& path) {
  std::string aside = path + ".damaged";
  std::error_code failure;
  for (int i = 2; std::filesystem::exists(aside, failure); ++i)
    aside = fmt::format("{}.damaged-{}", path, i);
  std::filesystem::rename(path, aside, failure);
  if (failure)
    return Error{Fault::io, fmt::format("{}: cannot be renamed: {}", path, failure.message())};
  return aside;
}

}  // namespace

std::string format_play_memory(const PlayMemory& memory) {
  Json json{{"format", memory_format}};
  const Json contents = contents_json(memory);
  json.update(contents);
  json["checksum"] = checksum(contents);
  return text_of(json) + "\n";
}

Result<PlayMemory> parse_play_memory(std::string_view text) {
  try {
    return memory_of(Json::parse(text));
  } catch (const nlohmann::json::exception&) {
    return damaged();
  }
}

Result<PlayMemory> read_play_memory(const std::string& store) {
  const Result<std::string> text = read_text_file(path_in(store), largest_memory);
  if (!text && text.error().fault == Fault::not_found) return PlayMemory{};
  if (!text) return text.error();
  const Result<PlayMemory> memory = parse_play_memory(*text);
  if (!memory) return with_context(path_in(store), memory.error());
  return memory;
}

Result<PlayMemory> recover_play_memory(const std::string& store,
                                       const std::function<void(const Error&)>& on_damage) {
  Result<PlayMemory> memory = read_play_memory(store);
  if (memory || memory.error().fault != Fault::bad_input) return memory;
  const Result<std::string> aside = set_aside(path_in(store));
  if (!aside) return aside.error();
  on_damage(
      {Fault::bad_input, fmt::format("{}: damaged; it is kept as {}; {} lists what to restore",
                                     path_in(store), *aside, played_path(store))});
  memory = recorded_memory(store);
  if (const Result<void> kept = keep_play_memory(store, *memory); !kept) on_damage(kept.error());
  return memory;
}

Result<void> keep_play_memory(const std::string& store, const PlayMemory& memory) {
  std::error_code ignored;
  if (memory.empty() && !std::filesystem::exists(path_in(store), ignored)) return {};
  if (auto made = files::make_private_folders(store); !made) return made;
  return files::replace_file(path_in(store), format_play_memory(memory));
}

namespace {

Result<void> append(const std::string& path, const Change& change) {
  std::string row;
  csv::append_row(row, change);
  return csv::append_rows(path, csv::on_off_header, row);
}

}  // namespace

std::string played_path(const std::string& store) { return store + "/played.csv"; }
std::string absences_path(const std::string& store) { return store + "/absences.csv"; }

std::string persons_path(const std::string& store) { return store + "/persons.csv"; }

Result<void> PlayRecord::persons(LampState gone, Instant at) const {
  return append(persons_path(store_), {at, RoomName(absent_household), gone});
}

Result<files::FileHandle> claim_play(const std::string& store) {
  const std::string path = store + "/play.lock";
  files::FileHandle file(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) return files::system_error("write", path, errno);
  if (auto given = files::give_to_owner_of_folder(file.get(), path); !given) return given.error();
  if (::flock(file.get(), LOCK_SH | LOCK_NB) != 0) return files::system_error("lock", path, errno);
  return file;
}

bool is_played_from(const std::string& store) {
  const files::FileHandle file(
      ::open((store + "/play.lock").c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  return file.is_open() && ::flock(file.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

Result<void> PlayRecord::turned(bool away, Instant at) const {
  return append(absences_path(store_),
                {at, RoomName(absent_household), away ? LampState::on : LampState::off});
}

Result<void> PlayRecord::took(const PlayStep& step) const {
  if (step.outcome == PlayStep::Outcome::restored)
    return append(played_path(store_), {step.at, step.room, LampState::unknown});
  if (step.outcome != PlayStep::Outcome::switched) return {};
  const LampState state = step.to == OnOff::on ? LampState::on : LampState::off;
  return append(played_path(store_), {step.at, step.room, state});
}

}  // namespace lamplighter::app
