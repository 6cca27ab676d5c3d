// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

namespace lamplighter {

// Vectors and matrices of a size known to the compiler, for up to eight states, with no negative
// entry. The order of every sum is written down here, so that all machines round alike.

/// Two doubles that the processor works on at once. The attribute is how both gcc and clang spell
/// it for every processor; what loops over plain arrays became was three times as slow.
using Pair [[gnu::vector_size(16)]] = double;

constexpr Pair both(double value) { return Pair{value, value}; }

/// N entries, and where N is odd one more that is always zero.
template <std::size_t N>
struct Vector {
  static constexpr std::size_t size = (N + 1) / 2;
  std::array<Pair, size> pairs{};

  double operator[](std::size_t i) const { return pairs[i / 2][i % 2]; }
  void set(std::size_t i, double value) { pairs[i / 2][i % 2] = value; }
};

/// Rows of entries: [from][to].
template <std::size_t N>
using Matrix = std::array<Vector<N>, N>;

template <std::size_t N>
constexpr Vector<N> ones() {
  Vector<N> all;
  for (std::size_t i = 0; i < N; ++i) all.set(i, 1.0);
  return all;
}

template <std::size_t N>
double sum(const Vector<N>& a) {
  Pair total = a.pairs[0];
  for (std::size_t i = 1; i < a.size; ++i) total += a.pairs[i];
  return total[0] + total[1];
}

template <std::size_t N>
double sum(const Matrix<N>& m) {
  double total = 0.0;
  for (const Vector<N>& row : m) total += sum(row);
  return total;
}

template <std::size_t N>
Pair dot_in_pairs(const Vector<N>& a, const Vector<N>& b) {
  Pair total = a.pairs[0] * b.pairs[0];
  for (std::size_t i = 1; i < a.size; ++i) total += a.pairs[i] * b.pairs[i];
  return total;
}

template <std::size_t N>
double dot(const Vector<N>& a, const Vector<N>& b) {
  const Pair total = dot_in_pairs(a, b);
  return total[0] + total[1];
}

/// target += m · factor.
template <std::size_t N>
void add(Vector<N>& target, const Vector<N>& v, double factor = 1.0) {
  for (std::size_t i = 0; i < v.size; ++i) target.pairs[i] += v.pairs[i] * both(factor);
}

template <std::size_t N>
void scale(Vector<N>& v, double factor) {
  for (Pair& pair : v.pairs) pair *= both(factor);
}

/// Row times matrix. Rows 0, 2, … and 1, 3, … are added apart, since one long sum would wait for
/// itself.
template <std::size_t N>
[[gnu::always_inline]] inline Vector<N> times(const Vector<N>& row, const Matrix<N>& m) {
  Vector<N> even;
  Vector<N> odd;
  for (std::size_t p = 0; p < row.size; ++p) {
    even.pairs[p] = both(row[0]) * m[0].pairs[p];
    if constexpr (N > 1) odd.pairs[p] = both(row[1]) * m[1].pairs[p];
  }
  for (std::size_t i = 2; i < N; ++i) {
    Vector<N>& half = i % 2 == 0 ? even : odd;
    add(half, m[i], row[i]);
  }
  for (std::size_t p = 0; p < row.size; ++p) even.pairs[p] += odd.pairs[p];
  return even;
}

/// Matrix times column.
template <std::size_t N>
[[gnu::always_inline]] inline Vector<N> times(const Matrix<N>& m, const Vector<N>& column) {
  Vector<N> product;
  for (std::size_t i = 0; i + 1 < N; i += 2) {
    const Pair upper = dot_in_pairs(m[i], column);
    const Pair lower = dot_in_pairs(m[i + 1], column);
    product.pairs[i / 2] = Pair{upper[0], lower[0]} + Pair{upper[1], lower[1]};
  }
  if constexpr (N % 2 == 1) product.pairs[N / 2] = Pair{dot(m[N - 1], column), 0.0};
  return product;
}

template <std::size_t N>
Matrix<N> times(const Matrix<N>& a, const Matrix<N>& b) {
  Matrix<N> product;
  for (std::size_t i = 0; i < N; ++i) product[i] = times(a[i], b);
  return product;
}

template <std::size_t N>
Matrix<N> transposed(const Matrix<N>& m) {
  Matrix<N> turned{};
  for (std::size_t i = 0; i < N; ++i) {
    for (std::size_t j = 0; j < N; ++j) turned[j].set(i, m[i][j]);
  }
  return turned;
}

template <std::size_t N>
void add(Matrix<N>& target, const Matrix<N>& m) {
  for (std::size_t i = 0; i < N; ++i) add(target[i], m[i]);
}

/// target += column ⊗ row · factor.
template <std::size_t N>
void add_outer(Matrix<N>& target, const Vector<N>& column, Vector<N> row, double factor) {
  scale(row, factor);
  const Vector<N> held = column;  // the compiler cannot know that target does not overlap it
  for (std::size_t i = 0; i < N; ++i) add(target[i], row, held[i]);
}

/// Nearly the spectral radius of `m`: the root of the norm of a power of it, the first one by
/// squaring that is at least `power`. Uses only operations that every machine rounds alike. 0 where
/// that power vanishes.
template <std::size_t N>
double spectral_radius(Matrix<N> m, std::int64_t power) {
  std::array<double, 64> norms{};
  std::size_t squarings = 0;
  for (std::int64_t reached = 1;; reached *= 2, ++squarings) {
    norms[squarings] = sum(m);
    if (norms[squarings] == 0.0) return 0.0;
    if (reached >= power) break;
    for (Vector<N>& row : m) scale(row, 1.0 / norms[squarings]);
    m = times(m, m);
  }
  double root = norms[squarings];
  while (squarings-- > 0) root = norms[squarings] * std::sqrt(root);
  return root;
}

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
