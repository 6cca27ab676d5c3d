#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# While the bridge is down, the page reports it within a minute, and so does the broker; the page's stop works nevertheless. `serve` alone
# reports that nothing is played. Switches are published if the config asks for it.
set -eu

fail() { echo "FAILED: $*"; cat log 2>/dev/null || true; exit 1; }
command -v mosquitto_sub >/dev/null || { echo "skipped: no mosquitto-clients here"; exit 77; }
command -v curl >/dev/null || { echo "skipped: no curl here"; exit 77; }
[ -n "${PORT:-}" ] || exec "$BUILD/tests/with_broker_trial" sh "$0"
pids=""
trap 'kill $pids 2>/dev/null || true' EXIT
within() { # SECONDS COMMAND…
  i=0; limit=$1; shift
  until "$@" >/dev/null 2>&1; do i=$((i + 1)); [ $i -lt $((limit * 5)) ] || fail "not within $limit s: $*"; sleep 0.2; done
}

bridge_lamps="--lamp Hall/Lamp:dimmable"
hall_lamps='"Lamp"'
. "$SOURCE/tests/e2e/parts/bridge.sh"
bridge=${pids##* }
. "$SOURCE/tests/e2e/parts/lit_hall.sh"
page_port=$((10000 + $$ % 20000))
sed -i "s/^port = 0$/port = $page_port/; s/^\[broker\]$/[broker]\npublish_switches = true/" lamplighter.toml
"$LAMPLIGHTER" away off --config lamplighter.toml
mosquitto_sub -h 127.0.0.1 -p "$PORT" -F '%r %t %p' -t 'lamplighter/player/#' >heard &
pids="$pids $!"
"$LAMPLIGHTER" run --config lamplighter.toml 2>log &
service=$!
pids="$pids $service"
page="http://127.0.0.1:$page_port/api/v1"
tonight() { curl -s "$page/tonight" >tonight && grep -q "$1" tonight; }
within 20 tonight '"trouble":\[\]'
within 20 grep -q 'player/problem {"problem":false,"count":0,"sentences":\[\]}' heard

"$LAMPLIGHTER" away on --config lamplighter.toml
within 30 grep -q '^0 lamplighter/player/switch {"at":"[^"]*","room":"hall","lamp":"Lamp","to":"on","why":"plan"}' heard
kill -9 "$bridge"
within 60 tonight '"trouble":\["'
within 60 grep -q '^0 lamplighter/player/problem {"problem":true,"count":1' heard
if sed -n 's#^0 lamplighter/player/problem ##p' heard | grep -qiE 'away|play|empty|home'; then fail "the problem says that a play goes on: $(grep problem heard)"; fi
curl -s "$page/problems" | grep -q '^{"problem":true,"count":[1-9]' || fail "the tab's count: $(curl -s "$page/problems")"
curl -s -m 2 -H 'Content-Type: application/json' -d '{"away":false}' "$page/away" | grep -q '"away":false' || fail "the page's stop does not work"
[ "$("$LAMPLIGHTER" away status --config lamplighter.toml)" = home ] || fail "the household is not home"
kill -TERM $service
wait $service || fail "ends with $? after SIGTERM"

"$LAMPLIGHTER" serve --config lamplighter.toml 2>log &
pids="$pids $!"
within 60 tonight 'lamplighter run` is not running'
