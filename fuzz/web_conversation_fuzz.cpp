// SPDX-License-Identifier: Apache-2.0
// Complete conversations with the server over TCP. The first byte chooses how an input is sent:
//
//   even: unchanged, in two parts; the server must only survive it.
//   odd: as a page of another site can make a browser send it: up to the first empty line the input
//        is the lines of one head, to which Origin and Content-Length are added; the rest is the
//        body. No handler of a POST may be reached, however much the body looks like a request.
//
// The second byte gives the position of the split. Whatever was sent, a valid request gets its
// response on a new connection.
#include "web/raw_connection.h"
#include "web/server.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using namespace lamplighter::web;

namespace {

constexpr const char* path = "/api/v1/away";

std::atomic<int> posts{0};

void check(bool is_so) {
  if (!is_so) std::abort();
}

const Server& server() {
  static ChangeFeed feed;
  static const Asset page[] = {{"/index.html", "text/html", "0123456789abcdef", "packed"}};
  static const auto started = Server::start(
      {.port = 0, .longest = std::chrono::minutes(5), .idle = std::chrono::minutes(5)},
      {{"GET", path, [](const Request&) -> Answer { return {.body = "home"}; }},
       {"GET", "/api/v1/rows",
        [](const Request&) -> Answer {
          auto left = std::make_shared<int>(3);
          return {.more = [left] { return (*left)-- > 0 ? std::string(2000, 'x') : ""; }};
        }},
       {"POST", path,
        [](const Request& request) -> Answer {
          ++posts;
          return {.body = request.body};
        }}},
      page, feed);
  check(started.has_value());
  return **started;
}

/// A different loopback address for each connection, so that ports are not exhausted.
in_addr_t next_source() {
  static std::uint32_t number = 0;
  return INADDR_LOOPBACK + 1 + number++ % 0xfffff0;
}

std::string host() { return "Host: 127.0.0.1:" + std::to_string(server().port()) + "\r\n"; }

std::string as_foreign_page(std::string_view input) {
  std::string head;
  while (!input.empty() && head.size() < 8000) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    std::string line(input.substr(0, end));
    input.remove_prefix(std::min(end + 1, input.size()));
    std::erase(line, '\r');
    if (line.empty()) break;
    head += line + "\r\n";
    if (head.size() == line.size() + 2) head += host();
  }
  return head + "Origin: http://evil.example\r\nContent-Length: " + std::to_string(input.size()) +
         "\r\n\r\n" + std::string(input);
}

/// Sends all of it, in two parts, and waits for the end.
void converse(const std::string& bytes, std::size_t split) {
  const RawConnection client(server().port(), next_source());
  split = std::min(split, bytes.size());
  check(client.is_connected());
  client.send(std::string_view(bytes).substr(0, split));
  client.send(std::string_view(bytes).substr(split));
  client.end_sending();
  static_cast<void>(client.read_all());
}

void check_honest_requests() {
  const RawConnection client(server().port(), next_source());
  const int before = posts;
  const std::string post = std::string("POST ") + path + " HTTP/1.1\r\n" + host() +
                           "Content-Type: application/json\r\nContent-Length: 2\r\n";
  client.send("GET " + std::string(path) + " HTTP/1.1\r\n" + host() + "\r\n" + post +
              "Connection: close\r\n\r\n{}");
  const std::string got = client.read_all();
  check(got.starts_with("HTTP/1.1 200 ") && got.find("home") < got.rfind("HTTP/1.1 200 "));
  check(got.ends_with("\r\n\r\n{}") && posts == before + 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const bool is_foreign = bytes[0] % 2 == 1;
  const std::size_t split = bytes[1] * std::size_t{size < 256 ? 1U : size / 256};
  const std::string input(reinterpret_cast<const char*>(bytes + 2), size - 2);
  const int before = posts;
  converse(is_foreign ? as_foreign_page(input) : input, split);
  check(!is_foreign || posts == before);
  check_honest_requests();
  return 0;
}
