// SPDX-License-Identifier: Apache-2.0
// The whole way from light to lamp on one machine. Every step but the last is a command as a user
// types it, shown and run in a process of its own; so the demo cannot do what a user cannot.
#include "app/commands.h"
#include "app/demo_evening.h"
#include "app/own_command.h"
#include "app/planner.h"
#include "app/signals.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

namespace lamplighter::app {
namespace {

using Words = std::vector<std::string>;

struct DemoOptions {
  int days = 28;
  std::uint64_t seed = 1;
  int seconds = 60;
  std::string keep;
};

constexpr const char* first_day = "2026-09-01";

/// A folder for the demo's files, gone with it unless the user named one.
class DemoFolder {
 public:
  static Result<DemoFolder> make(const std::string& keep) {
    if (!keep.empty()) return DemoFolder(keep, false);
    std::string pattern =
        (std::filesystem::temp_directory_path() / "lamplighter-demo-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) return Error{Fault::io, pattern + ": cannot be made"};
    return DemoFolder(pattern, true);
  }
  DemoFolder(DemoFolder&& other) noexcept
      : path_(std::move(other.path_)), remove_(std::exchange(other.remove_, false)) {}
  ~DemoFolder() {
    std::error_code ignored;
    if (remove_) std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  DemoFolder(std::string path, bool remove) : path_(std::move(path)), remove_(remove) {}
  std::string path_;
  bool remove_;
};

void say_heading(int number, const std::string& what) {
  const bool terminal = ::isatty(STDOUT_FILENO) == 1;
  fmt::print("\n{}{}. {}{}\n", terminal ? "\x1b[1m" : "", number, what, terminal ? "\x1b[0m" : "");
}

Result<void> show_and_run(const Words& words) {
  fmt::print("\n$ {}\n", as_typed(words));
  return run_own_command(words);
}

/// The readings files of the folder, by name.
Words readings_files(const std::string& folder) {
  Words files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() == ".csv" && name.rfind("truth-", 0) != 0)
      files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Words place_flags() {
  return {"--latitude", "37.3688",     "--longitude",
          "-122.0363",  "--time-zone", "America/Los_Angeles"};
}

Words joined(std::initializer_list<Words> parts) {
  Words all;
  for (const Words& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Result<void> play_evening(const DemoOptions& options, const std::string& model, Date date) {
  const Result<Planner> planner =
      Planner::open({.model = model, .secret_file = {}, .seed = options.seed, .config = {}});
  if (!planner) return planner.error();
  Signals signals;
  const DemoEvening evening{date, std::chrono::hours(17), std::chrono::hours(24),
                            std::chrono::seconds(options.seconds)};
  fmt::print(
      "\nAn emulated bridge listens on this machine; the lamps it shows are what it was told over "
      "HTTP.\n\n");
  const Result<DemoOutcome> outcome = play_demo_evening(*planner, evening, signals.token());
  if (!outcome) return outcome.error();
  fmt::print(
      "\n{} switches carried out, {} lamps did not obey, {} left on after the lamps were handed "
      "over.\n",
      outcome->switches, outcome->failures, outcome->lit_after);
  return {};
}

void say_goodbye(const std::string& folder, bool kept) {
  fmt::print(
      "\nThat was the whole way from light to lamp. For a real house, write "
      "/etc/lamplighter/lamplighter.toml\n"
      "(docs/operating.md has one to copy) and type:\n\n"
      "  lamplighter bridge pair                      once, with a press of the bridge's button\n"
      "  lamplighter check                            until everything is ok\n"
      "  lamplighter train READINGS.csv… --model house.json\n"
      "  lamplighter plan --model house.json --date YYYY-MM-DD\n"
      "  lamplighter play --dry-run                   then, when you leave, without --dry-run\n");
  if (kept) fmt::print("\nThe demo's files are in {}.\n", folder);
}

Result<void> run_demo(const DemoOptions& options) {
  const Result<DemoFolder> folder = DemoFolder::make(options.keep);
  if (!folder) return folder.error();
  const std::string seed = std::to_string(options.seed);
  const std::string model = folder->path() + "/house.json";
  const Date tonight = plus_days(*parse_date(first_day), options.days);

  say_heading(
      1, "A household that does not exist lives its weeks; a sensor in each room sees the light");
  Result<void> done =
      show_and_run({"simulate", "--out", folder->path(), "--days", std::to_string(options.days),
                    "--from", first_day, "--seed", seed, "--force"});
  if (!done) return done;
  const Words files = readings_files(folder->path());

  say_heading(2, "What the light says: gaps, levels, when the lamps were on");
  done = show_and_run(joined({{"analyze"}, {files.front()}, place_flags()}));
  if (!done) return done;

  say_heading(3, "What each room does in each zone of the day");
  done = show_and_run(joined({{"train"}, files, {"--model", model}, place_flags()}));
  if (!done) return done;

  say_heading(4, "What the lamps will do tonight");
  done = show_and_run({"plan", "--model", model, "--date", to_iso(tonight), "--seed", seed});
  if (!done) return done;

  say_heading(5, fmt::format("The evening of {}, in {} seconds", to_iso(tonight), options.seconds));
  done = play_evening(options, model, tonight);
  if (!done) return done;
  say_goodbye(folder->path(), !options.keep.empty());
  return {};
}

}  // namespace

void add_demo(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<DemoOptions>();
  CLI::App* command = program.add_subcommand(
      "demo", "The whole way from light to lamp on this machine, no hardware");
  command->add_option("--days", options->days, "Days of readings to live")
      ->check(CLI::Range(1, 3660))
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Another household, another plan")
      ->capture_default_str();
  command->add_option("--seconds", options->seconds, "How long the evening takes")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  command->add_option("--keep", options->keep, "Keep the files, in this folder");
  command->footer("Example:\n  lamplighter demo --days 28 --seconds 60");
  command->callback([options, &chosen] { chosen = [options] { return run_demo(*options); }; });
}

}  // namespace lamplighter::app
