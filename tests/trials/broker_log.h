// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace lamplighter::trials {

/// From the log of a broker with `log_type all`: for each message of the numbered publisher, by its
/// number, whether the broker had sent it on to capture when it last thanked the publisher. Holds
/// for the first 65,535 messages. Where it had not, since capture was away, only the broker knew of
/// it, and mosquitto saves what it knows a little after it has thanked.
std::map<std::int64_t, bool> sent_to_capture(const std::string& log_path);

}  // namespace lamplighter::trials
