// SPDX-License-Identifier: Apache-2.0
#include "calendar/fetch.h"

#include "http/client.h"

#include <fmt/format.h>

namespace lamplighter {
namespace {

constexpr int most_redirects = 5;

}  // namespace

bool is_web_address(const std::string& text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

Result<std::string> fetch(const std::string& url, std::size_t limit,
                          std::chrono::milliseconds deadline) {
  if (!http::is_url(url))
    return Error{Fault::bad_input, fmt::format("\"{}\" is not an http or https URL", url)};
  http::Client client({.limits = {.connect = deadline,
                                  .total = deadline,
                                  .body_bytes = limit,
                                  .redirects = most_redirects}});
  Result<http::Answer> answer = client.send({.url = url});
  if (!answer && answer.error().fault == Fault::unavailable)
    return Error{Fault::unavailable,
                 fmt::format("{}: no answer ({})", url, answer.error().message)};
  if (!answer) return with_context(url, answer.error());
  if (answer->status != 200)
    return Error{Fault::unavailable, fmt::format("{}: answers {}", url, answer->status)};
  return std::move(answer->body);
}

}  // namespace lamplighter
