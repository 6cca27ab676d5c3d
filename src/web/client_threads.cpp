// SPDX-License-Identifier: Apache-2.0
#include "web/client_threads.h"

#include <sys/resource.h>

#include <unistd.h>

#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

namespace lamplighter::web {
namespace {

constexpr auto longest_idle = std::chrono::seconds(10);
constexpr int behind_others = 10;  // nice, of 19

}  // namespace

void ClientThreads::enqueue(std::function<void()> client) {
  std::unique_lock lock(mutex_);
  const auto has_room = [&] { return waiting_.size() < idle_ || threads_ < most_ || closing_; };
  is_crowded_ = !has_room();
  room_.wait(lock, has_room);
  is_crowded_ = false;
  waiting_.push_back(std::move(client));
  if (waiting_.size() <= idle_ || threads_ >= most_) return work_.notify_one();
  try {
    std::thread([this] { work(); }).detach();
    ++threads_;
  } catch (const std::system_error&) {  // no more threads: one of the others takes it later
  }
}

void ClientThreads::shutdown() {
  std::unique_lock lock(mutex_);
  closing_ = true;
  work_.notify_all();
  room_.wait(lock, [&] { return threads_ == 0; });
}

void ClientThreads::work() {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), behind_others);
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    room_.notify_all();
    work_.wait_for(lock, longest_idle, [&] { return !waiting_.empty() || closing_; });
    --idle_;
    if (waiting_.empty()) break;
    const std::function<void()> client = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    client();
    lock.lock();
  }
  --threads_;
  room_.notify_all();
}

}  // namespace lamplighter::web
