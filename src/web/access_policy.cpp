// SPDX-License-Identifier: Apache-2.0
#include "web/access_policy.h"

#include "web/handler_threads.h"
#include "web/password.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/crypto.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace lamplighter::web {
namespace {

constexpr std::size_t network_bytes = 8;  // of the 16 of an IPv6 address
constexpr std::size_t mapped_at = 12;     // offset of an embedded IPv4 address

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

/// If there are too many accounts, the least informative one is dropped: its client has used the
/// fewest attempts.
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
    return Error{Fault::io, "the system provided no random numbers for a session"};
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

namespace {

bool is_api(const std::string& path) { return path.starts_with("/api/"); }

bool is_json(std::string_view content_type) {
  constexpr std::string_view json = "application/json";
  return content_type.starts_with(json) &&
         (content_type.size() == json.size() || content_type[json.size()] == ';' ||
          content_type[json.size()] == ' ');
}

bool is_foreign(const std::string& fetch_site) {
  return !fetch_site.empty() && fetch_site != "same-origin" && fetch_site != "none";
}

/// Based on headers from browsers; other programs send neither.
bool is_from_another_site(const RequestHeaders& headers) {
  const bool has_origin = !headers.origin.empty();
  return (has_origin && !is_same_origin(headers.origin, headers.host)) ||
         is_foreign(headers.fetch_site);
}

/// The same behind the ingress, whose Host may differ from the browser's.
bool is_from_another_site_by_ingress(RequestHeaders headers) {
  if (!headers.forwarded_host.empty()) headers.host = headers.forwarded_host;
  return is_from_another_site(headers);
}

/// A string member of a JSON object; nothing for any other body.
std::optional<std::string> text_in(const std::string& body, const char* name) {
  const auto document = nlohmann::json::parse(body, nullptr, false);
  if (!document.is_object()) return std::nullopt;
  const auto text = document.find(name);
  if (text == document.end() || !text->is_string()) return std::nullopt;
  return text->get<std::string>();
}

constexpr std::string_view code_letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
constexpr std::size_t code_length = 8;
static_assert(code_letters.size() == 32, "each byte gives each letter as often");

/// Normalises a code for comparison: people type it in lower case, and in groups.
std::string plain_code(std::string_view typed) {
  std::string code;
  for (const char letter : typed) {
    if (letter == ' ' || letter == '-') continue;
    code += 'a' <= letter && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  return code;
}

/// Takes constant time.
bool is_same_code(std::string_view one, std::string_view other) {
  if (one.size() != other.size()) return false;
  int differing = 0;
  for (std::size_t i = 0; i < one.size(); ++i) differing |= one[i] ^ other[i];
  return differing == 0;
}

/// "first_password" tells the page which form to show.
Answer first_password_needed() {
  const nlohmann::ordered_json document{
      {"error", "no password is set yet; set one with the code from the log"},
      {"first_password", true}};
  return {.status = 401, .body = document.dump()};
}

}  // namespace

Result<std::string> make_code() {
  std::array<unsigned char, code_length> bytes{};
  if (::getentropy(bytes.data(), bytes.size()) != 0)
    return Error{Fault::io, "the system provided no random numbers for a code"};
  std::string code;
  for (const unsigned char byte : bytes) code += code_letters[byte % code_letters.size()];
  return code;
}

AccessPolicy::AccessPolicy(AccessSettings settings)
    : settings_(std::move(settings)),
      sessions_(settings_.sessions ? settings_.sessions : std::make_shared<Sessions>()) {
  sessions_->belong_to(settings_.password ? settings_.password->text() : "");
  if (settings_.password) checker_ = std::make_unique<PasswordChecker>(*settings_.password);
  has_password_ = checker_ != nullptr;
}

bool AccessPolicy::is_ingress(const std::string& address) const {
  return !settings_.ingress.empty() && address == settings_.ingress;
}

/// With an ingress, all clients except this machine must use it.
bool AccessPolicy::bypasses_ingress(const std::string& address) const {
  return !settings_.ingress.empty() && !is_ingress(address) && !is_loopback(address);
}

std::optional<Answer> AccessPolicy::refuse(const RequestHeaders& headers, Moment now) const {
  if (bypasses_ingress(headers.address))
    return refusal(403, "this page is shown by Home Assistant only; open it there");
  const bool by_ingress = is_ingress(headers.address);
  if (!by_ingress && !is_our_host(headers.host, settings_.names)) {
    return refusal(
        421, "unknown host name; add it to [web] names, or use the machine's address instead");
  }
  const bool changes = headers.method != "GET" && headers.method != "HEAD";
  if (changes && !is_json(headers.content_type))
    return refusal(415, "a POST needs a body of type application/json");
  const bool is_foreign_request =
      by_ingress ? is_from_another_site_by_ingress(headers) : is_from_another_site(headers);
  if ((changes || is_api(headers.path)) && is_foreign_request)
    return refusal(403, "requests from other sites are refused");
  if (by_ingress) return std::nullopt;
  if (!is_api(headers.path) || headers.path == login_path || headers.path == first_password_path)
    return std::nullopt;
  if (!has_password()) {
    if (is_loopback(headers.address) || settings_.first.code.empty()) return std::nullopt;
    return first_password_needed();
  }
  if (sessions_->knows(token_of(headers), now)) return std::nullopt;
  return refusal(401, "Login required");
}

/// The rejection of a wrong code; nothing for the right one.
std::optional<Answer> AccessPolicy::wrong_code(const std::string& code) {
  if (wrong_codes_ >= most_codes) {
    return refusal(429, fmt::format("{} wrong codes were tried; restart the service for a new one: "
                                    "sudo systemctl restart lamplighter",
                                    most_codes));
  }
  if (is_same_code(plain_code(code), settings_.first.code)) return std::nullopt;
  ++wrong_codes_;
  return refusal(
      403, "Wrong code; the log has it: sudo journalctl -u lamplighter | grep \"enter the code\"");
}

Answer AccessPolicy::set_first_password(const RequestHeaders& headers, const std::string& body,
                                        Moment now) {
  const std::lock_guard lock(setting_);
  if (has_password() || settings_.first.code.empty())
    return refusal(404, "a password is set already, or none is needed");
  const std::optional<std::string> code = text_in(body, "code");
  const std::optional<std::string> password = text_in(body, "password");
  if (!code || !password) return refusal(400, R"(expected {"code":"…","password":"…"})");
  if (auto wrong = wrong_code(*code)) return *std::move(wrong);
  const Result<PasswordHash> kept = settings_.first.keep(*password);
  if (!kept)
    return refusal(kept.error().fault == Fault::bad_input ? 400 : 500, kept.error().message);
  sessions_->belong_to(kept->text());
  checker_ = std::make_unique<PasswordChecker>(*kept);
  has_password_ = true;
  return welcome(settings_.secure || headers.origin.starts_with("https://"), now);
}

void AccessPolicy::login(const RequestHeaders& headers, const std::string& body, Moment now,
                         Answered answered) {
  if (!has_password()) return answered(refusal(404, "no password is set"));
  std::optional<std::string> password = text_in(body, "password");
  if (!password) return answered(refusal(400, R"(expected {"password":"…"})"));
  const bool secure = settings_.secure || headers.origin.starts_with("https://");
  auto done = [this, answered = std::move(answered), secure, now](bool is_checked, bool is_right) {
    if (!is_checked) return answered(refusal(429, "Too many attempts; wait a minute"));
    answered(is_right ? welcome(secure, now) : refusal(403, "Wrong password"));
  };
  checker_->check({client_of(headers.address), *std::move(password), std::move(done)}, now);
}

Answer AccessPolicy::welcome(bool secure, Moment now) {
  const Result<std::string> token = sessions_->begin(now);
  if (!token) return refusal(500, token.error().message);
  return {.body = "{}", .headers = {{"Set-Cookie", cookie_text(*token, secure, false)}}};
}

Answer AccessPolicy::logout(const RequestHeaders& headers) {
  sessions_->end(token_of(headers));
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

namespace {

constexpr std::size_t longest_name = 253;

struct Parts {
  std::string name;
  std::string port;  ///< empty if there is none
};

char lower(char letter) {
  return 'A' <= letter && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port > 0 && port < 65536;
}

bool is_name(std::string_view text) {
  const auto fits = [](char letter) {
    return ('a' <= letter && letter <= 'z') || ('0' <= letter && letter <= '9') || letter == '-' ||
           letter == '.' || letter == '_';
  };
  return !text.empty() && text.size() <= longest_name &&
         std::all_of(text.begin(), text.end(), fits);
}

bool is_address_of(int family, const std::string& name) {
  unsigned char bytes[sizeof(in6_addr)];
  const bool is_whole = name.find('\0') == std::string::npos;  // inet_pton stops there
  return is_whole && ::inet_pton(family, name.c_str(), bytes) == 1;
}

std::optional<Parts> parts_of(std::string_view header) {
  if (header.size() > longest_name + 8) return std::nullopt;
  std::string text(header);
  std::transform(text.begin(), text.end(), text.begin(), lower);
  const bool in_brackets = text.starts_with('[');
  const std::size_t name_end = in_brackets ? text.find(']') : text.find(':');
  if (in_brackets && name_end == std::string::npos) return std::nullopt;
  Parts parts;
  parts.name = in_brackets ? text.substr(1, name_end - 1) : text.substr(0, name_end);
  const std::string rest =
      name_end == std::string::npos ? "" : text.substr(name_end + (in_brackets ? 1 : 0));
  if (!rest.empty()) {
    if (rest.front() != ':' || !is_port(std::string_view(rest).substr(1))) return std::nullopt;
    parts.port = rest.substr(1);
  }
  const bool good = in_brackets ? is_address_of(AF_INET6, parts.name) : is_name(parts.name);
  if (!good) return std::nullopt;
  return parts;
}

}  // namespace

std::optional<std::string> host_name(std::string_view header) {
  std::optional<Parts> parts = parts_of(header);
  if (!parts) return std::nullopt;
  return std::move(parts->name);
}

bool is_address(const std::string& name) {
  return is_address_of(AF_INET, name) || is_address_of(AF_INET6, name);
}

bool is_loopback(const std::string& name) {
  return name == "localhost" || name == "::1" ||
         (name.starts_with("127.") && is_address_of(AF_INET, name));
}

bool is_our_host(std::string_view header, std::span<const std::string> names) {
  const std::optional<std::string> name = host_name(header);
  if (!name) return false;
  return is_address(*name) || *name == "localhost" ||
         std::find(names.begin(), names.end(), *name) != names.end();
}

bool is_same_origin(std::string_view origin, std::string_view host) {
  for (const auto& [scheme, usual_port] :
       {std::pair{std::string_view("http://"), "80"}, {std::string_view("https://"), "443"}}) {
    if (!origin.starts_with(scheme)) continue;
    const std::optional<Parts> theirs = parts_of(origin.substr(scheme.size()));
    const std::optional<Parts> ours = parts_of(host);
    const auto port = [usual = usual_port](const Parts& parts) {
      return parts.port.empty() ? usual : parts.port;
    };
    return theirs && ours && theirs->name == ours->name && port(*theirs) == port(*ours);
  }
  return false;
}

}  // namespace lamplighter::web
