// SPDX-License-Identifier: Apache-2.0
// Exact 1-D k-means. A level is a range of the sorted distinct values, so the best inertia of the
// values before position c in j levels is
//
//   D_j(c) = min over b < c of  D_{j-1}(b) + cost(b, c),      D_0(0) = 0,
//
// and the best b never decreases as c rises (cost is a Monge array; Wu 1991, Grønlund et al. 2017,
// "Fast exact k-means, k-medians and Bregman divergence clustering in 1D"). So a layer is filled by
// divide and conquer: the best b of the middle row bounds the columns for the rows before and after
// it.
//
// Each layer is filled only in a window of positions that is known to contain the best cut. For few
// values the window covers everything; for many, cut_windows narrows it.
#include "analysis/optimal_kmeans.h"

#include "core/require.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <memory>
#include <new>
#include <optional>

namespace lamplighter {
namespace {

/// D_j over a window of positions.
struct Layer {
  CutWindow window;
  std::vector<Sums> sums;         ///< of all values before each position
  std::vector<double> inertia;    ///< the minimum
  std::vector<std::size_t> best;  ///< position of the cut before

  Layer(CutWindow positions, RunningSums at_first)
      : window(positions), inertia(positions.size()), best(positions.size(), positions.first) {
    sums.reserve(window.size());
    for (std::size_t position = window.first; position <= window.last; ++position) {
      at_first.advance_to(position);
      sums.push_back(at_first.sums());
    }
  }
};

class LayerFill {
 public:
  LayerFill(const Layer& before, Layer& layer) : before_(before), layer_(layer) {}

  /// Fills the rows; their best columns are known to be in `columns`.
  void fill(CutWindow rows, CutWindow columns) {
    const std::size_t middle = rows.first + (rows.last - rows.first) / 2;
    const std::size_t best = fill_row(middle, columns);
    if (middle > rows.first) fill({rows.first, middle - 1}, {columns.first, best});
    if (middle < rows.last) fill({middle + 1, rows.last}, {best, columns.last});
  }

 private:
  std::size_t fill_row(std::size_t row, CutWindow columns) {
    const Sums& until = layer_.sums[row - layer_.window.first];
    const std::size_t first = before_.window.first;
    double least = std::numeric_limits<double>::infinity();
    std::size_t best = columns.first;
    const std::size_t end = std::min(columns.last + 1, row);  // no level is empty
    for (std::size_t column = columns.first; column < end; ++column) {
      const double inertia =
          before_.inertia[column - first] + cost(before_.sums[column - first], until);
      if (inertia >= least) continue;
      least = inertia;
      best = column;
    }
    layer_.inertia[row - layer_.window.first] = least;
    layer_.best[row - layer_.window.first] = best;
    return best;
  }

  const Layer& before_;
  Layer& layer_;
};

}  // namespace

std::vector<std::size_t> optimal_kmeans_1d(const ValueCounts& values, std::size_t count) {
  const std::size_t levels = std::min(count, values.size());
  if (levels < 2) return {};
  const RunningSums start(values);
  return cuts_within(start, cut_windows(start, levels));
}

std::vector<std::size_t> cuts_within(RunningSums sums, std::vector<CutWindow> windows) {
  windows.push_back({sums.size(), sums.size()});  // the end of the last level
  std::vector<Layer> layers{Layer({0, 0}, sums)};
  for (const CutWindow& window : windows) {
    sums.advance_to(window.first);
    Layer layer(window, sums);
    LayerFill(layers.back(), layer).fill(window, layers.back().window);
    layers.push_back(std::move(layer));
  }

  std::vector<std::size_t> cuts(windows.size() - 1);
  std::size_t position = sums.size();
  for (std::size_t j = cuts.size(); j > 0; --j) {
    const Layer& layer = layers[j + 1];
    position = cuts[j - 1] = layer.best[position - layer.window.first];
  }
  return cuts;
}

// Where the best cuts can be, from bounds on the inertia. The positions are grouped into buckets.
// If a cut is in a bucket, then the inertia without the bucket's values is no greater, and no
// longer depends on the position of the cut within it. So
//
// before_1(b) = cost of the values before bucket b,
// before_j(b) = min over a <= b of  before_{j-1}(a) + cost of the values between buckets a and b
//
// is a lower bound for the values before bucket b in j levels, wherever the j-1 cuts between them
// are; `behind` is the same from the other end. Any set of cuts gives an upper bound for the best
// inertia. A bucket with before_j + behind_{k-j} above it cannot contain cut j.
namespace {

constexpr std::size_t bucket_count = 1024;
constexpr std::size_t worth_narrowing = 16 * bucket_count;
/// A generous bound of the rounding error of a sum of costs, relative to the cost of all values as
/// one level.
constexpr double rounding = 1e-10;

/// Lower bounds by bucket for a number of levels, and the bucket of the next cut for each.
struct Bounds {
  std::vector<double> inertia = std::vector<double>(bucket_count);
  std::vector<std::size_t> next = std::vector<std::size_t>(bucket_count);
};

/// The sums at the edges of the buckets: bucket b is between edge b and edge b + 1.
class Buckets {
 public:
  explicit Buckets(RunningSums sums) : size_(sums.size()) {
    for (std::size_t i = 0; i <= bucket_count; ++i) {
      sums.advance_to(position(i));
      edges_.push_back(sums.sums());
    }
  }

  [[nodiscard]] std::size_t position(std::size_t edge) const { return edge * size_ / bucket_count; }

  /// Cost of the values between two edges; 0 if they are reversed.
  [[nodiscard]] double between(std::size_t from, std::size_t until) const {
    return cost(edges_[from], edges_[until]);
  }

  /// Bounds for the values before each bucket, in 1, 2, … `levels` levels.
  [[nodiscard]] std::vector<Bounds> before(std::size_t levels) const {
    std::vector<Bounds> bounds(levels);
    for (std::size_t b = 0; b < bucket_count; ++b) bounds[0].inertia[b] = between(0, b);
    for (std::size_t j = 1; j < levels; ++j) {
      for (std::size_t b = 0; b < bucket_count; ++b) {
        take_least(bounds[j], b, 0, b + 1,
                   [&](std::size_t a) { return bounds[j - 1].inertia[a] + between(a + 1, b); });
      }
    }
    return bounds;
  }

  /// Bounds for the values after each bucket, in 1, 2, … `levels` levels.
  [[nodiscard]] std::vector<Bounds> behind(std::size_t levels) const {
    std::vector<Bounds> bounds(levels);
    for (std::size_t b = 0; b < bucket_count; ++b)
      bounds[0].inertia[b] = between(b + 1, bucket_count);
    for (std::size_t j = 1; j < levels; ++j) {
      for (std::size_t b = 0; b < bucket_count; ++b) {
        take_least(bounds[j], b, b, bucket_count,
                   [&](std::size_t a) { return between(b + 1, a) + bounds[j - 1].inertia[a]; });
      }
    }
    return bounds;
  }

 private:
  template <typename Inertia>
  static void take_least(Bounds& bounds, std::size_t bucket, std::size_t from, std::size_t until,
                         Inertia inertia_with) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t a = from; a < until; ++a) {
      const double inertia = inertia_with(a);
      if (inertia >= least) continue;
      least = inertia;
      bounds.next[bucket] = a;
    }
    bounds.inertia[bucket] = least;
  }

  std::size_t size_;
  std::vector<Sums> edges_;
};

/// The inertia of the cuts at the bucket edges with the best bounds: an upper bound of the minimum.
double reachable_inertia(const Buckets& buckets, const Bounds& before_one,
                         const std::vector<Bounds>& behind) {
  const std::size_t cuts = behind.size();
  std::size_t bucket = 0;
  const auto bound = [&](std::size_t b) {
    return before_one.inertia[b] + behind[cuts - 1].inertia[b];
  };
  for (std::size_t b = 1; b < bucket_count; ++b) {
    if (bound(b) < bound(bucket)) bucket = b;
  }
  double inertia = 0;
  std::size_t from = 0;
  for (std::size_t cut = 0; cut < cuts; ++cut) {
    inertia += buckets.between(from, bucket);
    from = bucket;
    bucket = behind[cuts - 1 - cut].next[bucket];
  }
  return inertia + buckets.between(from, bucket_count);
}

}  // namespace

std::vector<CutWindow> all_positions(std::size_t size, std::size_t levels) {
  require(levels >= 2 && levels <= size,
          "the number of levels must be between 2 and the number of values");
  std::vector<CutWindow> windows;
  for (std::size_t cut = 1; cut < levels; ++cut) windows.push_back({cut, size - levels + cut});
  return windows;
}

std::vector<CutWindow> cut_windows(RunningSums sums, std::size_t levels) {
  std::vector<CutWindow> windows = all_positions(sums.size(), levels);
  if (sums.size() < worth_narrowing) return windows;

  const Buckets buckets(sums);
  const auto before = buckets.before(levels - 1);
  const auto behind = buckets.behind(levels - 1);
  const double limit = reachable_inertia(buckets, before.front(), behind) +
                       rounding * buckets.between(0, bucket_count);
  for (std::size_t cut = 0; cut + 1 < levels; ++cut) {
    const auto possible = [&](std::size_t b) {
      return before[cut].inertia[b] + behind[levels - 2 - cut].inertia[b] <= limit;
    };
    std::size_t low = 0;
    std::size_t high = bucket_count - 1;
    while (low < high && !possible(low)) ++low;
    while (low < high && !possible(high)) --high;
    windows[cut].first = std::max(windows[cut].first, buckets.position(low));
    windows[cut].last = std::min(windows[cut].last, buckets.position(high + 1));
  }
  return windows;
}

namespace {

// Integer lux, from a sensor's noise below zero up to direct sunlight.
constexpr std::int64_t lowest = -4096;
constexpr std::int64_t highest = 126975;

/// The count of one value, in four parts.
using Bin = std::array<std::uint32_t, 4>;

struct Freed {
  void operator()(void* memory) const { std::free(memory); }
};
using Bins = std::unique_ptr<Bin[], Freed>;

/// One bin per value in range. Allocated with calloc, which does not touch the memory: a room uses
/// a few hundred of the bins, and zeroing the rest would cost more than counting a month.
Bins empty_bins() {
  constexpr auto count = static_cast<std::size_t>(highest - lowest + 1);
  Bins bins(static_cast<Bin*>(std::calloc(count, sizeof(Bin))));
  if (bins == nullptr) throw std::bad_alloc();
  return bins;
}

/// Counts by value if all are integers in range. Equal values are often consecutive, and a counter
/// cannot be incremented again before the previous store has completed: so each value has four
/// counters, used in turn.
std::optional<ValueCounts> histogram(std::span<const Sample<Lux>> samples) {
  const Bins bins = empty_bins();
  std::int64_t low = highest;
  std::int64_t high = lowest;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double value = samples[i].value.value();
    if (!(value >= static_cast<double>(lowest) && value <= static_cast<double>(highest))) return {};
    const auto whole = static_cast<std::int64_t>(value);
    if (static_cast<double>(whole) != value) return {};
    low = std::min(low, whole);
    high = std::max(high, whole);
    ++bins[static_cast<std::size_t>(whole - lowest)][i % 4];
  }
  ValueCounts result;
  for (std::int64_t whole = low; whole <= high; ++whole) {
    const Bin& parts = bins[static_cast<std::size_t>(whole - lowest)];
    const std::uint32_t count = parts[0] + parts[1] + parts[2] + parts[3];
    if (count == 0) continue;
    result.values.push_back(static_cast<double>(whole));
    result.counts.push_back(count);
  }
  return result;
}

ValueCounts sorted_counts(std::span<const Sample<Lux>> samples) {
  ValueCounts result;
  std::vector<double>& values = result.values;
  values.reserve(samples.size());
  for (const Sample<Lux>& sample : samples) values.push_back(sample.value.value());
  std::sort(values.begin(), values.end());
  std::size_t distinct = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (distinct == 0 || values[i] != values[distinct - 1]) {
      values[distinct++] = values[i];
      if (!result.counts.empty()) result.counts.push_back(1);
    } else {
      if (result.counts.empty()) result.counts.assign(distinct, 1);
      ++result.counts.back();
    }
  }
  values.resize(distinct);
  return result;
}

}  // namespace

ValueCounts value_counts(std::span<const Sample<Lux>> samples) {
  if (auto counts = histogram(samples)) return *std::move(counts);
  return sorted_counts(samples);
}

namespace {

/// A power of two that scales every value to within ±1.
double scale_for(const std::vector<double>& values) {
  const double greatest = std::max(std::abs(values.front()), std::abs(values.back()));
  return greatest > 0 ? std::ldexp(1.0, -1 - std::ilogb(greatest)) : 1.0;
}

/// The smallest value above the mean of all samples.
double value_near_mean(const ValueCounts& values, double scale) {
  double n = 0;
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    n += values.count(i);
    sum += values.values[i] * scale * values.count(i);
  }
  const double mean = sum / n;
  return *std::partition_point(values.values.begin(), values.values.end() - 1,
                               [&](double value) { return value * scale < mean; });
}

}  // namespace

RunningSums::RunningSums(const ValueCounts& values) : values_(&values) {
  if (values.size() == 0) return;
  scale_ = scale_for(values.values);
  middle_ = value_near_mean(values, scale_) * scale_;
}

}  // namespace lamplighter
