// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/result.h"
#include "host/light.h"
#include "host/tcp_link.h"
#include "node/node.h"

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace lamplighter::node_host {

/// A readings file of what the broker has acknowledged, in that order: what capture should store.
class Log {
 public:
  /// Without a path nothing is written. Errors: io.
  static Result<Log> open(const std::string& path, std::string sensor);

  /// Adds a row. `lux_e4` is in steps of 0.0001 lux.
  void add(Instant at, std::uint32_t lux_e4);

  /// Flushes remaining rows. Errors: io if any row could not be written.
  Result<void> close();

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::string path_;
  std::string sensor_;
  std::unique_ptr<std::FILE, Closer> file_;
};

/// The period from power-on to power loss of a node.
struct PowerPeriod {
  node::I2cBus& bus;
  /// Advances the modelled bus devices, from one millisecond since power-on to another.
  std::function<void(std::uint64_t from_ms, std::uint64_t to_ms)> pass;
  /// The light's time at power-on; empty if it is the machine's time.
  std::optional<Instant> start;
  /// Measurements end here; empty: never.
  std::optional<std::uint64_t> length_ms;
};

/// The result of a period.
struct PeriodCounts {
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;  ///< of the delivered ones: measurements that failed
  std::uint64_t dropped = 0;
  std::uint64_t connections = 0;
};

/// Runs a node through one period: calls its loop, advances time at the requested pace, and records
/// what was delivered. Single-threaded.
class NodeLife {
 public:
  struct Manner {
    std::optional<double> speed;
    bool has_clock;
  };

  NodeLife(const node::Settings& settings, const PowerPeriod& period, TcpLink& link, Log& log,
           Manner manner);

  /// Runs until the period is over and everything is acknowledged; false if a stop was requested.
  bool live(const std::stop_token& stop);

  /// Disconnects from the broker, within five seconds.
  void leave();

  [[nodiscard]] PeriodCounts counts() const;

 private:
  [[nodiscard]] node::Moment now() const;
  [[nodiscard]] bool is_over() const;
  [[nodiscard]] bool may_run() const;
  [[nodiscard]] std::uint64_t next_ms() const;
  void write_down();
  void tell_time();
  void tell_connection();
  void tell(const std::string& what) const;
  void let_pass();

  PowerPeriod period_;
  TcpLink& link_;
  Log& log_;
  Manner manner_;
  Pace pace_;
  node::Node node_;
  PeriodCounts counts_;
  std::uint64_t told_time_ms_ = 0;
  node::ClientCounts told_;
  bool has_told_time_ = false;
};

}  // namespace lamplighter::node_host
