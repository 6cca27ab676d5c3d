// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace lamplighter::web {

/// Which documents changed, for any number of listeners. However slow a listener is, nothing piles
/// up for it: a document that changed twice since it last asked is named once. Any thread.
class ChangeFeed {
 public:
  /// The document of this name has changed.
  void notify(const std::string& name);

  /// The number to ask from for a listener that has just read everything.
  [[nodiscard]] std::uint64_t newest() const;

  /// The documents that changed after `seen`, which becomes the newest number.
  std::vector<std::string> changed_since(std::uint64_t& seen) const;

  /// `on_change` is called after each change, on the thread that notifies; null: nothing is. It
  /// must not use the feed. When this returns, the one before is not being called any more.
  void watch(std::function<void()> on_change);

 private:
  mutable std::mutex mutex_;
  std::function<void()> on_change_;
  std::map<std::string, std::uint64_t> names_;
  std::uint64_t newest_ = 0;
};

}  // namespace lamplighter::web
