#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Draws docs/pictures/lamps-from-daylight.svg: a day of a simulated room's light, its daylight, and the detected and true lamp states. Run
# it from the top folder after ./dev build; takes a few seconds.
set -eu
lamplighter=${LAMPLIGHTER:-build/release/lamplighter}
day=${1:-2026-10-12}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$lamplighter" simulate --out "$scratch/house" --days 21 --from 2026-10-05 --seed 6 --rooms living-room,office --scene broken-cloud \
  >/dev/null 2>&1
"$lamplighter" detect "$scratch/house/office.csv" --latitude 37.3688 --longitude -122.0363 \
  --time-zone America/Los_Angeles --json 2>/dev/null |
  tr '{' '\n' | awk -F'"' '/"from"/ { print $4 "," $8 "," $12 "," substr($17, 2) }' >"$scratch/found"
begin=$(TZ=America/Los_Angeles date -d "$day 05:00" +%s)
tab=$(printf '\t')
{
  awk -F, 'NR > 1 { print "r\t" $1 "\t" $4 }' "$scratch/house/office.csv"
  while IFS=, read -r from until state lux; do
    printf 'f\t%s\t%s\t%s\t%s\n' "$(date -d "$from" +%s)" "$(date -d "$until" +%s)" "$state" "$lux"
  done <"$scratch/found"
  awk -F, '$3 == "office" { if (state == "on") print "t\t" since "\t" $1; since = $1; state = $4 }' "$scratch/house/truth-onoff.csv"
} | awk -F"$tab" -v begin="$begin" -v day="$day" -f docs/pictures/lamps-from-daylight.awk >docs/pictures/lamps-from-daylight.svg
