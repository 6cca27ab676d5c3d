// SPDX-License-Identifier: Apache-2.0
// The likelihood of runs: the forward vector α (a row) meets one matrix a sample, M_s =
// A·diag(B[:,s]), and a run of L samples is M_s^L. The power is applied bit by bit: α·M, α·M²,
// α·M⁴, … Vectors and matrices are scaled by powers of two, which rounds nothing, and the exponents
// are added up.
#include "model/hmm.h"

#include "core/require.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace lamplighter {
namespace {

constexpr std::size_t max_states = Hmm::max_states;
using Vector = std::array<double, max_states>;
using Matrix = std::array<Vector, max_states>;

bool is_probability(double p) { return p >= 0.0 && p <= 1.0 + Hmm::row_tolerance; }

Result<void> check_rows(const char* name, std::span<const double> numbers, std::size_t rows,
                        std::size_t columns) {
  if (numbers.size() != rows * columns) {
    return Error{Fault::bad_input, fmt::format("{}: {} numbers where {} × {} are needed", name,
                                               numbers.size(), rows, columns)};
  }
  for (std::size_t row = 0; row < rows; ++row) {
    double sum = 0.0;
    for (const double p : numbers.subspan(row * columns, columns)) {
      if (!is_probability(p)) {
        return Error{Fault::bad_input,
                     fmt::format("{}, row {}: {} is not a probability", name, row, p)};
      }
      sum += p;
    }
    if (std::abs(sum - 1.0) > Hmm::row_tolerance) {
      return Error{Fault::bad_input,
                   fmt::format("{}, row {}: sums to {}, not to 1", name, row, sum)};
    }
  }
  return {};
}

/// Halves or doubles everything until the largest entry is in [0.5, 1); returns how often it was
/// halved. Zeros stay.
int scale(std::span<double> numbers) {
  int exponent = 0;
  const double largest = *std::max_element(numbers.begin(), numbers.end());
  std::frexp(largest, &exponent);
  for (double& number : numbers) number = std::ldexp(number, -exponent);
  return exponent;
}

struct ScaledVector {
  Vector entries{};
  std::int64_t exponent = 0;

  void scale(std::size_t n) { exponent += lamplighter::scale(std::span(entries).first(n)); }
};

struct ScaledMatrix {
  Matrix rows{};
  std::int64_t exponent = 0;
};

ScaledMatrix step_matrix(const Hmm& model, OnOff symbol) {
  ScaledMatrix step;
  for (std::size_t i = 0; i < model.states(); ++i) {
    for (std::size_t j = 0; j < model.states(); ++j) {
      step.rows[i][j] = model.transition(i, j) * model.emission(j, symbol);
    }
  }
  return step;
}

void multiply(ScaledVector& alpha, const ScaledMatrix& step, std::size_t n) {
  Vector product{};
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) product[j] += alpha.entries[i] * step.rows[i][j];
  }
  alpha.entries = product;
  alpha.exponent += step.exponent;
  alpha.scale(n);
}

ScaledMatrix squared(const ScaledMatrix& step, std::size_t n) {
  ScaledMatrix square;
  double largest = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < n; ++k) {
      for (std::size_t j = 0; j < n; ++j) square.rows[i][j] += step.rows[i][k] * step.rows[k][j];
    }
    for (std::size_t j = 0; j < n; ++j) largest = std::max(largest, square.rows[i][j]);
  }
  int exponent = 0;
  std::frexp(largest, &exponent);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j)
      square.rows[i][j] = std::ldexp(square.rows[i][j], -exponent);
  }
  square.exponent = 2 * step.exponent + exponent;
  return square;
}

void advance(ScaledVector& alpha, const Hmm& model, OnOff symbol, std::int64_t samples) {
  ScaledMatrix power = step_matrix(model, symbol);
  for (std::int64_t left = samples; left > 0; left /= 2) {
    if (left % 2 != 0) multiply(alpha, power, model.states());
    if (left > 1) power = squared(power, model.states());
  }
}

}  // namespace

Result<Hmm> Hmm::make(std::vector<double> start, std::vector<double> transition,
                      std::vector<double> emission) {
  const std::size_t n = start.size();
  if (n < 1 || n > max_states) {
    return Error{Fault::bad_input,
                 fmt::format("a model of {} states: from 1 to {} are possible", n, max_states)};
  }
  if (auto checked = check_rows("start", start, 1, n); !checked) return checked.error();
  if (auto checked = check_rows("transition", transition, n, n); !checked) return checked.error();
  if (auto checked = check_rows("emission", emission, n, symbols); !checked) {
    return checked.error();
  }
  return Hmm(std::move(start), std::move(transition), std::move(emission));
}

Hmm::Hmm(std::vector<double> start, std::vector<double> transition, std::vector<double> emission)
    : start_(std::move(start)),
      transition_(std::move(transition)),
      emission_(std::move(emission)) {}

double log_likelihood(const Hmm& model, const RunLengths& runs) {
  if (runs.empty()) return 0.0;
  const std::size_t n = model.states();
  ScaledVector alpha;
  for (std::size_t i = 0; i < n; ++i) {
    alpha.entries[i] = model.start(i) * model.emission(i, runs.front().state);
  }
  alpha.scale(n);
  std::int64_t seen = 1;  // the first sample has no transition before it
  for (const Run& run : runs) {
    require(run.length >= 1, "a run has at least one sample");
    advance(alpha, model, run.state, run.length - seen);
    seen = 0;
  }
  double sum = 0.0;
  for (std::size_t i = 0; i < n; ++i) sum += alpha.entries[i];
  if (sum == 0.0) return -std::numeric_limits<double>::infinity();
  return std::log(sum) + static_cast<double>(alpha.exponent) * std::numbers::ln2;
}

}  // namespace lamplighter
