// SPDX-License-Identifier: Apache-2.0
#include "http/event_stream.h"

#include <utility>

namespace lamplighter::http {
namespace {

constexpr std::size_t longest_message = 1024 * 1024;
constexpr std::size_t longest_id = 256;  // it is sent back in a header

}  // namespace

std::vector<StreamMessage> StreamReader::read(std::string_view bytes) {
  std::vector<StreamMessage> complete;
  for (const char c : bytes) {
    const bool was_return = std::exchange(skip_line_feed_, c == '\r');
    if (c == '\n' && was_return) continue;
    if (c == '\n' || c == '\r') {
      end_line(complete);
    } else {
      is_empty_line_ = false;
      if (!is_too_long_) line_ += c;
      check_size();
    }
  }
  return complete;
}

void StreamReader::check_size() {
  if (line_.size() + message_.text.size() <= longest_message) return;
  is_too_long_ = true;
  line_.clear();
  message_.text.clear();
}

void StreamReader::end_line(std::vector<StreamMessage>& complete) {
  if (is_empty_line_) {
    if (is_too_long_) ++dropped_;
    if (has_text_ && !is_too_long_) complete.push_back({message_.id, std::move(message_.text)});
    message_.text.clear();
    has_text_ = false;
    is_too_long_ = false;
  } else if (!is_too_long_) {
    take_field(line_);
  }
  line_.clear();
  is_empty_line_ = true;
}

void StreamReader::take_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  const std::string_view field = line.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? "" : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "id" && value.size() <= longest_id) message_.id = std::string(value);
  if (field != "data") return;
  if (has_text_) message_.text += '\n';
  message_.text += value;
  has_text_ = true;
}

}  // namespace lamplighter::http
