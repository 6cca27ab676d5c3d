// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace lamplighter::node {

enum class LinkState : uint8_t { closed, opening, open };

/// A stream of bytes to the broker and back, e.g. TCP over Wi-Fi. No call waits for the other side.
class Link {
 public:
  /// Begins to connect; `state` tells what became of it.
  virtual void open() = 0;

  virtual void close() = 0;

  virtual LinkState state() = 0;

  /// Hands over up to `count` bytes and says how many were taken; 0 while the line is busy.
  virtual size_t write(const uint8_t* bytes, size_t count) = 0;

  /// Takes up to `count` bytes that have come and says how many; 0 where there are none now.
  virtual size_t read(uint8_t* into, size_t count) = 0;

 protected:
  ~Link() = default;  // never deleted through this seam: the board has no heap to give back to
};

}  // namespace lamplighter::node
