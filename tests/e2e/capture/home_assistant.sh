#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A house with Home Assistant only: no broker and no bridge. Its history is offered and imported, `run` stores changes of lamps and light,
# also across an outage, and plays while its persons are gone; only the store reveals that they are.
set -eu
. "$SOURCE/tests/e2e/parts/lib.sh"
python3 "$SOURCE/tests/e2e/parts/home_assistant.py" port 2>server.log &
pids=$!
trap 'kill $pids 2>/dev/null || true' EXIT
until_true test -s port
port=$(cat port)
put() { curl -sf -X PUT "http://127.0.0.1:$port/$1" >/dev/null; }
logs="server.log run.log check"

echo good >token
chmod 600 token
cat >lamplighter.toml <<END
[home]
latitude = 52.37
longitude = 4.9
time_zone = "Europe/Amsterdam"
[store]
directory = "store"
[web]
port = 0
[home_assistant]
url = "http://127.0.0.1:$port"
token_file = "token"
[away]
persons = ["person.anna", "person.ben"]
away_when_gone = true
[[room]]
name = "hall"
sensor = "home_assistant:sensor.hall_lux"
lamps = ["home_assistant:light.hall"]
END
export LAMPLIGHTER_CONFIG=lamplighter.toml

# A history: five evenings, including a day and a half when everyone was away.
put "set/person.anna/home?ago=500000"
put "set/person.ben/home?ago=500000"
for day in 5 4 3 2 1; do
  put "set/light.hall/on?ago=$((day * 86400))"
  put "set/light.hall/off?ago=$((day * 86400 - 14400))"
done
mkdir store
"$LAMPLIGHTER" check >check 2>&1 || true
grep -q "^to do  import .*Home Assistant knows [56] days of 1 lamp" check || fail "no offer"
grep -q "Home Assistant has no sensor.hall_lux" check || fail "a sensor that is not there is not named"
put "set/sensor.hall_lux/12.5"
"$LAMPLIGHTER" import --home-assistant >imported || fail "import: $(cat imported)"
"$LAMPLIGHTER" import --home-assistant >again || fail "import: $(cat again)"
grep -q "nothing new" again || fail "doubles: $(cat again)"
"$LAMPLIGHTER" check >check 2>&1 || true
grep -q "Home Assistant knows" check && fail "the import is offered again"

changes() { cat store/lamps/hall/*.csv 2>/dev/null | awk -F, '$1 != "timestamp" { print $4 }' | tail -n "$1" | tr '\n' ' '; }
ends_in() { [ "$(changes "$2")" = "$1 " ]; }
"$LAMPLIGHTER" run >run.log 2>&1 &
run=$!
pids="$pids $run"
until_true grep -q "capturing what Home Assistant reports" run.log
until_true ends_in off 1
put "set/light.hall/on"
until_true ends_in "off on" 2
until_true grep -rq 12.5 store/readings

# An outage during which the lamp was switched off: unknown until then.
put break
sleep 1
put "set/light.hall/off"
put mend
tries=600
until_true ends_in "on unknown off" 3

# A kill, and a lamp that was switched meanwhile.
kill -9 $run
wait $run 2>/dev/null || true
put "set/light.hall/on"
"$LAMPLIGHTER" run >>run.log 2>&1 &
run=$!
pids="$pids $run"
until_true ends_in "off unknown on" 3

# The persons leave: away an hour later. One is back: home.
is() { "$LAMPLIGHTER" away status | grep -q "^$1"; }
is home || fail "away with everybody at home"
put "set/person.anna/not_home?ago=7300"
put "set/person.ben/Work?ago=7200"
until_true is away
put "set/person.ben/unavailable"
until_true is home
put "set/person.ben/Work?ago=7200"
until_true is away
put "set/person.anna/home"
until_true is home
grep -q household store/persons.csv || fail "nothing is known of the persons"
[ "$(stat -c %a store/persons.csv)" = 600 ] || fail "others may read persons.csv"
grep -Eiq "anna|gone|away|not_home|good" run.log && fail "the log says who is where, or the token"
grep -q "broker" run.log && fail "the log complains of a broker"
kill -TERM $run
wait $run || fail "run ended badly"
