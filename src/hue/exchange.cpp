// SPDX-License-Identifier: Apache-2.0
#include "hue/exchange.h"

#include <fmt/format.h>
#include <httplib.h>

namespace lamplighter::hue {
namespace {

constexpr std::size_t longest_answer = 4 * 1024 * 1024;
constexpr time_t connect_seconds = 2;
constexpr time_t answer_seconds = 5;

httplib::Request to_httplib(const HttpRequest& request) {
  httplib::Request result;
  result.method = request.method;
  result.path = request.path;
  if (!request.body.empty()) {
    result.body = request.body;
    result.set_header("Content-Type", "application/json");
  }
  if (!request.application_key.empty()) {
    result.set_header("hue-application-key", request.application_key);
  }
  return result;
}

Error no_answer(const std::string& where, httplib::Error error) {
  return {Fault::unavailable,
          fmt::format("{}: no answer ({}); is the bridge on and in the same network?", where,
                      httplib::to_string(error))};
}

}  // namespace

void prepare(httplib::Client& client) {
  client.set_connection_timeout(connect_seconds);
  client.set_read_timeout(answer_seconds);
  client.set_write_timeout(answer_seconds);
  client.set_follow_location(false);  // a redirect turns a POST into a GET
  client.set_keep_alive(true);
  client.set_tcp_nodelay(true);
}

Result<HttpAnswer> exchange(httplib::Client& client, const HttpRequest& request,
                            const std::string& where) {
  HttpAnswer answer;
  bool too_long = false;
  httplib::Request sent = to_httplib(request);
  sent.content_receiver = [&](const char* bytes, std::size_t size, std::uint64_t, std::uint64_t) {
    too_long = answer.body.size() + size > longest_answer;
    if (!too_long) answer.body.append(bytes, size);
    return !too_long;
  };
  const httplib::Result result = client.send(sent);
  if (too_long) {
    return Error{Fault::bad_input, fmt::format("{}: the answer is longer than 4 MB", where)};
  }
  if (!result) return no_answer(where, result.error());
  answer.status = result->status;
  return answer;
}

Result<HttpAnswer> exchange_stream(httplib::Client& client, const HttpRequest& request,
                                   const std::string& last_id, const std::string& where,
                                   const std::function<bool(std::string_view)>& on_bytes) {
  HttpAnswer answer;
  httplib::Request sent = to_httplib(request);
  sent.set_header("Accept", "text/event-stream");
  if (!last_id.empty()) sent.set_header("last-event-id", last_id);
  sent.response_handler = [&](const httplib::Response& response) {
    answer.status = response.status;
    return true;
  };
  sent.content_receiver = [&](const char* bytes, std::size_t size, std::uint64_t, std::uint64_t) {
    if (answer.status == 200) return on_bytes(std::string_view(bytes, size));
    if (answer.body.size() + size <= longest_answer) answer.body.append(bytes, size);
    return true;
  };
  const httplib::Result result = client.send(sent);
  if (answer.status == 0) return no_answer(where, result.error());
  return answer;
}

}  // namespace lamplighter::hue
