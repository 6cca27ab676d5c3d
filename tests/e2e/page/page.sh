#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The page of a running service in a real browser: Away on and off, a preview, updates without a reload, every view in desktop and phone
# size, light and dark, with axe-core; pictures of them go to the build folder.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs=log
. "$SOURCE/tests/e2e/parts/lib.sh"
. "$SOURCE/tests/e2e/parts/browser.sh"
command -v mosquitto_pub >/dev/null || { echo "skipped: no mosquitto-clients here"; exit 77; }
[ -n "${PORT:-}" ] || exec "$BUILD/tests/with_broker_trial" sh "$0"
pids=""
trap 'kill $pids 2>/dev/null || true' EXIT

page_port=$(free_port)
. "$SOURCE/tests/e2e/parts/page_house.sh"
"$LAMPLIGHTER" run --config lamplighter.toml 2>log &
pids="$pids $!"
i=0
until grep -q "the page is at" log; do
  i=$((i + 1)); [ $i -lt 100 ] || fail "no page"
  sleep 0.1
done
for lux in 11.5 12.25 13; do
  for room in $rooms; do publish -t "zigbee2mqtt/$room" -m "{\"illuminance\":$lux}"; done
done

node "$modules/page.js" "http://127.0.0.1:$page_port/" "$browser" "$BUILD/pictures" "$LAMPLIGHTER" lamplighter.toml || fail "in the browser"
