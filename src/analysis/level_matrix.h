// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace lamplighter {

/// Floats in one vector register or two: loops over rows go in these steps.
inline constexpr std::size_t lanes = 8;

/// The next multiple of `lanes`.
constexpr std::size_t padded(std::size_t size) { return (size + lanes - 1) / lanes * lanes; }

/// A square matrix, row = from. Rows are padded with zeros to a multiple of `lanes`.
class LevelMatrix {
 public:
  explicit LevelMatrix(std::size_t size)
      : size_(size), stride_(padded(size)), cells_(size_ * stride_, 0.0F) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t stride() const { return stride_; }
  [[nodiscard]] std::size_t bytes() const { return cells_.size() * sizeof(float); }

  [[nodiscard]] const float* row(std::size_t from) const { return &cells_[from * stride_]; }
  [[nodiscard]] float* row(std::size_t from) { return &cells_[from * stride_]; }
  [[nodiscard]] float at(std::size_t from, std::size_t to) const { return row(from)[to]; }
  float& at(std::size_t from, std::size_t to) { return row(from)[to]; }

 private:
  std::size_t size_;
  std::size_t stride_;
  std::vector<float> cells_;
};

/// Sum of a padded row, in vector steps.
inline float sum_of(const float* row, std::size_t stride) {
  float sums[lanes] = {};
  for (std::size_t j = 0; j < stride; j += lanes) {
    for (std::size_t k = 0; k < lanes; ++k) sums[k] += row[j + k];
  }
  float sum = 0;
  for (const float part : sums) sum += part;
  return sum;
}

/// Scalar product of two padded rows.
inline float product_of(const float* a, const float* b, std::size_t stride) {
  float sums[lanes] = {};
  for (std::size_t j = 0; j < stride; j += lanes) {
    for (std::size_t k = 0; k < lanes; ++k) sums[k] += a[j + k] * b[j + k];
  }
  float sum = 0;
  for (const float part : sums) sum += part;
  return sum;
}

}  // namespace lamplighter
