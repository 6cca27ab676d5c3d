// SPDX-License-Identifier: Apache-2.0
// Where the best cuts can lie, from bounds on the inertia. The positions are grouped into buckets.
// If a cut lies somewhere in a bucket, then without the bucket's values the inertia is no greater,
// and whichever position it was no longer matters. So
//
//   before_1(b) = cost of what lies before bucket b,
//   before_j(b) = min over a <= b of  before_{j-1}(a) + cost of what lies between buckets a and b
//
// is a lower bound for the values before bucket b in j levels, the j-1 cuts between them in
// whatever buckets; `behind` likewise from the other end. Any cuts at all give an upper bound for
// the best inertia. A bucket in which before_j + behind_{k-j} is above it cannot hold cut j.
#include "analysis/cut_windows.h"

#include <cassert>
#include <limits>

namespace lamplighter {
namespace {

constexpr std::size_t bucket_count = 1024;
constexpr std::size_t worth_narrowing = 16 * bucket_count;
/// What rounding may do to a sum of costs, in parts of the cost of all values as one level; with
/// room to spare.
constexpr double rounding = 1e-10;

/// Lower bounds by bucket for a number of levels, and for each the bucket of the next cut.
struct Bounds {
  std::vector<double> inertia = std::vector<double>(bucket_count);
  std::vector<std::size_t> next = std::vector<std::size_t>(bucket_count);
};

/// The sums at the buckets' edges: bucket b lies between edge b and edge b + 1.
class Buckets {
 public:
  explicit Buckets(RunningSums sums) : size_(sums.size()) {
    for (std::size_t i = 0; i <= bucket_count; ++i) {
      sums.advance_to(position(i));
      edges_.push_back(sums.sums());
    }
  }

  [[nodiscard]] std::size_t position(std::size_t edge) const { return edge * size_ / bucket_count; }

  /// Cost of what lies between two edges; 0 where they are the wrong way round.
  [[nodiscard]] double between(std::size_t from, std::size_t until) const {
    return cost(edges_[from], edges_[until]);
  }

  /// Bounds for what lies before each bucket, in 1, 2, … `levels` levels.
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

  /// Bounds for what lies behind each bucket, in 1, 2, … `levels` levels.
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

/// The inertia of cuts at the edges of the buckets that the bounds favour: no less than the best.
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
  assert(levels >= 2 && levels <= size);
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

}  // namespace lamplighter
