#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Whole commands, from process start to exit, as quoted in docs/performance.md:
#   bash bench/commands.sh PROGRAM [READINGS.csv…]
# PROGRAM is build/release/lamplighter. Ten years are the first readings file repeated with shifted times; without a file, weeks of a
# simulated household are used. Each figure is the minimum wall time of five runs, and the peak of resident memory.
set -eu
program=$(realpath "$1")
shift
work=$(mktemp -d "${TMPDIR:-/tmp}/lamplighter-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
for file in "$@"; do cp "$file" "$work"; done
cd "$work"
place="--latitude 37.3643427 --longitude -122.0080058 --time-zone America/Los_Angeles"
if [ $# -eq 0 ]; then
  "$program" simulate --out . --days 28 --seed 1 >/dev/null
  rm truth-*.csv
fi
first=$(ls ./*.csv | head -n 1)

run() { # WHAT COMMAND…: the least of five wall times in ms, the greatest peak in MB
  what=$1
  shift
  for _ in 1 2 3 4 5; do
    started=${EPOCHREALTIME/./}
    "$@" >/dev/null 2>>errors || { tail -n 1 errors; exit 1; }
    took=$((${EPOCHREALTIME/./} - started))
    /usr/bin/time -o memory -f %M "$@" >/dev/null 2>&1
    echo "$took $(cat memory)"
  done | awk -v what="$what" '
    { if (NR == 1 || $1 < least) least = $1; if ($2 > most) most = $2 }
    END { printf "%-46s %9.1f ms %8.1f MB\n", what, least / 1000, most / 1024 }'
}

for room in ./*.csv; do
  name=$(basename "$room" .csv)
  run "analyze $name" "$program" analyze "$room" $place --json
  run "train $name, one restart" "$program" train "$room" $place --model m.json --restarts 1
  run "train $name" "$program" train "$room" $place --model m.json
done

# Ten years of the first room. Times are shifted by whole weeks; the datetime column, which is not read, is unchanged.
weeks=$(awk -F, 'NR == 2 { first = $1 } END { print int(($1 - first) / 604800) + 1 }' "$first")
rows=$(grep -c . "$first")
seq 0 $((4700000 / rows)) | awk -v weeks="$weeks" -v file="$first" -F, '
  BEGIN { while ((getline line < file) > 0) rows[n++] = line; print rows[0] }
  { for (i = 1; i < n; i++) { split(rows[i], part, ","); printf "%.6f,%s,%s,%s\n", part[1] + $1 * weeks * 604800, part[2], part[3], part[4] } }
' >ten.csv
printf 'ten years: %s rows, %s MB\n' "$(wc -l <ten.csv)" "$(($(stat -c %s ten.csv) / 1000000))"
run "wc -l" wc -l ten.csv
run "analyze, ten years" "$program" analyze ten.csv $place --json
run "train, ten years" "$program" train ten.csv $place --model m.json

# Ten rooms with the same habits.
{
  echo "timestamp,datetime,room,state"
  "$program" simulate --out ten-rooms --days 28 --seed 1 >/dev/null
  tail -n +2 ten-rooms/truth-onoff.csv | awk -F, -v OFS=, '{ room = $3; $3 = room "-a"; print; $3 = room "-b"; print }'
} >ten-rooms.csv
"$program" train --onoff ten-rooms.csv $place --model ten-rooms.json >/dev/null 2>>errors
run "plan a day, ten rooms" "$program" plan --model ten-rooms.json --date 2016-10-31 --seed 1 --json
