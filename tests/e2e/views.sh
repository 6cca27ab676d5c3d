#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The views Readings, Compare and Models and the report in real Chromium, with a simulated house: no console error, no request to
# anybody else, no serious fault of accessibility; pictures of each are left in the build folder.
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

"$LAMPLIGHTER" simulate --out house --days 30 --from 2026-10-20 --seed 3 --rooms kitchen,hall >/dev/null
awk -F, -v store=store -f "$SOURCE/tests/e2e/parts/store.awk" house/kitchen.csv house/hall.csv
cat >lamplighter.toml <<'TOML'
[home]
latitude = 37.3688
longitude = -122.0363
time_zone = "America/Los_Angeles"
[store]
directory = "store"
[[room]]
name = "kitchen"
[[room]]
name = "hall"
TOML
"$LAMPLIGHTER" train house/kitchen.csv house/hall.csv --detector daylight --config lamplighter.toml --model store/model.json >/dev/null 2>&1
"$LAMPLIGHTER" report --config lamplighter.toml --out report.html 2>/dev/null

"$LAMPLIGHTER" serve --config lamplighter.toml --port 0 2>address &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
while ! grep -q "http:" address; do kill -0 $server && sleep 0.1; done
page=$(sed -n 's|.*\(http://[0-9.:]*/\).*|\1|p' address)
tries=0 # until what the lamps did was found in the light
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
