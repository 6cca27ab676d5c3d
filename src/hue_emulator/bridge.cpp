// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/bridge.h"

#include "hue_emulator/v1.h"
#include "hue_emulator/v2.h"
#include "hue_emulator/v2_resources.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace lamplighter::hue_emulator {
namespace {

bool is_under(const std::string& path, const std::string& root) {
  return path == root || path.starts_with(root + "/");
}

}  // namespace

BridgeAnswer EmulatedBridge::answer(const BridgeRequest& request, Instant now) {
  if (request.body.size() > longest_bridge_body)
    return page_answer(413, "Request entity too large");
  if (world_.model == BridgeModel::bsb003 && !request.secure) {
    BridgeAnswer redirect = page_answer(301, "Moved permanently");
    redirect.location = request.path;
    return redirect;
  }
  if (is_under(request.path, "/api")) return answer_v1(world_, request, now);
  const bool has_v2 = request.secure && world_.model != BridgeModel::bsb001;
  if (has_v2 && is_under(request.path, "/clip/v2")) return answer_v2(world_, request, now);
  return page_answer(404, "Not found");
}

std::optional<BridgeAnswer> EmulatedBridge::refuse_feed(const BridgeRequest& request) const {
  const bool has_v2 = request.secure && world_.model != BridgeModel::bsb001;
  if (!has_v2 || request.path != "/eventstream/clip/v2") return page_answer(404, "Not found");
  if (!world_.keys.contains(request.application_key)) return page_answer(403, "Forbidden");
  return std::nullopt;
}

namespace {

using Json = nlohmann::json;

constexpr std::size_t most_kept = 100;

/// The members of a resource that changed, with what says which resource it is.
Json partial(const Json& resource, std::initializer_list<const char*> changed) {
  Json part;
  for (const char* name : {"id", "id_v1", "owner", "type"}) part[name] = resource[name];
  for (const char* name : changed) {
    if (resource.contains(name)) part[name] = resource[name];
  }
  return part;
}

Json changed_light(const BridgeWorld& world, std::size_t index, const LampSettings& before) {
  const LampSettings& now = world.lamps[index].settings();
  const Json light = v2_light(world, index);
  Json part = partial(light, {});
  if (now.on != before.on) part["on"] = light["on"];
  if (now.bri != before.bri && light.contains("dimming")) part["dimming"] = light["dimming"];
  const bool colour = now.mirek != before.mirek || now.xy != before.xy || now.mode != before.mode;
  if (colour && light.contains("color_temperature")) {
    part["color_temperature"] = light["color_temperature"];
  }
  if (colour && light.contains("color")) part["color"] = light["color"];
  return part;
}

Json changed_groups(const BridgeWorld& world, const std::set<std::size_t>& lamps) {
  Json parts = Json::array();
  for (std::size_t i = 0; i <= home_index(world); ++i) {
    const EmulatedGroup group = v2_group(world, i);
    const bool concerned = std::any_of(group.lamps.begin(), group.lamps.end(),
                                       [&](std::size_t lamp) { return lamps.contains(lamp); });
    if (concerned) parts.push_back(partial(v2_grouped_light(world, i), {"on", "dimming"}));
  }
  return parts;
}

}  // namespace

BridgeFeed::AucScores BridgeFeed::look_at(const BridgeWorld& world) {
  AucScores told;
  for (const EmulatedLamp& lamp : world.lamps) {
    told.lamps.push_back(lamp.settings());
    told.reachable.push_back(lamp.reachable());
  }
  return told;
}

std::string BridgeFeed::changes(const BridgeWorld& world, const AucScores& seen, Instant now) {
  Json parts = Json::array();
  std::set<std::size_t> changed;
  for (std::size_t i = 0; i < seen.lamps.size(); ++i) {
    const bool is_new = i >= told_.lamps.size();
    if (is_new || seen.lamps[i] != told_.lamps[i]) {
      parts.push_back(changed_light(world, i, is_new ? LampSettings{} : told_.lamps[i]));
      changed.insert(i);
    }
    if (!is_new && seen.reachable[i] != told_.reachable[i]) {
      parts.push_back(partial(v2_connectivity(world, i), {"status"}));
    }
  }
  for (Json& part : changed_groups(world, changed)) parts.push_back(std::move(part));
  if (parts.empty()) return {};
  const Json container = {{"creationtime", to_iso(now).substr(0, 19) + "Z"},
                          {"id", resource_id(world, "message", newest_ + 1)},
                          {"type", "update"},
                          {"data", parts}};
  return Json::array({container}).dump(-1, ' ', false, Json::error_handler_t::replace);
}

void BridgeFeed::look(const BridgeWorld& world, Instant now) {
  const bool set_back = now < last_;
  if (newest_ > 0 && !set_back && now < last_ + 1s) return;
  AucScores seen = look_at(world);
  const std::string container = changes(world, seen, now);
  if (container.empty()) return;
  told_ = std::move(seen);
  last_ = now;
  ++newest_;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  std::string id = fmt::format("{}:{}", seconds, newest_);
  std::string text = fmt::format("id: {}\ndata: {}\n\n", id, container);
  messages_.push_back({newest_, std::move(id), std::move(text)});
  if (messages_.size() > most_kept) messages_.pop_front();
}

std::uint64_t BridgeFeed::number_of(const std::string& id) const {
  for (const Message& message : messages_) {
    if (message.id == id) return message.number;
  }
  return newest_;
}

std::vector<std::string> BridgeFeed::after(std::uint64_t number) const {
  std::vector<std::string> texts;
  for (const Message& message : messages_) {
    if (message.number > number) texts.push_back(message.text);
  }
  return texts;
}

}  // namespace lamplighter::hue_emulator
