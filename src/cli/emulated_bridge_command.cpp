// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "files/replace_file.h"
#include "hue_emulator/control.h"
#include "hue_emulator/server.h"
#include "system/clocks.h"
#include "system/signals.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace lamplighter::app {
namespace {

using hue_emulator::BridgeModel;
using hue_emulator::BridgeWorld;
using hue_emulator::EmulatedBridgeServer;

struct EmulatedBridgeOptions {
  hue_emulator::BridgeAddress address;
  std::vector<std::string> lamps;
  std::vector<std::string> sensors;
  BridgeModel model = BridgeModel::bsb002;
  std::string ca_file;
  bool secure = false;
};

Rng from_system() {
  std::random_device device;
  return Rng((static_cast<std::uint64_t>(device()) << 32U) | device());
}

Result<BridgeWorld> make_world(const EmulatedBridgeOptions& options) {
  BridgeWorld world;
  world.model = options.model;
  world.rng = from_system();
  for (const std::string& lamp : options.lamps) {
    const Result<void> added = hue_emulator::add_lamp(world, lamp);
    if (!added) return added.error();
  }
  for (const std::string& sensor : options.sensors) {
    const Result<void> added = hue_emulator::add_sensor(world, sensor);
    if (!added) return added.error();
  }
  return world;
}

/// Creates the authority, has it sign the bridge's certificate and writes the CA file.
Result<hue_emulator::EmulatedAuthority> make_authority(EmulatedBridgeOptions& options,
                                                       const std::string& bridge_id) {
  Result<hue_emulator::EmulatedAuthority> authority =
      hue_emulator::EmulatedAuthority::make("emulated root");
  if (!authority) return authority;
  const auto certificate = authority->issue(bridge_id, hue_emulator::bridge_validity());
  if (!certificate) return certificate.error();
  options.address.certificate = *certificate;
  if (options.ca_file.empty()) return authority;
  const Result<void> written = files::write_output(options.ca_file, authority->certificate(), 0644);
  if (!written) return written.error();
  return authority;
}

/// Executes control lines from standard input until it ends, or a stop is requested.
void obey(EmulatedBridgeServer& server, const hue_emulator::EmulatedAuthority* authority,
          const std::stop_token& stop) {
  std::string waiting;
  std::array<char, 512> part{};
  while (!stop.stop_requested()) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    constexpr int look_at_stop_every_ms = 100;
    if (::poll(&input, 1, look_at_stop_every_ms) <= 0) continue;
    const ssize_t n = ::read(STDIN_FILENO, part.data(), part.size());
    if (n <= 0) return;
    waiting.append(part.data(), static_cast<std::size_t>(n));
    for (std::size_t end; (end = waiting.find('\n')) != std::string::npos;) {
      const Result<void> obeyed = hue_emulator::control(server, waiting.substr(0, end), authority);
      if (!obeyed) fmt::print(stderr, "{}\n", obeyed.error().message);
      waiting.erase(0, end + 1);
    }
  }
}

Result<void> run_emulated_bridge(EmulatedBridgeOptions options) {
  const Signals signals;
  SystemClock clock;
  Result<BridgeWorld> world = make_world(options);
  if (!world) return world.error();
  std::optional<hue_emulator::EmulatedAuthority> authority;
  if (options.secure) {
    const auto made = make_authority(options, world->bridge_id);
    if (!made) return made.error();
    authority = *made;
  }
  const auto server = EmulatedBridgeServer::start(*std::move(world), clock, options.address);
  if (!server) return server.error();
  fmt::print("http://{}:{}\n", options.address.host, (*server)->port());
  if (options.secure) {
    fmt::print("https://{}:{}\n", options.address.host, (*server)->secure_port());
  }
  if (Result<void> written = flush_output(); !written) return written;
  obey(**server, authority ? &*authority : nullptr, signals.token());
  while (!signals.token().stop_requested()) clock.sleep_until(clock.now() + 24h, signals.token());
  return {};
}

}  // namespace

void add_emulated_bridge(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<EmulatedBridgeOptions>();
  CLI::App* command = program.add_subcommand(
      "emulated-bridge", "An emulated Hue bridge for tests; standard input controls it");
  command->group("");  // for tests and developers: not in the list of commands
  command->add_option("--host", options->address.host, "Address to listen on");
  command->add_option("--port", options->address.port, "Port to listen on; 0: any free port")
      ->check(CLI::Range(0, 65535));
  CLI::Option* secure_port = command->add_option("--secure-port", options->address.secure_port,
                                                 "Also serve https on this port; 0: any free port");
  secure_port->check(CLI::Range(0, 65535));
  command
      ->add_option("--ca-file", options->ca_file,
                   "File to write the authority to trust for https to")
      ->needs(secure_port);
  command->add_option("--lamp", options->lamps,
                      "A lamp as ROOM/NAME or ROOM/NAME:KIND; kinds: plug dimmable white colour");
  command->add_option("--sensor", options->sensors,
                      "A motion sensor, which measures light too, as ROOM/NAME");
  command->add_option("--model", options->model, "BSB001, BSB002 or BSB003")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, BridgeModel>{{"BSB001", BridgeModel::bsb001},
                                             {"BSB002", BridgeModel::bsb002},
                                             {"BSB003", BridgeModel::bsb003}}));
  command->footer(
      "Example:\n  echo press | lamplighter emulated-bridge --port 8080 --lamp Study/Desk:white\n\n"
      "Lines on standard input:\n" +
      std::string(hue_emulator::control_help));
  command->callback([options, secure_port, &chosen] {
    options->secure = secure_port->count() > 0;
    chosen = [options] { return run_emulated_bridge(*options); };
  });
}

}  // namespace lamplighter::app
