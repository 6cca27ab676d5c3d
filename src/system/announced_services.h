// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

namespace lamplighter::app {

/// A service that announces itself by multicast DNS. All texts are untrusted.
struct AnnouncedService {
  std::string host;  ///< its IPv4 address
  int port = 0;
  std::vector<std::string> txt = {};  ///< of its TXT record, as "name=value"
};

/// Listens for services of a type such as "_hue._tcp" for that long, or until a stop is requested;
/// returns at most 100. Errors: unavailable if no Avahi daemon is running.
Result<std::vector<AnnouncedService>> listen_for_services(const std::string& type,
                                                          std::chrono::milliseconds how_long,
                                                          const std::stop_token& stop = {});

}  // namespace lamplighter::app
