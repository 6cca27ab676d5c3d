// SPDX-License-Identifier: Apache-2.0
#include "hue/exchange.h"

#include <fmt/format.h>

namespace lamplighter::hue {

http::Request to_http(const HttpRequest& request, const std::string& base) {
  http::Request result{.url = base + request.path, .method = request.method};
  if (!request.body.empty()) {
    result.body = request.body;
    result.headers.emplace_back("Content-Type: application/json");
  }
  if (!request.application_key.empty())
    result.headers.push_back("hue-application-key: " + request.application_key);
  return result;
}

Error explain(const std::string& where, const Error& error) {
  if (error.fault != Fault::unavailable)
    return with_context(where, {error.fault, "the answer is refused: " + error.message});
  return {Fault::unavailable,
          fmt::format("{}: no answer ({}); is the bridge on and in the same network?", where,
                      error.message)};
}

Result<HttpAnswer> exchange(http::Client& client, const http::Request& request,
                            const std::string& where, const std::stop_token& stop) {
  Result<http::Answer> answer = client.send(request, stop);
  if (!answer) return explain(where, answer.error());
  return HttpAnswer{answer->status, std::move(answer->body)};
}

}  // namespace lamplighter::hue
