// SPDX-License-Identifier: Apache-2.0
#include "config/secret_file.h"

#include "files/private_files.h"
#include "files/replace_file.h"
#include "system/text_file.h"

#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace lamplighter::app {
namespace {

constexpr std::size_t largest_secret = 4096;
using SecretBytes = std::array<std::uint8_t, Secret::size>;

std::optional<SecretBytes> bytes_of_hex(std::string_view hex) {
  SecretBytes bytes{};
  if (hex.size() != 2 * bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char* digits = hex.data() + 2 * i;
    const auto [end, error] = std::from_chars(digits, digits + 2, bytes[i], 16);
    if (error != std::errc() || end != digits + 2) return std::nullopt;
  }
  return bytes;
}

/// Creates the file, unless another process has created it meanwhile.
Result<void> make_planning_secret(const std::string& path) {
  SecretBytes bytes{};
  if (::getentropy(bytes.data(), bytes.size()) != 0) {
    return Error{
        Fault::io,
        fmt::format("{}: the system provided no random numbers for a planning secret", path)};
  }
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (auto made = files::make_private_folders(folder); !made) return made.error();
  std::string hex;
  for (const std::uint8_t byte : bytes) hex += fmt::format("{:02x}", byte);
  return files::make_file(path, hex + "\n");
}

}  // namespace

Result<std::string> read_secret_file(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
      (status.st_mode & 077U) != 0) {
    return Error{Fault::refused,
                 fmt::format("{}: others may read this secret; run: chmod 600 {}", path, path)};
  }
  Result<std::string> text = read_text_file(path, largest_secret);
  if (!text) return text;
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  return text;
}

Result<void> write_secret_file(const std::string& path, std::string_view secret) {
  return files::replace_file(path, std::string(secret) + "\n");
}

Result<Secret> planning_secret(const std::string& path) {
  Result<std::string> text = read_secret_file(path);
  if (!text && text.error().fault == Fault::not_found) {
    if (const Result<void> made = make_planning_secret(path); !made) return made.error();
    text = read_secret_file(path);
  }
  if (!text) return text.error();
  const std::optional<SecretBytes> bytes = bytes_of_hex(*text);
  if (!bytes) {
    return Error{Fault::bad_input,
                 fmt::format("{}: not a planning secret (64 hex digits); delete it and a new one "
                             "is created, which changes all plans",
                             path)};
  }
  return Secret(*bytes);
}

Result<mqtt::Settings> broker_login(const BrokerConfig& broker) {
  mqtt::Settings settings{.host = broker.host,
                          .port = broker.port,
                          .user = broker.user,
                          .ca_file = broker.ca_file,
                          .cert_file = broker.cert_file,
                          .key_file = broker.key_file};
  if (!broker.password_file.empty()) {
    Result<std::string> password = read_secret_file(broker.password_file);
    if (!password) return password.error();
    settings.password = *std::move(password);
  }
  return settings;
}

}  // namespace lamplighter::app
