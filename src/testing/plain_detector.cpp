// SPDX-License-Identifier: Apache-2.0
#include "testing/plain_detector.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lamplighter::testing {
namespace {

double student4(double z) { return 0.375 * std::pow(1 + z * z / 4, -2.5); }

PlainDetector::Row scaled(PlainDetector::Row row) {
  double sum = 0;
  for (const double value : row) sum += value;
  for (double& value : row) value /= sum;
  return row;
}

}  // namespace

PlainDetector::Row PlainDetector::start() const {
  Row row(model_.size());
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = 0.5 * (j == 0 ? 1 : model_.weights[j]);
  return row;
}

PlainDetector::Row PlainDetector::emission(std::size_t t) const {
  const LightStep& step = light_.steps[t];
  Row row(model_.size());
  for (std::size_t j = 0; j < row.size(); ++j) {
    const double lamp = model_.levels[j];
    const double daylight = step.above_floor() - lamp;
    const double tolerance = model_.noise.of(step) + 0.1 * lamp;
    const double below = std::min(0.0, daylight + 2 * tolerance) / tolerance;
    double fit = -std::min(10.0, below * below / 2);
    if (step.dark()) {
      const double width = std::hypot(2 * model_.noise.dark + model_.noise.spread, 0.1 * lamp);
      fit += (t == 0 ? 1 : std::min(1.0, step.minutes / 5)) *
             std::log(0.95 * student4(daylight / width) / width +
                      0.05 / (model_.levels.back() + width));
    } else if (step.sky_low <= step.sky_high) {
      const double shift = model_.noise.log_shift();
      const double most = std::log(std::max(daylight + 0.1 * lamp, 0.0) + shift);
      const double least = std::log(std::max(daylight - 0.1 * lamp, 0.0) + shift);
      const double outside = std::max({0.0, static_cast<double>(step.sky_low) - most,
                                       least - static_cast<double>(step.sky_high)});
      const double z = outside / 0.4;
      fit -= (t == 0 ? 1 : std::min(1.0, step.minutes / 30)) * std::min(8.0, z * z / 2);
    }
    row[j] = std::exp(fit);
  }
  return row;
}

PlainDetector::Matrix PlainDetector::transition(std::size_t t) const {
  const LightStep& step = light_.steps[t];
  const std::size_t size = model_.size();
  const double minutes = std::min(step.minutes, 720.0);
  const double on = 1 - std::exp(-model_.on_rate * minutes);
  const double off = 1 - std::exp(-minutes / 90);
  Matrix matrix(size, Row(size));
  for (std::size_t i = 0; i < size; ++i) {
    Row chance(size);
    double up = 0;
    double down = 0;
    for (std::size_t j = 0; j < size; ++j) {
      const double apart = std::abs(model_.levels[j] - model_.levels[i]);
      if (i != j) chance[j] = model_.weights[nearest_level(model_.levels, apart)];
      if (j > i) up += chance[j];
      if (j < i && j > 0) down += chance[j];
    }
    double leave = 0;
    for (std::size_t j = 0; j < size; ++j) {
      if (j > i) chance[j] *= on / std::max(1.0, up);
      if (j < i && j > 0) chance[j] *= 0.25 * off / down;
      if (j < i && j == 0) chance[j] = 0.75 * off;
      leave += chance[j];
    }
    const double bound = leave > 0.95 ? 0.95 / leave : 1;
    for (std::size_t j = 0; j < size; ++j) {
      const double scale =
          std::sqrt(std::pow(static_cast<double>(step.scale), 2) +
                    0.01 * (std::pow(model_.levels[i], 2) + std::pow(model_.levels[j], 2)));
      const double z = (step.change - model_.levels[j] + model_.levels[i]) / scale;
      matrix[i][j] = bound * chance[j] * student4(z) / scale;
    }
    matrix[i][i] = (1 - std::min(leave, 0.95)) * stay(step, model_.levels[i]);
  }
  return matrix;
}

double PlainDetector::stay(const LightStep& step, double lamp) const {
  const double scale = static_cast<double>(step.scale);
  const double minutes = std::min(step.minutes, 30.0);
  const double sun = static_cast<double>(step.sun);
  const double drift = std::min(0.5, minutes * (0.003 / (1 + std::exp(-1.5 * (sun + 3))) + 0.0002));
  const double shift = model_.noise.log_shift();
  const double after = std::max(step.above_floor() - lamp, 0.0) + shift;
  const double before = std::max(step.above_floor() - step.change - lamp, 0.0) + shift;
  const double r = std::log(after / before);
  const double spread = 0.7 * std::pow(std::clamp(step.minutes, 1.0, 10.0), 0.15);
  const double normal =
      std::exp(-r * r / (2 * spread * spread)) / (spread * std::sqrt(2 * std::numbers::pi));
  const double crowd =
      std::min(0.5, static_cast<double>(step.crowd) * minutes / (2 * model_.crowd_reach.count()));
  return (1 - drift) * student4(step.change / scale) / scale + drift * normal / after +
         crowd / (1.5 * std::abs(step.change) + model_.noise.day) * std::exp(-r * r / 2);
}

PlainDetector::Matrix PlainDetector::forward() const {
  const std::size_t count = light_.steps.size();
  const std::size_t size = model_.size();
  Matrix rows(count);
  for (std::size_t t = 0; t < count; ++t) {
    Row row(size);
    if (t == 0) {
      row = start();
    } else {
      const Matrix matrix = transition(t);
      for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j < size; ++j) row[j] += rows[t - 1][i] * matrix[i][j];
      }
    }
    const Row fit = emission(t);
    for (std::size_t j = 0; j < size; ++j) row[j] *= fit[j];
    rows[t] = scaled(std::move(row));
  }
  return rows;
}

PlainDetector::Answer PlainDetector::answer() const {
  const std::size_t count = light_.steps.size();
  const std::size_t size = model_.size();
  const Matrix forward = this->forward();
  Answer answer{Row(count), Row(count), Row(count), Row(count)};
  Row later(size, 1.0);
  for (std::size_t t = count; t-- > 0;) {
    double all = 0;
    for (std::size_t j = 0; j < size; ++j) all += forward[t][j] * later[j];
    answer.on[t] = 1 - forward[t][0] * later[0] / all;
    for (std::size_t j = 0; j < size; ++j) {
      answer.lux[t] += forward[t][j] * later[j] / all * model_.levels[j];
    }
    if (t == 0) break;
    const Row fit = emission(t);
    const Matrix matrix = transition(t);
    Row before(size);
    double pairs = 0;
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 0; j < size; ++j) {
        const double both = matrix[i][j] * fit[j] * later[j];
        before[i] += both;
        pairs += forward[t - 1][i] * both;
        if (j >= i + 2) answer.rise[t] += forward[t - 1][i] * both;
        if (i >= j + 2) answer.fall[t] += forward[t - 1][i] * both;
      }
    }
    answer.rise[t] /= pairs;
    answer.fall[t] /= pairs;
    later = scaled(std::move(before));
  }
  return answer;
}

}  // namespace lamplighter::testing
