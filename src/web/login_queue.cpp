// SPDX-License-Identifier: Apache-2.0
#include "web/login_queue.h"

#include "web/handler_threads.h"
#include "web/password.h"

#include <arpa/inet.h>
#include <openssl/crypto.h>
#include <sys/random.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace lamplighter::web {
namespace {

constexpr std::size_t network_bytes = 8;  // of the 16 of an IPv6 address
constexpr std::size_t mapped_at = 12;     // where an IPv4 address stands in it

}  // namespace

std::string client_of(const std::string& address) {
  in6_addr bytes{};
  const std::string plain = address.substr(0, address.find('%'));  // fe80::1%eth0
  if (::inet_pton(AF_INET6, plain.c_str(), &bytes) != 1) return address;
  if (IN6_IS_ADDR_V4MAPPED(&bytes)) {
    char text[INET_ADDRSTRLEN] = "";
    ::inet_ntop(AF_INET, &bytes.s6_addr[mapped_at], text, sizeof text);
    return text;
  }
  return to_hex({reinterpret_cast<const char*>(&bytes), network_bytes});
}

/// Where there are too many accounts, the one that says least makes room: its client has nearly all
/// of its attempts left.
LoginQueue::Account& LoginQueue::account_of(const std::string& client, Moment now) {
  for (Account& account : accounts_) {
    const double passed = std::chrono::duration<double>(now - account.at).count();
    account.left =
        std::min(most_attempts, account.left + std::max(0.0, passed) * attempts_per_second);
    account.at = now;
  }
  const auto known = std::find_if(accounts_.begin(), accounts_.end(),
                                  [&](const Account& one) { return one.client == client; });
  if (known != accounts_.end()) return *known;
  if (accounts_.size() == most_clients) {
    accounts_.erase(std::max_element(
        accounts_.begin(), accounts_.end(),
        [](const Account& one, const Account& other) { return one.left < other.left; }));
  }
  return accounts_.emplace_back(Account{client, most_attempts, now});
}

std::optional<LoginAttempt> LoginQueue::add(LoginAttempt attempt, Moment now) {
  Account& account = account_of(attempt.client, now);
  if (account.left < 1) return attempt;
  account.left -= 1;
  waiting_.push_back({std::move(attempt), most_attempts - account.left});
  if (waiting_.size() <= most_waiting) return std::nullopt;
  const auto last = std::max_element(
      waiting_.rbegin(), waiting_.rend(),
      [](const Waiting& one, const Waiting& other) { return one.spent < other.spent; });
  std::optional<LoginAttempt> refused = std::move(last->attempt);
  waiting_.erase(std::prev(last.base()));
  return refused;
}

std::optional<LoginAttempt> LoginQueue::take() {
  if (waiting_.empty()) return std::nullopt;
  const auto next = std::min_element(
      waiting_.begin(), waiting_.end(),
      [](const Waiting& one, const Waiting& other) { return one.spent < other.spent; });
  std::optional<LoginAttempt> taken = std::move(next->attempt);
  waiting_.erase(next);
  return taken;
}

void LoginQueue::succeeded(const std::string& client) {
  std::erase_if(accounts_, [&](const Account& one) { return one.client == client; });
}

void PasswordChecker::check(LoginAttempt attempt, LoginQueue::Moment now) {
  std::optional<LoginAttempt> refused;
  {
    const std::lock_guard lock(mutex_);
    refused = queue_.add(std::move(attempt), now);
    if (!thread_.joinable())
      thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  added_.notify_one();
  if (refused) refused->done(false, false);
}

void PasswordChecker::run(const std::stop_token& stop) {
  run_behind_others();
  std::unique_lock lock(mutex_);
  std::optional<LoginAttempt> attempt;
  while (added_.wait(lock, stop, [&] { return (attempt = queue_.take()).has_value(); })) {
    lock.unlock();
    const bool is_right = hash_.matches(attempt->password);
    attempt->done(true, is_right);
    lock.lock();
    if (is_right) queue_.succeeded(attempt->client);
  }
}

namespace {

constexpr std::size_t token_bytes = 32;

bool is_same(std::string_view one, std::string_view other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::string_view without_blanks(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

void Sessions::belong_to(const std::string& password) {
  const std::lock_guard lock(mutex_);
  if (password_ != password) sessions_.clear();
  password_ = password;
}

Result<std::string> Sessions::begin(Moment now) {
  std::string bytes(token_bytes, '\0');
  if (::getentropy(bytes.data(), bytes.size()) != 0)
    return Error{Fault::io, "the system gave no random numbers for a session"};
  const std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [&](const Session& session) { return session.until <= now; });
  if (sessions_.size() == most) sessions_.pop_front();
  sessions_.push_back({to_hex(bytes), now + lifetime});
  return sessions_.back().token;
}

bool Sessions::knows(std::string_view token, Moment now) const {
  const std::lock_guard lock(mutex_);
  return std::any_of(sessions_.begin(), sessions_.end(), [&](const Session& session) {
    return now < session.until && is_same(session.token, token);
  });
}

void Sessions::end(std::string_view token) {
  const std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [&](const Session& session) { return is_same(session.token, token); });
}

std::optional<std::string_view> cookie_value(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(';'), header.size());
    const std::string_view pair = without_blanks(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name)
      return pair.substr(equals + 1);
  }
  return std::nullopt;
}

}  // namespace lamplighter::web
