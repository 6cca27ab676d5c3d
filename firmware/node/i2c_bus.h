// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace lamplighter::node {

/// A two-wire bus. An implementation waits for no longer than the transfer takes (under a
/// millisecond at 100 kHz).
class I2cBus {
 public:
  /// Sends `count` bytes to the 7-bit `address`. False where a byte was not acknowledged.
  virtual bool write(uint8_t address, const uint8_t* bytes, size_t count) = 0;

  /// Sends one byte and then, after a repeated start, reads `count` bytes. False where a byte was
  /// not acknowledged or fewer came; `into` then holds nothing of use.
  virtual bool write_then_read(uint8_t address, uint8_t sent, uint8_t* into, size_t count) = 0;

 protected:
  ~I2cBus() = default;  // never deleted through this seam: the board has no heap to give back to
};

}  // namespace lamplighter::node
