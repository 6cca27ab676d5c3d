// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "csv/names.h"
#include "files/private_files.h"
#include "files/replace_file.h"
#include "learning/house_training.h"
#include "learning/known_house.h"
#include "page/report.h"
#include "system/clocks.h"
#include "views/documents.h"
#include "views/pictures.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace lamplighter::app {
namespace {

struct ReportOptions {
  ReportInput input;
  std::string out;
  std::string pictures;
};

/// Columns of a room's light: two weeks at one per minute, or a year at one per half hour.
constexpr int columns = 20000;
constexpr int picture_columns = 1000;
constexpr std::size_t compared_days = 40;

std::string quoted(const std::string& text) { return nlohmann::json(text).dump(); }

std::string documents_of(const ReportHouse& house, std::uint64_t seed) {
  const SystemClock clock;
  std::string text = "{";
  if (const std::string tonight = report_tonight(house, seed, clock); !tonight.empty())
    text += "\"tonight\":" + tonight + ",";
  text += "\"health\":" + report_health(house, clock.now()) + ",\"compare\":";
  text += views::compare_json(house.past, house.place, compared_days, Rng(1));
  text += ",\"readings\":{";
  for (const ReportRoom& room : house.rooms) {
    if (&room != &house.rooms.front()) text += ',';
    text += quoted(room.room.text()) + ":" +
            views::readings_json(readings_view(house, room, columns), house.place);
  }
  text += "},\"models\":" + views::models_json(house.past, house.model, house.place);
  const Result<KnownHouse> known =
      house.config ? load_house(*house.config) : KnownHouse{house.place, {}, {}};
  if (known)
    text += ",\"observer\":" + observed_json(observe(house.past.real, *known), false).dump();
  return text + "}";
}

Result<void> write_pictures(const ReportHouse& house, const std::string& folder) {
  if (auto made = files::make_private_folders(folder); !made) return made;
  const auto write = [&](const std::string& name, const std::string& text) {
    return files::write_output(fmt::format("{}/{}.svg", folder, name), text);
  };
  for (const ReportRoom& room : house.rooms) {
    const std::string stem = csv::stem_of_name(room.room.text());
    const auto view = readings_view(house, room, picture_columns);
    for (const auto& [name, picture] :
         {std::pair("readings", views::readings_svg(view, house.place)),
          {"lamps", views::lamps_svg(view, house.place)}}) {
      const Result<void> written = write(fmt::format("{}-{}", stem, name), picture);
      if (!written) return written;
    }
  }
  return write("compare", views::compare_svg(house.past, house.place));
}

Result<void> run_report(const ReportOptions& options) {
  if (options.out.empty() && options.pictures.empty()) {
    return Error{Fault::bad_input, "no output given; give --out FILE.html or --svg FOLDER"};
  }
  const Result<ReportHouse> house = read_report_house(options.input);
  if (!house) return house.error();
  if (!options.pictures.empty()) {
    const Result<void> written = write_pictures(*house, options.pictures);
    if (!written) return written;
  }
  if (options.out.empty()) return {};
  const Result<std::string> page =
      report_page(web::page_assets(), documents_of(*house, options.input.seed));
  if (!page) return page.error();
  return files::write_output(options.out, *page);
}

}  // namespace

void add_report(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<ReportOptions>();
  ReportInput& input = options->input;
  CLI::App* command = program.add_subcommand(
      "report", "The page's views as one file that needs no server, or as pictures");
  command->add_option("FILE", input.light.files,
                      "Readings files; default: all rooms of the config");
  command->add_option("--onoff", input.on_off_files, "On/off files instead of detection")
      ->type_name("FILE");
  command->add_option("--model", input.model, "Model file; default: the config's, if it exists");
  command->add_option("--seed", input.seed, "Random seed of the planned days")
      ->capture_default_str();
  command->add_option("--days", input.days, "How many days to plan, the newest of each room")
      ->check(CLI::Range(1, 7320))
      ->capture_default_str();
  command->add_option("--out", options->out, "The report, an HTML file");
  command->add_option("--svg", options->pictures, "Folder for the main drawings as SVG files");
  add_place_options(*command, input.light.place);
  add_corrections_option(*command, input.light);
  command->footer(
      "Example:\n  lamplighter report front-room.csv --latitude 37.36 --longitude -122.01 "
      "--time-zone America/Los_Angeles --out report.html");
  command->callback([options, &chosen] { chosen = [options] { return run_report(*options); }; });
}

}  // namespace lamplighter::app
