// SPDX-License-Identifier: Apache-2.0
#include "hue/lamp_watch.h"

#include <algorithm>
#include <utility>

namespace lamplighter::hue {
namespace {

constexpr std::chrono::seconds first_pause{1};
constexpr std::chrono::seconds longest_pause{60};
constexpr std::size_t most_reports = 10'000;  // if nobody takes them

}  // namespace

LampWatch::LampWatch(ReportStream& stream, Clock& clock, std::function<void()> on_news)
    : stream_(stream),
      clock_(clock),
      on_news_(std::move(on_news)),
      thread_([this](const std::stop_token& stop) { listen(stop); }) {}

LampWatch::~LampWatch() = default;

LampWatch::Heard LampWatch::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(heard_, {});
}

std::optional<Error> LampWatch::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void LampWatch::listen(const std::stop_token& stop) {
  std::chrono::seconds pause = first_pause;
  while (!stop.stop_requested()) {
    if (listen_once(stop)) pause = first_pause;
    clock_.sleep_until(clock_.now() + pause, stop);  // less where the clock is set
    pause = std::min(pause * 2, longest_pause);
  }
}

bool LampWatch::listen_once(const std::stop_token& stop) {
  StreamReader reader;
  bool spoke = false;
  const Result<void> ended = stream_.read(
      last_id_,
      [&](std::string_view bytes) {
        if (!std::exchange(spoke, true)) {
          const std::lock_guard lock(mutex_);
          trouble_.reset();
        }
        hear(reader.read(bytes));
      },
      stop);
  const std::lock_guard lock(mutex_);
  heard_.may_have_missed = true;
  if (!ended) trouble_ = ended.error();
  return spoke;
}

void LampWatch::hear(const std::vector<StreamMessage>& messages) {
  bool is_news = false;
  for (const StreamMessage& message : messages) {
    last_id_ = message.id;
    const std::vector<LampReport> reports = read_reports(message.text);
    const std::lock_guard lock(mutex_);
    const bool fits = heard_.reports.size() + reports.size() <= most_reports;
    if (!fits) heard_ = {{}, true};
    heard_.reports.insert(heard_.reports.end(), reports.begin(), reports.end());
    is_news |= !reports.empty();
  }
  if (is_news && on_news_) on_news_();
}

}  // namespace lamplighter::hue
