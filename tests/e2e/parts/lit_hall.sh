# SPDX-License-Identifier: Apache-2.0
# A household whose hall is always lit, where it is now past 20:00: lamplighter.toml for the bridge of parts/bridge.sh, $hall_lamps as a
# TOML list of names, the broker at $PORT (of $broker_host, if set), and a trained model in the store.
. "$SOURCE/tests/e2e/parts/evening.sh"
evening_config >lamplighter.toml
cat >>lamplighter.toml <<END
[web]
port = 0
[broker]
host = "${broker_host:-127.0.0.1}"
port = $PORT
[[room]]
name = "hall"
lamps = [$hall_lamps]
[hue]
key_file = "bridge.key"
ca_file = "ca.pem"
END
mkdir store
{
  echo timestamp,datetime,room,state
  awk 'BEGIN { for (t = 1790000000; t < 1792000000; t += 3600) printf "%d,,hall,on\n", t }'
} >lit.csv
"$LAMPLIGHTER" train --onoff lit.csv --latitude 0 --longitude "$longitude" --time-zone "$zone" --model store/model.json \
  >/dev/null 2>train.log || fail "training: $(cat train.log)"
