// SPDX-License-Identifier: Apache-2.0
// A client's headers, target and body, and the contents of a password file. Whatever they are,
// nothing is allowed without the password.
#include "web/access_policy.h"
#include "web/password.h"
#include "web/route.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <future>
#include <string>
#include <string_view>
#include <vector>

using namespace lamplighter::web;

namespace {

void check(bool is_so) {
  if (!is_so) std::abort();
}

/// The input's lines, with "\r" and all.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (lines.size() < 7) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  // No password has this hash.
  static const PasswordHash hash = *PasswordHash::parse(
      "scrypt$1$1$1$536f6469756d43686c6f72696465$"
      "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2");
  // OpenSSL is initialised before the policy's thread starts, so that it is also destroyed after
  // it.
  static const bool is_begun = !hash.matches("");
  check(is_begun);
  static AccessPolicy policy({.names = {"lamp.lan"}, .password = hash});
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const std::vector<std::string> lines = lines_of(text);
  const RequestHeaders headers{.method = "POST",
                               .path = "/api/v1/away",
                               .host = lines[0],
                               .origin = lines[1],
                               .fetch_site = lines[2],
                               .content_type = lines[3],
                               .cookie = lines[4],
                               .address = "127.0.0.1",
                               .forwarded_host = lines[6]};
  check(policy.refuse(headers, {}).has_value());
  std::promise<int> status;
  policy.login(headers, lines[5], {},
               [&](const Answer& answer) { status.set_value(answer.status); });
  check(status.get_future().get() != 200);
  if (const auto request = parse_target(lines[0]))
    check(lines[0].starts_with(request->path) && request->query.size() <= lines[0].size());
  check(!takes_gzip(lines[1]) || lines[1].find("gzip") != std::string::npos);
  if (const auto name = host_name(text)) {
    check(!name->empty() && name->size() <= 253);
    check(host_name(is_address(*name) && name->find(':') != std::string::npos ? "[" + *name + "]"
                                                                              : *name) == *name);
    check(is_our_host(text, {}) == (is_address(*name) || *name == "localhost"));
  }
  if (const auto value = cookie_value(text, "lamplighter"))
    check(text.find(*value) != std::string_view::npos);
  if (const auto read = PasswordHash::parse(text))
    check(PasswordHash::parse(read->text())->text() == read->text());
  return 0;
}
