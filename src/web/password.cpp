// SPDX-License-Identifier: Apache-2.0
#include "web/password.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <sys/random.h>

#include <array>
#include <charconv>
#include <optional>

namespace lamplighter::web {
namespace {

constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes = 32;
constexpr std::uint64_t most_memory = 256U << 20U;

/// Within [1, most].
std::optional<unsigned> cost(std::string_view text, unsigned most) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || value < 1 || value > most) return std::nullopt;
  return value;
}

/// The text between `$`s; nothing unless there are six fields.
std::optional<std::array<std::string_view, 6>> fields_of(std::string_view text) {
  std::array<std::string_view, 6> fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::size_t end = text.find('$');
    if ((end == std::string_view::npos) != (i + 1 == fields.size())) return std::nullopt;
    fields[i] = text.substr(0, end);
    text.remove_prefix(i + 1 == fields.size() ? text.size() : end + 1);
  }
  return fields;
}

Error not_a_hash() {
  return {Fault::bad_input,
          "not a password stored by `lamplighter serve --set-password`; set it again"};
}

}  // namespace

Result<PasswordHash> PasswordHash::of(std::string_view password) {
  if (password.size() < shortest_password || password.size() > longest_password) {
    return Error{Fault::bad_input,
                 fmt::format("a password needs {} to {} characters; choose another",
                             shortest_password, longest_password)};
  }
  std::string salt(salt_bytes, '\0');
  if (::getentropy(salt.data(), salt.size()) != 0)
    return Error{Fault::io, "the system provided no random numbers for a password's salt"};
  PasswordHash made({}, std::move(salt));
  made.hash_ = made.derive(password);
  if (made.hash_.empty())
    return Error{Fault::io, "not enough memory for scrypt, which needs 16 MB"};
  return made;
}

Result<PasswordHash> PasswordHash::parse(std::string_view text) {
  const auto fields = fields_of(text);
  if (!fields || (*fields)[0] != "scrypt") return not_a_hash();
  const auto log_n = cost((*fields)[1], 17);
  const auto r = cost((*fields)[2], 16);
  const auto p = cost((*fields)[3], 16);
  std::optional<std::string> salt = from_hex((*fields)[4]);
  std::optional<std::string> hash = from_hex((*fields)[5]);
  if (!log_n || !r || !p || !salt || !hash || salt->size() < 8 || salt->size() > 64 ||
      hash->size() != hash_bytes) {
    return not_a_hash();
  }
  PasswordHash read({*log_n, *r, *p}, *std::move(salt));
  read.hash_ = *std::move(hash);
  return read;
}

std::string PasswordHash::text() const {
  return fmt::format("scrypt${}${}${}${}${}", costs_.log_n, costs_.r, costs_.p, to_hex(salt_),
                     to_hex(hash_));
}

bool PasswordHash::matches(std::string_view password) const {
  if (password.size() > longest_password) return false;
  const std::string derived = derive(password);
  return derived.size() == hash_.size() &&
         CRYPTO_memcmp(derived.data(), hash_.data(), hash_.size()) == 0;
}

/// Empty if there is not enough memory.
std::string PasswordHash::derive(std::string_view password) const {
  std::string derived(hash_bytes, '\0');
  const int done = EVP_PBE_scrypt(
      password.data(), password.size(), reinterpret_cast<const unsigned char*>(salt_.data()),
      salt_.size(), std::uint64_t{1} << costs_.log_n, costs_.r, costs_.p, most_memory,
      reinterpret_cast<unsigned char*>(derived.data()), derived.size());
  return done == 1 ? derived : std::string();
}

}  // namespace lamplighter::web
