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

/// A change that the bridge reports, of one lamp or of the lamps of a device. Absent members did
/// not change.
struct LampReport {
  enum class Kind {
    lamp,
    group,
    device,  ///< whether it is reachable
    sensor,  ///< the light level
    house,   ///< lamps, rooms or sensors were added, removed or moved: read the whole house
    missed,  ///< the stream starts here; reports since `since` may be lost
  };
  Kind kind = Kind::lamp;
  std::string id;  ///< of a light, grouped_light, device or light_level
  std::optional<OnOff> to;
  std::optional<double> brightness;  ///< percent
  std::optional<bool> reachable;     ///< only for devices
  std::optional<int> mirek = {};
  std::optional<Xy> xy = {};
  std::optional<double> lux = {};          ///< only for sensors
  std::optional<bool> is_valid = {};       ///< only for sensors
  std::optional<Instant> changed_at = {};  ///< time of the change by the bridge's clock
  Instant heard = {};                      ///< time of arrival by our clock
  Instant since = {};  ///< of missed; the earliest instant if nothing was received yet

  friend bool operator==(const LampReport&, const LampReport&) = default;
};

/// The changes in a message. Whatever is not a change of a lamp or is invalid is ignored.
std::vector<LampReport> read_reports(const std::string& text);

/// Updates the lamp as reported.
void take_report(BridgeLamp& lamp, const LampReport& report);

/// The source of a bridge's event stream.
class ReportStream {
 public:
  virtual ~ReportStream() = default;

  /// Reads from the message after `last_id` (empty: from now), passing on bytes as they arrive,
  /// until the stream ends or a stop is requested. Errors: why the stream could not be opened.
  virtual Result<void> read(const std::string& last_id,
                            const std::function<void(std::string_view)>& on_bytes,
                            const std::stop_token& stop) = 0;
};

/// For detecting what a watch may have missed.
struct WatchSettings {
  std::string last_id = {};  ///< the stream resumes after that message

  /// How long a dead connection can go unnoticed, at most: the time of TCP keep-alive.
  std::chrono::seconds dead_after{60};

  /// A stream that was silent for this long was closed by us, not lost.
  std::chrono::milliseconds quiet = http::Limits{}.quiet;
};

/// Listens to a bridge on a separate thread until it is destroyed, and reconnects whenever the
/// stream ends: at once if it delivered something, otherwise after a pause that doubles from one
/// second to one minute. `take` may be called from any thread.
class LampWatch {
 public:
  /// The reports since the last call of `take`.
  struct Heard {
    std::vector<LampReport> reports = {};
    bool may_have_missed = false;  ///< the stream was interrupted: read the whole house
    std::string position = {};     ///< id of the last message
    std::optional<Instant> until =
        {};  ///< until when the reports are complete; nothing if the stream is not open
  };

  /// `on_news` is called on the watch's thread after every report. Requires: stream and clock
  /// outlive this; the clock is thread-safe.
  LampWatch(ReportStream& stream, Clock& clock, std::function<void()> on_news = nullptr,
            WatchSettings settings = {});
  ~LampWatch();
  LampWatch(const LampWatch&) = delete;
  LampWatch& operator=(const LampWatch&) = delete;

  Heard take();

  /// Whether the stream is open, so that changes are received.
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
  mutable std::mutex mutex_;  ///< guards the members up to and including sure_
  Heard heard_;
  std::optional<Error> trouble_;
  Instant last_bytes_{};
  Instant sure_ = Instant::min();  ///< until when all is known, while the stream is closed
  std::string last_id_;            ///< used only by the watch's thread
  std::atomic<bool> is_listening_ = false;
  std::jthread thread_;  ///< ends before the members that it uses
};

/// The event stream of a paired bridge, over a separate connection. Errors of `read`: those of
/// TlsTransport and check_status; unavailable at once for a bridge without version 2.
class BridgeStream final : public ReportStream {
 public:
  /// Requires: the clock outlives this; pairing.address is valid.
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
