// SPDX-License-Identifier: Apache-2.0
#include "host/run.h"

#include "config/secret_file.h"
#include "host/light.h"
#include "host/linux_i2c_bus.h"
#include "host/power_period.h"
#include "model/tsl2591_model.h"

#include <fmt/format.h>

#include <cstdio>
#include <random>

namespace lamplighter::node_host {
namespace {

using std::chrono::milliseconds;

std::uint32_t draw_number() {
  std::random_device chance;
  return chance();
}

const char* what_is_wrong(node::SettingsFault fault) {
  switch (fault) {
    case node::SettingsFault::bad_id:
      return "--id: 1 to 32 of A-Z a-z 0-9 _ - are needed";
    case node::SettingsFault::bad_prefix:
      return "--topic-prefix: 1 to 32 of A-Z a-z 0-9 _ - / are needed";
    case node::SettingsFault::bad_user:
      return "--user: at most 64 bytes";
    case node::SettingsFault::bad_password:
      return "--password-file: the password has more than 128 bytes";
    case node::SettingsFault::bad_interval:
      return "--interval: 5 to 3600 seconds";
    case node::SettingsFault::none:
      break;
  }
  return "";
}

/// One run of the program: the same link and log through all periods with power.
class Session {
 public:
  Session(const Options& options, Log& log, std::optional<std::string> password)
      : options_(options),
        password_(std::move(password)),
        log_(log),
        link_(options.broker, options.port),
        boot_(options.seed.value_or(draw_number())) {}

  [[nodiscard]] node::Settings settings() const {
    return {.id = options_.id.c_str(),
            .topic_prefix = options_.topic_prefix.c_str(),
            .user = options_.user ? options_.user->c_str() : nullptr,
            .password = password_ ? password_->c_str() : nullptr,
            .interval_ms = static_cast<std::uint32_t>(options_.interval_seconds * 1000),
            .boot = boot_};
  }

  /// Runs through one period. If another one follows, power is lost without a disconnect.
  bool live(const PowerPeriod& period, bool is_last, const std::stop_token& stop) {
    NodeLife life(settings(), period, link_, log_, {options_.speed, options_.has_clock});
    const bool is_done = life.live(stop);
    if (is_last || !is_done) life.leave();
    link_.close();
    ++boot_;
    const PeriodCounts counts = life.counts();
    sum_.delivered += counts.delivered;
    sum_.failed += counts.failed;
    sum_.dropped += counts.dropped;
    sum_.connections += counts.connections;
    return is_done;
  }

  [[nodiscard]] node_model::Traits traits() const {
    return {.read_noise = options_.noise, .shot_noise = options_.noise * 0.05, .seed = boot_};
  }

  void tell_sum() const {
    fmt::print(stderr, "{}: {} readings delivered, {} of them failed, {} dropped, {} connections\n",
               options_.id, sum_.delivered, sum_.failed, sum_.dropped, sum_.connections);
  }

 private:
  const Options& options_;
  std::optional<std::string> password_;
  Log& log_;
  TcpLink link_;
  std::uint32_t boot_;
  PeriodCounts sum_;
};

Result<void> live_on_bus(Session& session, const RealBus& real, const std::stop_token& stop) {
  const auto bus = LinuxI2cBus::open(real.device);
  if (!bus) return bus.error();
  const auto nothing = [](std::uint64_t, std::uint64_t) {};
  (void)session.live({**bus, nothing, std::nullopt, std::nullopt}, true, stop);
  return {};
}

Result<void> live_in_constant_light(Session& session, double lux, const std::stop_token& stop) {
  node_model::Tsl2591Model model(session.traits());
  model.shine(lux);
  const auto pass = [&](std::uint64_t from, std::uint64_t to) {
    model.pass(static_cast<double>(to - from));
  };
  (void)session.live({model, pass, std::nullopt, std::nullopt}, true, stop);
  return {};
}

Result<void> live_in_file(Session& session, const LuxFile& file, const std::stop_token& stop) {
  const Result<Series<Lux>> series = read_light(file.path);
  if (!series) return series.error();
  std::size_t left = series->size();
  for (const Segment<Lux> segment : *series) {
    --left;
    node_model::Tsl2591Model model(session.traits());
    const Instant start = std::chrono::floor<milliseconds>(segment.front().at);
    const auto length = std::chrono::ceil<milliseconds>(segment.back().at - start).count();
    Light light(segment);
    const auto pass = [&](std::uint64_t from, std::uint64_t to) {
      model.shine(light.at(start + milliseconds(from)));
      model.pass(static_cast<double>(to - from));
    };
    const PowerPeriod period{model, pass, start, static_cast<std::uint64_t>(length)};
    if (!session.live(period, left == 0, stop)) return {};
  }
  return {};
}

}  // namespace

Result<void> run(const Options& options, const std::stop_token& stop) {
  std::optional<std::string> password;
  if (!options.password_file.empty()) {
    Result<std::string> read = app::read_secret_file(options.password_file);
    if (!read) return read.error();
    password = *std::move(read);
  }
  Result<Log> log = Log::open(options.log, options.id);
  if (!log) return log.error();
  Session session(options, *log, std::move(password));
  const node::SettingsFault fault = check(session.settings());
  if (fault != node::SettingsFault::none) return Error{Fault::bad_input, what_is_wrong(fault)};

  Result<void> lived;
  if (const auto* real = std::get_if<RealBus>(&options.light)) {
    lived = live_on_bus(session, *real, stop);
  } else if (const auto* file = std::get_if<LuxFile>(&options.light)) {
    lived = live_in_file(session, *file, stop);
  } else {
    lived = live_in_constant_light(session, std::get<ConstantLux>(options.light).lux, stop);
  }
  if (!lived) return lived;
  session.tell_sum();
  return log->close();
}

}  // namespace lamplighter::node_host
