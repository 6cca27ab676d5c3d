// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "ports/clock.h"
#include "simulation/emulated_bridge.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace lamplighter::simulation {

/// Where the emulated bridge listens.
struct BridgeAddress {
  std::string host = "127.0.0.1";
  int port = 0;  ///< 0: any free port
};

/// What goes wrong with the next answers.
struct BridgeFaults {
  int dropped = 0;     ///< so many answers are cut off
  int overloaded = 0;  ///< then so many are 429 (503 from a BSB001) with a page for people
  std::chrono::milliseconds delay{0};  ///< each answer waits so long, in real time
};

/// HTTP around an EmulatedBridge, on threads of its own until it is destroyed. More than three
/// requests at once are refused with 429. Every function may be called from any thread.
class EmulatedBridgeServer {
 public:
  /// Listens and answers. `clock` gives the bridge its time, is asked from several threads and
  /// outlives the server. Errors: io when the port cannot be had.
  static Result<std::unique_ptr<EmulatedBridgeServer>> start(BridgeWorld world, const Clock& clock,
                                                             const BridgeAddress& address);

  ~EmulatedBridgeServer();
  EmulatedBridgeServer(const EmulatedBridgeServer&) = delete;
  EmulatedBridgeServer& operator=(const EmulatedBridgeServer&) = delete;

  /// The port it listens on.
  [[nodiscard]] int port() const;

  void press_button();
  void set_faults(const BridgeFaults& faults);

  /// Runs `use` while no request is being answered: for looking at lamps and for faults of the
  /// bridge itself.
  void with_bridge(const std::function<void(EmulatedBridge&, Instant now)>& use);

 private:
  struct Impl;
  explicit EmulatedBridgeServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lamplighter::simulation
