#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A report of a simulated house: one self-contained file with the views' documents, and pictures without a browser.
set -eu
place="--latitude 37.3688 --longitude -122.0363 --time-zone America/Los_Angeles"
"$LAMPLIGHTER" simulate --out house --days 25 --from 2026-10-20 --seed 5 --rooms kitchen,hall >/dev/null
# shellcheck disable=SC2086
"$LAMPLIGHTER" train --onoff house/truth-onoff.csv --model model.json $place >/dev/null 2>&1
# shellcheck disable=SC2086
"$LAMPLIGHTER" report house/kitchen.csv house/hall.csv --model model.json $place --out report.html --svg pictures

for name in kitchen-readings kitchen-lamps hall-readings hall-lamps compare; do
  grep -q "</svg>" "pictures/$name.svg" || { echo "pictures/$name.svg: no whole drawing"; exit 1; }
done
[ "$(find pictures -type f | wc -l)" = 5 ] || { echo "other pictures than expected"; exit 1; }
if grep -E '(src|href)="[^#d]' report.html; then echo "report.html: asks for a file outside of it"; exit 1; fi
for word in '"tonight":' '"health":' '"speed":0' '"spacing_seconds":6' '"compare":' '"models":' '"readings":' '"kind":"real"' '"kind":"planned"' '"source":"detected"'; do
  grep -q "$word" report.html || { echo "report.html: without $word"; exit 1; }
done

# The reported lamp states instead of those detected in the light; no model.
# shellcheck disable=SC2086
LAMPLIGHTER_CONFIG=none "$LAMPLIGHTER" report --onoff house/truth-onoff.csv $place --out told.html
grep -q '"source":"file"' told.html || { echo "told.html: without the changes of the file"; exit 1; }

# A file that cannot be written leaves nothing behind, and the error says so.
# shellcheck disable=SC2086
if "$LAMPLIGHTER" report house/kitchen.csv $place --out nowhere/report.html 2>said; then echo "wrote nowhere"; exit 1; fi
grep -q nowhere said
if "$LAMPLIGHTER" report house/kitchen.csv $place 2>said; then echo "wrote nothing"; exit 1; fi
grep -q -- --out said
