#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# One of two lamps of a room becomes unreachable while the house is away: the other one is still played, the health changes to trouble, the
# log names the lamp once when someone is home again, and the problem is cleared when it answers again.
set -eu
[ -n "${PORT:-}" ] || exec "$BUILD/tests/with_broker_trial" sh "$0"
# shellcheck disable=SC2034  # for lib.sh
logs="log heard"
. "$SOURCE/tests/e2e/parts/lib.sh"

pids=""
trap 'kill $pids 2>/dev/null || true' EXIT
bridge_lamps="--lamp Hall/Lamp --lamp Hall/Shelf"
hall_lamps='"Lamp", "Shelf"'
. "$SOURCE/tests/e2e/parts/bridge.sh"
. "$SOURCE/tests/e2e/parts/lit_hall.sh"
mosquitto_sub -h 127.0.0.1 -p "$PORT" -q 1 -t lamplighter/player/state >heard &
pids="$pids $!"
"$LAMPLIGHTER" run --config lamplighter.toml 2>log &
service=$!
pids="$pids $service"
away() { "$LAMPLIGHTER" away "$@" --config lamplighter.toml; }
lamp_is() { "$LAMPLIGHTER" bridge lamps --key-file bridge.key --ca-file ca.pem | grep -q "$1 .* $2"; }
health() { tail -n 1 heard | grep -q "\"health\":\"$1\""; }

until_true health ok
away on
until_true lamp_is Lamp on
until_true lamp_is Shelf on
echo "radio off Shelf" >&3
until_true health trouble
if grep -q Shelf log; then fail "the log tells that a lamp was to be switched"; fi
lamp_is Lamp on || fail "the room's other lamp went out"
away off
until_true grep -q "room hall: Shelf does not answer" log
until_true lamp_is Lamp off
sleep 2
[ "$(grep -c Shelf log)" -eq 1 ] || fail "said more than once"
health trouble || fail "well, though a lamp does not answer"
away on
until_true lamp_is Lamp on
echo "radio on Shelf" >&3
until_true health ok
kill -TERM $service
wait $service || fail "ends with $?"
