// SPDX-License-Identifier: Apache-2.0
#include "app/evening_view.h"

#include "app/plan_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lamplighter::app {
namespace {

constexpr int columns = 60;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string coloured(std::string text) {
  text = replaced(std::move(text), "█", "\x1b[93m█\x1b[0m");
  text = replaced(std::move(text), "▄", "\x1b[93m▄\x1b[0m");
  text = replaced(std::move(text), "░", "\x1b[90m░\x1b[0m");
  return replaced(std::move(text), "·", "\x1b[90m·\x1b[0m");
}

}  // namespace

EveningView::EveningView(Plan plan, TimeZone zone, Instant from, Instant until, std::FILE* out,
                         bool terminal)
    : plan_(std::move(plan)),
      seen_(plan_),
      zone_(zone),
      from_(from),
      until_(until),
      out_(out),
      terminal_(terminal) {
  seen_.on_at_start.clear();
  seen_.switches.clear();
}

void EveningView::saw(const RoomName& room, OnOff state, Instant at) {
  const bool known = std::binary_search(seen_.rooms.begin(), seen_.rooms.end(), room);
  if (!known || at >= seen_.until || state_at(seen_, room, std::max(at, seen_.from)) == state)
    return;
  seen_.switches.push_back({std::max(at, seen_.from), room, state});
}

std::string EveningView::room_line(const RoomName& room, Instant now) const {
  const Instant shown = std::clamp(now, from_, until_);
  const int past = static_cast<int>((shown - from_) * columns / (until_ - from_));
  const Instant border = from_ + (until_ - from_) * past / columns;
  std::string line;
  if (past > 0) line += band(seen_, room, from_, border, past);
  if (past < columns) {
    line += "│";
    const std::string ahead = band(plan_, room, border, until_, columns - past);
    line += replaced(replaced(replaced(ahead, "·", " "), "█", "░"), "▄", "░");
  }
  return line;
}

std::string EveningView::frame(Instant now) const {
  std::size_t width = 4;
  for (const RoomName& room : plan_.rooms) width = std::max(width, room.text().size());
  const std::string clock = zone_.to_iso(std::chrono::floor<std::chrono::minutes>(now));
  std::string text = fmt::format("  {} {}\n  {:{}}  {}\n", clock.substr(0, 10), clock.substr(11, 5),
                                 "", width, hour_ruler(zone_, from_, until_, columns));
  for (const RoomName& room : plan_.rooms) {
    const bool on =
        now < seen_.until && state_at(seen_, room, std::max(now, seen_.from)) == OnOff::on;
    text +=
        fmt::format("  {:{}}  {} {}\n", room.text(), width, room_line(room, now), on ? "on" : "  ");
  }
  return text;
}

void EveningView::draw(const std::string& text) {
  if (terminal_ && !drawn_.empty())
    fmt::print(out_, "\x1b[{}A", std::count(drawn_.begin(), drawn_.end(), '\n'));
  fmt::print(out_, "{}", terminal_ ? coloured(text) : text);
  std::fflush(out_);
  drawn_ = text;
}

void EveningView::show(Instant now) {
  if (!terminal_) return;
  const std::string text = frame(now);
  if (text != drawn_) draw(text);
}

void EveningView::finish(Instant now) {
  const std::string text = frame(now);
  if (text != drawn_) draw(text);
}

}  // namespace lamplighter::app
