// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace lamplighter::trials {

/// What is asked of a page on this machine, for how long.
struct PageLoad {
  int port = 0;
  std::size_t streams = 200;         ///< open pages that hear the news
  std::size_t clients = 32;          ///< kept connections that ask
  std::size_t drippers = 80;         ///< that send a byte of an endless head every 100 ms
  double requests_a_second = 10000;  ///< fewer where all clients wait for answers
  std::chrono::seconds lasts{60};
  std::vector<std::string> paths;  ///< in turn
};

/// What came back.
struct PageAnswers {
  std::size_t answers = 0;
  std::size_t refused = 0;  ///< of another status than 200
  std::size_t broken = 0;   ///< connections that ended
  std::size_t streams = 0;  ///< still open at the end
  std::size_t news = 0;
  std::size_t let_go = 0;  ///< drippers
  double seconds = 0;
  std::vector<double> milliseconds;  ///< of each answer, sorted
};

/// Asks, on one thread.
PageAnswers ask_page(const PageLoad& load);

}  // namespace lamplighter::trials
