// SPDX-License-Identifier: Apache-2.0
#include "web/login_queue.h"

#include <gtest/gtest.h>

namespace lamplighter::web {
namespace {

using namespace std::chrono_literals;

LoginAttempt attempt_of(const std::string& client) { return {client, "guess", nullptr}; }

std::string guesser(int number) { return "10.0.0." + std::to_string(number); }

TEST(LoginQueue, AClientMayTryFiveTimesAndOnceMoreEveryTenSeconds) {
  LoginQueue queue;
  const LoginQueue::Moment now{1h};
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(queue.add(attempt_of("one"), now)) << i;
  EXPECT_TRUE(queue.add(attempt_of("one"), now));
  EXPECT_FALSE(queue.add(attempt_of("other"), now));
  EXPECT_TRUE(queue.add(attempt_of("one"), now + 9s));
  EXPECT_FALSE(queue.add(attempt_of("one"), now + 11s));
  EXPECT_TRUE(queue.add(attempt_of("one"), now + 11s));
  queue.succeeded("one");
  EXPECT_FALSE(queue.add(attempt_of("one"), now + 11s));
}

/// How many checks, of a tenth of a second each, come before that of a client that tries for the
/// first time, while 50 others guess as fast as they may and have done so for some time.
int checks_before_newcomer(std::chrono::milliseconds guessed_for) {
  LoginQueue queue;
  LoginQueue::Moment now{1h};
  const auto guess = [&] {
    for (int i = 0; i < 50; ++i) queue.add(attempt_of(guesser(i)), now);
  };
  for (const auto end = now + guessed_for; now < end; now += 100ms) {
    guess();
    queue.take();
  }
  EXPECT_FALSE(queue.add(attempt_of("newcomer"), now)) << "refused after " << guessed_for.count();
  for (int checks = 0; checks < 1000; ++checks, now += 100ms) {
    guess();
    const auto next = queue.take();
    if (next && next->client == "newcomer") return checks;
  }
  return 1000;
}

TEST(LoginQueue, ANewcomerIsCheckedSoonHoweverManyOthersGuess) {
  EXPECT_LE(checks_before_newcomer(100ms), 50);  // each guesser came once before it
  for (const auto guessed_for : {5'000ms, 60'000ms})
    EXPECT_LE(checks_before_newcomer(guessed_for), 1) << guessed_for.count();
}

TEST(LoginQueue, AFullQueueRefusesTheClientThatTriedMost) {
  LoginQueue queue;
  const LoginQueue::Moment now{1h};
  for (int i = 0; i < 2; ++i) queue.add(attempt_of("eager"), now);
  for (std::size_t i = 2; i < LoginQueue::most_waiting; ++i)
    EXPECT_FALSE(queue.add(attempt_of(guesser(static_cast<int>(i))), now));
  const auto refused = queue.add(attempt_of("newcomer"), now);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->client, "eager");
  std::size_t taken = 0;
  while (queue.take()) ++taken;
  EXPECT_EQ(taken, LoginQueue::most_waiting);
}

TEST(LoginQueue, ManyAddressesDoNotGiveOneItsAttemptsBack) {
  LoginQueue queue;
  const LoginQueue::Moment now{1h};
  for (int i = 0; i < 5; ++i) {
    queue.add(attempt_of("one"), now);
    queue.take();
  }
  for (int i = 0; i < 5000; ++i) {
    queue.add(attempt_of(std::to_string(i)), now);
    queue.take();
  }
  EXPECT_TRUE(queue.add(attempt_of("one"), now));
}

TEST(LoginQueue, AddressesOfOneNetworkAreOneClient) {
  EXPECT_EQ(client_of("192.168.1.4"), "192.168.1.4");
  EXPECT_EQ(client_of("::ffff:192.168.1.4"), "192.168.1.4");
  EXPECT_EQ(client_of("2001:db8:1:2::5"), client_of("2001:db8:1:2:ffff::9"));
  EXPECT_NE(client_of("2001:db8:1:2::5"), client_of("2001:db8:1:3::5"));
  EXPECT_EQ(client_of("fe80::1%eth0"), client_of("fe80::2"));
}

TEST(PasswordChecker, ChecksEachAttemptOnce) {
  std::mutex mutex;
  std::condition_variable checked;
  int right = 0;
  int wrong = 0;
  int refused = 0;
  PasswordChecker checker(*PasswordHash::parse(PasswordHash::of("correct horse")->text()));
  for (int i = 0; i < 7; ++i) {
    const std::string password = i == 0 ? "correct horse" : "wrong horse";
    checker.check({i == 0 ? "home" : "guesser", password,
                   [&](bool is_checked, bool is_right) {
                     const std::lock_guard lock(mutex);
                     ++(!is_checked ? refused : is_right ? right : wrong);
                     checked.notify_one();
                   }},
                  LoginQueue::Moment{1h});
  }
  std::unique_lock lock(mutex);
  EXPECT_TRUE(checked.wait_for(lock, 60s, [&] { return right + wrong + refused == 7; }));
  EXPECT_EQ(right, 1);
  EXPECT_EQ(wrong, 5);
  EXPECT_EQ(refused, 1);
}

}  // namespace
}  // namespace lamplighter::web
