// SPDX-License-Identifier: Apache-2.0
#include "broker_log.h"

#include <cstdlib>
#include <fstream>

namespace lamplighter::trials {

std::map<std::int64_t, bool> sent_to_capture(const std::string& log_path) {
  std::map<std::int64_t, bool> sent;
  std::ifstream log(log_path);
  bool is_sent = false;
  const auto has = [](const std::string& line, const char* text) {
    return line.find(text) != std::string::npos;
  };
  for (std::string line; std::getline(log, line);) {
    if (has(line, "Received PUBLISH from trial-publisher")) is_sent = false;
    if (has(line, "Sending PUBLISH to lamplighter")) is_sent = true;
    const std::string thanks = "Sending PUBACK to trial-publisher (m";
    const std::size_t found = line.find(thanks);
    if (found == std::string::npos) continue;
    // Its packet numbers count from 1, the messages from 0.
    sent[std::atoll(line.c_str() + found + thanks.size()) - 1] = is_sent;
  }
  return sent;
}

}  // namespace lamplighter::trials
