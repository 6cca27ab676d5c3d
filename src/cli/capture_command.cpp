// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "config/secret_file.h"
#include "service/capture_service.h"
#include "system/clocks.h"
#include "system/log.h"
#include "system/signals.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <random>

namespace lamplighter::app {
namespace {

struct CaptureOptions {
  std::string config;
  std::string store;
  std::string host;
  int port = 0;
  std::string client_id;
  std::string share;
  SourceConfig source;
};

/// The config file, if it exists or was requested, with the flags applied.
Result<Config> config_of(const CaptureOptions& options) {
  const std::string path = config_path(options.config);
  Result<Config> config = load_config(path);
  const bool may_be_missing = options.config.empty() && !options.source.topic.empty();
  if (!config && config.error().fault == Fault::not_found && may_be_missing) {
    config = Config{};
    config->path = "command line";
  }
  if (!config) return config;
  if (!options.store.empty()) config->store.directory = options.store;
  if (!options.host.empty()) config->broker.host = options.host;
  if (options.port != 0) config->broker.port = options.port;
  if (!options.client_id.empty()) config->broker.client_id = options.client_id;
  if (!options.share.empty()) config->broker.share = options.share;
  if (!options.source.topic.empty()) config->sources.push_back(options.source);
  return config;
}

Result<void> run_capture(const CaptureOptions& options) {
  log::to_stderr();
  const Signals signals;  // before any thread is started
  const Result<Config> config = config_of(options);
  if (!config) return config.error();
  SystemClock clock;
  std::random_device chance;
  // The service waits for a readable login; a user who types this command can fix it at once.
  const bool needs_login = !config->sources.empty();
  if (const auto login = broker_login(config->broker); needs_login && !login) return login.error();
  const auto capture = CaptureService::open(*config, clock, Rng(chance()));
  if (!capture) return capture.error();
  return (*capture)->run(signals.token(), {});
}

}  // namespace

void add_capture(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<CaptureOptions>();
  CLI::App* command = program.add_subcommand(
      "capture", "Stores what the broker and the bridge report in daily CSV files");
  command->add_option("--config", options->config, "Config file");
  command->add_option("--store", options->store, "Folder of the files, instead of [store]");
  command->add_option("--host", options->host, "The broker, instead of [broker]");
  command->add_option("--port", options->port, "Its port")->check(CLI::Range(1, 65535));
  command->add_option("--client-id", options->client_id, "MQTT client ID");
  command
      ->add_option("--share", options->share, "Shares the messages with other workers of this name")
      ->check([](const std::string& share) {
        const bool is_good = share.find_first_of("/+#") == std::string::npos;
        return is_good ? std::string() : "expected a name without / + #";
      });
  CLI::Option* topic =
      command->add_option("--topic", options->source.topic, "Topic of an additional source");
  const auto of_source = [&](CLI::Option* option) { option->needs(topic); };
  of_source(command->add_option("--format", options->source.format, "Format of its payloads"));
  of_source(command->add_option("--sensor", options->source.sensor, "Name of the sensor"));
  of_source(command->add_option("--room", options->source.room,
                                "Name of the room whose lamps these are"));
  of_source(command->add_option("--pointer", options->source.pointer, "JSON pointer to the value"));
  of_source(command->add_flag("--accept-any", options->source.accept_any,
                              "Store sensors that the config does not name"));
  of_source(command->add_option("--accept-limit", options->source.accept_limit,
                                "At most this many of them"));
  of_source(command->add_flag("--trust-clock", options->source.trust_clock,
                              "Trust the clocks of Lamplighter's own nodes"));
  command->footer(
      "Ends with SIGINT or SIGTERM.\nExamples:\n  lamplighter capture --config lamplighter.toml\n"
      "  lamplighter capture --store readings --topic 'zigbee2mqtt/{sensor}' --format zigbee2mqtt "
      "--accept-any");
  command->callback([options, &chosen] { chosen = [options] { return run_capture(*options); }; });
}

}  // namespace lamplighter::app
