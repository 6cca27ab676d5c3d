// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <optional>
#include <string>
#include <utility>

namespace lamplighter::hue_emulator {

/// What a lamp of the emulated bridge can do.
enum class LampKind {
  plug,            ///< on and off
  dimmable,        ///< and brightness
  white_ambiance,  ///< and colour temperature
  colour,          ///< and colour
};

/// Which of its colour settings a lamp shows.
enum class ColourMode { none, temperature, xy, hue_saturation };

/// Lowest and highest colour temperature of a kind, in mired, both included.
struct MirekRange {
  int lowest;
  int highest;
};

/// Nothing for a kind without colour temperature.
std::optional<MirekRange> mirek_range(LampKind kind);

constexpr bool can_dim(LampKind kind) { return kind != LampKind::plug; }
constexpr bool can_colour(LampKind kind) { return kind == LampKind::colour; }

/// What the bridge believes of a lamp, in the units of its v1 interface.
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

/// A command to a lamp; what is absent stays. Values are in the ranges of LampSettings.
struct LampCommand {
  std::optional<bool> on;
  std::optional<int> bri;
  std::optional<int> mirek;
  std::optional<int> hue;
  std::optional<int> sat;
  std::optional<std::pair<double, double>> xy;
  std::optional<std::string> alert;
  std::optional<std::string> effect;
  std::optional<std::chrono::milliseconds> fade;  ///< absent: the bridge's own 400 ms
};

/// A lamp: what the bridge believes of it, and the light it really gives.
///
/// The two differ while a fade runs (the bridge believes the end of it at once), and while the lamp
/// has no mains (the bridge goes on believing). Off with a fade makes the bridge remember the
/// lowest brightness, as real ones do, so that the next plain "on" comes up at 1 %.
class EmulatedLamp {
 public:
  EmulatedLamp(std::string name, LampKind kind);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] LampKind kind() const { return kind_; }
  [[nodiscard]] const LampSettings& settings() const { return settings_; }
  [[nodiscard]] bool reachable() const { return has_mains_ && has_radio_; }

  void rename(std::string name) { name_ = std::move(name); }

  /// A command through the bridge. Settings the lamp does not have are left alone.
  void command(const LampCommand& command, Instant now);

  /// The wall switch. Off: no light, not reachable. On again: the lamp comes up at full brightness,
  /// the factory's setting.
  void set_mains(bool on, Instant now);

  /// Whether the bridge can talk to the lamp. Commands are lost while it cannot; when it can again,
  /// the bridge believes what the lamp tells.
  void set_radio(bool works);

  /// The light that leaves the lamp at `now`: 0 dark … 1 full.
  [[nodiscard]] double light(Instant now) const;

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

}  // namespace lamplighter::hue_emulator
