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

/// What is known of persons, by their states. In doubt, one of them is home.
class Persons {
 public:
  explicit Persons(const std::vector<std::string>& entities);

  /// A person changed, or was read. A clock of Home Assistant that is ahead is not used.
  void take(const home_assistant::LiveState& state, Instant now);

  /// Nothing is heard of any of them; half a minute later nothing is known.
  void lost(Instant now);
  void found() { lost_since_.reset(); }

  [[nodiscard]] PersonsSeen seen() const { return seen_; }

 private:
  void judge(Instant now);

  std::map<std::string, PersonsSeen> each_;
  std::optional<Instant> lost_since_;
  PersonsSeen seen_;
  std::optional<Instant> gone_since_;  ///< the last time they were gone
  Instant gone_until_{};               ///< and up to when that was known
};

/// Follows the persons of a config, on a thread of its own, and keeps when none of them was home
/// (persons.csv). Whether they are stands in no log.
class PersonsWatch {
 public:
  /// Begins. `on_news` is called on the thread of the watch whenever something is known. Requires:
  /// the clock outlives this, and threads may share it.
  PersonsWatch(const Config& config, Clock& clock, std::function<void(const PersonsSeen&)> on_news);
  ~PersonsWatch();
  PersonsWatch(const PersonsWatch&) = delete;
  PersonsWatch& operator=(const PersonsWatch&) = delete;

  /// Why nothing is heard of Home Assistant; empty: it is. Any thread.
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
  std::unique_ptr<home_assistant::HomeWatch> watch_;  ///< its thread ends before what it uses
};

}  // namespace lamplighter::app
