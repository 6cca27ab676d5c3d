// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/bridge.h"

#include "hue_emulator/v1.h"
#include "hue_emulator/v2.h"
#include "hue_emulator/v2_resources.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace lamplighter::hue_emulator {
namespace {

bool is_under(const std::string& path, const std::string& root) {
  return path == root || path.starts_with(root + "/");
}

/// The id of the application, for its entertainment stream.
BridgeAnswer answer_auth(const BridgeWorld& world, const BridgeRequest& request) {
  if (!world.keys.contains(request.application_key)) return page_answer(403, "Forbidden");
  if (request.method != "GET") return page_answer(405, "Method not allowed");
  BridgeAnswer answer = json_answer("");
  answer.application_id = resource_id(world, "application " + request.application_key, 0);
  return answer;
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
  advance(now);
  if (is_under(request.path, "/api")) return answer_v1(world_, request, now);
  const bool has_v2 = request.secure && world_.model != BridgeModel::bsb001;
  if (has_v2 && is_under(request.path, "/clip/v2")) return answer_v2(world_, request, now);
  if (has_v2 && request.path == "/auth/v1") return answer_auth(world_, request);
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

/// The changed members of a resource, with those that identify it.
Json changed_members(const Json& before, const Json& now) {
  Json part;
  for (const char* name : {"id", "id_v1", "owner", "type"}) {
    if (now.contains(name)) part[name] = now[name];
  }
  for (const auto& [name, value] : now.items()) {
    if (!before.contains(name) || before[name] != value) part[name] = value;
  }
  return part;
}

std::string to_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

BridgeFeed::BridgeFeed(const BridgeWorld& world) : parts_(parts_of(world)) {
  for (const Json& resource : v2_everything(world)) announced_[resource["id"]] = to_text(resource);
}

BridgeFeed::Parts BridgeFeed::parts_of(const BridgeWorld& world) {
  return {world.name, world.lamps, world.groups, world.sensors, world.geofence_clients};
}

/// The text of the message; empty if nothing visible changed. The changes then count as reported.
std::string BridgeFeed::changes(const BridgeWorld& world, Instant now) {
  std::map<std::string, Json> by_type;
  Resources seen;
  for (const Json& resource : v2_everything(world)) {
    const auto& [id, text] = *seen.emplace(resource["id"], to_text(resource)).first;
    const auto before = announced_.find(id);
    if (before == announced_.end()) {
      by_type["add"].push_back(resource);
    } else if (before->second != text) {
      by_type["update"].push_back(changed_members(Json::parse(before->second), resource));
    }
  }
  for (const auto& [id, text] : announced_) {
    if (seen.contains(id)) continue;
    by_type["delete"].push_back({{"id", id}, {"type", Json::parse(text)["type"]}});
  }
  announced_ = std::move(seen);
  Json containers = Json::array();
  for (const auto& [type, resources] : by_type) {
    containers.push_back({{"creationtime", to_iso(now).substr(0, 19) + "Z"},
                          {"id", resource_id(world, "message " + type, newest_ + 1)},
                          {"type", type},
                          {"data", resources}});
  }
  return containers.empty() ? std::string() : to_text(containers);
}

void BridgeFeed::look(const BridgeWorld& world, Instant now) {
  const bool set_back = now < last_;
  if (newest_ > 0 && !set_back && now < last_ + 1s) return;
  Parts parts = parts_of(world);
  if (parts == parts_) return;
  parts_ = std::move(parts);
  const std::string containers = changes(world, now);
  if (containers.empty()) return;
  last_ = now;
  ++newest_;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  std::string id = fmt::format("{}:{}", seconds, newest_);
  std::string text = fmt::format("id: {}\ndata: {}\n\n", id, containers);
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
