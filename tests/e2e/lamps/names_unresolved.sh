#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Broker and bridge are configured by name, and for a while the names cannot be resolved: at boot, and while a lamp waits to be restored.
# The service waits, reports it once, and continues when the names resolve. Skipped if this user may not mount.
set -eu
# shellcheck disable=SC2034  # for lib.sh
logs=log
. "$SOURCE/tests/e2e/parts/lib.sh"
in_own_mounts
# shellcheck disable=SC2034  # for lib.sh
tries=600
cp /etc/hosts unknown
{ cat unknown; echo "127.0.0.1 broker.house bridge.house"; } >known
cp known hosts
mount --bind hosts /etc/hosts
names() { cat "$1" >hosts; } # known | unknown
names unknown
if getent hosts bridge.house >/dev/null; then echo "skipped: any name is known here"; exit 77; fi
names known

pids=""
trap 'kill $pids 2>/dev/null || true' EXIT
bridge_lamps="--lamp Hall/Lamp:dimmable"
bridge_host=bridge.house
broker_host=broker.house
hall_lamps='"Lamp"'
. "$SOURCE/tests/e2e/parts/bridge.sh"
. "$SOURCE/tests/e2e/parts/lit_hall.sh"
lamp_is() { "$LAMPLIGHTER" bridge lamps --key-file bridge.key --ca-file ca.pem --json | grep -q "\"on\":$1"; }
start() {
  "$LAMPLIGHTER" run --config lamplighter.toml 2>>log &
  service=$!
  pids="$pids $service"
}

# At boot.
names unknown
start
"$LAMPLIGHTER" away on --config lamplighter.toml
until_true grep -q "broker.house" log
sleep 3
kill -0 $service || fail "the service ended"
names known
until_true lamp_is true
until_true grep -q "topics: connected" log

# While the lamp is on, and when someone comes home.
names unknown
kill -9 $service
wait $service 2>/dev/null || true
start
"$LAMPLIGHTER" away off --config lamplighter.toml
sleep 3
kill -0 $service || fail "the service ended"
names known
until_true lamp_is false
kill -TERM $service
wait $service || fail "ends with $? after SIGTERM"
# Two starts; at each of them both the player and the capture of its lamps miss the bridge.
for name in broker.house bridge.house; do
  said=$(grep -cE "$name.*(not known|resolve host name)" log || true)
  { [ "$said" -ge 1 ] && [ "$said" -le 4 ]; } || fail "$name: said $said times"
done
