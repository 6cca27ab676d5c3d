#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Orders that are queued at a real broker while the service is down: a late ON is never obeyed, unless it has an expiry that has not passed
# and no order was given on this machine meanwhile; a late OFF is obeyed, unless `away on` was ordered on this machine while the service was
# down. Live orders take effect at once, also after an order on this machine.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs="log store/away.json"
. "$SOURCE/tests/e2e/parts/lib.sh"
command -v mosquitto_pub >/dev/null || exit 77
[ -n "${PORT:-}" ] || exec "$BUILD/tests/with_broker_trial" sh "$0"
service=""
trap '[ -z "$service" ] || kill $service 2>/dev/null || true' EXIT

cat >lamplighter.toml <<END
[home]
latitude = 52.5
longitude = 13.4
time_zone = "Europe/Berlin"
[store]
directory = "store"
[web]
port = 0
[broker]
port = $PORT
[[room]]
name = "living"
lamps = ["zigbee2mqtt:shelf"]
END
mkdir store
: >log

away() { "$LAMPLIGHTER" away "$@" --config lamplighter.toml; }
order() { publish -t lamplighter/away/set "$@"; }
expiring() { seconds=$1; shift; order -V 5 -D publish message-expiry-interval "$seconds" "$@"; }
is() { [ "$(away status | cut -d';' -f1)" = "$1" ]; }
is_synced() { [ ! -e store/away.json ] || grep -q '"synced":true' store/away.json; }

# Up, and past the broker's queued messages: our own status arrives after them.
start() {
  "$LAMPLIGHTER" run --config lamplighter.toml 2>>log &
  service=$!
  within 300 online || fail "the service does not connect"
  within 300 is_synced || fail "no marker came back"
}
online() { [ "$(mosquitto_sub -h 127.0.0.1 -p "$PORT" -C 1 -W 1 -t lamplighter/player/status 2>/dev/null)" = online ]; }
stop() { kill -"${1:-TERM}" "$service"; wait "$service" || true; service=""; }
down_status() { mosquitto_pub -h 127.0.0.1 -p "$PORT" -r -t lamplighter/player/status -m offline; } # after a kill -9 the will takes a while

# A live order is obeyed, in both directions, and after one on this machine.
start
order -m ON
within 100 is away || fail "a live ON is not obeyed"
order -m OFF
within 100 is home || fail "a live OFF is not obeyed"
away off
within 100 is_synced || fail "an order on this machine is not synced"
order -m ON
within 100 is away || fail "a live ON after an older one on this machine is not obeyed"

# Away, and an OFF is queued: obeyed.
stop
order -m OFF
start
within 100 is home || fail "a late OFF is not obeyed"

# An ON is queued, and off is ordered on this machine: home. Without that order: also home.
stop
order -m ON
away off
start
is home || fail "a late ON beats a newer off"
stop
order -m ON
start
is home || fail "a late ON is obeyed"
grep -q "lamplighter/away/set: ignored an order" log || fail "nothing is said of an order that was not obeyed"
if grep -qi "away is\|house is empty\|nobody is home" log; then fail "the log tells who is home"; fi

# A late ON that has not expired is obeyed; one that has, or that is older than an order on this machine, is not.
stop
expiring 3600 -m ON
start
within 100 is away || fail "an ON that has not expired is not obeyed"
order -m OFF
within 100 is home || fail "a live OFF is not obeyed"
stop
expiring 1 -m ON
sleep 3
start
is home || fail "an ON that has expired is obeyed"
stop
expiring 3600 -m ON
away off
start
is home || fail "an ON that has not expired beats a newer off"

# An OFF is queued, and on is ordered on this machine: away. The same after a kill -9.
for signal in TERM KILL; do
  stop $signal
  down_status
  order -m OFF
  away on
  start
  is away || fail "a late OFF beats a newer on (after SIG$signal)"
  order -m OFF
  within 100 is home || fail "a live OFF is not obeyed"
done
stop
echo "late orders: all as they should be"
