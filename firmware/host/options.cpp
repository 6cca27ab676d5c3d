// SPDX-License-Identifier: Apache-2.0
#include "host/options.h"

#include <CLI/CLI.hpp>

#include <cstdlib>

namespace lamplighter::node_host {
namespace {

constexpr int wrong_usage = 2;

constexpr const char* examples =
    "Examples:\n"
    "  A TSL2591 on this Raspberry Pi, for good:\n"
    "    lamplighter-node --id front-room --i2c /dev/i2c-1 --host broker --user node "
    "--password-file node.secret\n"
    "  A month of light from a file, as fast as the broker takes it:\n"
    "    lamplighter-node --id front-room --lux front-room.csv --speed max";

/// The parsed command line before it is converted to Options.
struct Raw {
  std::string lux_file;
  std::string device;
  std::string speed = "1";
  double constant = 100;
};

void add_broker_options(CLI::App& program, Options& options) {
  program.add_option("--id", options.id, "The sensor's id: A-Z a-z 0-9 _ -, at most 32")
      ->required();
  program.add_option("--host", options.broker, "The broker")->capture_default_str();
  program.add_option("--port", options.port, "Its port")
      ->check(CLI::Range(1, 65535))
      ->capture_default_str();
  program.add_option("--user", options.user, "User name at the broker");
  program.add_option("--password-file", options.password_file,
                     "File of mode 0600 that holds the password");
  program.add_option("--topic-prefix", options.topic_prefix, "First level of the topics")
      ->capture_default_str();
}

void add_light_options(CLI::App& program, Options& options, Raw& raw) {
  auto* source = program.add_option_group("light", "What the sensor sees (one of them)");
  source->add_option("--i2c", raw.device, "A real TSL2591 on this bus, e.g. /dev/i2c-1");
  source->add_option("--lux", raw.lux_file, "A modelled sensor in the light of a readings file");
  source->add_option("--constant", raw.constant, "A modelled sensor in this much light, in lux")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str();
  source->require_option(0, 1);
  program.add_option("--interval", options.interval_seconds, "Seconds from reading to reading")
      ->check(CLI::Range(5.0, 3600.0))
      ->capture_default_str();
  program
      .add_option("--speed", raw.speed,
                  "How many times as fast as real the light's time runs, or max")
      ->capture_default_str();
  program.add_flag("!--no-clock", options.has_clock, "Send ages only, no clock times");
  program.add_option("--noise", options.noise, "Noise of the modelled sensor, in counts")
      ->check(CLI::Range(0.0, 1000.0))
      ->capture_default_str();
  program.add_option("--seed", options.seed, "Makes the noise and the boot number repeatable");
  program.add_option("--log", options.log, "Write what was acknowledged as a readings file");
}

void settle(Options& options, const Raw& raw) {
  if (!raw.device.empty()) {
    options.light = RealBus{raw.device};
  } else if (!raw.lux_file.empty()) {
    options.light = LuxFile{raw.lux_file};
  } else {
    options.light = ConstantLux{raw.constant};
  }
  options.speed.reset();
  if (raw.speed == "max") return;
  char* end = nullptr;
  options.speed = std::strtod(raw.speed.c_str(), &end);
  if (end == raw.speed.c_str() || *end != '\0' || !(*options.speed > 0 && *options.speed <= 1e7)) {
    throw CLI::ValidationError("--speed", "a number above 0 and up to 10000000, or max");
  }
}

/// Rejects misleading combinations: a real sensor in fast time, endless light without a pace.
void check(const Options& options) {
  const bool is_real_time = options.speed == 1.0;
  if (std::holds_alternative<RealBus>(options.light) && !is_real_time) {
    throw CLI::ValidationError("--speed", "a real sensor runs at speed 1");
  }
  if (std::holds_alternative<ConstantLux>(options.light) && !options.speed) {
    throw CLI::ValidationError("--speed", "max needs a file that ends (--lux)");
  }
  if (!options.password_file.empty() && !options.user) {
    throw CLI::ValidationError("--password-file", "a password needs a --user");
  }
}

}  // namespace

std::variant<Options, int> read_options(int argc, char** argv) {
  CLI::App program(
      "The sensor node on Linux: measures light and delivers it over MQTT, with its age.");
  program.name("lamplighter-node");
  program.footer(examples);
  Options options;
  Raw raw;
  add_broker_options(program, options);
  add_light_options(program, options, raw);
  try {
    program.parse(argc, argv);
    settle(options, raw);
    check(options);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : wrong_usage;
  }
  return options;
}

}  // namespace lamplighter::node_host
