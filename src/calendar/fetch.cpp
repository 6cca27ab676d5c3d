// SPDX-License-Identifier: Apache-2.0
#include "calendar/fetch.h"

#include <fmt/format.h>
#include <httplib.h>

#include <algorithm>

namespace lamplighter {
namespace {

constexpr time_t patience_seconds = 10;

}  // namespace

bool is_web_address(const std::string& text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

Result<std::string> fetch(const std::string& url, std::size_t limit) {
  const std::size_t host = url.find("://") + 3;
  const std::size_t slash = is_web_address(url) ? std::min(url.find('/', host), url.size()) : 0;
  httplib::Client client(url.substr(0, slash));
  if (slash <= host || !client.is_valid())
    return Error{Fault::bad_input, fmt::format("\"{}\" is no http or https URL", url)};
  client.set_connection_timeout(patience_seconds);
  client.set_read_timeout(patience_seconds);
  client.set_follow_location(true);
  std::string body;
  bool too_long = false;
  const auto take = [&](const char* bytes, std::size_t size) {
    too_long = body.size() + size > limit;
    if (!too_long) body.append(bytes, size);
    return !too_long;
  };
  const std::string path = slash == url.size() ? "/" : url.substr(slash);
  const httplib::Result answer = client.Get(path, take);
  if (too_long) return Error{Fault::bad_input, fmt::format("{}: more than {} bytes", url, limit)};
  if (!answer) {
    return Error{Fault::unavailable,
                 fmt::format("{}: no answer ({})", url, httplib::to_string(answer.error()))};
  }
  if (answer->status != 200)
    return Error{Fault::unavailable, fmt::format("{}: answers {}", url, answer->status)};
  return body;
}

}  // namespace lamplighter
