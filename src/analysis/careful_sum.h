// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lamplighter {

/// A sum that knows what it rounded off (Knuth's two-sum).
class CarefulSum {
 public:
  void add(double term) {
    const double next = sum_ + term;
    const double part = next - sum_;
    lost_ += (sum_ - (next - part)) + (term - part);
    sum_ = next;
  }
  [[nodiscard]] double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0;
  double lost_ = 0;
};

}  // namespace lamplighter
