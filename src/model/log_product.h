// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace lamplighter {

/// The logarithm of a product of very many factors, with one logarithm taken at the end.
class LogProduct {
 public:
  /// Requires: 2^-500 <= factor <= 2^500.
  void multiply(double factor) {
    product_ *= factor;
    if (product_ < 0x1p-500 || product_ > 0x1p500) {
      int exponent = 0;
      product_ = std::frexp(product_, &exponent);
      twos_ += exponent;
    }
  }

  /// Multiplies by 2^exponent.
  void multiply_by_power_of_two(std::int64_t exponent) { twos_ += exponent; }

  /// Natural.
  [[nodiscard]] double log() const {
    return std::log(product_) + static_cast<double>(twos_) * std::numbers::ln2;
  }

 private:
  double product_ = 1.0;
  std::int64_t twos_ = 0;
};

}  // namespace lamplighter
