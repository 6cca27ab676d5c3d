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

/// Learns habits from the house's real days. Its rooms with lamps of which hardly anything is known
/// are filled with an average household, so that none stays dark because it has not reported. With
/// more than most_rooms rooms, the result is empty.
HouseHabits train_habits(const std::vector<RoomHistory>& histories, const KnownHouse& house);

/// Learns the light settings of the rooms that reported any. Requires: histories sorted by room.
std::vector<RoomLooks> train_looks(const std::vector<RoomHistory>& histories, const TimeZone& zone);

/// Trains the models of a room, one per zone; `begins` is called with each zone before it is
/// trained. The caller records what it was trained on.
RoomModel train_room(
    const RoomName& room, const ZoneSubsequences& subsequences, const TrainingOptions& options,
    const std::function<void(Zone)>& begins = [](Zone) {});

/// Learns a whole house; `progress` is called before each step.
HouseModel train_house(std::vector<RoomHistory> histories, const KnownHouse& known,
                       const TrainingOptions& options,
                       const std::function<void(std::size_t step, std::size_t steps,
                                                const std::string& doing)>& progress);

/// This many days of a household are enough to play from them alone.
inline constexpr std::size_t enough_learned_days = 14;

/// The number of real days that a house was learned from.
std::size_t learned_days(const HouseModel& house);

/// "learned 6 of 14 days" until there are enough, then "learned 31 days".
std::string learned_text(const HouseModel& house);

/// The result of the last training of a config's house, no matter what started it.
struct TrainingResult {
  Instant at;
  std::optional<Error> error;  ///< absent: success, a model was written
};

/// The path of that result, beside the model in the store (docs/formats.md, "Training").
std::string training_path(const Config& config);

/// Formats and parses the text of that file. Errors: bad_input for any other text.
std::string format_training(const TrainingResult& result);
Result<TrainingResult> parse_training(std::string_view text);

/// Empty if the house was never trained. Errors: io, and those of parse_training.
Result<std::optional<TrainingResult>> last_training(const Config& config);

/// Reads every room of the config from its store, trains the house and replaces its model; the
/// previous model is kept as `model.json.previous`. Records the result. On failure the model is
/// unchanged. Only one process at a time. Errors: unavailable while another process trains;
/// not_found if there are no readings yet; those of reading and writing.
Result<HouseModel> train_config(const Config& config, const TrainingInput& input,
                                const TrainingOptions& options,
                                const std::function<void(std::size_t step, std::size_t steps,
                                                         const std::string& doing)>& progress);

/// Reads the model of a house, or the previous one if it is damaged. Errors: those of
/// read_model_file for the current one.
Result<HouseModel> read_last_good_model(const std::string& path);

/// Reads a model file. Errors: not_found, io, and those of parse_house_model, prefixed with the
/// path.
Result<HouseModel> read_model_file(const std::string& path);

/// Replaces a model file atomically, after verifying that its text parses to the same model.
/// Errors: io; bad_input for a model that cannot be parsed again. The old file is then unchanged.
Result<void> write_model_file(const std::string& path, const HouseModel& house);

/// The result of the observer's test on a house's newest days.
struct Observed {
  std::size_t days = 0;                           ///< known in every room
  std::optional<Evaluation> test = std::nullopt;  ///< absent: too few days, or stopped
  std::vector<RoomName> rooms{};                  ///< rooms that were judged together, sorted
};

/// Tests the house planner on the newest days of the past, at most four months of them. Ends early
/// if a stop is requested.
Observed observe(const views::HousePast& past, const KnownHouse& house,
                 const std::stop_token& stop = {});

/// The document `observer` (docs/formats.md).
nlohmann::ordered_json observed_json(const Observed& observed, bool is_working);

/// The next training time of a house that was last trained at `last`: after 03:00 of the following
/// night, local time. If that has passed, or it was never trained: soon.
Instant next_training(std::optional<Instant> last, Instant now, const TimeZone& zone);

/// Trains a house every night while its service runs. A failed training is retried the next night;
/// the model then stays the same.
class NightlyTraining {
 public:
  struct Calls {
    std::function<Result<void>(const std::stop_token&)> train;  ///< records its own result
    std::function<std::optional<Instant>()> last;               ///< time of the last attempt
    std::function<void(const Result<void>&)> on_end = nullptr;
  };

  /// Requires: the clock outlives this.
  NightlyTraining(const TimeZone& zone, Clock& clock, Calls calls);

  /// Runs until a stop is requested.
  void run(const std::stop_token& stop);

 private:
  TimeZone zone_;
  Clock& clock_;
  Calls calls_;
};

/// How a service trains: in a child process, `lamplighter train`, which runs at low priority and
/// returns its memory. Errors: refused if it failed or was killed; this is also recorded as the
/// result of the training.
Result<void> train_in_child(const Config& config, const std::stop_token& stop);

}  // namespace lamplighter::app
