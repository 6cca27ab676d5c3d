// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <utility>

namespace lamplighter {

// Vectors and matrices without negative entries, of a size known at compile time, for up to eight
// states; each holds W models side by side, one model per lane. The result in a lane does not
// depend on W or on the other lanes, and the order of every sum is fixed here, so that all machines
// round alike. Everything is inlined into functions compiled for one kind of processor, and all
// loops over states are unrolled, so that vectors stay in registers.

/// W doubles that the processor handles at once. gcc and clang accept these attributes for every
/// processor; without the explicit alignment, functions compiled for different processors would
/// disagree about it.
template <std::size_t W>
struct LanesOf {
  typedef double type __attribute__((vector_size(W * sizeof(double)), aligned(W * sizeof(double))));
  typedef std::int64_t mask
      __attribute__((vector_size(W * sizeof(double)), aligned(W * sizeof(double))));
};
template <std::size_t W>
using Lanes = typename LanesOf<W>::type;

/// For each lane, all bits set or none; the result of comparing Lanes.
template <std::size_t W>
using LaneMask = typename LanesOf<W>::mask;

#define LAMPLIGHTER_INLINE [[gnu::always_inline]] inline

template <std::size_t W>
LAMPLIGHTER_INLINE Lanes<W> all_lanes(double value) {
  return Lanes<W>{} + value;
}

template <std::size_t W, std::size_t... I>
LAMPLIGHTER_INLINE auto halves_joined(LaneMask<W> mask, std::index_sequence<I...>) {
  return __builtin_shufflevector(mask, mask, I...) |
         __builtin_shufflevector(mask, mask, (W / 2 + I)...);
}

/// Whether the highest bit of any lane is set.
template <std::size_t W>
LAMPLIGHTER_INLINE bool any_negative(LaneMask<W> mask) {
  if constexpr (W == 1) {
    return mask[0] < 0;
  } else if constexpr (W == 2) {
    return (mask[0] | mask[1]) < 0;
  } else {
    return any_negative<W / 2>(halves_joined<W>(mask, std::make_index_sequence<W / 2>{}));
  }
}

/// N entries of W models.
template <std::size_t N, std::size_t W>
struct Vector {
  Lanes<W> entries[N]{};

  LAMPLIGHTER_INLINE Lanes<W>& operator[](std::size_t i) { return entries[i]; }
  LAMPLIGHTER_INLINE const Lanes<W>& operator[](std::size_t i) const { return entries[i]; }
};

/// For a single model: the entries are adjacent in one SIMD vector, padded with zeros.
template <std::size_t N>
struct Vector<N, 1> {
  static constexpr std::size_t width = std::bit_ceil(N);
  typedef double Row
      __attribute__((vector_size(width * sizeof(double)), aligned(width * sizeof(double))));
  union {
    Row row{};
    Lanes<1> entries[width];
  };

  LAMPLIGHTER_INLINE Lanes<1>& operator[](std::size_t i) { return entries[i]; }
  LAMPLIGHTER_INLINE const Lanes<1>& operator[](std::size_t i) const { return entries[i]; }
};

/// Indexed [from][to].
template <std::size_t N, std::size_t W>
struct Matrix {
  Vector<N, W> rows[N]{};

  LAMPLIGHTER_INLINE Vector<N, W>& operator[](std::size_t i) { return rows[i]; }
  LAMPLIGHTER_INLINE const Vector<N, W>& operator[](std::size_t i) const { return rows[i]; }
};

template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE Vector<N, W> ones() {
  Vector<N, W> all;
#pragma GCC unroll 8
  for (std::size_t i = 0; i < N; ++i) all[i] = all_lanes<W>(1.0);
  return all;
}

template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE Lanes<W> sum(const Vector<N, W>& a) {
  Lanes<W> total = a[0];
#pragma GCC unroll 8
  for (std::size_t i = 1; i < N; ++i) total += a[i];
  return total;
}

template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE Lanes<W> sum(const Matrix<N, W>& m) {
  Lanes<W> total = sum(m[0]);
#pragma GCC unroll 8
  for (std::size_t i = 1; i < N; ++i) total += sum(m[i]);
  return total;
}

template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE Lanes<W> dot(const Vector<N, W>& a, const Vector<N, W>& b) {
  Lanes<W> total = a[0] * b[0];
#pragma GCC unroll 8
  for (std::size_t i = 1; i < N; ++i) total += a[i] * b[i];
  return total;
}

template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE void scale(Vector<N, W>& v, Lanes<W> factor) {
#pragma GCC unroll 8
  for (std::size_t i = 0; i < N; ++i) v[i] *= factor;
}

template <std::size_t N>
LAMPLIGHTER_INLINE void scale(Vector<N, 1>& v, Lanes<1> factor) {
  v.row *= factor[0];
}

template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE void scale(Matrix<N, W>& m, Lanes<W> factor) {
#pragma GCC unroll 8
  for (std::size_t i = 0; i < N; ++i) scale(m[i], factor);
}

/// target += v.
template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE void add(Vector<N, W>& target, const Vector<N, W>& v) {
#pragma GCC unroll 8
  for (std::size_t i = 0; i < N; ++i) target[i] += v[i];
}

template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE void add(Vector<N, W>& target, const Vector<N, W>& v, Lanes<W> factor) {
#pragma GCC unroll 8
  for (std::size_t i = 0; i < N; ++i) target[i] += v[i] * factor;
}

template <std::size_t N>
LAMPLIGHTER_INLINE void add(Vector<N, 1>& target, const Vector<N, 1>& v) {
  target.row += v.row;
}

template <std::size_t N>
LAMPLIGHTER_INLINE void add(Vector<N, 1>& target, const Vector<N, 1>& v, Lanes<1> factor) {
  target.row += v.row * factor[0];
}

template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE void add(Matrix<N, W>& target, const Matrix<N, W>& m) {
#pragma GCC unroll 8
  for (std::size_t i = 0; i < N; ++i) add(target[i], m[i]);
}

/// Row times matrix.
template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE Vector<N, W> times(const Vector<N, W>& row, const Matrix<N, W>& m) {
  Vector<N, W> product;
#pragma GCC unroll 8
  for (std::size_t j = 0; j < N; ++j) product[j] = row[0] * m[0][j];
#pragma GCC unroll 8
  for (std::size_t i = 1; i < N; ++i) {
#pragma GCC unroll 8
    for (std::size_t j = 0; j < N; ++j) product[j] += row[i] * m[i][j];
  }
  return product;
}

template <std::size_t N>
LAMPLIGHTER_INLINE Vector<N, 1> times(const Vector<N, 1>& row, const Matrix<N, 1>& m) {
  Vector<N, 1> product;
  product.row = m[0].row * row[0][0];
#pragma GCC unroll 8
  for (std::size_t i = 1; i < N; ++i) product.row += m[i].row * row[i][0];
  return product;
}

/// Matrix times column. If a row is one vector (W = 1), `turned`, the transpose of the matrix, is
/// used.
template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE Vector<N, W> times(const Matrix<N, W>& m, const Matrix<N, W>* turned,
                                      const Vector<N, W>& column) {
  if constexpr (W == 1) {
    return times(column, *turned);
  } else {
    Vector<N, W> product;
#pragma GCC unroll 8
    for (std::size_t i = 0; i < N; ++i) product[i] = dot(m[i], column);
    return product;
  }
}

template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE Matrix<N, W> times(const Matrix<N, W>& a, const Matrix<N, W>& b) {
  Matrix<N, W> product;
#pragma GCC unroll 8
  for (std::size_t i = 0; i < N; ++i) product[i] = times(a[i], b);
  return product;
}

template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE void transpose(const Matrix<N, W>& m, Matrix<N, W>& turned) {
#pragma GCC unroll 8
  for (std::size_t i = 0; i < N; ++i) {
#pragma GCC unroll 8
    for (std::size_t j = 0; j < N; ++j) turned[j][i] = m[i][j];
  }
}

/// target += a·bᵀ; `turned` as above, for b.
template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE void add_by_transposed(Matrix<N, W>& target, const Matrix<N, W>& a,
                                          const Matrix<N, W>& b, const Matrix<N, W>* turned) {
#pragma GCC unroll 8
  for (std::size_t i = 0; i < N; ++i) add(target[i], times(b, turned, a[i]));
}

/// target += aᵀ·b.
template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE void add_transposed_by(Matrix<N, W>& target, const Matrix<N, W>& a,
                                          const Matrix<N, W>& b) {
#pragma GCC unroll 8
  for (std::size_t i = 0; i < N; ++i) {
    Vector<N, W> product;
#pragma GCC unroll 8
    for (std::size_t k = 0; k < N; ++k) add(product, b[k], a[k][i]);
    add(target[i], product);
  }
}

/// target += column ⊗ row.
template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE void add_outer(Matrix<N, W>& target, const Vector<N, W>& column,
                                  const Vector<N, W>& row) {
#pragma GCC unroll 8
  for (std::size_t i = 0; i < N; ++i) add(target[i], row, column[i]);
}

/// Approximately the spectral radius of `m`: the root of the norm of one of its powers, the first
/// one by squaring that is at least `power`. Uses only operations that all machines round alike. 0
/// if that power vanishes.
template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE Lanes<W> spectral_radius(Matrix<N, W> m, std::int64_t power) {
  struct Norms {
    Lanes<W> of[64]{};
  } norms;
  std::size_t squarings = 0;
  for (std::int64_t reached = 1;; reached *= 2, ++squarings) {
    norms.of[squarings] = sum(m);
    if (reached >= power) break;
    scale(m, norms.of[squarings] > 0.0 ? 1.0 / norms.of[squarings] : Lanes<W>{});
    m = times(m, m);
  }
  Lanes<W> root = norms.of[squarings];  // 0 from the first vanishing power on
  while (squarings-- > 0) {
    for (std::size_t lane = 0; lane < W; ++lane) root[lane] = std::sqrt(root[lane]);
    root = norms.of[squarings] * root;
  }
  return root;
}

/// The logarithm of a product of many factors; computes only one logarithm, at the end.
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

  /// Natural logarithm.
  [[nodiscard]] double log() const {
    return std::log(product_) + static_cast<double>(twos_) * std::numbers::ln2;
  }

 private:
  double product_ = 1.0;
  std::int64_t twos_ = 0;
};

}  // namespace lamplighter
