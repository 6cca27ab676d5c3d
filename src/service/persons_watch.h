// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "home_assistant/live.h"
#include "playing/presence.h"
#include "ports/clock.h"
#include "state/play_memory_file.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace lamplighter::app {

/// What is known of persons from their states. In doubt, one of them is home.
class Persons {
 public:
  explicit Persons(const std::vector<std::string>& entities);

  /// A person's state changed, or was read. Times in the future, from a clock that is ahead, are
  /// not used.
  void take(const home_assistant::LiveState& state, Instant now);

  /// The connection to their states is lost; half a minute later they are unknown.
  void lost(Instant now);
  void found() { lost_since_.reset(); }

  [[nodiscard]] PersonsSeen seen() const { return seen_; }

 private:
  void judge(Instant now);

  std::map<std::string, PersonsSeen> each_;
  std::optional<Instant> lost_since_;
  PersonsSeen seen_;
  std::optional<Instant> gone_since_;  ///< start of the last time they were gone
  Instant gone_until_{};               ///< and up to when that is known
};

/// Follows the persons of a config, on its own thread, and records when none of them was home
/// (persons.csv). Logs never reveal whether they are home.
class PersonsWatch {
 public:
  /// Starts. `on_news` is called on the watch's thread whenever something becomes known. Requires:
  /// the clock outlives this and is thread-safe.
  PersonsWatch(const Config& config, Clock& clock, std::function<void(const PersonsSeen&)> on_news);
  ~PersonsWatch();
  PersonsWatch(const PersonsWatch&) = delete;
  PersonsWatch& operator=(const PersonsWatch&) = delete;

  /// Why Home Assistant is unreachable; empty: it is reachable. Thread-safe.
  [[nodiscard]] std::string trouble() const;

 private:
  void know(Instant now);
  void keep(LampState gone, Instant at);
  void show(const std::string& trouble);

  Clock& clock_;
  std::function<void(const PersonsSeen&)> on_news_;
  Persons persons_;
  PlayRecord record_;
  Instant recorded_at_{};
  LampState recorded_ = LampState::unknown;
  mutable std::mutex mutex_;  ///< guards trouble_
  std::string trouble_;
  std::unique_ptr<home_assistant::HomeWatch> watch_;  ///< its thread ends before the rest
};

}  // namespace lamplighter::app
