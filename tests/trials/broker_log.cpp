// SPDX-License-Identifier: Apache-2.0
#include "broker_log.h"

#include <cstdlib>
#include <fstream>
#include <optional>

namespace lamplighter::trials {
namespace {

/// The packet id after `mark` in a line of the log, if the line has one.
std::optional<std::int64_t> packet(const std::string& line, const std::string& what,
                                   const std::string& mark) {
  const std::size_t found = line.find(what);
  if (found == std::string::npos) return std::nullopt;
  const std::size_t at = line.find(mark, found + what.size());
  if (at == std::string::npos) return std::nullopt;
  return std::atoll(line.c_str() + at + mark.size());
}

}  // namespace

std::map<std::int64_t, Fate> fates(const std::string& log_path) {
  std::map<std::int64_t, Fate> all;
  std::map<std::int64_t, std::int64_t> numbers;  // of the sent messages, by capture's packet id
  std::ifstream log(log_path);
  std::int64_t number = -1;
  Fate fate;
  for (std::string line; std::getline(log, line);) {
    if (const auto id = packet(line, "Received PUBLISH from trial-publisher (", " m")) {
      number = *id - 1;  // its packet ids count from 1, the messages from 0
      fate = {};
    } else if (const auto sent = packet(line, "Sending PUBLISH to lamplighter (", " m")) {
      if (!fate.is_sent) numbers[*sent] = number;
      fate.is_sent = true;
    } else if (line.find("Sending PUBACK to trial-publisher (") != std::string::npos) {
      all[number] = fate;
      number = -1;
    } else if (const auto answered = packet(line, "Received PUBACK from lamplighter (", "Mid: ")) {
      const auto found = numbers.find(*answered);
      if (found != numbers.end()) all[found->second].is_answered = true;
    }
  }
  return all;
}

}  // namespace lamplighter::trials
