// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

namespace lamplighter::mqtt {

/// The way of our bytes to the broker. libmosquitto closes its socket where a write fails, and
/// with it what the broker had sent before it died and nobody has read yet. So it writes into a
/// pair of sockets of ours, and what comes out there is sent from here, where a failure costs
/// nothing but the bytes that nobody would have got.
class Detour {
 public:
  Detour();
  ~Detour();
  Detour(const Detour&) = delete;
  Detour& operator=(const Detour&) = delete;

  /// From now on `socket` leads to us. False where there is no descriptor left for that: then it
  /// leads to the broker as before.
  bool begin(int socket);

  /// `socket` leads to the broker again, and what was written meanwhile is sent. -1: libmosquitto
  /// has closed it, as after a goodbye. False where the socket did not take all of it.
  /// Requires: `begin` was true.
  bool end(int socket);

  /// Something that the socket did not take waits for the next `begin` and `end`.
  [[nodiscard]] bool holds() const { return !held_.empty(); }

  /// Throws away what waits: it was for a connection that is over.
  void forget();

 private:
  void collect();
  void send();

  std::array<int, 2> pair_{-1, -1};  ///< what libmosquitto writes to, what we read from
  int broker_ = -1;                  ///< the socket, between `begin` and `end`
  std::string held_;
};

}  // namespace lamplighter::mqtt
