// SPDX-License-Identifier: Apache-2.0
#include "learning/nightly_training.h"

#include "files/replace_file.h"
#include "learning/house_training.h"
#include "system/child_process.h"
#include "system/clocks.h"

#include <sys/resource.h>

#include <unistd.h>

#include <algorithm>
#include <utility>

namespace lamplighter::app {
namespace {

constexpr auto time_of_night = 3h + 20min;  // what the page shows is computed again after three
constexpr auto soon = 10min;                // capture and play start first

}  // namespace

Instant next_training(std::optional<Instant> last, Instant now, const TimeZone& zone) {
  if (!last || *last > now) return now + soon;
  Date night = zone.date_of(*last);
  while (zone.instant_of(LocalDay(night) + time_of_night) <= *last) night = plus_days(night, 1);
  const Instant due = zone.instant_of(LocalDay(night) + time_of_night);
  return due > now ? due : now + soon;
}

NightlyTraining::NightlyTraining(const TimeZone& zone, Clock& clock, Calls calls)
    : zone_(zone), clock_(clock), calls_(std::move(calls)) {}

/// How a training ended may be nowhere, on a disk that is full: this one counts all the same. The
/// clock may be set meanwhile, so what is due is asked again after each sleep.
void NightlyTraining::run(const std::stop_token& stop) {
  std::optional<Instant> last = calls_.last();
  Instant due = next_training(last, clock_.now(), zone_);
  while (!stop.stop_requested()) {
    if (!clock_.sleep_until(due, stop)) {
      if (stop.stop_requested()) return;
      due = std::min(due, next_training(last, clock_.now(), zone_));
      continue;
    }
    const std::optional<Instant> kept = calls_.last();
    if (kept && *kept <= clock_.now() && (!last || *kept > *last)) {
      last = kept;  // somebody has trained it meanwhile
      due = next_training(last, clock_.now(), zone_);
      if (due > clock_.now() + soon) continue;
    }
    const Result<void> trained = calls_.train(stop);
    if (calls_.on_end && !stop.stop_requested()) calls_.on_end(trained);
    last = clock_.now();
    due = next_training(last, *last, zone_);
  }
}

Result<void> train_in_child(const Config& config, const std::stop_token& stop) {
  constexpr int behind_others = 15;
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), behind_others);  // and of its children
  const auto before = last_training(config);
  // What it says counts the times away, which no log needs to hold; its errors are in the store.
  Result<ChildProcess> child = ChildProcess::start(
      {"lamplighter", "train", "--config", config.path, "--quiet"}, "/dev/null");
  if (!child) return child.error();
  const Result<void> ended = child->wait(stop);
  if (ended || stop.stop_requested()) return ended;
  const auto after = last_training(config);
  const auto time_of = [](const auto& result) {
    return result && *result ? (*result)->at : Instant{};
  };
  if (time_of(after) != time_of(before) && (*after)->error) return *(*after)->error;
  const Error killed{Fault::refused,
                     "it was ended from outside, as where there is too little memory"};
  const Result<void> kept = files::replace_file(
      training_path(config), format_training({SystemClock::on_the_wall(), killed}));
  return kept ? Result<void>(killed) : kept;
}

}  // namespace lamplighter::app
