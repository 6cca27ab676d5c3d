// SPDX-License-Identifier: Apache-2.0
#include "web/sessions.h"

#include "web/hex.h"

#include <openssl/crypto.h>
#include <sys/random.h>

#include <algorithm>

namespace lamplighter::web {
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
