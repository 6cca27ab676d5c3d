# SPDX-License-Identifier: Apache-2.0
# A house for the page: a bridge with lamps, rooms with readings and a trained model, where it is now past 20:00. Creates lamplighter.toml
# in the current folder; adds the bridge's process id to $pids. Needs $PORT of a broker, $SOURCE, $LAMPLIGHTER.
rooms="living-room kitchen bedroom hall bathroom"

bridge_lamps=$(for room in $rooms; do printf -- '--lamp %s/%s-lamp:dimmable ' "$room" "$room"; done)
. "$SOURCE/tests/e2e/parts/bridge.sh"

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
evening_config >lamplighter.toml
cat >>lamplighter.toml <<END
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
