// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lamplighter {

/// Distinct values in lux, ascending, and the number of samples of each.
struct ValueCounts {
  std::vector<double> values;
  std::vector<std::uint32_t> counts;  ///< empty if every value occurs once

  [[nodiscard]] std::size_t size() const { return values.size(); }
  [[nodiscard]] std::uint32_t count(std::size_t i) const { return counts.empty() ? 1 : counts[i]; }

  friend bool operator==(const ValueCounts&, const ValueCounts&) = default;
};

/// Counts the values of samples. One pass for integer lux in an indoor sensor's range (a
/// histogram); a sort if any value is fractional or brighter. Requires: fewer than 2^32 samples.
ValueCounts value_counts(std::span<const Sample<Lux>> samples);

/// A sum that tracks its rounding error (Knuth's two-sum).
class CompensatedSum {
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

/// Sums of 1, x and x² over all values before a position.
struct Sums {
  double n;
  double x;
  double xx;
};

/// The cost of a level between two positions: the sum of squared distances from its mean, S2 -
/// S1²/N; 0 if it is empty. The unit is the same for all sums of the same values.
inline double cost(const Sums& from, const Sums& until) {
  const double n = until.n - from.n;
  if (n <= 0) return 0;
  const double x = until.x - from.x;
  return std::max(0.0, (until.xx - from.xx) - x * x / n);
}

/// Iterates over values and keeps the sums before its position; copies advance independently.
///
/// The values are mapped to x within ±2 by a power of two and a shift to near the mean, both
/// without rounding for integer lux, and the sums are compensated: so the difference of two of them
/// is accurate to the last digits, even after millions of values.
class RunningSums {
 public:
  /// Starts before the first value. Keeps a reference to `values`.
  explicit RunningSums(const ValueCounts& values);

  /// Number of values, which is also the last position.
  [[nodiscard]] std::size_t size() const { return values_->size(); }

  /// Advances. Requires: position <= size(), and not before the current position.
  void advance_to(std::size_t position) {
    for (; position_ < position; ++position_) {
      const double count = values_->count(position_);
      const double x = values_->values[position_] * scale_ - middle_;
      n_ += count;
      x_.add(count * x);
      xx_.add(count * x * x);
    }
  }

  [[nodiscard]] Sums sums() const { return {n_, x_.value(), xx_.value()}; }

 private:
  const ValueCounts* values_;
  std::size_t position_ = 0;
  double scale_ = 1;
  double middle_ = 0;
  double n_ = 0;
  CompensatedSum x_;
  CompensatedSum xx_;
};

/// Possible positions of a cut, both ends included.
struct CutWindow {
  std::size_t first;
  std::size_t last;

  [[nodiscard]] std::size_t size() const { return last - first + 1; }
};

/// For each cut between `levels` levels, in ascending order, every position that leaves each level
/// at least one value. Requires: 2 <= levels <= size.
std::vector<CutWindow> all_positions(std::size_t size, std::size_t levels);

/// The same, narrowed where this saves time: windows that are certain to contain the cuts of the
/// least inertia. Requires: 2 <= levels <= sums.size(), and sums are at the start.
std::vector<CutWindow> cut_windows(RunningSums sums, std::size_t levels);

/// The cuts of `values` into `count` levels with the least inertia: positions of the first values
/// of levels 1, 2, …, ascending. With fewer than `count` distinct values every value is a level.
/// Requires: count >= 1.
std::vector<std::size_t> optimal_kmeans_1d(const ValueCounts& values, std::size_t count);

/// The same, with each cut searched in its window only. Requires: the windows are those of
/// `all_positions` or parts of them, with ascending ends; sums are at the start.
std::vector<std::size_t> cuts_within(RunningSums sums, std::vector<CutWindow> windows);

}  // namespace lamplighter
