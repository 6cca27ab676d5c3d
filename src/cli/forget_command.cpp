// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "config/config.h"
#include "csv/names.h"
#include "files/private_files.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>

namespace lamplighter::app {
namespace {

namespace fs = std::filesystem;

struct ForgetOptions {
  std::string config;
  std::string home;
  bool accept_again = false;
};

/// What was removed from one store.
struct Removed {
  bool is_known = false;  ///< the store had the home, or has a mark that it was forgotten
  std::uintmax_t files = 0;
};

/// Renames the folder to an invalid home name first, so that a crash leaves no home, and the rest
/// is removed by the next call.
Result<std::uintmax_t> remove_folder(const std::string& store, const std::string& home) {
  const std::string folder = csv::home_folder(store, home);
  const std::string aside = fmt::format("{}/homes/.removed-{}", store, home);
  std::error_code failed;
  std::uintmax_t count = fs::remove_all(aside, failed);
  if (!failed && ::rename(folder.c_str(), aside.c_str()) == 0) {
    if (const auto synced = files::sync_folder(store + "/homes"); !synced) return synced.error();
    count += fs::remove_all(aside, failed);
  } else if (!failed && errno != ENOENT) {
    return files::system_error("remove", folder, errno);
  }
  if (failed) return files::system_error("remove", aside, failed.value());
  return count;
}

/// The mark is written before anything is removed: from then on no worker stores the home.
Result<Removed> forget_in(const std::string& store, const std::string& home) {
  const std::string mark = csv::forgotten_path(store, home);
  std::error_code unknown;
  if (!fs::is_directory(store + "/homes", unknown)) return Removed{};
  const auto lock = files::FileLock::take(csv::homes_lock_path(store));
  if (!lock) return lock.error();
  const bool has_folder = fs::exists(fs::symlink_status(csv::home_folder(store, home), unknown));
  const bool is_known = has_folder || fs::exists(mark, unknown);
  if (!is_known) return Removed{};
  if (const auto kept = files::replace_file(mark, ""); !kept) return kept.error();
  const auto count = remove_folder(store, home);
  if (!count) return count.error();
  return Removed{true, *count};
}

Result<void> accept_again(const std::string& store, const std::string& home) {
  const std::string mark = csv::forgotten_path(store, home);
  if (::unlink(mark.c_str()) == 0 || errno == ENOENT) return {};
  return files::system_error("remove", mark, errno);
}

Result<void> accept_everywhere(const Config& config, const std::string& home) {
  for (const std::string& store : config.store.folders().all) {
    if (const auto done = accept_again(store, home); !done) return done;
  }
  fmt::print("Capture stores {} again; what was removed stays removed.\n", home);
  return {};
}

Result<void> run_forget(const ForgetOptions& options) {
  const Result<Config> config = load_config(config_path(options.config));
  if (!config) return config.error();
  if (options.accept_again) return accept_everywhere(*config, options.home);
  Removed all;
  for (const std::string& store : config->store.folders().all) {
    const Result<Removed> removed = forget_in(store, options.home);
    if (!removed) return removed.error();
    all.is_known = all.is_known || removed->is_known;
    all.files += removed->files;
  }
  if (!all.is_known) {
    return Error{Fault::not_found,
                 fmt::format("home {}: not in {}; `ls {}/homes` lists those there are",
                             options.home, config->store.directory, config->store.directory)};
  }
  fmt::print(
      "Removed {}: readings, model, plan and secret, {} files and folders. Capture "
      "does not store it again until you run: {} --home {} --accept-again\n",
      options.home, all.files, command_for(*config, "forget"), options.home);
  return {};
}

}  // namespace

void add_forget(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<ForgetOptions>();
  CLI::App* command = program.add_subcommand(
      "forget", "Removes one of many homes: its readings, model, plan and secret");
  add_home_option(*command, options->home);
  command->get_option("--home")->required();
  command->add_option("--config", options->config, "Config file");
  command->add_flag("--accept-again", options->accept_again,
                    "Let capture store a home again that was forgotten; brings nothing back");
  command->footer(
      "Removes the home from [store] directory and from every store of [store] also.\n"
      "Example:\n  lamplighter forget --home flat-12");
  command->callback([options, &chosen] { chosen = [options] { return run_forget(*options); }; });
}

}  // namespace lamplighter::app
