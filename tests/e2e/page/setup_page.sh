#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A new user sets up a house in the page of an installed program, as a package starts it: the code from the log, a password, the location, a
# bridge whose button is pressed, a broker, Home Assistant, rooms, the history, Away. No file is edited, at most 12 actions, once with
# clicks and once by keyboard only. Another machine without the code has no access. The written config is what a user would have written.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs="log bridge.log"
. "$SOURCE/tests/e2e/parts/lib.sh"
. "$SOURCE/tests/e2e/parts/browser.sh"
command -v mosquitto_pub >/dev/null && command -v curl >/dev/null || { echo "skipped: no mosquitto-clients and curl here"; exit 77; }
in_own_network "$BUILD/tests/with_broker_trial"
pids="" service=
trap 'kill $service $pids 2>/dev/null || true' EXIT

rm -rf root mouse keyboard
cmake --install "$BUILD" --prefix "$PWD/root" >installed 2>&1 || fail "install: $(tail -3 installed)"
program=$PWD/root/bin/lamplighter

python3 "$SOURCE/tests/e2e/parts/home_assistant.py" assistant-port 2>server.log &
pids="$pids $!"
until_true test -s assistant-port
assistant=http://127.0.0.1:$(cat assistant-port)
put() { curl -sf -X PUT "$assistant/$1" >/dev/null; }
for day in 5 4 3 2 1; do
  put "set/light.desk/on?ago=$((day * 86400))"
  put "set/light.desk/off?ago=$((day * 86400 - 14400))"
done
put "area/light.desk/Study"
for room in Hall Attic; do mosquitto_pub -h 127.0.0.1 -p "$PORT" -r -q 1 -t "zigbee2mqtt/$room" -m '{"illuminance":41,"battery":90}'; done

status() { curl -s -o answer -w '%{http_code}' --max-time 200 "$@"; }

# set_up HANDS: a machine without a config or password; leaves its config in HANDS/etc.
set_up() {
  mkdir -p "$1/etc" "$1/state"
  cd "$1"
  mkfifo control
  "$program" emulated-bridge --secure-port 0 --ca-file ca.pem --lamp "Hall/Ceiling:dimmable" --lamp "Kitchen/Table:white" <control >address 2>bridge.log &
  bridge=$!
  pids="$pids $bridge"
  exec 3>control
  until_true grep -q https address
  LAMPLIGHTER_CONFIG="$PWD/etc/lamplighter.toml" NOTIFY_SOCKET="$PWD/notify" STATE_DIRECTORY="$PWD/state" TMPDIR="$PWD" "$program" run 2>log &
  service=$!
  until_true grep -q "enter the code" log
  code=$(sed -n 's/.*enter the code \([A-Z0-9]*\)$/\1/p' log)
  port=$(sed -n 's|.*the page is at http://[^:]*:\([0-9]*\)/.*|\1|p' log)
  there=http://192.0.2.1:$port

  # Another machine on the same network.
  for path in setup setup/heard setup/preview; do
    [ "$(status "$there/api/v1/$path")" = 401 ] || fail "a stranger gets $path: $(cat answer)"
  done
  for path in place broker rooms write password bridge/pair; do
    [ "$(status -H 'Content-Type: application/json' -H "Origin: $there" -d '{"latitude":1,"longitude":1,"time_zone":"UTC","password":"of a stranger"}' "$there/api/v1/setup/$path")" = 401 ] ||
      fail "a stranger sets $path: $(cat answer)"
  done
  [ "$(status -H 'Content-Type: application/json' -H "Origin: $there" -d '{"code":"WRONG222","password":"of a stranger"}' "$there/api/v1/first-password")" = 403 ] || fail "a wrong code"

  node "$modules/setup.js" "$there/" "$browser" "$BUILD/pictures" "$1" "$code" "$(sed -n 's#^https://##p' address | tr -d /)" "$PWD/control" "$PORT" "$assistant" || fail "in the browser, by $1"
  [ -z "$(find etc state -type f -perm /077 -name '*password*' -o -type f -perm /077 -name '*token*' -o -type f -perm /077 -name '*key*')" ] || fail "others may read a secret"
  kill "$service"
  wait "$service" || fail "the service ended with an error"
  kill "$bridge"
  cd ..
}
set_up mouse
set_up keyboard

# The written file is what was shown, and what a user would have written.
config=keyboard/etc/lamplighter.toml
sed -n 's/^+ \{0,1\}//p' keyboard/difference >shown
diff -B shown "$config" >&2 || fail "what was written is not what was shown"
cat >expected <<END
[home]
latitude = 52.52
longitude = 13.4
time_zone = "Europe/Berlin"

[hue]
key_file = "$PWD/keyboard/state/bridge.key"

[broker]
host = "127.0.0.1"
port = $PORT

[home_assistant]
url = "$assistant"
token_file = "$PWD/keyboard/state/home-assistant.token"

[[room]]
name = "Hall"
lamps = ["Ceiling"]

[[room]]
name = "Kitchen"
lamps = ["Table"]

[[room]]
name = "Study"
lamps = ["home_assistant:light.desk"]

[[source]]
topic = "zigbee2mqtt/{sensor}"
format = "zigbee2mqtt"

[store]
directory = "$PWD/keyboard/state"

[web]
listen = "0.0.0.0"
END
diff expected "$config" >&2 || fail "not as a person would have written it"
diff mouse/before mouse/etc/lamplighter.toml >changes || true
! grep -q '^<' changes || fail "what was there was changed: $(cat changes)"
grep -q '^> hours = \["18:00-23:00"\]' changes || fail "the limit is not written: $(cat changes)"
[ "$(grep -c '^> \[\[away.vacation\]\]' changes)" = 2 ] || fail "the vacations are not written: $(cat changes)"
