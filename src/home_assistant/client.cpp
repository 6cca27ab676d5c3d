// SPDX-License-Identifier: Apache-2.0
#include "home_assistant/client.h"

#include <fmt/format.h>
#include <httplib.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace lamplighter::home_assistant {
namespace {

constexpr std::size_t longest_answer = 1024 * 1024;
constexpr std::size_t longest_token = 4096;
constexpr time_t connect_seconds = 2;
constexpr time_t answer_seconds = 11;  // a service call returns after at most ten

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

bool is_certificates_fault(httplib::Error error) {
  return error == httplib::Error::SSLServerVerification || error == httplib::Error::SSLLoadingCerts;
}

}  // namespace

struct Client::Impl {
  Impl(const Access& access, const std::string& base) : where(base), client(base) {
    client.set_connection_timeout(connect_seconds);
    client.set_read_timeout(answer_seconds);
    client.set_write_timeout(answer_seconds);
    client.set_follow_location(false);  // the token is for this address alone
    client.set_keep_alive(true);
    client.set_tcp_nodelay(true);
    client.set_bearer_token_auth(access.token);
    if (!access.ca_file.empty()) client.set_ca_cert_path(access.ca_file);
    client.enable_server_certificate_verification(true);
  }

  Result<Answer> send(const Request& request);
  [[nodiscard]] Error no_answer(httplib::Error error) const;

  std::string where;
  httplib::Client client;
  bool has_connection = false;
};

Result<Answer> Client::Impl::send(const Request& request) {
  Answer answer;
  bool too_long = false;
  httplib::Request sent;
  sent.method = request.body.empty() ? "GET" : "POST";
  sent.path = request.path;
  sent.body = request.body;
  if (!request.body.empty()) sent.set_header("Content-Type", "application/json");
  sent.content_receiver = [&](const char* bytes, std::size_t size, std::uint64_t, std::uint64_t) {
    too_long = answer.body.size() + size > longest_answer;
    if (!too_long) answer.body.append(bytes, size);
    return !too_long;
  };
  const httplib::Result result = client.send(sent);
  if (too_long)
    return Error{Fault::bad_input, where + ": an answer of over 1 MB; is that Home Assistant?"};
  if (!result) return no_answer(result.error());
  answer.status = result->status;
  return answer;
}

Error Client::Impl::no_answer(httplib::Error error) const {
  if (is_certificates_fault(error)) {
    return {Fault::refused, where +
                                ": its certificate does not name that host, or nobody we trust "
                                "signed it; name the authority in [home_assistant] ca_file"};
  }
  return {Fault::unavailable, fmt::format("{}: no answer ({}); is Home Assistant running?", where,
                                          httplib::to_string(error))};
}

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::~Client() = default;

Result<std::unique_ptr<Client>> Client::make(const Access& access) {
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
  auto impl = std::make_unique<Impl>(access, base);
  if (!impl->client.is_valid())
    return Error{Fault::bad_input, "[home_assistant] url or ca_file cannot be used: " + base};
  return std::unique_ptr<Client>(new Client(std::move(impl)));
}

Result<Answer> Client::send(const Request& request) {
  Result<Answer> answer = impl_->send(request);
  // A connection that was kept may be closed meanwhile; every request may be repeated.
  const bool is_stale =
      !answer && impl_->has_connection && answer.error().fault == Fault::unavailable;
  if (is_stale) answer = impl_->send(request);
  impl_->has_connection = answer.has_value();
  return answer;
}

}  // namespace lamplighter::home_assistant
