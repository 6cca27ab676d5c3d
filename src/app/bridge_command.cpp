// SPDX-License-Identifier: Apache-2.0
#include "app/bridge_actions.h"
#include "app/commands.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace lamplighter::app {
namespace {

using Run = Result<void> (*)(const BridgeOptions&);

CLI::App* add_one(CLI::App& bridge, Action& chosen, const std::shared_ptr<BridgeOptions>& options,
                  const char* name, const char* help, Run run) {
  CLI::App* command = bridge.add_subcommand(name, help);
  command->add_option("--address", options->address, "Host or host:port of the bridge");
  command->add_option("--ca-file", options->ca_file, "Authorities to trust besides Signify's, PEM");
  command->callback([options, &chosen, run] { chosen = [options, run] { return run(*options); }; });
  return command;
}

void add_key_file(CLI::App* command, const std::shared_ptr<BridgeOptions>& options) {
  command->add_option("--config", options->config, "Config file to take [hue] from");
  command->add_option("--key-file", options->key_file, "Where the bridge's key is kept, mode 0600");
}

}  // namespace

void add_bridge(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<BridgeOptions>();
  CLI::App* bridge = program.add_subcommand("bridge", "Everything about the Hue bridge");
  bridge->require_subcommand(1);

  CLI::App* discover = add_one(*bridge, chosen, options, "discover",
                               "Find the bridge and say what it is", run_bridge_discover);
  discover->add_flag("--json", options->json, "One JSON document on stdout");
  const char* discovery_help = "Service that knows bridges; else Signify's";
  discover->add_option("--discovery-url", options->discovery_url, discovery_help);
  discover->footer(
      "Without --address it listens for bridges that announce themselves.\n\n"
      "Example:\n  lamplighter bridge discover --address 192.168.1.2");

  CLI::App* pair =
      add_one(*bridge, chosen, options, "pair",
              "Wait for the bridge's button and keep the key it gives", run_bridge_pair);
  add_key_file(pair, options);
  pair->add_option("--discovery-url", options->discovery_url, discovery_help);
  pair->add_option("--wait", options->wait_seconds, "Seconds to wait for the button")
      ->check(CLI::Range(1, 3600));
  pair->footer(
      "Example:\n  lamplighter bridge pair --address 192.168.1.2 --key-file "
      "/var/lib/lamplighter/bridge.key");

  CLI::App* lamps =
      add_one(*bridge, chosen, options, "lamps", "List lamps, rooms and zones", run_bridge_lamps);
  add_key_file(lamps, options);
  lamps->add_flag("--json", options->json, "One JSON document on stdout");
  lamps->footer("Example:\n  lamplighter bridge lamps --json");

  CLI::App* test = add_one(*bridge, chosen, options, "test",
                           "Blink lamps one after the other, and put them back", run_bridge_test);
  add_key_file(test, options);
  test->add_option("--lamp", options->lamps, "Only this lamp, room or zone; may be repeated");
  test->footer("Example:\n  lamplighter bridge test --lamp \"Desk lamp\"");
  bridge->footer("Example:\n  lamplighter bridge pair --help");
}

}  // namespace lamplighter::app
