// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace lamplighter::trials {

/// How far a message had come according to the broker's log.
struct Fate {
  bool is_sent = false;      ///< sent to capture before the publisher got its acknowledgement
  bool is_answered = false;  ///< capture acknowledged it
};

/// From the log of a broker with `log_type all`: the fate of each message of the numbered publisher
/// that the broker acknowledged, by its number. Valid for the first 65,535 messages. mosquitto
/// saves its state shortly after it has acknowledged: a message that was not yet sent is then known
/// only to the broker, one that was sent also to capture.
std::map<std::int64_t, Fate> fates(const std::string& log_path);

}  // namespace lamplighter::trials
