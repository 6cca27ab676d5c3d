// SPDX-License-Identifier: Apache-2.0
#include "web/handler_threads.h"

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

void run_behind_others() {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), behind_others);
}

bool HandlerThreads::run(std::function<void()> job) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return false;
  waiting_.push_back(std::move(job));
  if (waiting_.size() > idle_ && threads_ < most_) start_thread();
  wanted_.notify_one();
  if (threads_ > 0) return true;
  waiting_.pop_back();
  return false;
}

void HandlerThreads::start_thread() {
  try {
    std::thread([this] { work(); }).detach();
    ++threads_;
  } catch (const std::system_error&) {  // another thread takes the job later
  }
}

void HandlerThreads::stop() {
  std::deque<std::function<void()>> forgotten;
  std::unique_lock lock(mutex_);
  stopping_ = true;
  forgotten.swap(waiting_);
  wanted_.notify_all();
  ended_.wait(lock, [&] { return threads_ == 0; });
}

void HandlerThreads::work() {
  run_behind_others();
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    wanted_.wait_for(lock, longest_idle, [&] { return !waiting_.empty() || stopping_; });
    --idle_;
    if (waiting_.empty()) break;
    std::function<void()> job = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
  }
  --threads_;
  ended_.notify_all();
}

}  // namespace lamplighter::web
