// SPDX-License-Identifier: Apache-2.0
#include "page/settings.h"

#include "config/secret_file.h"
#include "files/private_files.h"

#include <fmt/format.h>

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iostream>

namespace lamplighter::app {
namespace {

/// A terminal shows nothing of what is typed while this lives.
class Unshown {
 public:
  Unshown() : is_terminal_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (is_terminal_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~Unshown() {
    if (is_terminal_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Unshown(const Unshown&) = delete;
  Unshown& operator=(const Unshown&) = delete;

 private:
  termios before_{};
  bool is_terminal_;
};

std::string line_after(const char* question) {
  if (::isatty(STDIN_FILENO) == 1) fmt::print(stderr, "{}", question);
  std::string line;
  std::getline(std::cin, line);
  if (::isatty(STDIN_FILENO) == 1) fmt::print(stderr, "\n");
  return line;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

}  // namespace

Result<web::ServerSettings> page_settings(const Config& config) {
  web::ServerSettings settings{
      .host = config.web.listen,
      .port = config.web.port,
      .names = config.web.names,
      .password = std::nullopt,
      .certificate = std::nullopt,
  };
  std::transform(settings.names.begin(), settings.names.end(), settings.names.begin(), lower);
  if (!config.web.certificate.empty())
    settings.certificate = web::Certificate{config.web.certificate, config.web.key};
  const std::string path = password_path(config);
  const Result<std::string> text = read_secret_file(path);
  const bool is_missing = !text && text.error().fault == Fault::not_found;
  if (is_missing && config.web.password_file.empty()) return settings;
  if (!text) return text.error();
  const Result<web::PasswordHash> password = web::PasswordHash::parse(*text);
  if (!password) return with_context(path, password.error());
  settings.password = *password;
  return settings;
}

Result<void> set_page_password(const Config& config, std::string_view password) {
  const Result<web::PasswordHash> hash = web::PasswordHash::of(password);
  if (!hash) return hash.error();
  const std::string path = password_path(config);
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (auto made = files::make_private_folders(folder); !made) return made;
  return write_secret_file(path, hash->text());
}

Result<std::string> ask_password() {
  const Unshown unshown;
  std::string password = line_after("A new password for the page: ");
  if (password.empty()) return Error{Fault::bad_input, "no password was given; nothing changed"};
  if (::isatty(STDIN_FILENO) == 1 && line_after("Once more: ") != password)
    return Error{Fault::bad_input, "the two passwords differ; nothing changed"};
  return password;
}

}  // namespace lamplighter::app
