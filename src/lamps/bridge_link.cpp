// SPDX-License-Identifier: Apache-2.0
#include "lamps/bridge_link.h"

#include "config/config.h"
#include "config/secret_file.h"
#include "hue/pairing.h"
#include "system/text_file.h"

#include <utility>

namespace lamplighter::app {

BridgeLink::BridgeLink(hue::Pairing pairing, std::unique_ptr<hue::Transport> transport,
                       Clock& clock, std::stop_token stop)
    : pairing_(std::move(pairing)),
      transport_(std::move(transport)),
      bridge_(*transport_, clock, pairing_.api, pairing_.key, std::move(stop)) {}

Result<std::unique_ptr<BridgeLink>> open_bridge(const HueConfig& config, Clock& clock,
                                                std::stop_token stop, const http::Limits& limits) {
  if (config.key_file.empty()) {
    return Error{Fault::bad_input,
                 "the bridge's key file is not named; give --key-file, or key_file in [hue]"};
  }
  const Result<std::string> text = read_secret_file(config.key_file);
  if (!text && text.error().fault == Fault::not_found) {
    return Error{
        Fault::not_found,
        config.key_file + ": not there, so no bridge is paired; run: lamplighter bridge pair"};
  }
  if (!text) return text.error();
  Result<hue::Pairing> pairing = hue::parse_pairing(*text);
  if (!pairing) return with_context(config.key_file, pairing.error());
  if (!config.address.empty()) pairing->address = config.address;
  const Result<std::string> authorities = read_authorities(config);
  if (!authorities) return authorities.error();
  Result<std::unique_ptr<hue::Transport>> transport =
      hue::open_transport(*pairing, *authorities, clock, limits, stop);
  if (!transport) return transport.error();
  return std::make_unique<BridgeLink>(*std::move(pairing), *std::move(transport), clock,
                                      std::move(stop));
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
