// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue/house.h"
#include "hue/http.h"
#include "hue/pacer.h"
#include "hue/targets.h"
#include "ports/clock.h"

#include <stop_token>
#include <string>

namespace lamplighter::hue {

/// Version 1 for old bridges and emulators, version 2 for all others.
enum class Api { v1, v2 };

/// A paired bridge: questions and commands, one after the other, no faster than the bridge allows.
/// Waiting is done on the clock and ends when somebody asks to stop. One thread.
class Bridge {
 public:
  /// How often a request is sent again that the bridge was too busy for.
  static constexpr int most_tries = 5;

  /// Requires: transport and clock outlive the bridge; `key` is_token.
  Bridge(Transport& transport, Clock& clock, Api api, std::string key, std::stop_token stop = {});

  /// All lamps and groups as they are now. Errors: those of Transport::send and check_status.
  Result<BridgeHouse> house();

  /// Done when the bridge has taken it; the lamp itself may still be unreachable. Errors: as house,
  /// and not_found for an unknown target, bad_input for what the lamp cannot do.
  Result<void> command(const Target& target, const LampCommand& command);

  /// Whether the last request was answered at all.
  [[nodiscard]] bool answers() const { return answers_; }

 private:
  [[nodiscard]] HttpRequest request_for(const Target& target, const LampCommand& command) const;
  Result<HttpAnswer> send_paced(RequestKind kind, const HttpRequest& request);

  Transport& transport_;
  Clock& clock_;
  Api api_;
  std::string key_;
  std::stop_token stop_;
  Pacer pacer_;
  bool answers_ = true;
};

}  // namespace lamplighter::hue
