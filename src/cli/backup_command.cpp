// SPDX-License-Identifier: Apache-2.0
#include "backup/house_backup.h"
#include "cli/program.h"
#include "config/config.h"
#include "documents/plan_text.h"
#include "system/clocks.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace lamplighter::app {
namespace {

struct BackupOptions {
  std::string file;
  std::string config;
  bool with_secrets = false;
  bool replaces = false;
};

std::string size_of(const BackupSummary& backup) {
  return fmt::format("{} files of the store, {:.1f} MB", backup.files,
                     static_cast<double>(backup.bytes) / 1e6);
}

Result<void> run_backup(const BackupOptions& options) {
  const Result<Config> config = load_config(config_path(options.config));
  if (!config) return config.error();
  const auto backup =
      back_up(*config, options.file, options.with_secrets, SystemClock::on_the_wall());
  if (!backup) return backup.error();
  fmt::print("{}\n", wrapped(fmt::format("{}: {}, {}", options.file, size_of(*backup),
                                         backup->has_secrets
                                             ? "it contains secrets: keep it as safe as a house key"
                                             : "without secrets, so another machine plays other "
                                               "evenings from it"),
                             80));
  say_next({"lamplighter", "restore", options.file}, "on the other machine");
  return {};
}

Result<void> run_restore(const BackupOptions& options) {
  const auto restored = restore(options.file, {config_path(options.config), options.replaces},
                                SystemClock::on_the_wall());
  if (!restored) return restored.error();
  fmt::print(
      "{}\n",
      wrapped(fmt::format("{}: {}, of {}", restored->store, size_of(restored->backup),
                          to_iso(std::chrono::floor<std::chrono::seconds>(restored->backup.at))),
              80));
  if (!restored->kept.empty()) fmt::print("the store before: {}\n", restored->kept);
  if (restored->has_written_config) fmt::print("its config: {}\n", config_path(options.config));
  if (!restored->backup.has_secrets)
    fmt::print(
        "{}\n",
        wrapped("the backup has no secrets: pair the bridge and set the passwords again", 80));
  for (const std::string& note : restored->notes) fmt::print(stderr, "note: {}\n", note);
  std::vector<std::string> next{"lamplighter", "check"};
  if (!options.config.empty()) next.insert(next.end(), {"--config", options.config});
  say_next(next, "what this machine still needs");
  return {};
}

}  // namespace

void add_backup(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<BackupOptions>();
  CLI::App* command = program.add_subcommand(
      "backup", "Writes config, model and captured data to one file; the service may run");
  command->add_option("FILE", options->file, "The backup, a tar file of mode 0600")->required();
  command->add_flag("--with-secrets", options->with_secrets,
                    "Also include secrets: planning, broker, bridge, Home Assistant and the page");
  command->add_option("--config", options->config, "Config file");
  command->footer(
      "It does not contain the occupancy. With the secrets, another machine plays the "
      "same evenings.\n\nExample:\n  lamplighter backup house.tar --with-secrets");
  command->callback([options, &chosen] { chosen = [options] { return run_backup(*options); }; });
}

void add_restore(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<BackupOptions>();
  CLI::App* command =
      program.add_subcommand("restore", "Restores a backup into the store of the config");
  command->add_option("FILE", options->file, "What `lamplighter backup` wrote")->required();
  command->add_flag("--replace", options->replaces,
                    "Replace a store that is not empty; the old one is kept beside it");
  command->add_option("--config", options->config,
                      "Config file; the backup's is written there if it does not exist");
  command->footer(
      "Stop the service first. A file that is damaged or of a newer version changes nothing.\n\n"
      "Example:\n  lamplighter restore house.tar");
  command->callback([options, &chosen] { chosen = [options] { return run_restore(*options); }; });
}

}  // namespace lamplighter::app
