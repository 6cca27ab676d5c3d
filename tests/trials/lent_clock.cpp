// SPDX-License-Identifier: Apache-2.0
#include "lent_clock.h"

#include "capture_process.h"

#include <sys/socket.h>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <utility>

namespace lamplighter::trials {
namespace {

/// A message on the socket, one per packet.
struct Word {
  enum class Kind : std::uint8_t { sleeps, woken, now, over } kind;
  std::int64_t at = 0;  ///< microseconds since 1970
};

std::int64_t count_of(Instant at) { return at.time_since_epoch().count(); }
Instant instant_of(std::int64_t count) { return Instant(std::chrono::microseconds(count)); }

void send(int socket, const Word& word) {
  static_cast<void>(::send(socket, &word, sizeof word, MSG_NOSIGNAL));
}

std::optional<Word> receive(int socket) {
  Word word{};
  if (::recv(socket, &word, sizeof word, 0) != sizeof word) return std::nullopt;
  return word;
}

}  // namespace

LentClock::LentClock(int socket, std::function<void()> over)
    : socket_(socket), over_(std::move(over)) {
  sleep_until(now() + std::chrono::microseconds(1), {});
}

bool LentClock::sleep_until(Instant at, const std::stop_token& stop) {
  if (stop.stop_requested()) return false;
  if (at <= now()) return true;
  send(socket_, {Word::Kind::sleeps, count_of(at)});
  const std::stop_callback wakes(stop, [this] { send(socket_, {Word::Kind::woken}); });
  const std::optional<Word> word = receive(socket_);
  if (!word) ::_exit(3);  // the lender has ended, so there is no one to report to
  {
    const std::lock_guard lock(mutex_);
    now_ = instant_of(word->at).time_since_epoch();
  }
  changed_.notify_all();
  if (word->kind == Word::Kind::over) over_();
  return now() >= at;
}

bool FollowingClock::sleep_until(Instant at, const std::stop_token& stop) {
  std::unique_lock lock(clock_.mutex_);
  return clock_.changed_.wait(lock, stop, [&] { return clock_.now() >= at; });
}

ClockLender::ClockLender() {
  int ends[2];
  require(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0, "no socket for the clock");
  ours_ = ends[0];
  theirs_ = ends[1];
  ::fcntl(ours_, F_SETFD, FD_CLOEXEC);
}

ClockLender::~ClockLender() {
  give_away();
  ::close(ours_);
}

void ClockLender::give_away() {
  if (theirs_ >= 0) ::close(std::exchange(theirs_, -1));
}

std::optional<Instant> ClockLender::next_sleep() {
  woken_ = false;
  for (;;) {
    const std::optional<Word> word = receive(ours_);
    if (!word) return std::nullopt;
    if (word->kind == Word::Kind::sleeps) return instant_of(word->at);
  }
}

bool ClockLender::was_woken(std::chrono::milliseconds patience) {
  pollfd waiting{.fd = ours_, .events = POLLIN, .revents = 0};
  if (!woken_ && ::poll(&waiting, 1, static_cast<int>(patience.count())) > 0)
    woken_ = receive(ours_).has_value();
  return woken_;
}

void ClockLender::wake(Instant now) { send(ours_, {Word::Kind::now, count_of(now)}); }

void ClockLender::end(Instant now) { send(ours_, {Word::Kind::over, count_of(now)}); }

}  // namespace lamplighter::trials
