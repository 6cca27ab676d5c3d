// SPDX-License-Identifier: Apache-2.0
// Any bytes from a broker to the sensor node: the reader agrees with a slow one that sees all bytes
// at once, and the client never accepts an acknowledgement it did not wait for.
#include "node/mqtt_client.h"
#include "require.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace {

using namespace lamplighter::node;

/// Parses the three packets as a whole.
std::vector<Heard> slow_reader(const std::vector<std::uint8_t>& bytes) {
  std::vector<Heard> heard;
  for (std::size_t i = 0; i < bytes.size();) {
    const bool is_pong = bytes[i] == 0xD0;
    const bool is_known = is_pong || bytes[i] == 0x20 || bytes[i] == 0x40;
    if (!is_known) return heard.push_back(Heard::nonsense), heard;
    if (i + 1 == bytes.size()) return heard;
    if (bytes[i + 1] != (is_pong ? 0 : 2)) return heard.push_back(Heard::nonsense), heard;
    if (i + 2U + bytes[i + 1] > bytes.size()) return heard;
    const bool is_bad = (bytes[i] == 0x20 && bytes[i + 2] > 1) ||
                        (bytes[i] == 0x40 && bytes[i + 2] == 0 && bytes[i + 3] == 0);
    if (is_bad) return heard.push_back(Heard::nonsense), heard;
    heard.push_back(is_pong ? Heard::alive
                            : (bytes[i] == 0x20 ? Heard::connected : Heard::acknowledged));
    i += 2U + bytes[i + 1];
  }
  return heard;
}

void compare_readers(const std::vector<std::uint8_t>& bytes) {
  MqttReader reader;
  std::vector<Heard> heard;
  for (const std::uint8_t byte : bytes) {
    const Heard now = reader.take(byte);
    if (now != Heard::nothing_yet) heard.push_back(now);
    if (now == Heard::nonsense) break;
  }
  require(heard == slow_reader(bytes));
}

/// Sends the fuzzer's bytes, in pieces, on the first connection; accepts writes in pieces.
class Babble final : public Link {
 public:
  Babble(const std::vector<std::uint8_t>& bytes, std::size_t piece)
      : bytes_(bytes), piece_(piece) {}
  void open() override { state_ = LinkState::open; }
  void close() override { state_ = LinkState::closed; }
  LinkState state() override { return state_; }
  std::size_t write(const std::uint8_t*, std::size_t count) override {
    return std::min(count, piece_);
  }
  std::size_t read(std::uint8_t* into, std::size_t count) override {
    const std::size_t given = std::min({count, piece_, bytes_.size() - at_});
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at_), given, into);
    at_ += given;
    return given;
  }

 private:
  const std::vector<std::uint8_t>& bytes_;
  std::size_t piece_;
  std::size_t at_ = 0;
  LinkState state_ = LinkState::closed;
};

void converse(const std::vector<std::uint8_t>& bytes, std::size_t piece, std::uint32_t step_ms) {
  Babble link(bytes, piece);
  MqttClient client(link, {.client_id = "c", .will_topic = "t", .will_text = "x"}, 1);
  std::uint32_t now = 0xFFFFF000;
  for (std::size_t i = 0; i < 2 * bytes.size() + 100; ++i, now += step_ms) {
    const bool was_awaiting = client.is_awaiting();
    client.poll(now);
    if (client.take_acknowledged()) require(was_awaiting && !client.is_awaiting());
    if (!client.wants_message()) continue;
    const Message message{.topic = "t", .payload = "p", .payload_size = 1};
    if (client.is_awaiting()) {
      client.publish_again(message, now);
    } else {
      client.publish(message, now);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t piece = input[0] % 64U + 1;
  const std::uint32_t step_ms = 1U << (input[1] % 15U);
  const std::vector<std::uint8_t> bytes(input + 2, input + size);
  compare_readers(bytes);
  converse(bytes, piece, step_ms);
  return 0;
}
