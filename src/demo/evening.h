// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "learning/planner.h"
#include "page/page.h"

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>

namespace lamplighter::app {

/// An evening of a plan, played fast on an emulated bridge over real HTTP, and drawn.
struct DemoEvening {
  Date date;
  std::chrono::minutes from;  ///< of the local day
  std::chrono::minutes until;
  std::chrono::seconds lasts;  ///< how long a viewer watches
  std::string config;          ///< of the house, for its page
  int port = 0;                ///< of the page; 0: any free one
};

/// What a viewer was shown.
struct DemoOutcome {
  int switches = 0;   ///< carried out
  int failures = 0;   ///< lamps that did not obey
  int lit_after = 0;  ///< lamps still on once they were handed over
};

/// Starts a bridge with a lamp a room that we are paired with, serves the page and says where, and
/// plays while the page says that nobody is home. Errors: io, or those of the page.
Result<DemoOutcome> play_demo_evening(const Planner& planner, const DemoEvening& evening,
                                      const std::stop_token& stop);

/// An invented household that plays on and on, for whoever has not set up a house yet.
struct DemoHousehold {
  std::string folder;  ///< empty and there: its files go there
  FutureHouse future;  ///< where its page is served, and to whom
};

/// Serves its page and plays until `stop`; half an hour a minute, beginning this evening. `served`
/// is called with the page's address. Its weeks before that are simulated, imported and learned
/// from meanwhile. Errors: io, or those of the page.
Result<void> play_demo_household(const DemoHousehold& demo,
                                 const std::function<void(const std::string&)>& served,
                                 const std::stop_token& stop);

}  // namespace lamplighter::app
