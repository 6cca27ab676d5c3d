// SPDX-License-Identifier: Apache-2.0
// L. R. Rabiner, "A tutorial on hidden Markov models and selected applications in speech
// recognition", Proceedings of the IEEE 77 (1989). Written for readability, not for speed; the
// number of states is a run-time parameter.
#include "testing/textbook_hmm.h"

#include "model/hmm.h"

#include <cmath>

namespace lamplighter::testing {
namespace {

struct Counts {
  explicit Counts(std::size_t n) : start(n), transition(n * n), emission(n * Hmm::symbols) {}
  std::vector<double> start;
  std::vector<double> transition;
  std::vector<double> emission;
};

struct ForwardPass {
  std::vector<double> alpha;  ///< row t: scaled forward probabilities
  std::vector<double> scale;  ///< the divisor of row t
};

ForwardPass run_forward(const Hmm& model, const Symbols& symbols) {
  const std::size_t n = model.states();
  ForwardPass pass{std::vector<double>(symbols.size() * n), std::vector<double>(symbols.size())};
  for (std::size_t t = 0; t < symbols.size(); ++t) {
    double sum = 0.0;
    for (std::size_t j = 0; j < n; ++j) {
      double reached = t == 0 ? model.start(j) : 0.0;
      for (std::size_t i = 0; t > 0 && i < n; ++i) {
        reached += pass.alpha[(t - 1) * n + i] * model.transition(i, j);
      }
      sum += pass.alpha[t * n + j] = reached * model.emission(j, symbols[t]);
    }
    pass.scale[t] = sum;
    for (std::size_t j = 0; j < n; ++j) pass.alpha[t * n + j] /= sum;
  }
  return pass;
}

/// Runs the backward pass and adds the expected counts of every sample to `counts`.
void run_backward(const Hmm& model, const Symbols& symbols, const ForwardPass& pass,
                  Counts& counts) {
  const std::size_t n = model.states();
  std::vector<double> beta(n, 1.0);
  std::vector<double> ahead(n);
  for (std::size_t t = symbols.size(); t-- > 0;) {
    const double* alpha = &pass.alpha[t * n];
    for (std::size_t i = 0; i < n; ++i) {
      const double gamma = alpha[i] * beta[i];
      counts.emission[i * Hmm::symbols + static_cast<std::size_t>(symbols[t])] += gamma;
      if (t == 0) counts.start[i] += gamma;
      ahead[i] = model.emission(i, symbols[t]) * beta[i] / pass.scale[t];
    }
    if (t == 0) break;
    const double* before = &pass.alpha[(t - 1) * n];
    for (std::size_t i = 0; i < n; ++i) {
      beta[i] = 0.0;
      for (std::size_t j = 0; j < n; ++j) {
        const double step = model.transition(i, j) * ahead[j];
        beta[i] += step;
        counts.transition[i * n + j] += before[i] * step;
      }
    }
  }
}

/// Rows of `counts` normalised to sum 1; a row without counts is taken from `old`.
std::vector<double> to_rows(const std::vector<double>& counts, std::span<const double> old,
                            std::size_t columns) {
  std::vector<double> rows(old.begin(), old.end());
  for (std::size_t row = 0; row < rows.size(); row += columns) {
    double sum = 0.0;
    for (std::size_t i = row; i < row + columns; ++i) sum += counts[i];
    if (sum == 0.0) continue;
    for (std::size_t i = row; i < row + columns; ++i) rows[i] = counts[i] / sum;
  }
  return rows;
}

double random_number(Rng& rng) { return rng.below(5) == 0 ? 0.0 : rng.uniform(); }

std::vector<double> random_rows(std::size_t rows, std::size_t columns, Rng& rng) {
  std::vector<double> numbers;
  for (std::size_t row = 0; row < rows; ++row) {
    std::vector<double> drawn(columns);
    double sum = 0.0;
    for (double& number : drawn) sum += number = random_number(rng);
    if (sum == 0.0) sum = drawn[rng.below(columns)] = 1.0;
    for (const double number : drawn) numbers.push_back(number / sum);
  }
  return numbers;
}

}  // namespace

RunLengths to_runs(const Symbols& symbols) {
  RunLengths runs;
  for (const OnOff symbol : symbols) {
    if (runs.empty() || runs.back().state != symbol) runs.push_back({symbol, 0});
    ++runs.back().length;
  }
  return runs;
}

Symbols to_symbols(const RunLengths& runs) {
  Symbols symbols;
  for (const Run& run : runs) {
    symbols.insert(symbols.end(), static_cast<std::size_t>(run.length), run.state);
  }
  return symbols;
}

double sum_over_paths(const Hmm& model, const Symbols& symbols) {
  const std::size_t n = model.states();
  std::size_t paths = 1;
  for (std::size_t t = 0; t < symbols.size(); ++t) paths *= n;
  double sum = 0.0;
  for (std::size_t path = 0; path < paths; ++path) {
    double probability = 1.0;
    std::size_t digits = path;
    std::size_t from = 0;
    for (std::size_t t = 0; t < symbols.size(); ++t) {
      const std::size_t to = digits % n;
      digits /= n;
      probability *=
          (t == 0 ? model.start(to) : model.transition(from, to)) * model.emission(to, symbols[t]);
      from = to;
    }
    sum += probability;
  }
  return sum;
}

TextbookStep textbook_step(const Hmm& model, std::span<const Symbols> sequences) {
  const std::size_t n = model.states();
  Counts counts(n);
  double log_likelihood = 0.0;
  for (const Symbols& symbols : sequences) {
    const ForwardPass pass = run_forward(model, symbols);
    for (const double scale : pass.scale) log_likelihood += std::log(scale);
    run_backward(model, symbols, pass, counts);
  }
  auto next = Hmm::make(to_rows(counts.start, model.start(), n),
                        to_rows(counts.transition, model.transition(), n),
                        to_rows(counts.emission, model.emission(), Hmm::symbols));
  return {*std::move(next), log_likelihood};
}

Hmm random_model(std::size_t states, Rng& rng) {
  return *Hmm::make(random_rows(1, states, rng), random_rows(states, states, rng),
                    random_rows(states, Hmm::symbols, rng));
}

RunLengths sample_runs(const Hmm& model, std::int64_t samples, Rng& rng) {
  Symbols shown;
  Walk walk(model, rng);
  for (std::int64_t i = 0; i < samples; ++i) {
    if (i > 0) walk.step(rng);
    shown.push_back(walk.symbol());
  }
  return to_runs(shown);
}

}  // namespace lamplighter::testing
