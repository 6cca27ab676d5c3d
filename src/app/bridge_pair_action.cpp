// SPDX-License-Identifier: Apache-2.0
#include "app/bridge_actions.h"
#include "app/bridge_finding.h"
#include "app/bridge_link.h"
#include "app/clocks.h"
#include "app/secret_file.h"
#include "app/signals.h"
#include "files/replace_file.h"
#include "hue/approach.h"
#include "hue/v1.h"

#include <fmt/format.h>

#include <unistd.h>

#include <array>
#include <cstdio>

namespace lamplighter::app {
namespace {

void show_countdown(int seconds_left) {
  if (::isatty(STDERR_FILENO) != 0) {
    fmt::print(stderr, "\rPress the round button on the bridge … {:3} s ", seconds_left);
    std::fflush(stderr);
  } else if (seconds_left % 10 == 0) {
    fmt::print(stderr, "Press the round button on the bridge: {} s left\n", seconds_left);
  }
}

/// This machine's name, at most 19 bytes: what the bridge lists its apps by.
std::string device_name() {
  std::array<char, 20> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "host";
  std::string text = name.data();
  std::erase(text, '#');
  return text.empty() ? "host" : text;
}

/// The key, once the button has been pressed. Asks once a second.
Result<std::string> wait_for_key(hue::Transport& transport, int wait_seconds) {
  const Signals signals;
  SystemClock clock;
  for (int left = wait_seconds; left > 0; --left) {
    show_countdown(left);
    const auto answer = transport.send(hue::v1::ask_key("lamplighter", device_name()));
    if (!answer) return answer.error();
    const Result<std::optional<std::string>> key = hue::v1::read_key(*answer);
    if (!key) return key.error();
    if (*key) {
      fmt::print(stderr, "\n");
      return **key;
    }
    clock.sleep_until(clock.now() + 1s, signals.token());
    if (signals.token().stop_requested()) break;
  }
  fmt::print(stderr, "\n");
  return Error{Fault::refused,
               "the bridge's button was not pressed; run it again and press the button while it "
               "counts down"};
}

/// Whether the key can be kept, before somebody walks to the bridge.
Result<void> check_key_file(const std::string& path) {
  if (path.empty()) {
    return Error{Fault::bad_input,
                 "where to keep the bridge's key: not said; give --key-file, or key_file in [hue]"};
  }
  const Result<void> replaceable = files::check_replaceable(path);
  return replaceable ? replaceable
                     : with_context("the bridge's key cannot be kept", replaceable.error());
}

void warn(const hue::Approach& approach) {
  if (!approach.is_secure) {
    fmt::print(
        stderr,
        "This bridge speaks plain http only: whoever is in your network can read its key.\n");
  } else if (!approach.pin.empty()) {
    fmt::print(stderr,
               "The bridge's certificate is signed by nobody we know (an old bridge, or none at "
               "all).\nFrom now on only this very one is taken: {}\n",
               approach.pin);
  }
}

}  // namespace

Result<void> run_bridge_pair(const BridgeOptions& options) {
  const Result<HueConfig> config = hue_config(options, true);
  if (!config) return config.error();
  const Result<void> can_keep = check_key_file(config->key_file);
  if (!can_keep) return can_keep;
  const Result<std::string> authorities = read_authorities(*config);
  if (!authorities) return authorities.error();
  const Result<hue::Address> address = address_of_bridge(*config);
  if (!address) return address.error();
  const SystemClock clock;
  const Result<hue::Approach> approach = hue::approach(*address, *authorities, clock);
  if (!approach) return approach.error();
  warn(*approach);
  const auto transport = hue::open_transport(*approach, *authorities, clock);
  const Result<std::string> key = wait_for_key(*transport, options.wait_seconds);
  if (!key) return key.error();
  const hue::Pairing pairing{approach->bridge.id, hue::to_string(*address),
                             approach->api,       approach->is_secure,
                             approach->pin,       *key};
  const Result<void> written = write_secret_file(config->key_file, hue::to_text(pairing));
  if (!written) return written;
  fmt::print("Paired with {} ({}) over {}; the key is in {}\n", hue::shown(approach->bridge.name),
             approach->bridge.id, approach->is_secure ? "https" : "http", config->key_file);
  return {};
}

}  // namespace lamplighter::app
