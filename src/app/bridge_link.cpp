// SPDX-License-Identifier: Apache-2.0
#include "app/bridge_link.h"

#include "app/secret_file.h"
#include "hue/http_transport.h"

namespace lamplighter::app {

BridgeLink::BridgeLink(hue::Pairing pairing, std::unique_ptr<hue::Transport> transport,
                       Clock& clock, std::stop_token stop)
    : pairing_(std::move(pairing)),
      transport_(std::move(transport)),
      bridge_(*transport_, clock, pairing_.api, pairing_.key, std::move(stop)) {}

Result<std::unique_ptr<BridgeLink>> open_bridge(const HueConfig& config, Clock& clock,
                                                std::stop_token stop) {
  if (config.key_file.empty()) {
    return Error{Fault::bad_input,
                 "the bridge's key file is not named; give --key-file, or key_file in [hue]"};
  }
  const Result<std::string> text = read_secret_file(config.key_file);
  if (!text && text.error().fault == Fault::not_found) {
    return Error{Fault::not_found, config.key_file + ": not there; run: lamplighter bridge pair"};
  }
  if (!text) return text.error();
  Result<hue::Pairing> pairing = hue::parse_pairing(*text);
  if (!pairing) return with_context(config.key_file, pairing.error());
  if (!config.address.empty()) pairing->address = config.address;
  const Result<hue::Address> address = hue::parse_address(pairing->address);
  if (!address) return address.error();
  auto transport = std::make_unique<hue::HttpTransport>(*address);
  return std::make_unique<BridgeLink>(*std::move(pairing), std::move(transport), clock,
                                      std::move(stop));
}

std::vector<hue::RoomLamps> room_lamps(const Config& config) {
  std::vector<hue::RoomLamps> rooms;
  for (const RoomConfig& room : config.rooms) {
    if (room.lamps.empty()) continue;
    hue::RoomLamps lamps;
    lamps.room = room.name;
    lamps.lamps = room.lamps;
    rooms.push_back(std::move(lamps));
  }
  return rooms;
}

}  // namespace lamplighter::app
