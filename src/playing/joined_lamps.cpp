// SPDX-License-Identifier: Apache-2.0
#include "playing/joined_lamps.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <variant>

namespace lamplighter {
namespace {

using Steady = std::chrono::steady_clock;

}  // namespace

/// One kind of lamps and the only thread that uses it. It does one thing at a time; the caller may
/// stop waiting and fetch the result of a look later.
class JoinedLamps::Worker {
 public:
  Worker(LampKind kind, const LampWaits& waits)
      : kind_(std::move(kind)),
        waits_(waits),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  /// Whether the lamp has been seen in this kind.
  [[nodiscard]] bool has(const LampId& lamp) const { return last_.contains(lamp); }

  /// Starts the command at once if idle; otherwise `wait_for_command` starts it.
  void begin_command(const LampRequests& requests) {
    const std::lock_guard lock(mutex_);
    wanted_ = requests;
    begin_if_idle();
  }

  void begin_look() {
    const std::lock_guard lock(mutex_);
    const bool is_fresh = seen_ && Steady::now() - seen_->at < waits_.keep_late;
    if (is_fresh) return;
    seen_.reset();
    wanted_ = Question{};
    begin_if_idle();
  }

  /// The replies to the last command.
  LampReplies wait_for_command(const LampRequests& requests) {
    std::unique_lock lock(mutex_);
    if (wait(lock)) return *std::exchange(done_, std::nullopt);
    const Error late = give_up(std::holds_alternative<Nothing>(wanted_));
    LampReplies answers;
    for (const auto& [id, request] : requests) answers[id] = {late, pending_, {}};
    return answers;
  }

  /// The result of the last look, or of an earlier one that was late.
  Result<HouseLook> wait_for_look() {
    std::unique_lock lock(mutex_);
    pending_ = false;
    if (!seen_ && !wait(lock)) return give_up(true);
    Result<HouseLook> house = std::move(seen_->house);
    seen_.reset();
    if (house) last_ = *house;
    return house;
  }

  /// The lamps as last seen, with the reason why they cannot be seen now.
  [[nodiscard]] HouseLook unseen(const Error& why) const {
    HouseLook house = last_;
    if (house.empty()) {
      for (const RoomName& room : kind_.rooms)
        house[LampId(room.text())] = {room.text(), {room}, why};
    }
    for (auto& [id, lamp] : house) {
      lamp.is = why;
      lamp.pending = pending_;
    }
    return house;
  }

  /// Whether the caller stopped waiting for work in progress.
  [[nodiscard]] bool is_pending() const { return pending_; }

  void notify(std::function<void()> on_answer) {
    const std::lock_guard lock(notifying_);
    on_answer_ = std::move(on_answer);
  }

  void stop() { thread_.request_stop(); }

 private:
  struct Nothing {};
  struct Question {};
  using Work = std::variant<Nothing, Question, LampRequests>;

  struct Seen {
    Result<HouseLook> house;
    Steady::time_point at;
  };

  void begin_if_idle() {
    if (busy_ || std::holds_alternative<Nothing>(wanted_)) return;
    work_ = std::exchange(wanted_, Nothing{});
    busy_ = true;
    done_.reset();
    seen_.reset();  // a look before a command is outdated
    changed_.notify_all();
  }

  [[nodiscard]] std::chrono::milliseconds patience() const {
    return failed_ ? waits_.late_answer : waits_.answer;
  }

  /// Waits for work in progress, then until the wanted work is done. Returns false if that takes
  /// too long. A look does not wait for late work: the caller is notified when it is done.
  bool wait(std::unique_lock<std::mutex>& lock) {
    pending_ = false;
    const auto is_idle = [this] { return !busy_; };
    const bool asks = std::holds_alternative<Question>(wanted_);
    const auto first = asks && is_left_alone_ ? waits_.late_answer : patience();
    if (!changed_.wait_for(lock, first, is_idle)) return false;
    if (asks && seen_) wanted_ = Nothing{};
    if (std::holds_alternative<Nothing>(wanted_)) return true;
    begin_if_idle();
    return changed_.wait_for(lock, patience(), is_idle);
  }

  /// A command that has not started is never sent, because the caller treats it as failed.
  Error give_up(bool was_begun) {
    wanted_ = Nothing{};
    is_left_alone_ = true;
    pending_ = was_begun;
    return {Fault::unavailable, was_begun ? "the lamps have not answered yet"
                                          : "the lamps have not answered an earlier command yet"};
  }

  void run(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [this] { return busy_; })) {
      lock.unlock();
      const bool answered = std::holds_alternative<LampRequests>(work_) ? carry_out() : look();
      lock.lock();
      busy_ = false;
      failed_ = !answered;
      const bool was_left_alone = std::exchange(is_left_alone_, false);
      changed_.notify_all();
      if (!was_left_alone) continue;
      lock.unlock();
      announce();
      lock.lock();
    }
  }

  bool carry_out() {
    LampReplies answers = kind_.lamps->command(std::get<LampRequests>(work_));
    bool any_answered = answers.empty();
    for (const auto& [id, answer] : answers)
      any_answered |= answer.done || answer.done.error().fault != Fault::unavailable;
    const std::lock_guard lock(mutex_);
    done_ = std::move(answers);
    return any_answered;
  }

  bool look() {
    Result<HouseLook> house = kind_.lamps->look();
    const bool answered = house.has_value();
    const std::lock_guard lock(mutex_);
    seen_ = Seen{std::move(house), Steady::now()};
    return answered;
  }

  void announce() {
    const std::lock_guard lock(notifying_);
    if (on_answer_) on_answer_();
  }

  LampKind kind_;
  LampWaits waits_;
  std::mutex mutex_;  ///< guards what follows, except work_ while busy_, last_, pending_
  std::condition_variable_any changed_;
  Work wanted_;
  Work work_;  ///< used by the thread, while busy_
  bool busy_ = false;
  bool failed_ = false;         ///< the last work did not succeed
  bool is_left_alone_ = false;  ///< the caller no longer waits for the work
  std::optional<LampReplies> done_;
  std::optional<Seen> seen_;
  HouseLook last_;  ///< this and pending_ are used by the caller only
  bool pending_ = false;
  std::mutex notifying_;  ///< guards on_answer_
  std::function<void()> on_answer_;
  std::jthread thread_;  ///< ends before the members that it uses
};

JoinedLamps::JoinedLamps(std::vector<LampKind> kinds, const LampWaits& waits) {
  for (LampKind& kind : kinds) workers_.push_back(std::make_unique<Worker>(std::move(kind), waits));
}

JoinedLamps::~JoinedLamps() {
  for (const auto& worker : workers_) worker->stop();
}

LampReplies JoinedLamps::command(const LampRequests& requests) {
  std::vector<std::pair<Worker*, LampRequests>> asked;
  LampReplies answers;
  for (const auto& [id, request] : requests)
    answers[id] = {Error{Fault::not_found, id.text() + " no longer exists"}, false, {}};
  for (const auto& worker : workers_) {
    LampRequests of_kind;
    for (const auto& [id, request] : requests) {
      if (worker->has(id)) of_kind[id] = request;
    }
    if (of_kind.empty()) continue;
    worker->begin_command(of_kind);
    asked.emplace_back(worker.get(), std::move(of_kind));
  }
  for (const auto& [worker, of_kind] : asked) {
    for (auto& [id, answer] : worker->wait_for_command(of_kind)) answers[id] = std::move(answer);
  }
  return answers;
}

Result<HouseLook> JoinedLamps::look() {
  for (const auto& worker : workers_) worker->begin_look();
  HouseLook all;
  std::optional<Error> failure;
  bool any_answers = workers_.empty();
  for (const auto& worker : workers_) {
    Result<HouseLook> house = worker->wait_for_look();
    any_answers |= house || worker->is_pending();
    if (!house && !failure) failure = house.error();
    all.merge(house ? *std::move(house) : worker->unseen(house.error()));
  }
  if (!any_answers) return *failure;
  return all;
}

void JoinedLamps::notify(std::function<void()> on_answer) {
  for (const auto& worker : workers_) worker->notify(on_answer);
}

}  // namespace lamplighter
