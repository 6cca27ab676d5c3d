// SPDX-License-Identifier: Apache-2.0
#include "web/change_feed.h"

#include <utility>

namespace lamplighter::web {

void ChangeFeed::notify(const std::string& name) {
  const std::lock_guard lock(mutex_);
  names_[name] = ++newest_;
  if (on_change_) on_change_();
}

std::uint64_t ChangeFeed::newest() const {
  const std::lock_guard lock(mutex_);
  return newest_;
}

std::vector<std::string> ChangeFeed::changed_since(std::uint64_t& seen) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> changed;
  for (const auto& [name, number] : names_) {
    if (number > seen) changed.push_back(name);
  }
  seen = newest_;
  return changed;
}

void ChangeFeed::watch(std::function<void()> on_change) {
  const std::lock_guard lock(mutex_);
  on_change_ = std::move(on_change);
}

}  // namespace lamplighter::web
