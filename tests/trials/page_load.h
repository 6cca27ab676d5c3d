// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace lamplighter::trials {

/// The requests to a page on this machine, and their duration.
struct PageLoad {
  int port = 0;
  std::size_t streams = 200;         ///< open pages that listen for changes
  std::size_t clients = 32;          ///< persistent connections with requests
  std::size_t drippers = 80;         ///< clients that send a byte of an endless head every 100 ms
  double requests_a_second = 10000;  ///< fewer if all clients wait for responses
  std::chrono::seconds lasts{60};
  std::vector<std::string> paths;  ///< in turn
};

/// The responses.
struct PageAnswers {
  std::size_t answers = 0;
  std::size_t refused = 0;  ///< with a status other than 200
  std::size_t broken = 0;   ///< connections that ended
  std::size_t streams = 0;  ///< still open at the end
  std::size_t news = 0;
  std::size_t let_go = 0;  ///< slow clients that were disconnected
  double seconds = 0;
  std::vector<double> milliseconds;  ///< of each response, sorted
};

/// Sends the requests, on one thread.
PageAnswers ask_page(const PageLoad& load);

}  // namespace lamplighter::trials
