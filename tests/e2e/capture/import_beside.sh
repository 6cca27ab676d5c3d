#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An import requested by the set-up runs beside the service: capture and orders do not wait for a Home Assistant that is slow to return its
# history, a kill -9 in between loses nothing, and the user may run an import while the service runs.
set -eu
# shellcheck disable=SC2034  # for lib.sh
logs="log message"
. "$SOURCE/tests/e2e/parts/lib.sh"
command -v python3 >/dev/null && command -v curl >/dev/null || { echo "skipped: no python3 and curl here"; exit 77; }
pids=
trap 'kill $pids 2>/dev/null || true' EXIT
python3 "$SOURCE/tests/e2e/parts/home_assistant.py" port 2>server.log &
pids="$pids $!"
until_true test -s port
put() { curl -sf -X PUT "http://127.0.0.1:$(cat port)/$1" >/dev/null; }
put "set/light.desk,light.floor/on?ago=500000&times=400"
put "set/light.desk,light.floor/off?ago=400000"
put "set/sensor.lux/120?ago=90000"
(umask 077 && echo good >token)
sunnyvale >lamplighter.toml
cat >>lamplighter.toml <<END
[web]
port = 0
[home_assistant]
url = "http://127.0.0.1:$(cat port)"
token_file = "token"
[[room]]
name = "study"
lamps = ["home_assistant:light.desk"]
END
export LAMPLIGHTER_CONFIG=lamplighter.toml
start() {
  "$LAMPLIGHTER" run 2>>log &
  service=$!
  pids="$pids $service"
}
changes() { cat store/lamps/"$1"/*.csv 2>/dev/null | grep -c ",$2\$" || true; }
nothing_pending() { [ -z "$(find store/imports -name '*.pending')" ]; }
has_at_least() { [ "$(changes "$1" "$2")" -ge "$3" ]; }

mkdir -m 700 store
echo 10 >store/import.wanted
put slow/600
start
until_true grep -q "capturing what Home Assistant reports" log
put set/light.desk/on
until_true has_at_least study on 1
"$LAMPLIGHTER" away off >message 2>&1 || fail "away off: $(cat message)"
[ -e store/import.wanted ] || fail "the past is there although nothing of it was sent"

kill -9 "$service"
wait "$service" 2>/dev/null || true
put slow/0
start
until_true has_at_least study on 200
until_true test ! -e store/import.wanted
until_true grep -q "import-.*: its rows are in the store" log

# Manually, beside the service, and again.
"$LAMPLIGHTER" import --home-assistant --entity light.floor=study --dry-run >message || fail "dry run: $(cat message)"
printf '[[room]]\nname = "den"\n' >>lamplighter.toml
"$LAMPLIGHTER" import --home-assistant --entity light.floor=den >message 2>&1 || fail "beside: $(cat message)"
grep -q "for the running service" message || fail "beside: $(cat message)"
until_true has_at_least den on 200
until_true nothing_pending  # the rows come first
"$LAMPLIGHTER" import --home-assistant --entity light.floor=den >message 2>&1 || fail "again: $(cat message)"
find store/lamps -name '*.csv' -exec sort {} + | grep -v ^timestamp | uniq -d >doubles
[ ! -s doubles ] || fail "doubles: $(cat doubles)"
put set/light.desk/off
until_true has_at_least study off 200
kill "$service"
wait "$service" || fail "the service ended with an error"
grep "^import-" message || grep -q "nothing new" message || fail "again: $(cat message)"
