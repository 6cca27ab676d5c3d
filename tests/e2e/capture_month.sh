#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Three sensor nodes in the light of three simulated rooms publish through a real broker, faster than it happened; what
# capture writes is, row for row, what the nodes say they delivered. LAMPLIGHTER_TRIAL=full takes a month.
set -eu
[ -n "${PORT:-}" ] || exec "$BUILD/tests/with_broker_trial" sh "$0"
days=2
[ "${LAMPLIGHTER_TRIAL:-}" != full ] || days=31

fail() { echo "FAILED: $*"; tail -n 5 capture.log; exit 1; }

"$LAMPLIGHTER" simulate --out house --days "$days" --from 2026-03-01 --seed 3 >/dev/null 2>&1
rooms=$(for file in house/readings/*; do basename "$file"; done | head -n 3)
set -- $rooms
[ $# -eq 3 ] || fail "simulate wrote $# rooms"

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
  until mosquitto_sub -p "$PORT" -t lamplighter/status -C 1 -W 10 | grep -q online; do kill -0 $capture; done
}
stop_capture() { kill $capture && wait $capture || fail "capture did not end in order"; }
stored() { cat store/readings/"$1"/*.csv 2>/dev/null | grep -v timestamp; }

start_capture
for room in $rooms; do
  cat house/readings/"$room"/*.csv | awk 'NR == 1 || !/^timestamp/' >"$room.light"
  "$BUILD/lamplighter-node" --id "$room" --port "$PORT" --lux "$room.light" --speed max --log "$room.delivered" \
    2>>nodes.log &
  nodes="${nodes:-} $!"
done
for node in $nodes; do wait "$node" || fail "a node did not end in order: $(tail -n 1 nodes.log)"; done
stop_capture
for room in $rooms; do
  rows=$(grep -vc timestamp "$room.delivered")
  for attempt in 1 2 3 4 5 6 7 8; do
    [ "$(stored "$room" | wc -l)" -lt "$rows" ] || break
    start_capture
    sleep 1
    stop_capture
  done
  grep -v timestamp "$room.delivered" >expected
  stored "$room" >found
  cmp expected found || fail "$room: $(wc -l <found) rows of $rows differ from what the node delivered"
  echo "$room: $rows rows, as delivered"
done
