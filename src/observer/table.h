// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lamplighter {

/// What a classifier learns from: rows of equally many numbers.
class Table {
 public:
  explicit Table(std::size_t columns) : columns_(columns) {}

  void add_row(std::span<const double> row) {
    assert(row.size() == columns_);
    values_.insert(values_.end(), row.begin(), row.end());
  }

  [[nodiscard]] std::size_t rows() const { return columns_ == 0 ? 0 : values_.size() / columns_; }
  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] std::span<const double> row(std::size_t i) const {
    return std::span(values_).subspan(i * columns_, columns_);
  }
  [[nodiscard]] double at(std::size_t row, std::size_t column) const {
    return values_[row * columns_ + column];
  }

 private:
  std::size_t columns_;
  std::vector<double> values_;
};

/// Class of each row: 0 or 1.
using Labels = std::vector<std::uint8_t>;

}  // namespace lamplighter
