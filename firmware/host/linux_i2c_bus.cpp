// SPDX-License-Identifier: Apache-2.0
#include "host/linux_i2c_bus.h"

#include <fmt/format.h>
#include <sys/ioctl.h>

#include <fcntl.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace lamplighter::node_host {
namespace {

bool transfer(int file, i2c_msg* messages, std::size_t count) {
  i2c_rdwr_ioctl_data all{messages, static_cast<std::uint32_t>(count)};
  return ::ioctl(file, I2C_RDWR, &all) == static_cast<int>(count);
}

Error open_error(const std::string& device) {
  if (errno == ENOENT) {
    return {Fault::not_found,
            fmt::format("{}: no such bus; switch it on (raspi-config, Interface Options, I2C)",
                        device)};
  }
  if (errno == EACCES || errno == EPERM) {
    return {Fault::refused, fmt::format("{}: not allowed; add this user to the group i2c", device)};
  }
  return {Fault::io, fmt::format("{}: {}", device, std::strerror(errno))};
}

}  // namespace

Result<std::unique_ptr<LinuxI2cBus>> LinuxI2cBus::open(const std::string& device) {
  const int file = ::open(device.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return open_error(device);
  std::unique_ptr<LinuxI2cBus> bus(new LinuxI2cBus(file));
  unsigned long abilities = 0;
  if (::ioctl(file, I2C_FUNCS, &abilities) < 0 || (abilities & I2C_FUNC_I2C) == 0) {
    return Error{Fault::bad_input,
                 fmt::format("{}: not an I2C bus that can do whole transfers", device)};
  }
  return bus;
}

LinuxI2cBus::~LinuxI2cBus() { ::close(file_); }

bool LinuxI2cBus::write(std::uint8_t address, const std::uint8_t* bytes, std::size_t count) {
  i2c_msg message{address, 0, static_cast<std::uint16_t>(count),
                  const_cast<std::uint8_t*>(bytes)};  // the kernel only reads it
  return transfer(file_, &message, 1);
}

bool LinuxI2cBus::write_then_read(std::uint8_t address, std::uint8_t sent, std::uint8_t* into,
                                  std::size_t count) {
  std::array<i2c_msg, 2> messages{
      {{address, 0, 1, &sent}, {address, I2C_M_RD, static_cast<std::uint16_t>(count), into}}};
  return transfer(file_, messages.data(), messages.size());
}

}  // namespace lamplighter::node_host
