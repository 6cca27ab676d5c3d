// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace lamplighter::trials {

/// How far a message had come when the broker last spoke of it.
struct Fate {
  bool is_sent = false;      ///< to capture, before the publisher got its acknowledgement
  bool is_answered = false;  ///< capture acknowledged it
};

/// From the log of a broker with `log_type all`: the fate of each message of the numbered publisher
/// that the broker acknowledged, by its number. Holds for the first 65,535 messages. mosquitto
/// saves what it knows a little after it has acknowledged: a message that is not sent is then known
/// to it alone, and one that is sent to it and to capture.
std::map<std::int64_t, Fate> fates(const std::string& log_path);

}  // namespace lamplighter::trials
