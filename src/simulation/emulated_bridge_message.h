// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

namespace lamplighter::simulation {

/// What a client asks of the emulated bridge, after HTTP has been taken off.
struct BridgeRequest {
  std::string method;  ///< upper case
  std::string path;    ///< as sent, without the query
  std::string body;
  std::string application_key;  ///< header hue-application-key; empty where there is none
  bool secure = false;          ///< came over https
};

/// What the emulated bridge answers.
struct BridgeAnswer {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::string location;  ///< for a redirect; otherwise empty
};

/// An answer of JSON text with status 200.
inline BridgeAnswer json_answer(std::string text) {
  BridgeAnswer answer;
  answer.body = std::move(text);
  return answer;
}

/// A page for people, as the web server in front of a bridge sends: no JSON.
inline BridgeAnswer page_answer(int status, const std::string& text) {
  BridgeAnswer answer;
  answer.status = status;
  answer.body = "<html><body>" + text + "</body></html>";
  answer.content_type = "text/html";
  return answer;
}

}  // namespace lamplighter::simulation
