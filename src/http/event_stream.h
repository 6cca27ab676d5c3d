// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::http {

/// One message of a text/event-stream.
struct StreamMessage {
  std::string id;
  std::string text;

  friend bool operator==(const StreamMessage&, const StreamMessage&) = default;
};

/// Cuts the bytes of a text/event-stream into messages, however they arrive. Comments and fields
/// other than id and data are passed over. A message of more than 1 MB is dropped and counted; an
/// id of more than 256 bytes is passed over.
class StreamReader {
 public:
  /// The messages that are complete with these bytes.
  std::vector<StreamMessage> read(std::string_view bytes);

  [[nodiscard]] std::size_t dropped() const { return dropped_; }

 private:
  void end_line(std::vector<StreamMessage>& complete);
  void take_field(std::string_view line);
  void check_size();

  std::string line_;
  StreamMessage message_;
  bool is_empty_line_ = true;
  bool has_text_ = false;
  bool is_too_long_ = false;
  bool skip_line_feed_ = false;
  std::size_t dropped_ = 0;
};

}  // namespace lamplighter::http
