// SPDX-License-Identifier: Apache-2.0
// The smallest program with one complete node, to measure its size on the board: bus and link read
// and write a single unknown address, so that no part of the node can be optimised away. It is
// linked and measured, but never run.
#include "node/node.h"

namespace {

volatile uint8_t port;

class PortBus final : public lamplighter::node::I2cBus {
 public:
  bool write(uint8_t address, const uint8_t* bytes, size_t count) override {
    port = address;
    for (size_t i = 0; i < count; ++i) port = bytes[i];
    return port != 0;
  }
  bool write_then_read(uint8_t address, uint8_t sent, uint8_t* into, size_t count) override {
    port = address;
    port = sent;
    for (size_t i = 0; i < count; ++i) into[i] = port;
    return port != 0;
  }
};

class PortLink final : public lamplighter::node::Link {
 public:
  void open() override { port = 1; }
  void close() override { port = 0; }
  lamplighter::node::LinkState state() override {
    return static_cast<lamplighter::node::LinkState>(port % 3);
  }
  size_t write(const uint8_t* bytes, size_t count) override {
    for (size_t i = 0; i < count; ++i) port = bytes[i];
    return port;
  }
  size_t read(uint8_t* into, size_t count) override {
    for (size_t i = 0; i < count; ++i) into[i] = port;
    return count;
  }
};

PortBus bus;
PortLink link;
alignas(lamplighter::node::Node) unsigned char room[sizeof(lamplighter::node::Node)];

}  // namespace

inline void* operator new(size_t, void* at) noexcept { return at; }

// Functions that a compiler may call and that a board's C library has.
extern "C" {
void* memcpy(void* to, const void* from, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    static_cast<volatile char*>(to)[i] = static_cast<const char*>(from)[i];
  }
  return to;
}
void* memset(void* to, int value, size_t count) {
  for (size_t i = 0; i < count; ++i) static_cast<volatile char*>(to)[i] = static_cast<char>(value);
  return to;
}
void __cxa_pure_virtual() {
  for (;;) {
  }
}
int atexit(void (*)()) { return 0; }

void start() {
  const lamplighter::node::Settings settings{
      .id = "probe", .user = "u", .password = "p", .boot = 1};
  if (check(settings) != lamplighter::node::SettingsFault::none) return;
  auto* node = new (room) lamplighter::node::Node(bus, link, settings);
  node->set_wall_clock(port, port);
  for (uint32_t now = 0; port != 7; now += port) (void)node->poll({now, now});
  while (!node->leave({0, 0})) {
  }
}
}
