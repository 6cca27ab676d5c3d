// SPDX-License-Identifier: Apache-2.0
// The complete path from light to lamp on one machine. Every step but the last is a command as a
// user would type it, printed and run as a child process, so the demo cannot do what a user cannot.
#include "cli/program.h"
#include "demo/delivery.h"
#include "demo/evening.h"
#include "learning/planner.h"
#include "system/child_process.h"
#include "system/signals.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
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
  int port = 0;
  std::string keep;
};

constexpr const char* first_day = "2026-09-01";

/// The folder of the demo's files; deleted with the object unless the user named one.
class DemoFolder {
 public:
  static Result<DemoFolder> make(const std::string& keep) {
    if (!keep.empty()) return DemoFolder(keep, false);
    std::string pattern =
        (std::filesystem::temp_directory_path() / "lamplighter-demo-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
      return Error{Fault::io, pattern + ": cannot be created"};
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

Result<void> show_and_run(Words words, const std::stop_token& stop) {
  words.insert(words.begin(), "lamplighter");
  fmt::print("\n$ {}\n", as_typed(words));
  Result<ChildProcess> process = ChildProcess::start(std::move(words));
  if (!process) return process.error();
  return process->wait(stop);
}

/// The rooms that `simulate` wrote, each with its file, by name.
DemoSensors sensors_in(const std::string& light, const std::string& folder) {
  DemoSensors sensors{.folder = folder,
                      .rooms = {},
                      .light = {},
                      .place_config = {"latitude = 37.3688", "longitude = -122.0363",
                                       "time_zone = \"America/Los_Angeles\""}};
  for (const auto& entry : std::filesystem::directory_iterator(light)) {
    const std::string name = entry.path().stem();
    if (entry.path().extension() != ".csv" || name.starts_with("truth-")) continue;
    sensors.light.push_back(entry.path());
  }
  std::sort(sensors.light.begin(), sensors.light.end());
  for (const std::string& file : sensors.light) {
    sensors.rooms.emplace_back(std::filesystem::path(file).stem().string());
  }
  return sensors;
}

Result<std::string> deliver_light(const DemoSensors& sensors, const std::stop_token& stop) {
  const Result<DemoDelivery> delivery = deliver_demo_light(sensors, stop);
  if (!delivery) return delivery.error();
  fmt::print("\n{} readings were acknowledged to the nodes, {} are in the files.\n",
             delivery->published, delivery->stored);
  if (delivery->published == delivery->stored) return delivery->config;
  return Error{Fault::io,
               "readings were lost or duplicated on the way: this is a bug in Lamplighter"};
}

Result<void> play_evening(const DemoOptions& options, const std::string& config,
                          const std::string& model, Date date, const std::stop_token& stop) {
  const Result<Planner> planner =
      Planner::open({.model = model, .secret_file = {}, .seed = options.seed, .config = {}});
  if (!planner) return planner.error();
  const DemoEvening evening{.date = date,
                            .from = std::chrono::hours(17),
                            .until = std::chrono::hours(24),
                            .lasts = std::chrono::seconds(options.seconds),
                            .config = config,
                            .port = options.port};
  fmt::print(
      "\nAn emulated bridge listens on this machine; the lamps it shows follow the commands it "
      "received over HTTP.\n");
  const Result<DemoOutcome> outcome = play_demo_evening(*planner, evening, stop);
  if (!outcome) return outcome.error();
  fmt::print(
      "\n{} switches carried out, {} lamps did not respond, {} left on after the lamps were "
      "restored.\n",
      outcome->switches, outcome->failures, outcome->lit_after);
  return {};
}

void say_goodbye(const std::string& folder, bool kept) {
  fmt::print(
      "\nThat was the complete path from light to lamp. For a real house, write "
      "/etc/lamplighter/lamplighter.toml\n"
      "(docs/operating.md has one to copy) and type:\n\n"
      "  lamplighter bridge pair                      once, with a press of the bridge's button\n"
      "  lamplighter check                            until everything is ok\n"
      "  lamplighter capture                          for some weeks\n"
      "  lamplighter train --model house.json\n"
      "  lamplighter plan --model house.json --date YYYY-MM-DD\n"
      "  lamplighter play --dry-run                   a dry run\n"
      "  lamplighter run                              the service; then, when you leave: "
      "lamplighter away on\n");
  if (kept) fmt::print("\nThe demo's files are in {}.\n", folder);
}

Result<void> learn(const DemoOptions& options, const std::string& config, const std::string& room,
                   const std::string& model, Date tonight, const std::stop_token& stop) {
  say_heading(3, "What the light shows: gaps, levels, when the lamps were on");
  Result<void> done = show_and_run({"analyze", "--room", room, "--config", config}, stop);
  if (!done) return done;

  say_heading(4, "The habits of each room in each zone of the day");
  done = show_and_run({"train", "--config", config, "--model", model}, stop);
  if (!done) return done;

  say_heading(5, "What the lamps will do tonight");
  return show_and_run(
      {"plan", "--model", model, "--date", to_iso(tonight), "--seed", std::to_string(options.seed)},
      stop);
}

Result<void> run_demo(const DemoOptions& options) {
  const Signals signals;  // an interrupted demo cleans up
  const std::stop_token stop = signals.token();
  const Result<DemoFolder> folder = DemoFolder::make(options.keep);
  if (!folder) return folder.error();
  const std::string light = folder->path() + "/light";
  const std::string model = folder->path() + "/house.json";
  const Date tonight = plus_days(*parse_date(first_day), options.days);

  say_heading(1, "An invented household is simulated");
  Result<void> done =
      show_and_run({"simulate", "--out", light, "--days", std::to_string(options.days), "--from",
                    first_day, "--seed", std::to_string(options.seed), "--force"},
                   stop);
  if (!done) return done;
  const DemoSensors sensors = sensors_in(light, folder->path());

  say_heading(2, "A sensor node in each room publishes the light to a broker; capture writes it");
  const Result<std::string> config = deliver_light(sensors, stop);
  if (!config) return config.error();

  done = learn(options, *config, sensors.rooms.front().text(), model, tonight, stop);
  if (!done) return done;

  say_heading(6, fmt::format("The evening of {}, in {} seconds", to_iso(tonight), options.seconds));
  done = play_evening(options, *config, model, tonight, stop);
  if (!done) return done;
  say_goodbye(folder->path(), !options.keep.empty());
  return {};
}

}  // namespace

void add_demo(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<DemoOptions>();
  CLI::App* command = program.add_subcommand(
      "demo", "Runs everything from light to lamp on this machine, without hardware");
  command->add_option("--days", options->days, "Days of readings to simulate")
      ->check(CLI::Range(1, 3660))
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Random seed for the household and the plan")
      ->capture_default_str();
  command->add_option("--seconds", options->seconds, "Length of the evening in seconds")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  command->add_option("--port", options->port, "Port of the evening's page; 0: any free port")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  command->add_option("--keep", options->keep, "Keep the files, in this folder");
  command->footer("Example:\n  lamplighter demo --days 28 --seconds 60");
  command->callback([options, &chosen] { chosen = [options] { return run_demo(*options); }; });
}

}  // namespace lamplighter::app
