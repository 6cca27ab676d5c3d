// SPDX-License-Identifier: Apache-2.0
#include "app/play_memory_file.h"

#include "app/text_file.h"
#include "files/private_files.h"
#include "files/replace_file.h"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t largest_memory = 1 << 20;
constexpr int our_format = 1;

std::string path_in(const std::string& store) { return store + "/play.json"; }

Json state_json(const std::optional<OnOff>& state) {
  return state ? Json(to_string(*state)) : Json();
}

std::optional<OnOff> state_of(const Json& json) {
  if (json == "on") return OnOff::on;
  if (json == "off") return OnOff::off;
  return std::nullopt;
}

/// Throws nlohmann's exceptions.
PlayMemory memory_of(const Json& json) {
  PlayMemory memory;
  if (json.at("format") != our_format) return memory;
  for (const Json& one : json.at("rooms")) {
    RoomMemory room{state_of(one.at("before")), state_of(one.at("told")), std::nullopt};
    if (one.at("left_until").is_string()) {
      const auto at = parse_instant(one.at("left_until").get<std::string>());
      if (at) room.left_until = *at;
    }
    memory[RoomName(one.at("room").get<std::string>())] = room;
  }
  return memory;
}

}  // namespace

std::string format_play_memory(const PlayMemory& memory) {
  Json rooms = Json::array();
  for (const auto& [name, room] : memory) {
    rooms.push_back({{"room", name.text()},
                     {"before", state_json(room.before)},
                     {"told", state_json(room.told)},
                     {"left_until", room.left_until ? Json(to_iso(*room.left_until)) : Json()}});
  }
  return Json{{"format", our_format}, {"rooms", rooms}}.dump(-1, ' ', false,
                                                             Json::error_handler_t::replace) +
         "\n";
}

Result<PlayMemory> parse_play_memory(std::string_view text) {
  try {
    return memory_of(Json::parse(text));
  } catch (const nlohmann::json::exception&) {
    return Error{Fault::bad_input,
                 "not what a player keeps; delete the file, and look whether a "
                 "lamp was left on"};
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

Result<void> keep_play_memory(const std::string& store, const PlayMemory& memory) {
  std::error_code ignored;
  if (memory.empty() && !std::filesystem::exists(path_in(store), ignored)) return {};
  if (auto made = files::make_private_folders(store); !made) return made;
  return files::replace_file(path_in(store), format_play_memory(memory));
}

}  // namespace lamplighter::app
