#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Three sensor nodes in the light of three simulated rooms publish through a real broker, faster than real time; capture writes, row for
# row, what the nodes report as delivered, for a month.
set -eu
[ -n "${PORT:-}" ] || exec "$BUILD/tests/with_broker_trial" sh "$0"

# shellcheck disable=SC2034  # for lib.sh
logs=capture.log
. "$SOURCE/tests/e2e/parts/lib.sh"

rooms="living-room kitchen bedroom"
"$LAMPLIGHTER" simulate --out house --days 31 --from 2026-03-01 --seed 3 \
  --rooms living-room,kitchen,bedroom >/dev/null 2>&1

cat >lamplighter.toml <<END
[store]
directory = "$PWD/store"
[broker]
port = $PORT
[[source]]
topic = "lamplighter/node/{sensor}/lux"
format = "lamplighter"
trust_clock = true
END
for room in $rooms; do printf '[[room]]\nname = "%s"\n' "$room" >>lamplighter.toml; done

start_capture() {
  "$LAMPLIGHTER" capture --config lamplighter.toml 2>>capture.log &
  capture=$!
  until mosquitto_sub -h 127.0.0.1 -p "$PORT" -t lamplighter/status -C 1 -W 10 | grep -q online; do kill -0 $capture; done
}
stop_capture() { kill $capture && wait $capture || fail "capture did not end in order"; }
stored() { cat store/readings/"$1"/*.csv 2>/dev/null; }
# Time, name and light; a number may be written in more than one way.
rows() { awk -F, '!/^timestamp/ { printf "%.6f,%s,%.6f\n", $1, $3, $4 }'; }

start_capture
for room in $rooms; do
  "$BUILD/lamplighter-node" --id "$room" --port "$PORT" --lux "house/$room.csv" --speed max --log "$room.delivered" \
    2>>nodes.log &
  nodes="${nodes:-} $!"
done
for node in $nodes; do wait "$node" || fail "a node did not end in order: $(tail -n 1 nodes.log)"; done
stop_capture
for room in $rooms; do
  rows <"$room.delivered" >expected
  for attempt in 1 2 3 4 5 6 7 8; do
    stored "$room" | rows >found
    [ "$(wc -l <found)" -lt "$(wc -l <expected)" ] || break
    start_capture  # the broker still has queued messages
    sleep 1
    stop_capture
  done
  cmp expected found || fail "$room: $(wc -l <found) rows are not the $(wc -l <expected) that the node delivered"
  echo "$room: $(wc -l <found) rows, as delivered"
done
