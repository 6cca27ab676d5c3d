// SPDX-License-Identifier: Apache-2.0
// Exact 1-D k-means. A level is a stretch of the sorted distinct values, so the best inertia of the
// values before position c in j levels is
//
//   D_j(c) = min over b < c of  D_{j-1}(b) + cost(b, c),      D_0(0) = 0,
//
// and the best b never falls as c rises (cost is a Monge array; Wu 1991, Grønlund et al. 2017,
// "Fast exact k-means, k-medians and Bregman divergence clustering in 1D"). So a layer is filled by
// divide and conquer: the middle row's best b splits the columns for the rows before and behind it.
//
// Each layer is filled only in a window of positions that is known to hold the best cut. For few
// values a window is everything; for many, cut_windows narrows it.
#include "analysis/best_cuts.h"

#include <algorithm>
#include <limits>

namespace lamplighter {
namespace {

/// D_j over a window of positions.
struct Layer {
  CutWindow window;
  std::vector<Sums> sums;         ///< of all values before each position
  std::vector<double> inertia;    ///< the least
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

  /// Fills the rows, whose best columns are known to lie in `columns`.
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

std::vector<std::size_t> best_cuts(const ValueCounts& values, std::size_t count) {
  const std::size_t levels = std::min(count, values.size());
  if (levels < 2) return {};
  const RunningSums start(values);
  return cuts_within(start, cut_windows(start, levels));
}

std::vector<std::size_t> cuts_within(RunningSums sums, std::vector<CutWindow> windows) {
  windows.push_back({sums.size(), sums.size()});  // where the last level ends
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

}  // namespace lamplighter
