// SPDX-License-Identifier: Apache-2.0
#include "lamps/bridge_link.h"

#include "config/config.h"
#include "config/secret_file.h"
#include "hue/pairing.h"
#include "hue/v1.h"
#include "system/announced_services.h"
#include "system/log.h"
#include "system/text_file.h"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace lamplighter::app {

BridgeLink::BridgeLink(hue::Pairing pairing, std::unique_ptr<hue::Transport> transport,
                       Clock& clock, std::stop_token stop)
    : pairing_(std::move(pairing)),
      transport_(std::move(transport)),
      bridge_(*transport_, clock, pairing_.api, pairing_.key, std::move(stop)) {}

Result<hue::Pairing> read_pairing(const HueConfig& config) {
  if (config.key_file.empty()) {
    return Error{Fault::bad_input,
                 "no key file given for the bridge; give --key-file, or key_file in [hue]"};
  }
  const Result<std::string> text = read_secret_file(config.key_file);
  if (!text && text.error().fault == Fault::not_found) {
    return Error{
        Fault::not_found,
        config.key_file + ": no such file, so no bridge is paired; run: lamplighter bridge pair"};
  }
  if (!text) return text.error();
  Result<hue::Pairing> pairing = hue::parse_pairing(*text);
  if (!pairing) return with_context(config.key_file, pairing.error());
  if (!config.address.empty()) pairing->address = config.address;
  return pairing;
}

Result<std::unique_ptr<BridgeLink>> open_bridge(const HueConfig& config, Clock& clock,
                                                std::stop_token stop, const http::Limits& limits) {
  Result<hue::Pairing> pairing = read_pairing(config);
  if (!pairing) return pairing.error();
  return open_bridge(config, *std::move(pairing), clock, std::move(stop), limits);
}

Result<std::unique_ptr<BridgeLink>> open_bridge(const HueConfig& config, hue::Pairing pairing,
                                                Clock& clock, std::stop_token stop,
                                                const http::Limits& limits) {
  const Result<std::string> authorities = read_authorities(config);
  if (!authorities) return authorities.error();
  Result<std::unique_ptr<hue::Transport>> transport =
      hue::open_transport(pairing, *authorities, clock, limits, stop);
  if (!transport) return transport.error();
  return std::make_unique<BridgeLink>(std::move(pairing), *std::move(transport), clock,
                                      std::move(stop));
}

namespace {

/// This machine's name, at most 19 bytes, for the bridge's list of apps.
std::string device_name() {
  std::array<char, 20> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "host";
  std::string text = name.data();
  std::erase(text, '#');
  return text.empty() ? "host" : text;
}

}  // namespace

Result<std::optional<std::string>> ask_for_key(hue::Transport& transport) {
  const auto answer = transport.send(hue::v1::ask_key("lamplighter", device_name()));
  if (!answer) return answer.error();
  return hue::v1::read_key(*answer);
}

hue::Pairing pairing_of(const hue::Approach& approach, const std::string& key) {
  return {approach.bridge.id, hue::to_string(approach.address),
          approach.api,       approach.is_secure,
          approach.pin,       key};
}

PairedLamps::PairedLamps(const HueConfig& config, std::vector<hue::RoomLamps> rooms, Clock& clock,
                         std::stop_token stop, const http::Limits& limits, Calls calls)
    : config_(config),
      rooms_(std::move(rooms)),
      clock_(clock),
      stop_(std::move(stop)),
      limits_(limits),
      calls_(std::move(calls)) {}

Result<std::unique_ptr<PairedLamps>> PairedLamps::open(const HueConfig& config,
                                                       std::vector<hue::RoomLamps> rooms,
                                                       Clock& clock, const std::stop_token& stop,
                                                       const http::Limits& limits, Calls calls) {
  Result<hue::Pairing> pairing = read_pairing(config);
  if (!pairing) return pairing.error();
  auto link = open_bridge(config, *pairing, clock, stop, limits);
  if (!link) return link.error();
  std::unique_ptr<PairedLamps> lamps(
      new PairedLamps(config, std::move(rooms), clock, stop, limits, std::move(calls)));
  lamps->in_file_ = *std::move(pairing);
  lamps->use(*std::move(link));
  return lamps;
}

/// The same bridge at another address keeps the cached state of its lamps; another bridge has other
/// lamps.
void PairedLamps::use(std::unique_ptr<BridgeLink> link) {
  const bool is_same = link_ && link_->pairing().bridge_id == link->pairing().bridge_id &&
                       link_->pairing().api == link->pairing().api;
  link->bridge().give_way_to(calls_.order);
  if (is_same) lamps_->use(link->bridge());
  if (!is_same) lamps_ = std::make_unique<hue::BridgeLamps>(link->bridge(), rooms_, calls_.news);
  link_ = std::move(link);
  is_back();
  if (calls_.on_pairing) calls_.on_pairing(link_->pairing());
}

/// Resets the state of the outage.
void PairedLamps::is_back() {
  unreachable_since_.reset();
  search_pause_ = search_after;
  offer_.clear();
}

/// Whether the key file has another pairing than when it was last read.
bool PairedLamps::take_new_key() {
  const Result<hue::Pairing> pairing = read_pairing(config_);
  if (!pairing || *pairing == in_file_) return false;
  auto link = open_bridge(config_, *pairing, clock_, stop_, limits_);
  if (!link) return false;
  in_file_ = *pairing;
  log::info("{}: paired again, with bridge {}; using that key", config_.key_file,
            pairing->bridge_id);
  use(*std::move(link));
  return true;
}

bool PairedLamps::is_search_due() {
  const Instant now = clock_.now();
  if (!unreachable_since_ || *unreachable_since_ > now) unreachable_since_ = now;
  if (now - *unreachable_since_ < search_pause_) return false;
  unreachable_since_ = now;
  search_pause_ = std::min(search_pause_ * 2, longest_search_pause);
  return true;
}

/// Whether the bridge answers at another address now. Its certificate is verified before the key is
/// sent, so a false announcement does no harm. Over plain http this cannot be verified.
bool PairedLamps::find_bridge() {
  const hue::Pairing& pairing = link_->pairing();
  offer_.clear();
  for (const hue::FoundBridge& found : calls_.find(stop_)) {
    const std::string where = to_string(found.address);
    if (found.id == pairing.bridge_id && where == pairing.address) return false;
    if (found.id == pairing.bridge_id && pairing.is_secure) return try_address(found.address);
    if (found.id == pairing.bridge_id) {
      offer_ = fmt::format(
          "; it may be at {} now, which plain http cannot verify: if so, set address = \"{}\" in "
          "[hue]",
          where, where);
      return false;
    }
    offer_ = fmt::format(
        "; bridge {} is at {}: if the lamps were moved to it, run: lamplighter bridge pair "
        "--keep-key --address {} --key-file {}",
        found.id, where, where, config_.key_file);
  }
  return false;
}

bool PairedLamps::try_address(const hue::Address& address) {
  hue::Pairing moved = link_->pairing();
  const std::string before = std::exchange(moved.address, to_string(address));
  auto link = open_bridge(config_, moved, clock_, stop_, limits_);
  if (!link || !(*link)->bridge().house()) return false;
  log::warn("bridge {} is at {} now (before: {}) and is used there", moved.bridge_id, moved.address,
            before);
  use(*std::move(link));
  keep_address();
  return true;
}

/// Writes the address to the key file, unless the config has one or another process is pairing.
void PairedLamps::keep_address() {
  const hue::Pairing& pairing = link_->pairing();
  std::string advice = "change address in [hue]";
  if (config_.address.empty()) {
    const Result<hue::Pairing> known = read_pairing(config_);
    const bool is_ours = known && *known == in_file_;
    const Result<void> written = is_ours
                                     ? write_secret_file(config_.key_file, hue::to_text(pairing))
                                     : Error{Fault::refused, config_.key_file + " has changed"};
    if (written) in_file_ = pairing;
    advice = written ? "" : written.error().message;
  }
  const std::lock_guard lock(mutex_);
  notice_.reset();
  if (advice.empty()) return;
  notice_ = fmt::format("bridge {} is at {} now, which the {} does not say: {}", pairing.bridge_id,
                        pairing.address, config_.address.empty() ? "key file" : "config", advice);
}

std::optional<std::string> PairedLamps::notice() const {
  const std::lock_guard lock(mutex_);
  return notice_;
}

Result<HouseLook> PairedLamps::look() {
  Result<HouseLook> seen = lamps_->look();
  const bool is_reached = link_->bridge().answers();
  if (is_reached) is_back();
  if (seen || stop_.stop_requested()) return seen;
  if (take_new_key()) return lamps_->look();
  if (is_reached) return seen;
  if (is_search_due() && find_bridge()) return lamps_->look();
  return Error{seen.error().fault, seen.error().message + offer_};
}

LampReplies PairedLamps::command(const LampRequests& requests) {
  LampReplies answers = lamps_->command(requests);
  LampRequests failed;
  for (const auto& [id, request] : requests) {
    const LampReply& answer = answers.at(id);
    const bool is_refused = !answer.done && answer.done.error().fault == Fault::refused;
    if (is_refused) failed[id] = request;
  }
  if (failed.empty() || !take_new_key()) return answers;
  for (auto& [id, answer] : lamps_->command(failed)) answers[id] = std::move(answer);
  return answers;
}

Result<std::vector<hue::FoundBridge>> announced_bridges(std::chrono::milliseconds listening,
                                                        const std::stop_token& stop) {
  const auto services = listen_for_services("_hue._tcp", listening, stop);
  if (!services) return services.error();
  std::vector<hue::FoundBridge> bridges;
  for (const AnnouncedService& one : *services) {
    const auto bridge = hue::read_announcement(one.txt, one.host, one.port);
    const auto is_it = [&](const hue::FoundBridge& other) { return other.id == bridge->id; };
    if (bridge && std::none_of(bridges.begin(), bridges.end(), is_it)) bridges.push_back(*bridge);
  }
  return bridges;
}

std::vector<hue::FoundBridge> bridges_here(const HueConfig& config, const std::stop_token& stop,
                                           std::chrono::milliseconds listening) {
  std::vector<hue::FoundBridge> bridges;
  if (auto announced = announced_bridges(listening, stop)) bridges = *std::move(announced);
  if (config.discovery_url.empty() || stop.stop_requested()) return bridges;
  if (const auto known = hue::ask_discovery(config.discovery_url, stop))
    bridges.insert(bridges.end(), known->begin(), known->end());
  return bridges;
}

Result<std::string> read_authorities(const HueConfig& config) {
  constexpr std::size_t largest = 1024 * 1024;
  if (config.ca_file.empty()) return std::string();
  return read_text_file(config.ca_file, largest);
}

Result<std::vector<hue::RoomLamps>> room_lamps(const Config& config) {
  std::vector<hue::RoomLamps> rooms;
  for (const RoomConfig& room : config.rooms) {
    Result<SortedLamps> lamps = sort_lamps(room, config.lamp_topics);
    if (!lamps) return with_context(config.path, lamps.error());
    if (lamps->at_bridge.empty()) continue;
    const LampLook look = look_of(room);
    rooms.push_back(
        {room.name, std::move(lamps->at_bridge), look.brightness, look.mirek, look.fade});
  }
  return rooms;
}

}  // namespace lamplighter::app
