// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

namespace lamplighter::app {

/// A service that announces itself by multicast DNS. Every text is as a stranger sent it.
struct AnnouncedService {
  std::string host;  ///< its IPv4 address
  int port = 0;
  std::vector<std::string> txt = {};  ///< of its TXT record, as "name=value"
};

/// Listens that long, or until asked to stop, for services of a type, as "_hue._tcp"; at most 100.
/// Errors: unavailable when no Avahi daemon runs here.
Result<std::vector<AnnouncedService>> listen_for_services(const std::string& type,
                                                          std::chrono::milliseconds how_long,
                                                          const std::stop_token& stop = {});

}  // namespace lamplighter::app
