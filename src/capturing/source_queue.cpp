// SPDX-License-Identifier: Apache-2.0
#include "capturing/source_queue.h"

#include <iterator>
#include <utility>

namespace lamplighter {

bool SourceQueue::push(std::vector<SourceNews> news) {
  const std::lock_guard lock(mutex_);
  if (news_.size() + news.size() > most_) return false;
  news_.insert(news_.end(), std::make_move_iterator(news.begin()),
               std::make_move_iterator(news.end()));
  changed_.notify_all();
  if (on_news_) on_news_();
  return true;
}

std::vector<SourceNews> SourceQueue::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(news_, {});
}

void SourceQueue::wait(std::chrono::milliseconds longest, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, longest, [this] { return !news_.empty(); });
}

void SourceQueue::notify(std::function<void()> on_news) {
  const std::lock_guard lock(mutex_);
  on_news_ = std::move(on_news);
}

}  // namespace lamplighter
