#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The views Readings, Compare and Models and the report in real Chromium, with a simulated house: no console error, no request to another
# host, no serious accessibility problem; pictures of each are left in the build folder.
set -eu
chromium=$(command -v chromium) && command -v node >/dev/null && command -v npm >/dev/null ||
  { echo "skipped: no chromium, node and npm here"; exit 77; }
browser=$BUILD/npm/views
mkdir -p "$browser"
cp "$SOURCE"/tests/e2e/views/* "$browser"
if [ ! -d "$browser/node_modules/axe-core" ]; then
  (cd "$browser" && npm ci --no-audit --no-fund --ignore-scripts >npm.log 2>&1) ||
    { echo "skipped: npm cannot install the browser's driver here:"; tail -3 "$browser/npm.log"; exit 77; }
fi

rooms=kitchen,hall days=30 from=2026-10-20 seed=3
. "$SOURCE/tests/e2e/parts/light_house.sh"
"$LAMPLIGHTER" train house/kitchen.csv house/hall.csv --detector daylight --config lamplighter.toml --model store/model.json >/dev/null 2>&1
"$LAMPLIGHTER" report --config lamplighter.toml --out report.html 2>/dev/null

serve_page
tries=0 # until the lamp states were detected in the light
while ! curl -s "${page}api/v1/compare" | grep -q '"complete":true'; do
  tries=$((tries + 1))
  [ $tries -lt 600 ] || { echo "the past is never complete"; exit 1; }
  sleep 0.1
done

pictures=$BUILD/screenshots
mkdir -p "$pictures"
node "$browser/views.cjs" "$chromium" "$page" "file://$PWD/report.html" "$pictures"
kill $server
wait $server || true
