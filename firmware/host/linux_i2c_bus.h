// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "node/tsl2591.h"

#include <memory>
#include <string>

namespace lamplighter::node_host {

/// An I2C bus of the machine itself, such as a Raspberry Pi's /dev/i2c-1, through the kernel's
/// i2c-dev.
class LinuxI2cBus final : public node::I2cBus {
 public:
  /// Errors: not_found if the device does not exist (the bus may have to be enabled), refused
  /// without permission, bad_input for a file that is not an I2C bus.
  static Result<std::unique_ptr<LinuxI2cBus>> open(const std::string& device);

  ~LinuxI2cBus();
  LinuxI2cBus(const LinuxI2cBus&) = delete;
  LinuxI2cBus& operator=(const LinuxI2cBus&) = delete;

  bool write(std::uint8_t address, const std::uint8_t* bytes, std::size_t count) override;
  bool write_then_read(std::uint8_t address, std::uint8_t sent, std::uint8_t* into,
                       std::size_t count) override;

 private:
  explicit LinuxI2cBus(int file) : file_(file) {}

  int file_;
};

}  // namespace lamplighter::node_host
