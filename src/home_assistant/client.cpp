// SPDX-License-Identifier: Apache-2.0
#include "home_assistant/client.h"

#include "http/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace lamplighter::home_assistant {
namespace {

constexpr std::size_t longest_token = 4096;

/// Scheme, host, and a port or none; a slash at the end is forgiven.
bool is_base_url(std::string_view url) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!url.starts_with(scheme)) continue;
    const std::string_view rest = url.substr(scheme.size());
    return !rest.empty() && rest.find_first_of("/@?# \t\r\n") == std::string_view::npos;
  }
  return false;
}

bool fits_in_a_header(const std::string& token) {
  return !token.empty() && token.size() <= longest_token &&
         std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

Error explain(const std::string& where, const Error& error) {
  switch (error.fault) {
    case Fault::refused:
      return {Fault::refused,
              where +
                  ": its certificate does not name that host, or no trusted authority "
                  "signed it; name the authority in [home_assistant] ca_file"};
    case Fault::bad_input:
      return with_context(
          where, {Fault::bad_input, error.message + " as an answer; is that Home Assistant?"});
    default:
      return {Fault::unavailable,
              fmt::format("{}: no answer ({}); is Home Assistant running?", where, error.message)};
  }
}

}  // namespace

struct Client::Impl {
  std::string where;
  std::string authorization;
  http::Client client;
  std::stop_token stop;
};

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::~Client() = default;

Result<std::unique_ptr<Client>> Client::make(const Access& access, const http::Limits& limits,
                                             std::stop_token stop) {
  std::string base = access.url;
  if (base.ends_with('/')) base.pop_back();
  if (!is_base_url(base)) {
    return Error{Fault::bad_input,
                 "[home_assistant] url: expected scheme, host and port, as "
                 "\"http://homeassistant.local:8123\""};
  }
  if (!fits_in_a_header(access.token)) {
    return Error{Fault::bad_input,
                 "[home_assistant] token_file: expected the token alone, on one line"};
  }
  std::error_code ignored;
  if (!access.ca_file.empty() && !std::filesystem::is_regular_file(access.ca_file, ignored)) {
    return Error{Fault::bad_input, "[home_assistant] ca_file: no such file: " + access.ca_file};
  }
  return std::unique_ptr<Client>(new Client(std::make_unique<Impl>(
      Impl{base, "Authorization: Bearer " + access.token,
           http::Client({.limits = limits, .ca_file = access.ca_file}), std::move(stop)})));
}

Result<Answer> Client::send(const Request& request) {
  http::Request sent{.url = impl_->where + request.path, .headers = {impl_->authorization}};
  if (!request.body.empty()) {
    sent.method = "POST";
    sent.body = request.body;
    sent.headers.emplace_back("Content-Type: application/json");
  }
  Result<http::Answer> answer = impl_->client.send(sent, impl_->stop);
  if (!answer) return explain(impl_->where, answer.error());
  return Answer{answer->status, std::move(answer->body)};
}

}  // namespace lamplighter::home_assistant
