// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/require.h"

#include <cstddef>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

namespace lamplighter {

/// A value at an instant.
template <typename T>
struct Sample {
  Instant at;
  T value;

  friend bool operator==(const Sample&, const Sample&) = default;
};

/// Samples of one room in ascending time order without a gap between neighbours: a view into its
/// Series, never empty.
template <typename T>
using Segment = std::span<const Sample<T>>;

/// The observations of one room: segments in ascending time order. Between two segments is a gap:
/// it is expressed by structure, never by a NaN. The samples are contiguous, so that ten years of
/// minutes can be split without a copy.
template <typename T>
class Series {
 public:
  Series() = default;

  /// Segments begin at the indexes `begins`. Requires: `begins` ascends, starts with 0, and is
  /// below the number of samples; it is empty if there are no samples.
  Series(std::vector<Sample<T>> samples, std::vector<std::size_t> begins)
      : samples_(std::move(samples)), begins_(std::move(begins)) {
    require(samples_.empty() == begins_.empty(),
            "a series has segments exactly where it has samples");
    require(begins_.empty() || (begins_.front() == 0 && begins_.back() < samples_.size()),
            "segments must begin at the first sample and inside the samples");
  }

  /// Number of segments.
  [[nodiscard]] std::size_t size() const { return begins_.size(); }
  [[nodiscard]] bool empty() const { return begins_.empty(); }

  /// Requires: segment < size().
  Segment<T> operator[](std::size_t segment) const {
    const std::size_t from = first(segment);
    return all().subspan(from, end_of(segment) - from);
  }
  std::span<Sample<T>> operator[](std::size_t segment) {
    const std::size_t from = first(segment);
    return std::span(samples_).subspan(from, end_of(segment) - from);
  }

  /// The samples of all segments in order.
  [[nodiscard]] std::span<const Sample<T>> all() const { return samples_; }

  /// Iterates over the segments.
  class Iterator {
   public:
    using value_type = Segment<T>;
    using difference_type = std::ptrdiff_t;

    Iterator() = default;
    Iterator(const Series* series, std::size_t segment) : series_(series), segment_(segment) {}
    Segment<T> operator*() const { return (*series_)[segment_]; }
    Iterator& operator++() {
      ++segment_;
      return *this;
    }
    Iterator operator++(int) { return {series_, segment_++}; }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const Series* series_ = nullptr;
    std::size_t segment_ = 0;
  };

  [[nodiscard]] Iterator begin() const { return {this, 0}; }
  [[nodiscard]] Iterator end() const { return {this, size()}; }

  friend bool operator==(const Series&, const Series&) = default;

 private:
  [[nodiscard]] std::size_t first(std::size_t segment) const {
    require(segment < size(), "the segment index is out of range");
    return begins_[segment];
  }
  [[nodiscard]] std::size_t end_of(std::size_t segment) const {
    return segment + 1 < size() ? begins_[segment + 1] : samples_.size();
  }

  std::vector<Sample<T>> samples_;
  std::vector<std::size_t> begins_;
};

/// Number of samples in all segments.
template <typename T>
std::size_t sample_count(const Series<T>& series) {
  return series.all().size();
}

}  // namespace lamplighter
