#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The costs of a home, as listed in docs/performance.md: measures one line of its tables per row.
# bash bench/table.sh BUILD [ROW…]      BUILD is build/release; without ROW all of them, about ten minutes
#   bash bench/table.sh BUILD --list      the rows
# Times are the minimum of three runs; memory is the peak of resident memory.
set -eu
build=$(realpath "$1")
shift
source=$(cd "$(dirname "$0")/.." && pwd)
program=$build/lamplighter
work=$(mktemp -d "${TMPDIR:-/tmp}/lamplighter-table-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
place="--latitude 52.52 --longitude 13.40 --time-zone Europe/Berlin"

# timed COMMAND…: "1.23 s, 45 MB"
timed() {
  : >times
  for _ in 1 2 3; do
    /usr/bin/time -o once -f '%e %M' "$@" >out 2>errors || { tail -n 3 errors >&2; echo failed; return 1; }
    cat once >>times
  done
  awk '{ if (NR == 1 || $1 < least) least = $1; if ($2 > most) most = $2 } END { printf "%.2f s, %.0f MB", least, most / 1024 }' times
}

# house NAME DAYS ROOMS: a simulated household, created once
house() {
  [ -d "$1" ] || "$program" simulate --out "$1" --days "$2" --seed 5 --rooms "$3" $place >/dev/null 2>&1
}

five=living,kitchen,hall,bath,bedroom
twelve=living,kitchen,hall,bathroom,bedroom,dining,study,office,child-bedroom,guest-bedroom,corridor-hall,toilet-bath
train_onoff() { timed "$program" train --onoff "$1/truth-onoff.csv" $place --model m.json; }
size_of() { du -cb "$@" | awk 'END { print $1 }'; }

row_service() {
  sh "$source/tests/trials/idle.sh" "$program" "${SECONDS_OF_SERVICE:-60}" 2>/dev/null | tail -n 4 | tr '\n' ';'
}
row_capture_home() { "$build/tests/load_trial" "$program" idle "${SECONDS_OF_CAPTURE:-60}" | tail -n 1; }
row_disk() {
  house year 365 $five
  files=$(ls year/*.csv | grep -v truth)
  # shellcheck disable=SC2086
  bytes=$(size_of $files)
  # shellcheck disable=SC2086
  packed=$(cat $files | gzip | wc -c)
  printf '%.0f MB per room and year, %.1f MB as gzip' "$((bytes / 5))e-6" "$((packed / 5))e-6"
}
row_detect() {
  house year 365 $five
  timed "$program" detect year/living.csv $place --json
}
row_train_light() {
  house quarter 90 $five
  # shellcheck disable=SC2046
  timed "$program" train $(ls quarter/*.csv | grep -v truth) $place --model m.json
}
row_model() {
  house quarter 90 $five
  "$program" train --onoff quarter/truth-onoff.csv $place --model m.json >/dev/null 2>&1
  printf '%.0f kB' "$(size_of m.json)e-3"
}
row_plan() {
  house quarter 90 $five
  "$program" train --onoff quarter/truth-onoff.csv $place --model m.json >/dev/null 2>&1
  timed "$program" plan --model m.json --date 2027-01-15 --seed 1 --json
}
row_evaluate() {
  house quarter 90 $five
  timed "$program" evaluate --onoff quarter/truth-onoff.csv $place --json
}

# How a cost grows.
row_grows_with_rooms() {
  for rooms in hall living,kitchen,hall $five $twelve; do
    count=$(echo "$rooms" | tr ',' '\n' | wc -l)
    house "rooms-$count" 365 "$rooms"
    echo "$count: $(train_onoff "rooms-$count"); "
  done | tr -d '\n'
}
row_grows_with_years() {
  for years in 1 2 4; do
    house "years-$years" $((years * 365)) $five
    echo "$years: $(train_onoff "years-$years"); "
  done | tr -d '\n'
}
row_grows_with_readings() {
  for days in 91 182 365; do
    house "days-$days" "$days" living
    echo "$(wc -l <"days-$days/living.csv"): $(timed "$program" detect "days-$days/living.csv" $place --json); "
  done | tr -d '\n'
}
row_grows_with_homes() {
  for homes in 10 200 2000; do
    "$build/tests/homes_trial" "$program" cost "$homes" "${SECONDS_OF_HOMES:-330}" | tail -n 1
  done | tr '\n' ';'
}
row_one_worker() { "$build/tests/homes_trial" "$program" rate 2000 1 200000 | tail -n 1; }
row_three_workers() { "$build/tests/homes_trial" "$program" rate 2000 3 200000 | tail -n 1; }
row_two_years_twelve_rooms() {
  house two-years 730 $twelve
  train_onoff two-years
}
row_iteration() {
  "$build/bench/training_bench" --benchmark_format=console 2>/dev/null | awk '/^BM|^[A-Z]/ { printf "%s %s %s; ", $1, $2, $3 }'
}

rows=$(sed -n 's/^row_\([a-z_]*\)().*/\1/p' "$source/bench/table.sh")
[ "${1:-}" != --list ] || { echo "$rows"; exit 0; }
printf 'Measured %s on %s, %s cores, load %s.\n\n| row | seen |\n| --- | --- |\n' "$(date -u +%F)" \
  "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" "$(cut -d ' ' -f 1 /proc/loadavg)"
# shellcheck disable=SC2086
for row in ${*:-$rows}; do
  printf '| `%s` | %s |\n' "$row" "$("row_$row")"
done
