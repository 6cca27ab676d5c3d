// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/random.h"

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lamplighter::hue_emulator {

/// The features of an emulated lamp.
enum class LampKind {
  plug,            ///< on and off
  dimmable,        ///< adds brightness
  white_ambiance,  ///< adds colour temperature
  colour,          ///< adds colour
};

/// Which of its colour settings a lamp uses.
enum class ColourMode { none, temperature, xy, hue_saturation };

/// Lowest and highest colour temperature of a kind, in mired, both inclusive.
struct MirekRange {
  int lowest;
  int highest;
};

/// Nothing for a kind without colour temperature.
std::optional<MirekRange> mirek_range(LampKind kind);

constexpr bool can_dim(LampKind kind) { return kind != LampKind::plug; }
constexpr bool can_colour(LampKind kind) { return kind == LampKind::colour; }

/// The state of a lamp as the bridge sees it, in the units of the v1 API.
struct LampSettings {
  bool on = false;
  int bri = 254;    ///< 1 … 254
  int mirek = 366;  ///< 153 … 500
  int hue = 8418;   ///< 0 … 65535
  int sat = 140;    ///< 0 … 254
  std::pair<double, double> xy{0.4573, 0.41};
  ColourMode mode = ColourMode::none;
  std::string alert = "none";
  std::string effect = "none";

  friend bool operator==(const LampSettings&, const LampSettings&) = default;
};

/// A command to a lamp; absent members change nothing. Values are in the ranges of LampSettings.
struct LampCommand {
  std::optional<bool> on;
  std::optional<int> bri;
  std::optional<int> mirek;
  std::optional<int> hue;
  std::optional<int> sat;
  std::optional<std::pair<double, double>> xy;
  std::optional<std::string> alert;
  std::optional<std::string> effect;
  std::optional<std::chrono::milliseconds> fade;  ///< absent: the bridge's default of 400 ms
};

/// A lamp: its state as the bridge sees it, and the light that it really gives.
///
/// The two differ during a fade (the bridge shows its end at once), and while the lamp has no power
/// (the bridge keeps the old state). Turning it off with a fade makes the bridge remember the
/// lowest brightness, like real ones, so that the next plain "on" gives 1 %.
class EmulatedLamp {
 public:
  EmulatedLamp(std::string name, LampKind kind);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] LampKind kind() const { return kind_; }
  [[nodiscard]] const LampSettings& settings() const { return settings_; }
  [[nodiscard]] bool reachable() const { return has_mains_ && has_radio_; }

  void rename(std::string name) { name_ = std::move(name); }

  /// A command through the bridge. Settings that the lamp does not support are ignored.
  void command(const LampCommand& command, Instant now);

  /// The wall switch. Off: no light, not reachable. On again: the lamp comes on at full brightness,
  /// the factory setting.
  void set_mains(bool on, Instant now);

  /// Whether the bridge can communicate with the lamp. Commands are lost while it cannot;
  /// afterwards the bridge shows the state that the lamp reports.
  void set_radio(bool works);

  /// The light of the lamp at `now`: 0 dark … 1 full.
  [[nodiscard]] double light(Instant now) const;

  friend bool operator==(const EmulatedLamp&, const EmulatedLamp&) = default;

 private:
  void start_fade(double to, std::chrono::milliseconds fade, Instant now);

  std::string name_;
  LampKind kind_;
  LampSettings settings_;
  bool has_mains_ = true;
  bool has_radio_ = true;
  double light_from_ = 0.0;
  double light_to_ = 0.0;
  Instant fade_start_{};
  std::chrono::milliseconds fade_{0};
};

/// The state of a motion sensor as the bridge sees it.
struct SensorState {
  bool motion = false;
  int light_level = 0;                     ///< 0 … 65533, from light_level_of
  std::optional<Instant> motion_changed;   ///< absent before the first report
  std::optional<Instant> light_changed;    ///< last change of the value, not last report
  std::optional<Instant> motion_reported;  ///< last report, even of an equal value
  std::optional<Instant> light_reported;
  bool motion_enabled = true;
  bool light_enabled = true;
  int sensitivity = 2;  ///< 0 … most_sensitivity

  friend bool operator==(const SensorState&, const SensorState&) = default;
};

inline constexpr int most_sensitivity = 4;

/// Lux as a light level of Hue sensors: 10000 · log10(lux) + 1; 0 below 1 lx.
int light_level_of(double lux);

/// A motion sensor, which also measures light. It runs on a battery, like real ones: it reports its
/// light every five minutes, and immediately on motion; motion ends 10 s after it was last
/// detected. Reports are lost while the bridge cannot receive them.
class EmulatedSensor {
 public:
  explicit EmulatedSensor(std::string name) : name_(std::move(name)) {}

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const SensorState& state() const { return state_; }
  [[nodiscard]] bool reachable() const { return has_radio_; }

  void rename(std::string name) { name_ = std::move(name); }
  void enable_motion(bool enabled) { state_.motion_enabled = enabled; }
  void enable_light(bool enabled) { state_.light_enabled = enabled; }
  void set_sensitivity(int sensitivity) { state_.sensitivity = sensitivity; }

  /// Sets the light at the sensor from `now` on. Requires: lux is not negative.
  void set_lux(double lux, Instant now);

  /// The sensor detects motion.
  void move(Instant now);

  /// Whether the bridge receives the sensor.
  void set_radio(bool works, Instant now);

  /// Sends the reports that are due by `now`.
  void advance(Instant now);

  friend bool operator==(const EmulatedSensor&, const EmulatedSensor&) = default;

 private:
  void report_light(Instant at);
  void report_motion(bool motion, Instant at);

  std::string name_;
  SensorState state_;
  bool has_radio_ = true;
  double lux_ = 0.0;
  std::optional<Instant> next_report_;
  Instant motion_until_{};
};

/// A request to the emulated bridge, independent of HTTP.
struct BridgeRequest {
  std::string method;  ///< upper case
  std::string path;    ///< as sent, without the query
  std::string body;
  std::string application_key;  ///< header hue-application-key; empty if absent
  bool secure = false;          ///< sent over HTTPS
};

/// A response of the emulated bridge.
struct BridgeAnswer {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::string location;        ///< for a redirect; otherwise empty
  std::string application_id;  ///< header hue-application-id; empty: absent
};

/// A response with JSON text and status 200.
inline BridgeAnswer json_answer(std::string text) {
  BridgeAnswer answer;
  answer.body = std::move(text);
  return answer;
}

/// An HTML page, as sent by the web server in front of a bridge: not JSON.
inline BridgeAnswer page_answer(int status, const std::string& text) {
  BridgeAnswer answer;
  answer.status = status;
  answer.body = "<html><body>" + text + "</body></html>";
  answer.content_type = "text/html";
  return answer;
}

/// At most `most` commands in any one second: stricter than a token bucket, which allows twice as
/// many in its first second.
class RateLimit {
 public:
  explicit RateLimit(std::size_t most) : most_(most) {}

  /// Whether a command at `now` is within the limit; only then is it counted. A clock that was set
  /// back starts a new second.
  bool admit(Instant now);

 private:
  std::size_t most_;
  std::deque<Instant> admitted_;
};

/// The generations of Hue bridges.
enum class BridgeModel {
  bsb001,  ///< round: plain HTTP and v1 only; too many commands give 503
  bsb002,  ///< square: v1 and v2
  bsb003,  ///< Pro: HTTPS only; plain HTTP responds with 301
};

/// "BSB001" and so on.
std::string to_string(BridgeModel model);

/// Room: lamps by device, one room per lamp. Zone: any lamps. All lamps: group 0 of version 1.
enum class GroupKind { room, zone, all_lamps };

/// A group of lamps; `lamps` are indices into BridgeWorld::lamps.
struct EmulatedGroup {
  std::string name;
  GroupKind kind = GroupKind::room;
  std::vector<std::size_t> lamps;
  LampSettings action;                    ///< the last command to the group
  std::vector<std::size_t> sensors = {};  ///< for a room: indices into BridgeWorld::sensors

  friend bool operator==(const EmulatedGroup&, const EmulatedGroup&) = default;
};

/// A phone, or an object that a client created to trigger an event. Clients set whether it is at
/// home; this cannot be read.
struct GeofenceClient {
  std::string id;
  std::string name;

  friend bool operator==(const GeofenceClient&, const GeofenceClient&) = default;
};

/// A paired application.
struct PairedApp {
  std::string devicetype;
  Instant created;
  Instant last_use;
};

/// The whole state of an emulated bridge. Version 1 ids are indices plus one.
struct BridgeWorld {
  BridgeModel model = BridgeModel::bsb002;
  std::string bridge_id = "02c0defffe00da7a";  ///< 16 hex digits, lower case
  std::string name = "Emulated bridge";
  std::vector<EmulatedLamp> lamps;
  std::vector<EmulatedGroup> groups;
  std::vector<EmulatedSensor> sensors;
  std::vector<GeofenceClient> geofence_clients;
  std::map<std::string, PairedApp> keys;
  std::optional<Instant> button_pressed;
  RateLimit lamp_rate{10};
  RateLimit group_rate{1};
  Rng rng{1};
};

/// The response to a client over the rate limit: 429, from the oldest bridge 503; the body is not
/// JSON.
BridgeAnswer too_fast_answer(BridgeModel model);

/// Whether a press of the link button is still valid at `now`.
bool is_button_active(const BridgeWorld& world, Instant now);

/// Creates a key for an application: 40 letters and digits, stored in `world.keys`. The press of
/// the button is used up.
std::string make_key(BridgeWorld& world, std::string devicetype, Instant now);

/// Creates 32 hex digits, as used for a bridge's entertainment stream.
std::string make_client_key(BridgeWorld& world);

}  // namespace lamplighter::hue_emulator
