// SPDX-License-Identifier: Apache-2.0
#include "web/news.h"

namespace lamplighter::web {

void News::tell(const std::string& name) {
  {
    const std::lock_guard lock(mutex_);
    names_[name] = ++newest_;
  }
  changed_.notify_all();
}

std::uint64_t News::newest() const {
  const std::lock_guard lock(mutex_);
  return newest_;
}

std::vector<std::string> News::wait(std::uint64_t& seen, std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, at_most, [&] { return closed_ || newest_ > seen; });
  std::vector<std::string> changed;
  if (closed_) return changed;
  for (const auto& [name, number] : names_) {
    if (number > seen) changed.push_back(name);
  }
  seen = newest_;
  return changed;
}

void News::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

bool News::is_closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

}  // namespace lamplighter::web
