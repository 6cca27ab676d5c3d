// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/subsequences.h"
#include "config/config.h"
#include "core/result.h"
#include "core/time_zone.h"
#include "learning/known_house.h"
#include "learning/training_input.h"
#include "model/house_model.h"
#include "model/training.h"
#include "observer/evaluation.h"
#include "ports/clock.h"
#include "views/house_past.h"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::app {

/// What the house's real_days say of it. With more than most_rooms rooms, nothing. Requires:
/// sorted rooms.
HouseHabits train_habits(const std::vector<RoomHistory>& histories, const KnownHouse& house);

/// How the lamps of rooms look, of those that told. Requires: histories sorted by room.
std::vector<RoomLooks> train_looks(const std::vector<RoomHistory>& histories, const TimeZone& zone);

/// A room's models, one a zone; `begins` is told of each before it is trained. What it was trained
/// on is for the caller to say.
RoomModel train_room(
    const RoomName& room, const ZoneSubsequences& subsequences, const TrainingOptions& options,
    const std::function<void(Zone)>& begins = [](Zone) {});

/// Learns a whole house; `progress` hears of each step before it is taken.
HouseModel train_house(std::vector<RoomHistory> histories, const KnownHouse& known,
                       const TrainingOptions& options,
                       const std::function<void(std::size_t step, std::size_t steps,
                                                const std::string& doing)>& progress);

/// So many days of a household are enough to play by them alone.
inline constexpr std::size_t enough_learned_days = 14;

/// How many of its days a house was learned from.
std::size_t learned_days(const HouseModel& house);

/// "learned 6 of 14 days" while they are not enough, then "learned 31 days".
std::string learned_text(const HouseModel& house);

/// How the last training of a config's house ended, whoever started it.
struct TrainingResult {
  Instant at;
  std::optional<Error> error;  ///< absent: a model was written
};

/// Where that is kept, beside the model of a store (docs/formats.md, "Training").
std::string training_path(const Config& config);

/// The text of that file, and back. Errors: bad_input for any other text.
std::string format_training(const TrainingResult& result);
Result<TrainingResult> parse_training(std::string_view text);

/// Nothing where it was never trained. Errors: io, and those of parse_training.
Result<std::optional<TrainingResult>> last_training(const Config& config);

/// Reads every room of the config from its store, learns the house and replaces its model, of which
/// the one before is kept as `model.json.previous`; keeps how that ended. The model is as it was
/// where that fails. One at a time of all processes. Errors: unavailable while another one trains;
/// not_found where there are no readings yet; those of what is read and written.
Result<HouseModel> train_config(const Config& config, const TrainingInput& input,
                                const TrainingOptions& options,
                                const std::function<void(std::size_t step, std::size_t steps,
                                                         const std::string& doing)>& progress);

/// Reads the model of a house; the one before where that is damaged. Errors: those of
/// read_model_file for the first.
Result<HouseModel> read_last_good_model(const std::string& path);

/// Reads a model file. Errors: not_found, io, and those of parse_house_model with the path in
/// front.
Result<HouseModel> read_model_file(const std::string& path);

/// Replaces a model file as a whole, once its text has been read back and is the same. Errors: io;
/// bad_input for a model that cannot be read back. The old file is then untouched.
Result<void> write_model_file(const std::string& path, const HouseModel& house);

/// What the observer's test says of a house's newest days.
struct Observed {
  std::size_t days = 0;                           ///< known of every room
  std::optional<Evaluation> test = std::nullopt;  ///< absent: too few days, or stopped
  std::vector<RoomName> rooms{};                  ///< that were judged together, sorted
};

/// Tests the house planner on the newest days of a past, at most four months of them. Ends early
/// where it is asked to stop.
Observed observe(const views::HousePast& past, const KnownHouse& house,
                 const std::stop_token& stop = {});

/// The document `observer` (docs/formats.md).
nlohmann::ordered_json observed_json(const Observed& observed, bool is_working);

/// When a house that was trained at `last` is trained again: after three in the night that follows,
/// by its own clock. Where that is past, or it never was trained: soon.
Instant next_training(std::optional<Instant> last, Instant now, const TimeZone& zone);

/// Trains a house each night while its service runs. A training that fails is tried again in the
/// next night; its model stays as it was.
class NightlyTraining {
 public:
  struct Calls {
    std::function<Result<void>(const std::stop_token&)> train;  ///< keeps how it ended itself
    std::function<std::optional<Instant>()> last;               ///< when it was tried last
    std::function<void(const Result<void>&)> on_end = nullptr;
  };

  /// Requires: the clock outlives this.
  NightlyTraining(const TimeZone& zone, Clock& clock, Calls calls);

  /// Until asked to stop.
  void run(const std::stop_token& stop);

 private:
  TimeZone zone_;
  Clock& clock_;
  Calls calls_;
};

/// How a service does it: in a process of its own, `lamplighter train`, which yields to all others
/// and gives its memory back. Errors: refused where it failed or was killed; that is then kept as
/// the result of the training.
Result<void> train_in_child(const Config& config, const std::stop_token& stop);

}  // namespace lamplighter::app
