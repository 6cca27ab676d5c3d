// SPDX-License-Identifier: Apache-2.0
#include "service/play_house.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lamplighter::app {
namespace {

using Outcome = PlayStep::Outcome;
using Sentences = std::vector<std::string>;

PlayStep step(const char* room, Outcome outcome, const char* message = "") {
  return {Instant{}, RoomName(room), OnOff::on, outcome, message};
}

TEST(PlayProblems, LastUntilTheLampsAnswer) {
  PlayProblems problems;
  EXPECT_EQ(problems.sentences(), Sentences{});
  problems.took(step("", Outcome::silent, "the bridge does not answer"));
  problems.took(step("den", Outcome::silent, "room den: its lamp does not answer"));
  EXPECT_EQ(problems.sentences(),
            (Sentences{"the bridge does not answer", "room den: its lamp does not answer"}));
  problems.took(step("", Outcome::answers_again));
  EXPECT_EQ(problems.sentences(), Sentences{"room den: its lamp does not answer"});
  problems.took(step("den", Outcome::answers_again));
  EXPECT_EQ(problems.sentences(), Sentences{});
}

TEST(PlayProblems, ACommandThatFailsIsOneUntilItWorksAndNotBesideASilence) {
  PlayProblems problems;
  problems.took(step("hall", Outcome::failed, "refused"));
  EXPECT_EQ(problems.sentences(), Sentences{"room hall: refused"});
  problems.took(step("hall", Outcome::failed, "room hall: Home Assistant does not answer"));
  EXPECT_EQ(problems.sentences(), Sentences{"room hall: Home Assistant does not answer"})
      << "its name is said once";
  problems.took(step("", Outcome::silent, "the bridge does not answer"));
  EXPECT_EQ(problems.sentences(), Sentences{"the bridge does not answer"})
      << "one reason is enough";
  problems.took(step("", Outcome::answers_again));
  problems.took(step("hall", Outcome::switched));
  EXPECT_EQ(problems.sentences(), Sentences{});
}

TEST(PlayProblems, APlanThatCannotBeMadeIsOne) {
  PlayProblems problems;
  problems.plan("model.json: damaged");
  EXPECT_EQ(problems.sentences(), Sentences{"model.json: damaged"});
  problems.plan("");
  EXPECT_EQ(problems.sentences(), Sentences{});
}

}  // namespace
}  // namespace lamplighter::app
