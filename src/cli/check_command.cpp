// SPDX-License-Identifier: Apache-2.0
#include "check/checks.h"
#include "cli/program.h"
#include "documents/plan_text.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <algorithm>
#include <memory>

namespace lamplighter::app {
namespace {

struct CheckOptions {
  std::string config;
  bool json = false;
};

/// Sentences are wrapped on a terminal, and one line each for programs.
void print_for_people(const std::vector<Finding>& findings) {
  constexpr std::size_t hang = 17;
  for (const Finding& finding : findings) {
    const std::string line =
        fmt::format("{:5}  {:8}  {}", to_string(finding.verdict), finding.part, finding.sentence);
    fmt::print("{}\n", ::isatty(STDOUT_FILENO) == 1 ? wrapped(line, 80, hang) : line);
  }
}

void print_json(const std::vector<Finding>& findings) {
  auto list = nlohmann::ordered_json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"part", finding.part},
                    {"well", finding.is_well()},
                    {"state", to_string(finding.verdict)},
                    {"sentence", finding.sentence}});
  }
  fmt::print("{}\n", nlohmann::ordered_json{{"findings", list}}.dump(2));
}

Result<void> run_check(const CheckOptions& options) {
  const std::vector<Finding> findings = check_house(config_path(options.config));
  const auto of = [&](Verdict verdict) {
    return static_cast<std::size_t>(std::ranges::count(findings, verdict, &Finding::verdict));
  };
  const std::size_t to_do = of(Verdict::to_do);
  if (options.json) {
    print_json(findings);
  } else {
    print_for_people(findings);
    if (to_do > 0) fmt::print("\n{} to do, as described above\n", counted(to_do, "thing"));
  }
  const std::size_t wrong = of(Verdict::wrong);
  if (wrong == 0) return {};
  return Error{Fault::refused, fmt::format("check: {} of {} parts {} attention, as described above",
                                           wrong, findings.size(), wrong == 1 ? "needs" : "need")};
}

}  // namespace

void add_check(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = program.add_subcommand(
      "check", "Reads the config, tests everything, and says what is ok, to do or wrong");
  command->add_option("--config", options->config, "Config file");
  command->add_flag("--json", options->json, "One JSON document on stdout");
  command->footer(
      "Exit status 1 if anything is wrong, 0 if something is only left to do.\n\n"
      "Example:\n  lamplighter check --config lamplighter.toml");
  command->callback([options, &chosen] { chosen = [options] { return run_check(*options); }; });
}

}  // namespace lamplighter::app
