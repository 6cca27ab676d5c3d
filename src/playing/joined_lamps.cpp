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

/// What a room is, by what two kinds of lamps in it are.
Result<OnOff> joined(const Result<OnOff>& one, const Result<OnOff>& other) {
  if (!one) return other ? other : one;
  if (!other) return one;
  return *one == OnOff::on ? one : other;
}

void add(RoomStates& all, const RoomName& room, const Result<OnOff>& seen) {
  const auto [there, is_new] = all.try_emplace(room, seen);
  if (!is_new) there->second = joined(there->second, seen);
}

}  // namespace

/// One kind of lamps and the thread that alone uses it. It does one thing at a time; whoever asked
/// for that may stop waiting and come back for the outcome of a look.
class JoinedLamps::Worker {
 public:
  Worker(LampKind kind, const LampWaits& waits)
      : kind_(std::move(kind)),
        waits_(waits),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  [[nodiscard]] const std::set<RoomName>& rooms() const { return kind_.rooms; }

  /// Begins at once where it is idle; `wait_for_set` begins otherwise.
  void begin_set(const RoomName& room, OnOff to, const Look& look) {
    const std::lock_guard lock(mutex_);
    wanted_ = Order{room, to, look};
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

  /// The outcome of the set that was begun last.
  Result<void> wait_for_set() {
    std::unique_lock lock(mutex_);
    if (!wait(lock)) return give_up(std::holds_alternative<Nothing>(wanted_));
    return *std::exchange(done_, std::nullopt);
  }

  /// What the look that was begun last saw, or one before that came late.
  Result<RoomStates> wait_for_look() {
    std::unique_lock lock(mutex_);
    pending_ = false;
    if (!seen_ && !wait(lock)) return give_up(true);
    Result<RoomStates> states = std::move(seen_->states);
    silent_ = std::move(seen_->silent);
    seen_.reset();
    return states;
  }

  /// Whether the caller gave up waiting for what is under way.
  [[nodiscard]] bool is_pending() const { return pending_; }

  /// At the last look that was given.
  [[nodiscard]] const std::set<std::string>& silent_lamps() const { return silent_; }

  void notify(std::function<void()> on_answer) {
    const std::lock_guard lock(notifying_);
    on_answer_ = std::move(on_answer);
  }

  void stop() { thread_.request_stop(); }

 private:
  struct Nothing {};
  struct Question {};
  struct Order {
    RoomName room;
    OnOff to;
    Look look;
  };
  using Work = std::variant<Nothing, Question, Order>;

  struct Seen {
    Result<RoomStates> states;
    std::set<std::string> silent;
    Steady::time_point at;
  };

  void begin_if_idle() {
    if (busy_ || std::holds_alternative<Nothing>(wanted_)) return;
    work_ = std::exchange(wanted_, Nothing{});
    busy_ = true;
    done_.reset();
    seen_.reset();  // what was seen before an order is old
    changed_.notify_all();
  }

  [[nodiscard]] std::chrono::milliseconds patience() const {
    return failed_ ? waits_.late_answer : waits_.answer;
  }

  /// Until what is wanted was done; first for what is under way. False where that takes too long. A
  /// question need not wait for a late answer: whoever asks is notified of it.
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

  /// What was not begun is never sent: the caller takes it for failed.
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
      const bool answered = std::holds_alternative<Order>(work_) ? carry_out() : look();
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
    const auto& order = std::get<Order>(work_);
    const Result<void> done = kind_.lamps->set(order.room, order.to, order.look);
    const std::lock_guard lock(mutex_);
    done_ = done;
    return done || done.error().fault != Fault::unavailable;
  }

  bool look() {
    Result<RoomStates> states = kind_.lamps->look();
    const bool answered = states.has_value();
    const std::lock_guard lock(mutex_);
    seen_ = Seen{std::move(states), kind_.lamps->silent_lamps(), Steady::now()};
    return answered;
  }

  void announce() {
    const std::lock_guard lock(notifying_);
    if (on_answer_) on_answer_();
  }

  LampKind kind_;
  LampWaits waits_;
  std::mutex mutex_;  ///< guards all below but work_ while busy_, and silent_
  std::condition_variable_any changed_;
  Work wanted_;
  Work work_;  ///< of the thread, while busy_
  bool busy_ = false;
  bool failed_ = false;         ///< there was no answer to the last work
  bool is_left_alone_ = false;  ///< the caller no longer waits for it
  std::optional<Result<void>> done_;
  std::optional<Seen> seen_;
  std::set<std::string> silent_;  ///< this and pending_ are the caller's alone
  bool pending_ = false;
  std::mutex notifying_;  ///< guards on_answer_
  std::function<void()> on_answer_;
  std::jthread thread_;  ///< ends before what it uses
};

JoinedLamps::JoinedLamps(std::vector<LampKind> kinds, const LampWaits& waits) {
  for (LampKind& kind : kinds) workers_.push_back(std::make_unique<Worker>(std::move(kind), waits));
}

JoinedLamps::~JoinedLamps() {
  for (const auto& worker : workers_) worker->stop();
}

Result<void> JoinedLamps::set(const RoomName& room, OnOff to, const Look& look) {
  std::vector<Worker*> asked;
  for (const auto& worker : workers_) {
    if (!worker->rooms().contains(room)) continue;
    worker->begin_set(room, to, look);
    asked.push_back(worker.get());
  }
  std::optional<Error> failure;
  bool any_done = false;
  pending_.erase(room);
  for (Worker* worker : asked) {
    const Result<void> done = worker->wait_for_set();
    any_done |= done.has_value();
    if (worker->is_pending()) pending_.insert(room);
    if (!done && !failure) failure = done.error();
  }
  if (any_done) return {};
  return failure.value_or(Error{
      Fault::not_found, "room " + room.text() + ": it has no lamps; name them in its [[room]]"});
}

Result<RoomStates> JoinedLamps::look() {
  for (const auto& worker : workers_) worker->begin_look();
  RoomStates all;
  std::vector<std::pair<RoomName, std::string>> silent;
  std::optional<Error> failure;
  bool any_answers = workers_.empty();
  pending_.clear();
  for (const auto& worker : workers_) {
    const Result<RoomStates> states = worker->wait_for_look();
    any_answers |= states || worker->is_pending();
    if (!states && !failure) failure = states.error();
    for (const RoomName& room : worker->rooms()) {
      if (states && !states->contains(room)) continue;
      const Result<OnOff> seen = states ? states->at(room) : Result<OnOff>(states.error());
      if (worker->is_pending()) pending_.insert(room);
      if (!seen && !worker->is_pending()) silent.emplace_back(room, seen.error().message);
      add(all, room, seen);
    }
  }
  if (!any_answers) return *failure;
  hide_pending(all);
  silent_.clear();
  for (auto& [room, sentence] : silent) {
    if (all.at(room)) silent_.insert(std::move(sentence));
  }
  return all;
}

/// A room that is on by one kind is on; what another kind says of a room cannot be known before the
/// pending one has answered.
void JoinedLamps::hide_pending(RoomStates& all) {
  std::erase_if(pending_, [&](const RoomName& room) {
    const Result<OnOff>& seen = all.at(room);
    return seen && *seen == OnOff::on;
  });
  for (const RoomName& room : pending_) {
    all.insert_or_assign(room, Error{Fault::unavailable,
                                     "room " + room.text() + ": its lamps have not answered yet"});
  }
}

std::set<std::string> JoinedLamps::silent_lamps() const {
  std::set<std::string> all = silent_;
  for (const auto& worker : workers_) {
    all.insert(worker->silent_lamps().begin(), worker->silent_lamps().end());
  }
  return all;
}

void JoinedLamps::notify(std::function<void()> on_answer) {
  for (const auto& worker : workers_) worker->notify(on_answer);
}

}  // namespace lamplighter
