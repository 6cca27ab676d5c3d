// SPDX-License-Identifier: Apache-2.0
#include "web/access_policy.h"

#include "web/host.h"

#include <nlohmann/json.hpp>

namespace lamplighter::web {
namespace {

bool is_api(const std::string& path) { return path.starts_with("/api/"); }

bool is_json(std::string_view content_type) {
  constexpr std::string_view json = "application/json";
  return content_type.starts_with(json) &&
         (content_type.size() == json.size() || content_type[json.size()] == ';' ||
          content_type[json.size()] == ' ');
}

/// By what browsers send; other programs send neither.
bool is_from_another_site(const RequestHeaders& headers) {
  if (!headers.origin.empty() && !is_same_origin(headers.origin, headers.host)) return true;
  return !headers.fetch_site.empty() && headers.fetch_site != "same-origin" &&
         headers.fetch_site != "none";
}

/// Nothing for a body that is something else.
std::optional<std::string> password_in(const std::string& body) {
  const auto document = nlohmann::json::parse(body, nullptr, false);
  if (!document.is_object()) return std::nullopt;
  const auto password = document.find("password");
  if (password == document.end() || !password->is_string()) return std::nullopt;
  return password->get<std::string>();
}

}  // namespace

AccessPolicy::AccessPolicy(AccessSettings settings) : settings_(std::move(settings)) {
  if (settings_.password) checker_ = std::make_unique<PasswordChecker>(*settings_.password);
}

std::optional<Answer> AccessPolicy::refuse(const RequestHeaders& headers, Moment now) const {
  if (!is_our_host(headers.host, settings_.names)) {
    return refusal(
        421, "unknown host name; add it to [web] names, or use the machine's address instead");
  }
  const bool changes = headers.method != "GET" && headers.method != "HEAD";
  if (changes && !is_json(headers.content_type))
    return refusal(415, "a POST needs a body of type application/json");
  if ((changes || is_api(headers.path)) && is_from_another_site(headers))
    return refusal(403, "requests from other sites are refused");
  if (!settings_.password || !is_api(headers.path) || headers.path == login_path)
    return std::nullopt;
  if (sessions_.knows(token_of(headers), now)) return std::nullopt;
  return refusal(401, "Login required");
}

void AccessPolicy::login(const RequestHeaders& headers, const std::string& body, Moment now,
                         Answered answered) {
  if (!checker_) return answered(refusal(404, "no password is set"));
  std::optional<std::string> password = password_in(body);
  if (!password) return answered(refusal(400, R"(expected {"password":"…"})"));
  const bool secure = settings_.secure || headers.origin.starts_with("https://");
  auto done = [this, answered = std::move(answered), secure, now](bool is_checked, bool is_right) {
    if (!is_checked) return answered(refusal(429, "Too many attempts; wait a minute"));
    answered(is_right ? welcome(secure, now) : refusal(403, "Wrong password"));
  };
  checker_->check({client_of(headers.address), *std::move(password), std::move(done)}, now);
}

Answer AccessPolicy::welcome(bool secure, Moment now) {
  const Result<std::string> token = sessions_.begin(now);
  if (!token) return refusal(500, token.error().message);
  return {.body = "{}", .headers = {{"Set-Cookie", cookie_text(*token, secure, false)}}};
}

Answer AccessPolicy::logout(const RequestHeaders& headers) {
  sessions_.end(token_of(headers));
  return {.body = "{}", .headers = {{"Set-Cookie", cookie_text("", settings_.secure, true)}}};
}

std::string_view AccessPolicy::token_of(const RequestHeaders& headers) const {
  return cookie_value(headers.cookie, settings_.cookie).value_or(std::string_view());
}

std::string AccessPolicy::cookie_text(const std::string& token, bool secure, bool ends) const {
  const auto seconds = std::chrono::seconds(ends ? std::chrono::hours(0) : Sessions::lifetime);
  return settings_.cookie + "=" + token +
         "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(seconds.count()) +
         (secure ? "; Secure" : "");
}

}  // namespace lamplighter::web
