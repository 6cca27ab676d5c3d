// SPDX-License-Identifier: Apache-2.0
#include "check/checks.h"
#include "cli/program.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace lamplighter::app {
namespace {

struct CheckOptions {
  std::string config;
  bool json = false;
};

void print_for_people(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    fmt::print("{}  {:7}  {}\n", finding.is_well ? "ok   " : "WRONG", finding.part,
               finding.sentence);
  }
}

void print_json(const std::vector<Finding>& findings) {
  auto list = nlohmann::ordered_json::array();
  for (const Finding& finding : findings) {
    list.push_back(
        {{"part", finding.part}, {"well", finding.is_well}, {"sentence", finding.sentence}});
  }
  fmt::print("{}\n", nlohmann::ordered_json{{"findings", list}}.dump(2));
}

Result<void> run_check(const CheckOptions& options) {
  const std::vector<Finding> findings = check_house(config_path(options.config));
  if (options.json) {
    print_json(findings);
  } else {
    print_for_people(findings);
  }
  const auto wrong =
      std::count_if(findings.begin(), findings.end(), [](const Finding& f) { return !f.is_well; });
  if (wrong == 0) return {};
  return Error{Fault::refused,
               fmt::format("check: {} of {} things need attention; each says what to do", wrong,
                           findings.size())};
}

}  // namespace

void add_check(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command =
      program.add_subcommand("check", "Reads the config, tests everything, reports what is wrong");
  command->add_option("--config", options->config, "Config file");
  command->add_flag("--json", options->json, "One JSON document on stdout");
  command->footer("Example:\n  lamplighter check --config lamplighter.toml");
  command->callback([options, &chosen] { chosen = [options] { return run_check(*options); }; });
}

}  // namespace lamplighter::app
