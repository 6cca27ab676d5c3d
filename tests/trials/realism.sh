#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: sh tests/trials/realism.sh build/release/lamplighter [DAYS [SEED…]]
#
# The table of docs/realism.md: the observer's test, on simulated households, of both planners and of splice as originally described (cmake
# --build --preset release --target trials).
set -eu
program=$(realpath "$1")
splice=$(dirname "$program")/tests/first_splice_trial
[ -x "$splice" ] || { echo "$splice is not there: cmake --build --preset release --target trials" >&2; exit 2; }
days=${2:-90}
[ $# -gt 2 ] && shift 2 || set -- 3 4 5 6 7 8
place="--latitude 37.37 --longitude -122.03 --time-zone America/Los_Angeles"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for seed; do
  "$program" simulate --out "$work/$seed" --days "$days" --seed "$seed" >/dev/null 2>&1
  for planner in house splice hmm; do
    echo "== household $seed, $days days, planner $planner"
    # shellcheck disable=SC2086
    case $planner in
      splice) "$splice" --onoff "$work/$seed/truth-onoff.csv" $place ;;
      *) "$program" evaluate --onoff "$work/$seed/truth-onoff.csv" $place --planner $planner ;;
    esac 2>/dev/null
  done
done
