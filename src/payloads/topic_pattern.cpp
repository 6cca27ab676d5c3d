// SPDX-License-Identifier: Apache-2.0
#include "payloads/topic_pattern.h"

#include <fmt/format.h>

namespace lamplighter {
namespace {

constexpr std::size_t max_filter_bytes = 512;

std::string_view take_level(std::string_view& text) {
  const std::size_t end = text.find('/');
  const std::string_view level = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return level;
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> levels;
  for (std::size_t end = text.find('/'); end != std::string_view::npos; end = text.find('/')) {
    levels.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  levels.push_back(text);
  return levels;
}

Error bad_pattern(std::string_view text, std::string_view why) {
  return {Fault::bad_input, fmt::format("topic \"{}\": {}", text, why)};
}

}  // namespace

Result<TopicPattern> TopicPattern::parse(std::string_view text) {
  if (text.empty() || text.size() > max_filter_bytes) {
    return bad_pattern(text.substr(0, 40), "expected 1 to 512 bytes");
  }
  TopicPattern pattern;
  for (std::string_view level : split(text)) {
    if (level == "{home}") {
      if (pattern.home_at_) return bad_pattern(text, "has {home} twice; leave one as +");
      pattern.home_at_ = pattern.levels_.size();
      level = "+";
    } else if (level.starts_with('{')) {
      if (pattern.name_at_) return bad_pattern(text, "has two names; leave one as + or #");
      pattern.name_at_ = pattern.levels_.size();
      if (level == "{sensor}" || level == "{room}") {
        level = "+";
      } else if (level == "{sensor#}" || level == "{room#}") {
        level = "#";
      }
    }
    if (!pattern.levels_.empty() && pattern.levels_.back() == "#") {
      return bad_pattern(text, "# and {sensor#} are allowed only at the end");
    }
    if (level != "+" && level != "#" && level.find_first_of("+#{}") != std::string_view::npos) {
      return bad_pattern(
          text,
          "a level is +, #, {sensor}, {sensor#}, {room}, {room#}, {home} or text without + # { }");
    }
    if (level.find('\0') != std::string_view::npos) return bad_pattern(text, "holds a NUL");
    if (!pattern.levels_.empty()) pattern.filter_ += '/';
    pattern.filter_ += level;
    pattern.levels_.emplace_back(level);
  }
  return pattern;
}

std::optional<TopicPattern::Match> TopicPattern::match(std::string_view topic) const {
  if (topic.starts_with('$') && (levels_.front() == "+" || levels_.front() == "#")) return {};
  Match found;
  bool ended = false;
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    const bool named = name_at_ == i;
    if (levels_[i] == "#") {  // also the parent level itself: a/# matches a
      if (named) found.name = topic;
      return ended && named ? std::nullopt : std::optional(found);
    }
    if (ended) return std::nullopt;
    ended = topic.find('/') == std::string_view::npos;
    const std::string_view level = take_level(topic);
    if (levels_[i] != "+" && levels_[i] != level) return std::nullopt;
    if (named) found.name = level;
    if (home_at_ == i) found.home = level;
  }
  return ended ? std::optional(found) : std::nullopt;
}

bool covers(std::string_view filter, std::string_view other) {
  const std::vector<std::string_view> wide = split(filter);
  const std::vector<std::string_view> narrow = split(other);
  for (std::size_t i = 0; i < wide.size(); ++i) {
    if (wide[i] == "#") return true;
    if (i == narrow.size() || narrow[i] == "#") return false;
    if (wide[i] != "+" && wide[i] != narrow[i]) return false;
  }
  return wide.size() == narrow.size();
}

}  // namespace lamplighter
