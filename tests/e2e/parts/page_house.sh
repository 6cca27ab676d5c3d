# SPDX-License-Identifier: Apache-2.0
# A house for the page: a bridge with lamps, rooms with readings and a trained model, and past 20:00 there now. Makes
# lamplighter.toml in the current folder; leaves the bridge's id in $pids. Needs $PORT of a broker, $SOURCE, $LAMPLIGHTER.
rooms="living-room kitchen bedroom hall bathroom"

mkfifo control
# shellcheck disable=SC2046
"$LAMPLIGHTER" emulated-bridge --secure-port 0 --ca-file ca.pem $(for room in $rooms; do echo --lamp "$room/$room-lamp:dimmable"; done) \
  <control >address 2>bridge.log &
pids="$pids $!"
exec 3>control
while ! grep -q https address; do sleep 0.1; done
secure=$(sed -n 's#^https://##p' address)
(sleep 1; echo press >&3) &
"$LAMPLIGHTER" bridge pair --address "$secure" --ca-file ca.pem --key-file bridge.key 2>/dev/null || fail "pairing"

. "$SOURCE/tests/e2e/parts/evening.sh"
days=$(($(date -u +%s) / 86400 * 86400 - 21 * 86400))
"$LAMPLIGHTER" simulate --out light --days 21 --from "$(date -u -d "@$days" +%F)" --seed 3 --force --latitude 0 --longitude "$longitude" \
  --time-zone "$zone" >/dev/null 2>simulate.log || fail "simulate: $(cat simulate.log)"
mkdir -p store
"$LAMPLIGHTER" train --onoff light/truth-onoff.csv --latitude 0 --longitude "$longitude" --time-zone "$zone" --model store/model.json \
  >train.log 2>&1 || fail "training: $(cat train.log)"
for room in $rooms; do
  mkdir -p "store/readings/$room"
  awk -F, -v room="$room" 'NR == 1 { head = $0; next }
    { day = substr($2, 1, 10); file = "store/readings/" room "/" room "-" day ".csv"
      if (!(file in seen)) { if (last) close(last); print head >file; seen[file] = 1; last = file }
      print >file }' "light/$room.csv"
done
cat >lamplighter.toml <<END
[home]
latitude = 0
longitude = $longitude
time_zone = "$zone"
[store]
directory = "store"
[broker]
port = $PORT
[[source]]
topic = "zigbee2mqtt/{sensor}"
format = "zigbee2mqtt"
[hue]
key_file = "bridge.key"
ca_file = "ca.pem"
[web]
port = $page_port
END
for room in $rooms; do printf '[[room]]\nname = "%s"\nlamps = ["%s-lamp"]\n' "$room" "$room" >>lamplighter.toml; done
