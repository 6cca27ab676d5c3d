// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "hue/event_stream.h"
#include "ports/clock.h"

#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace lamplighter::hue {

/// Where a bridge's event stream comes from.
class ReportStream {
 public:
  virtual ~ReportStream() = default;

  /// Reads from the message after `last_id` (empty: from now), giving bytes as they come, until the
  /// stream ends or somebody asks to stop. Errors: why it did not begin.
  virtual Result<void> read(const std::string& last_id,
                            const std::function<void(std::string_view)>& on_bytes,
                            const std::stop_token& stop) = 0;
};

/// Listens to a bridge on a thread of its own until it is destroyed, and begins again whenever the
/// stream ends: at once after one that spoke, otherwise after a pause on the clock that doubles
/// from one second to one minute. `take` may be called from any thread.
class LampWatch {
 public:
  /// What was heard since the last take.
  struct Heard {
    std::vector<LampReport> reports;
    bool may_have_missed = false;  ///< the stream had ended in between: ask for the whole house
  };

  /// `on_news` is called on the watch's thread whenever something was heard. Requires: stream and
  /// clock outlive this; the clock may be shared between threads.
  LampWatch(ReportStream& stream, Clock& clock, std::function<void()> on_news = nullptr);
  ~LampWatch();
  LampWatch(const LampWatch&) = delete;
  LampWatch& operator=(const LampWatch&) = delete;

  Heard take();

  /// Why the stream is not open, if it is not; for the health of the service.
  [[nodiscard]] std::optional<Error> trouble() const;

 private:
  void listen(const std::stop_token& stop);
  bool listen_once(const std::stop_token& stop);
  void hear(const std::vector<StreamMessage>& messages);

  ReportStream& stream_;
  Clock& clock_;
  std::function<void()> on_news_;
  mutable std::mutex mutex_;  ///< guards heard_ and trouble_
  Heard heard_;
  std::optional<Error> trouble_;
  std::string last_id_;
  std::jthread thread_;  ///< ends before what it uses
};

}  // namespace lamplighter::hue
