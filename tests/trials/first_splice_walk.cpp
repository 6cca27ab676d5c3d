// SPDX-License-Identifier: Apache-2.0
#include "first_splice_walk.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

namespace lamplighter::trials {
namespace {

constexpr double forgotten = 120;  // minutes after which a jump's shift has decayed

class Walk {
 public:
  Walk(const std::vector<FirstSource>& sources, std::size_t first, RoomMask lit,
       FirstFreedom freedom, Rng& rng)
      : sources_(sources),
        freedom_(freedom),
        rng_(rng),
        width_(std::clamp(45 * std::cbrt(12 / static_cast<double>(sources.size())), 15.0, 45.0)),
        lit_(lit),
        source_(first) {}

  std::vector<HouseEvent> go() {
    for (RoomMask rest = lit_ & ~here().lit_at_start; rest != 0; rest &= rest - 1) {
      const auto room = static_cast<std::size_t>(std::countr_zero(rest));
      emit({0, room, false, 0, 0, Keeps::nothing}, rng_.uniform(0, 20));
    }
    now_ = 0;
    while (next_ < here().events.size()) {
      const HouseEvent event = here().events[next_];
      const double worn = std::max(0.0, 1 - (event.at - jumped_at_) / forgotten);
      const bool is_exact = event.keeps != Keeps::nothing;
      const double at = std::max(now_, event.at + (is_exact ? 0 : shift_ * worn));
      if (at >= watched_minutes) break;
      if (jump_in_the_dark(at)) continue;
      now_ = at;
      emit(event, at);
      ++next_;
      if (rng_.uniform() < freedom_.jump) jump();
    }
    std::stable_sort(made_.begin(), made_.end(),
                     [](const HouseEvent& a, const HouseEvent& b) { return a.at < b.at; });
    return std::move(made_);
  }

 private:
  struct Where {
    std::size_t source;
    std::size_t event;
  };

  [[nodiscard]] const DayEvents& here() const { return sources_[source_].day; }
  [[nodiscard]] const HouseEvent& event(Where where) const {
    return sources_[where.source].day.events[where.event];
  }

  void emit(const HouseEvent& event, double at) {
    const RoomMask after = event.on ? lit_ | bit_of(event.room) : lit_ & ~bit_of(event.room);
    if (after == lit_) return;
    lit_ = after;
    made_.push_back(event);
    made_.back().at = at;
    made_.back().lit = lit_;
  }

  [[nodiscard]] double likeness(Where one, Where other) const {
    const HouseEvent& here = event(one);
    const HouseEvent& there = event(other);
    const double apart = (here.at - there.at) / width_;
    if (here.room != there.room || here.on != there.on || here.lit != there.lit ||
        std::abs(apart) >= 1)
      return 0;
    const std::vector<float>& since = sources_[one.source].day.since[one.event];
    const std::vector<float>& others = sources_[other.source].day.since[other.event];
    double unlike = 0;
    for (std::size_t room = 0; room < since.size(); ++room)
      if (room != here.room && (here.lit & bit_of(room)) != 0)
        unlike += std::abs(static_cast<double>(since[room] - others[room]));
    return sources_[other.source].weight * (1 - apart * apart) * std::exp(-unlike);
  }

  /// Where the walk can continue from there, with the similarity of each.
  std::pair<std::vector<Where>, std::vector<double>> ways(Where from) const {
    std::pair<std::vector<Where>, std::vector<double>> found;
    for (std::size_t source = 0; source < sources_.size(); ++source) {
      if (source == from.source) continue;
      for (std::size_t i = 0; i < sources_[source].day.events.size(); ++i) {
        const double like = likeness(from, {source, i});
        if (like <= 0) continue;
        found.first.push_back({source, i});
        found.second.push_back(like);
      }
    }
    return found;
  }

  static double total(const std::vector<double>& all) {
    return std::accumulate(all.begin(), all.end(), 0.0);
  }

  void jump() {
    const auto [to, likeness] = ways({source_, next_ - 1});
    if (to.empty()) return;
    const Where there = to[rng_.pick(likeness)];
    if (std::abs(now_ - event(there).at) >= 1.5 * width_) return;
    if (rng_.uniform() * total(ways(there).second) > total(likeness)) return;
    go_to(there.source, there.event + 1, event(there).at);
  }

  void go_to(std::size_t source, std::size_t next, double at) {
    source_ = source;
    next_ = next;
    shift_ = now_ - at;
    jumped_at_ = at;
  }

  static std::size_t passed(const DayEvents& day, double at) {
    const auto later = std::find_if(day.events.begin(), day.events.end(),
                                    [&](const HouseEvent& event) { return event.at > at; });
    return static_cast<std::size_t>(later - day.events.begin());
  }

  bool jump_in_the_dark(double until) {
    if (!freedom_.quiet || lit_ != 0) return false;
    const double moment = now_ - *freedom_.quiet * std::log(1 - rng_.uniform());
    if (moment >= until) return false;
    std::vector<double> odds;
    for (const FirstSource& source : sources_) {
      const std::size_t before = passed(source.day, moment);
      const RoomMask lit =
          before == 0 ? source.day.lit_at_start : source.day.events[before - 1].lit;
      odds.push_back(lit == 0 ? source.weight : 0);
    }
    if (total(odds) <= 0) return false;
    now_ = moment;
    const std::size_t to = rng_.pick(odds);
    go_to(to, passed(sources_[to].day, moment), moment);
    return true;
  }

  const std::vector<FirstSource>& sources_;
  FirstFreedom freedom_;
  Rng& rng_;
  double width_;
  RoomMask lit_;
  std::size_t source_;
  std::size_t next_ = 0;
  double now_ = 0;
  double shift_ = 0;
  double jumped_at_ = 0;
  std::vector<HouseEvent> made_;
};

}  // namespace

std::vector<HouseEvent> first_walk(const std::vector<FirstSource>& sources, std::size_t first,
                                   RoomMask lit, const FirstFreedom& freedom, Rng& rng) {
  return Walk(sources, first, lit, freedom, rng).go();
}

}  // namespace lamplighter::trials
