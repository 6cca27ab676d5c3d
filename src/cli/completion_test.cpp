// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// One command with options, one with subcommands, one hidden.
class Completion : public ::testing::Test {
 protected:
  Completion() {
    CLI::App* plan = program_.add_subcommand("plan", "The day's plan: [all] rooms");
    plan->add_option("--planner", text_, "It's a choice")->check(CLI::IsMember({"house", "hmm"}));
    plan->add_option("--date", text_, "The day");
    plan->add_flag("--json", flag_, "As JSON");
    plan->add_flag("--inner", flag_, "Nobody's business")->group("");
    plan->footer("Example:\n  lamplighter plan\n.not a request");
    CLI::App* away = program_.add_subcommand("away", "Away or home");
    away->add_subcommand("on", "Away")->add_option("--until", text_, "Until when");
    program_.add_subcommand("concealed", "Hidden")->group("");
  }

  CLI::App program_{"A program"};
  std::string text_;
  bool flag_ = false;
};

TEST_F(Completion, OfBashKnowsCommandsOptionsAndChoices) {
  const std::string script = bash_completion(program_);
  EXPECT_THAT(script, HasSubstr("'plan '*) words='--help -h --planner --date --json' ;;"));
  EXPECT_THAT(script, HasSubstr("'plan '*'|--planner') words='house hmm' values=1 ;;"));
  EXPECT_LT(script.find("'away on '*"), script.find("'away '*"));
}

TEST_F(Completion, OfZshQuotesWhatTheShellWouldRead) {
  const std::string script = zsh_completion(program_);
  EXPECT_TRUE(script.starts_with("#compdef lamplighter\n"));
  EXPECT_THAT(script, HasSubstr(R"('--planner=[It'\''s a choice]:value:(house hmm)')"));
  EXPECT_THAT(script, HasSubstr(R"('plan:The day'\''s plan\: [all] rooms')"));
  EXPECT_THAT(script, HasSubstr("_lamplighter_away_on()"));
}

TEST_F(Completion, OfFishOffersOptionsOfTheCommandThatWasTyped) {
  const std::string script = fish_completion(program_);
  EXPECT_THAT(
      script,
      HasSubstr(
          "'__fish_seen_subcommand_from plan' -l planner -x -a 'house hmm' -d 'It\\'s a choice'"));
  EXPECT_THAT(
      script,
      HasSubstr(
          "'__fish_seen_subcommand_from away; and __fish_seen_subcommand_from on' -l until -r"));
}

TEST_F(Completion, ManualPageHasEveryCommandAndEscapesText) {
  const std::string page = manual_page(program_);
  EXPECT_THAT(page, HasSubstr(".SS lamplighter away on\n"));
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-planner\\fR \\fIhouse|hmm\\fR\nIt's a choice"));
  EXPECT_THAT(page, HasSubstr("\n\\&.not a request"));
}

TEST_F(Completion, HiddenCommandsAndOptionsStayHidden) {
  for (const std::string& text : {bash_completion(program_), zsh_completion(program_),
                                  fish_completion(program_), manual_page(program_)}) {
    EXPECT_THAT(text, Not(HasSubstr("concealed")));
    EXPECT_THAT(text, Not(HasSubstr("inner")));
  }
}

}  // namespace
}  // namespace lamplighter::app
