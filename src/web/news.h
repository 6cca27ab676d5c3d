// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace lamplighter::web {

/// Names of documents that changed, for everybody who waits to hear of it. However slow a listener
/// is, nothing piles up for him: a name that changed twice is told once. Any thread.
class News {
 public:
  void tell(const std::string& name);

  /// The number to wait from for somebody who has just seen everything.
  [[nodiscard]] std::uint64_t newest() const;

  /// What changed after `seen`, which becomes the newest number; waits for it, at most so long.
  /// Empty: nothing did, or it is closed.
  std::vector<std::string> wait(std::uint64_t& seen, std::chrono::milliseconds at_most);

  /// Lets everybody who waits go, for good.
  void close();
  [[nodiscard]] bool is_closed() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::uint64_t> names_;
  std::uint64_t newest_ = 0;
  bool closed_ = false;
};

}  // namespace lamplighter::web
