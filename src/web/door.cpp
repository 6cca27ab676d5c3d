// SPDX-License-Identifier: Apache-2.0
#include "web/door.h"

#include "web/host.h"

#include <nlohmann/json.hpp>

namespace lamplighter::web {
namespace {

Answer refusal(int status, const std::string& sentence) {
  return {.status = status, .body = nlohmann::json{{"error", sentence}}.dump()};
}

bool is_api(const std::string& path) { return path.starts_with("/api/"); }

bool is_json(std::string_view content_type) {
  constexpr std::string_view json = "application/json";
  return content_type.starts_with(json) &&
         (content_type.size() == json.size() || content_type[json.size()] == ';' ||
          content_type[json.size()] == ' ');
}

/// As browsers tell it; other programs say nothing.
bool is_from_another_site(const Head& head) {
  if (!head.origin.empty() && !is_same_origin(head.origin, head.host)) return true;
  return !head.fetch_site.empty() && head.fetch_site != "same-origin" && head.fetch_site != "none";
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

std::optional<Answer> Door::refuse(const Head& head, Moment now) const {
  if (!is_our_host(head.host, settings_.names)) {
    return refusal(421,
                   "this page is not known under that name; add the name to [web] names, or ask by "
                   "address");
  }
  const bool changes = head.method != "GET" && head.method != "HEAD";
  if (changes && !is_json(head.content_type))
    return refusal(415, "a POST has a body of type application/json");
  if ((changes || is_api(head.path)) && is_from_another_site(head))
    return refusal(403, "this came from another site's page");
  if (!settings_.password || !is_api(head.path) || head.path == login_path) return std::nullopt;
  if (sessions_.knows(token_of(head), now)) return std::nullopt;
  return refusal(401, "say the password first");
}

Answer Door::login(const Head& head, const std::string& body, Moment now) {
  if (!settings_.password) return refusal(404, "no password is asked here");
  const std::optional<std::string> password = password_in(body);
  if (!password) return refusal(400, R"(expected {"password":"…"})");
  if (!attempts_.allows(head.address, now)) return refusal(429, "too many attempts; wait a minute");
  {
    const std::lock_guard lock(checking_);
    if (!settings_.password->matches(*password)) return refusal(403, "that is not the password");
  }
  attempts_.succeeded(head.address);
  const Result<std::string> token = sessions_.begin(now);
  if (!token) return refusal(500, token.error().message);
  return {.body = "{}", .headers = {{"Set-Cookie", cookie_text(*token, false)}}};
}

Answer Door::logout(const Head& head) {
  sessions_.end(token_of(head));
  return {.body = "{}", .headers = {{"Set-Cookie", cookie_text("", true)}}};
}

std::string_view Door::token_of(const Head& head) const {
  return cookie_value(head.cookie, settings_.cookie).value_or(std::string_view());
}

std::string Door::cookie_text(const std::string& token, bool ends) const {
  const auto seconds = std::chrono::seconds(ends ? std::chrono::hours(0) : Sessions::lifetime);
  return settings_.cookie + "=" + token +
         "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(seconds.count()) +
         (settings_.secure ? "; Secure" : "");
}

}  // namespace lamplighter::web
