// SPDX-License-Identifier: Apache-2.0
#include "host/power_period.h"

#include "node/wall_clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace lamplighter::node_host {

Result<Log> Log::open(const std::string& path, std::string sensor) {
  Log log;
  log.path_ = path;
  log.sensor_ = std::move(sensor);
  if (path.empty()) return log;
  log.file_.reset(std::fopen(path.c_str(), "we"));
  if (!log.file_) return Error{Fault::io, fmt::format("{}: {}", path, std::strerror(errno))};
  fmt::print(log.file_.get(), "timestamp,datetime,sensor_id,value\n");
  return log;
}

void Log::add(Instant at, std::uint32_t lux_e4) {
  if (!file_) return;
  fmt::print(file_.get(), "{:.3f},{},{},{}\n", to_epoch_seconds(at), to_iso(at), sensor_,
             lux_e4 / 1e4);
}

Result<void> Log::close() {
  if (!file_) return {};
  const bool is_written = std::fflush(file_.get()) == 0 && std::ferror(file_.get()) == 0;
  file_.reset();
  if (!is_written) return Error{Fault::io, fmt::format("{}: not all rows were written", path_)};
  return {};
}

namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t time_told_every_ms = 60'000;  // machine clock, which NTP may adjust
constexpr milliseconds longest_wait{500};             // so that a stop request is noticed
constexpr milliseconds goodbye_patience{5'000};

std::uint64_t epoch_ms_of(Instant at) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<milliseconds>(at.time_since_epoch()).count());
}

Instant machine_now() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace

NodeLife::NodeLife(const node::Settings& settings, const PowerPeriod& period, TcpLink& link,
                   Log& log, Manner manner)
    : period_(period),
      link_(link),
      log_(log),
      manner_(manner),
      pace_(manner.speed, Pace::Clock::now()),
      node_(period.bus, link, settings) {}

bool NodeLife::live(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    tell_time();
    if (node_.poll(now())) write_down();
    tell_connection();
    if (is_over() && node_.is_idle()) return true;
    let_pass();
  }
  return false;
}

void NodeLife::leave() {
  const auto end = Pace::Clock::now() + goodbye_patience;
  while (!node_.leave(now()) && Pace::Clock::now() < end) {
    link_.wait(node_.is_sending(), milliseconds(50));
  }
}

PeriodCounts NodeLife::counts() const {
  PeriodCounts counts = counts_;
  counts.dropped = node_.outbox().dropped();
  counts.connections = node_.counts().connections;
  return counts;
}

node::Moment NodeLife::now() const {
  const auto network =
      std::chrono::duration_cast<milliseconds>(Pace::Clock::now().time_since_epoch());
  return {static_cast<std::uint32_t>(pace_.now_ms()), static_cast<std::uint32_t>(network.count())};
}

bool NodeLife::is_over() const { return period_.length_ms && pace_.now_ms() >= *period_.length_ms; }

/// Fast time pauses rather than lose readings: it waits for the broker once half of the outbox is
/// full; at full speed it waits for every acknowledgement.
bool NodeLife::may_run() const {
  if (!manner_.speed) return node_.is_connected() && node_.is_idle();
  return *manner_.speed <= 1 || node_.outbox().size() < node::Outbox::capacity / 2;
}

/// The next moment of light time at which the node has something to do, or the end.
std::uint64_t NodeLife::next_ms() const {
  const node::Moment at = now();
  const std::uint64_t next = pace_.now_ms() + node::until(at.light_ms, node_.wake(at).light_ms);
  return period_.length_ms ? std::min(next, *period_.length_ms) : next;
}

void NodeLife::write_down() {
  ++counts_.delivered;
  const node::Kept& kept = node_.delivered();
  if (kept.measurement.outcome != node::Outcome::measured) {
    ++counts_.failed;
    return;
  }
  const std::uint64_t age_ms = now().light_ms - kept.taken_ms;
  const Instant taken = period_.start.value_or(machine_now() - milliseconds(pace_.now_ms())) +
                        milliseconds(pace_.now_ms() - age_ms);
  log_.add(taken, kept.measurement.lux_e4);
}

void NodeLife::tell_time() {
  if (!manner_.has_clock) return;
  if (has_told_time_ && (period_.start || pace_.now_ms() < told_time_ms_ + time_told_every_ms)) {
    return;
  }
  const Instant at = period_.start ? *period_.start + milliseconds(pace_.now_ms()) : machine_now();
  node_.set_wall_clock(epoch_ms_of(at), now().light_ms);
  told_time_ms_ = pace_.now_ms();
  has_told_time_ = true;
}

void NodeLife::tell_connection() {
  const node::ClientCounts& counts = node_.counts();
  if (counts.refusals != told_.refusals) {
    tell("the broker refuses this user or password");
  } else if (counts.losses != told_.losses) {
    tell(link_.trouble().empty() ? "the broker does not answer" : link_.trouble());
  } else if (counts.connections != told_.connections) {
    tell("connected");
  }
  told_ = counts;
}

void NodeLife::tell(const std::string& what) const {
  fmt::print(stderr, "{}; {} readings wait\n", what, node_.outbox().size());
}

void NodeLife::let_pass() {
  const std::uint64_t before = pace_.now_ms();
  const std::uint64_t next = is_over() ? before : next_ms();
  const bool runs = !is_over() && may_run();
  pace_.run_to(next, runs, Pace::Clock::now());
  if (pace_.now_ms() > before) period_.pass(before, pace_.now_ms());
  if (runs && pace_.now_ms() >= next) return;
  const node::Moment at = now();
  const milliseconds network(node::until(at.network_ms, node_.wake(at).network_ms));
  milliseconds patience = std::min(longest_wait, network);
  if (runs) patience = std::min(patience, pace_.until(next));
  link_.wait(node_.is_sending(), patience);
}

}  // namespace lamplighter::node_host
