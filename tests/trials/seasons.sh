#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: sh tests/trials/seasons.sh build/release/lamplighter [SEED…]
#
# For docs/realism.md, "Another season": simulated households are learned from 60 days of June or December and planned for the other; prints
# how far the first lamp of the afternoon, the last of the night and the lit minutes are from the truth.
set -eu
program=$(realpath "$1")
shift
[ $# -gt 0 ] || set -- 3 4 5 6 7 8
place="--latitude 37.37 --longitude -122.03 --time-zone America/Los_Angeles"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Means over the days from 04:00: first on after noon, last off (minutes after 04:00), lit minutes of all rooms.
measure() { # FILE HOURS_WEST
  awk -F, -v west="$2" 'NR > 1 {
      at = $1 / 60 - (west + 4) * 60
      if ($4 == "on" && !($3 in since)) {
        since[$3] = at
        day = int(at / 1440); minute = at - day * 1440
        if (minute > 480 && (!(day in first) || minute < first[day])) first[day] = minute
      }
      if ($4 == "off" && ($3 in since)) {
        for (from = since[$3]; from < at; from = until) { # from four to four
          day = int(from / 1440); until = (day + 1) * 1440
          if (until > at) until = at
          lit[day] += until - from
          if (until - day * 1440 > last[day]) last[day] = until - day * 1440
        }
        delete since[$3]
      }
    }
    END { for (day in lit) if ((day in first) && lit[day] > 0) { n++; f += first[day]; l += last[day]; m += lit[day] }
      printf "%.1f %.1f %.1f\n", f / n, l / n, m / n }' "$1"
}

for seed; do
  for month in 06 12; do
    "$program" simulate --out "$work/$seed-$month" --days 60 --from 2026-$month-01 --seed "$seed" >/dev/null 2>&1
    # shellcheck disable=SC2086
    "$program" train --onoff "$work/$seed-$month/truth-onoff.csv" $place --model "$work/$seed-$month.json" >/dev/null 2>&1
  done
  for way in 06-12 12-06; do
    learned=${way%-*} planned=${way#*-}
    [ "$planned" = 12 ] && west=8 || west=7
    year=2026
    [ "$planned" = 06 ] && year=2027
    "$program" plan --model "$work/$seed-$learned.json" --seed 1 --date $year-$planned-01 --days 60 --csv >"$work/plan.csv"
    echo "$seed $way $(measure "$work/plan.csv" $west) $(measure "$work/$seed-$planned/truth-onoff.csv" $west)" |
      awk '{ printf "household %s, %s: first %+.0f min, last %+.0f min, lit %+.0f %%\n", $1, $2, $3 - $6, $4 - $7, 100 * ($5 / $8 - 1) }'
  done
done
