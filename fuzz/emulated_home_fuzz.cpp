// SPDX-License-Identifier: Apache-2.0
// The emulated Home Assistant responds to any request: "METHOD PATH\n", lines "NAME=VALUE" of the
// query up to an empty line, and the rest is the body.
#include "home_assistant_emulator/home.h"

#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace lamplighter;
  using namespace lamplighter::home_assistant_emulator;
  std::istringstream text(std::string(reinterpret_cast<const char*>(bytes), size));
  HomeRequest request;
  std::string line;
  std::getline(text, request.method, ' ');
  std::getline(text, request.path);
  while (std::getline(text, line) && !line.empty()) {
    const std::size_t equals = line.find('=');
    request.query[line.substr(0, equals)] =
        equals == std::string::npos ? std::string() : line.substr(equals + 1);
  }
  std::getline(text, request.body, '\0');
  request.authorization = "Bearer t";

  EmulatedHome home;
  const Instant now(1'700'000'000s);
  home.add_token("t", true);
  home.set("light.desk", "off", now - 2h, R"({"brightness":7})");
  home.set("light.desk", "on", now - 1h);
  const HomeAnswer answer = home.answer(request, now);
  if (answer.status < 200 || answer.status > 499) std::abort();
  const std::string state = home.state_of("light.desk");
  if (state != "on" && state != "off") std::abort();
  return 0;
}
