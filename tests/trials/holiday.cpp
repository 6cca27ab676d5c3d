// SPDX-License-Identifier: Apache-2.0
#include "holiday.h"

#include "state/away_file.h"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <utility>

namespace lamplighter::trials {
namespace {

using namespace std::chrono_literals;

constexpr auto home_for = 24h;                      // before and after
constexpr auto patience = std::chrono::minutes(2);  // of real time, for an order
constexpr auto delivery = 80ms;                     // of real time, for events of the bridge
constexpr auto connecting = 500ms;                  // of real time, to its event stream

}  // namespace

Holiday::Holiday(std::uint64_t seed, const Kind& kind)
    : rng_(seed),
      seed_(seed),
      kind_(kind),
      clock_(leaves() - home_for),
      authority_(*hue_emulator::EmulatedAuthority::make("holiday")),
      story_(fmt::format("story-{}.log", seed)) {
  auto broker = mqtt::ChildBroker::start({.persistent = true});
  require(broker.has_value(), broker ? "" : broker.error().message);
  broker_ = *std::move(broker);
  house_ = {folder_.path(""), broker_->port(), 0, rng_.bits() >> 1U};
  write_house();
}

Holiday::~Holiday() = default;

/// A Sunday, a week before the clocks change.
Instant Holiday::leaves() {
  static const Instant noon = *parse_instant("2026-10-18T12:00:00Z");
  return noon;
}

Instant Holiday::comes_back() const { return leaves() + std::chrono::hours(24 * kind_.days); }
Instant Holiday::story_ends() const { return comes_back() + home_for; }

HolidayReport Holiday::run() {
  clock_.when(leaves(), [this] { order(true); });
  fault_of_coming_home();
  clock_.when(comes_back(), [this] { order(false); });
  script_faults();
  for (Instant at = clock_.now() + 1min; at < story_ends(); at += 1min)
    clock_.when(at, [this] { judge(); });
  const auto weigh = [this](std::int64_t sign) {
    report_.grown_kb += sign * (player_ ? player_->resident() : 0);
  };
  clock_.when(leaves() + 24h, [weigh] { weigh(-1); });
  clock_.when(story_ends() - 1min, [this, weigh] {
    weigh(1);
    report_.resident_kb = player_ ? player_->resident() : 0;
  });
  while (clock_.now() < story_ends()) live();
  report_.wrong_at_home += lamps_off_truth();
  count_switches();
  return report_;
}

/// One run of the player's process, until it is killed or the story ends.
void Holiday::live() {
  lender_.emplace();
  player_ = std::make_unique<Process>(
      std::vector<std::string>{
          "/proc/self/exe", "player", house_.folder, std::to_string(house_.broker_port),
          std::to_string(house_.discovery_port), std::to_string(house_.planning_seed),
          std::to_string(rng_.bits()), std::to_string(lender_->theirs())},
      fmt::format("player-{}.log", seed_), "-");
  lender_->give_away();
  while (player_ != nullptr) {
    const auto until = lender_->next_sleep();
    require(until.has_value(), "the player's process ended by itself");
    sleep(*until);
    if (player_ == nullptr) break;
    if (clock_.now() >= story_ends()) {
      lender_->end(clock_.now());
      require(player_->wait() == 0, "the player's process did not end well");
      player_ = nullptr;
      return;
    }
    wake();
  }
  clock_.sleep_until(clock_.now() + downtime_, {});
  troubled_until(clock_.now() + recovery);
}

/// Lets time pass until then, or until the sleeper is woken or killed.
void Holiday::sleep(Instant until) {
  until = std::min(until, story_ends());
  deliver_news();
  while (clock_.now() < until && player_ != nullptr && !lender_->was_woken()) {
    clock_.sleep_until(std::min(until, clock_.now() + 1min), {});
    wait_for_stream(clock_.now());
    deliver_news();
  }
}

/// Events of the bridge take real time; the story waits for them.
void Holiday::deliver_news() {
  if (player_ == nullptr || server_->streams() == 0) return;
  std::uint64_t newest = 0;
  at_bridge(
      [&](hue_emulator::EmulatedBridge& bridge) { newest = bridge.feed(clock_.now()).newest(); });
  if (std::exchange(delivered_, newest) != newest) lender_->was_woken(delivery);
}

/// A player that failed to listen retries after half a minute of story time, which is instant.
void Holiday::wait_for_stream(Instant now) {
  const bool is_due = now >= troubled_until_ && now - listening_checked_ >= 1min;
  if (player_ == nullptr || !is_due) return;
  listening_checked_ = now;
  const auto limit = std::chrono::steady_clock::now() + connecting;
  while (server_->streams() == 0 && !lender_->was_woken(5ms)) {
    if (std::chrono::steady_clock::now() >= limit) return;
  }
}

/// The player is working now; a pending kill strikes at any moment of that.
void Holiday::wake() {
  const Instant now = clock_.now();
  const bool is_away = now >= leaves() && now < comes_back();
  const bool has_work = kill_at_work_ && is_away && !lamps_off_plan(now, 0s).empty();
  lender_->wake(now);
  if (!has_work) return;
  ::usleep(static_cast<useconds_t>(rng_.below(6000)));
  ++report_.kills_at_work;
  kill_player();
}

void Holiday::kill_player() {
  kill_at_work_ = false;
  note("the player is killed");
  player_->kill();
  player_ = nullptr;
}

/// Through the broker, like Home Assistant, or through the store, like `lamplighter away off`; the
/// story continues when the order has arrived and woken the player.
void Holiday::order(bool away) {
  note(away ? "away" : "home");
  clock_.turn_to(clock_.now());  // no time passes before the player receives it
  const bool is_dead = player_ == nullptr;
  if (!is_dead) let_news_arrive();
  if (!away && (is_dead || late_ != nullptr || rng_.below(2) == 0)) {
    const auto kept = app::change_away(house_.config().store.directory, [this](const auto&) {
      return std::optional(OccupancyOverride{.away = false, .given_at = clock_.now()});
    });
    require(kept.has_value(), kept ? "" : kept.error().message);
    if (is_dead) return cannot_restore_for(downtime_);
    require(lender_->was_woken(patience), "an order through the store was not seen");
    return;
  }
  require(!is_dead, "the process was dead when an order was given");
  const auto limit = std::chrono::steady_clock::now() + patience;
  while (!is_kept(away)) {
    require(std::chrono::steady_clock::now() < limit, "an order through the broker never came");
    Process({"mosquitto_pub", "-h", "127.0.0.1", "-p", std::to_string(broker_->port()), "-q", "1",
             "-t", "lamplighter/away/set", "-m", away ? "ON" : "OFF"},
            "-", "-")
        .wait();
    lender_->was_woken(100ms);
  }
  require(lender_->was_woken(patience), "an order through the broker did not wake the player");
}

/// Until the player has handled what the bridge reported before: it would be taken for a response
/// to the order, and time would pass before the order has arrived.
void Holiday::let_news_arrive() {
  while (lender_->was_woken(delivery)) {
    lender_->wake(clock_.now());
    require(lender_->next_sleep().has_value(), "the player's process ended by itself");
  }
}

bool Holiday::is_kept(bool away) const {
  const auto kept = app::read_away(house_.config().store.directory);
  return kept && kept->away == away;
}

/// No lamp can be restored, because the player is not running or lamps are unreachable.
void Holiday::cannot_restore_for(std::chrono::seconds time) {
  unreachable_until_ = comes_back() + time;
  restored_by_ = std::max(restored_by_, unreachable_until_ + 1min);
}

void Holiday::note(const std::string& what) {
  const std::lock_guard lock(noting_);
  story_ << to_iso(clock_.now()) << ' ' << what << std::endl;
}

/// Nothing is checked before that.
void Holiday::troubled_until(Instant at) { troubled_until_ = std::max(troubled_until_, at); }

}  // namespace lamplighter::trials
