// SPDX-License-Identifier: Apache-2.0
#include "analysis/value_counts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <new>
#include <optional>

namespace lamplighter {
namespace {

// Whole lux from a sensor's noise below zero up to direct sunshine.
constexpr std::int64_t lowest = -4096;
constexpr std::int64_t highest = 126975;

/// How often one value was seen, in four parts.
using Bin = std::array<std::uint32_t, 4>;

struct Freed {
  void operator()(void* memory) const { std::free(memory); }
};
using Bins = std::unique_ptr<Bin[], Freed>;

/// A bin for each value in range. From calloc, because that does not touch the memory: a room uses
/// a few hundred of the bins, and zeroing the rest would cost more than counting a month.
Bins empty_bins() {
  constexpr auto count = static_cast<std::size_t>(highest - lowest + 1);
  Bins bins(static_cast<Bin*>(std::calloc(count, sizeof(Bin))));
  if (bins == nullptr) throw std::bad_alloc();
  return bins;
}

/// Counts by value where all are whole and in range. Equal values follow each other in a room, and
/// a counter cannot be raised again before the last raise is stored: so each has four, used in
/// turn.
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

/// A power of two that brings every value to ±1.
double scale_for(const std::vector<double>& values) {
  const double greatest = std::max(std::abs(values.front()), std::abs(values.back()));
  return greatest > 0 ? std::ldexp(1.0, -1 - std::ilogb(greatest)) : 1.0;
}

/// The value next above the mean of all samples.
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
