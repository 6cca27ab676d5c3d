// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/lamp_setting.h"
#include "core/result.h"
#include "http/client.h"
#include "hue/house.h"
#include "hue/pairing.h"
#include "hue/transport.h"
#include "ports/clock.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace lamplighter::hue {

/// What the bridge says changed, of one lamp or of the lamps of a device. What is absent did not.
struct LampReport {
  enum class Kind {
    lamp,
    group,
    device,  ///< whether it can be reached
    sensor,  ///< the light that it measures
    house,   ///< lamps, rooms or sensors came, went or were moved: read the whole house
    missed,  ///< the stream begins here; what was reported since `since` may be lost
  };
  Kind kind = Kind::lamp;
  std::string id;  ///< of a light, grouped_light, device or light_level
  std::optional<OnOff> to;
  std::optional<double> brightness;  ///< percent
  std::optional<bool> reachable;     ///< of devices only
  std::optional<int> mirek = {};
  std::optional<Xy> xy = {};
  std::optional<double> lux = {};     ///< of sensors only
  std::optional<bool> is_valid = {};  ///< of sensors only
  std::optional<Instant> said = {};   ///< when it happened, by the bridge's clock
  Instant heard = {};                 ///< by ours
  Instant since = {};  ///< of missed; the earliest instant where nothing was heard yet

  friend bool operator==(const LampReport&, const LampReport&) = default;
};

/// The changes in a message's text. What is no change of a lamp, or no sense, gives nothing.
std::vector<LampReport> read_reports(const std::string& text);

/// The lamp becomes as reported.
void take_report(BridgeLamp& lamp, const LampReport& report);

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

/// How a watch knows what it may have missed.
struct WatchSettings {
  std::string last_id = {};  ///< the stream goes on after that message

  /// A link that is dead is noticed so late, at most: the system's own probes ask the other end.
  std::chrono::seconds dead_after{60};

  /// A stream that was silent for so long was given up by us, not lost.
  std::chrono::milliseconds quiet = http::Limits{}.quiet;
};

/// Listens to a bridge on a thread of its own until it is destroyed, and begins again whenever the
/// stream ends: at once after one that spoke, otherwise after a pause on the clock that doubles
/// from one second to one minute. `take` may be called from any thread.
class LampWatch {
 public:
  /// What was heard since the last take.
  struct Heard {
    std::vector<LampReport> reports = {};
    bool may_have_missed = false;  ///< the stream had ended in between: ask for the whole house
    std::string position = {};     ///< the id of the last message
    std::optional<Instant> until =
        {};  ///< up to then all is heard; nothing where none is listening
  };

  /// `on_news` is called on the watch's thread whenever something was heard. Requires: stream and
  /// clock outlive this; the clock may be shared between threads.
  LampWatch(ReportStream& stream, Clock& clock, std::function<void()> on_news = nullptr,
            WatchSettings settings = {});
  ~LampWatch();
  LampWatch(const LampWatch&) = delete;
  LampWatch& operator=(const LampWatch&) = delete;

  Heard take();

  /// Whether the stream is open: what changes is heard.
  [[nodiscard]] bool is_listening() const { return is_listening_; }

  /// Why the stream is not open, if it is not; for the health of the service.
  [[nodiscard]] std::optional<Error> trouble() const;

 private:
  void listen(const std::stop_token& stop);
  bool listen_once(const std::stop_token& stop);
  void begin_to_listen();
  void drop_reports(Instant now);
  [[nodiscard]] Instant sure_until(Instant now) const;
  void hear(const std::vector<http::StreamMessage>& messages);

  ReportStream& stream_;
  Clock& clock_;
  std::function<void()> on_news_;
  WatchSettings settings_;
  mutable std::mutex mutex_;  ///< guards what follows, up to and including sure_
  Heard heard_;
  std::optional<Error> trouble_;
  Instant last_bytes_{};
  Instant sure_ = Instant::min();  ///< while none is listening: up to then all is heard
  std::string last_id_;            ///< of the watch's thread
  std::atomic<bool> is_listening_ = false;
  std::jthread thread_;  ///< ends before what it uses
};

/// The event stream of a paired bridge, over a connection of its own. Errors of read: those of
/// TlsTransport and check_status; unavailable at once for a bridge without version 2.
class BridgeStream final : public ReportStream {
 public:
  /// Requires: the clock outlives this; pairing.address can be read.
  BridgeStream(const Pairing& pairing, const std::string& authorities, const Clock& clock,
               const http::Limits& limits = bridge_limits);

  Result<void> read(const std::string& last_id,
                    const std::function<void(std::string_view)>& on_bytes,
                    const std::stop_token& stop) override;

 private:
  Pairing pairing_;
  TlsTransport transport_;
};

}  // namespace lamplighter::hue
