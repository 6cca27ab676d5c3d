#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The service in a house with a broker and a bridge: its messages to systemd and Home Assistant, that it plays only while the house is away,
# that coming home ends it within a second, that kill -9 and SIGHUP leave the lamps unchanged, and that no retained message and no log line
# reveals whether anyone is home.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs=log
. "$SOURCE/tests/e2e/parts/lib.sh"
command -v mosquitto_sub >/dev/null && command -v perl >/dev/null || exit 77
[ -n "${PORT:-}" ] || exec "$BUILD/tests/with_broker_trial" sh "$0"
pids=""
trap 'kill $pids 2>/dev/null || true' EXIT


# A bridge with a lamp, and a household whose hall is always lit.
bridge_lamps="--lamp Hall/Lamp:dimmable"
hall_lamps='"Lamp"'
. "$SOURCE/tests/e2e/parts/bridge.sh"
. "$SOURCE/tests/e2e/parts/lit_hall.sh"

# Stands in for systemd.
cat >ear.pl <<'END'
use Socket;
socket(my $s, PF_UNIX, SOCK_DGRAM, 0) or die;
bind($s, sockaddr_un("notify")) or die;
$| = 1;
while (defined recv($s, my $text, 4096, 0)) { print "$text\n"; }
END
perl ear.pl >told &
pids="$pids $!"
mosquitto_sub -h 127.0.0.1 -p "$PORT" -v -q 1 -t '#' >heard &
pids="$pids $!"
while [ ! -S notify ]; do sleep 0.1; done

start() {
  NOTIFY_SOCKET="$PWD/notify" WATCHDOG_USEC=4000000 "$LAMPLIGHTER" run --config lamplighter.toml 2>>log &
  service=$!
  pids="$pids $service"
}
lamp_is() { "$LAMPLIGHTER" bridge lamps --key-file bridge.key --ca-file ca.pem --json | grep -q "\"on\":$1"; }
until_lamp_is() { # STATE, tenths of seconds
  tries=0
  until lamp_is "$1"; do
    tries=$((tries + 1))
    [ $tries -lt "$2" ] || fail "the lamp is not on=$1 after $2 tries"
    sleep 0.1
  done
}
until_told() { # TEXT, how often
  tries=0
  until [ "$(grep -c "$1" "$2" || true)" -ge "$3" ]; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || fail "never $3 times $1 in $2: $(cat "$2")"
    sleep 0.1
  done
}
away() { "$LAMPLIGHTER" away "$@" --config lamplighter.toml; }

start
until_told READY=1 told 1
until_told WATCHDOG=1 told 2
until_told "lamplighter/away/state OFF" heard 1
until_told "homeassistant/device/lamplighter/config" heard 1
grep -q '"unique_id":"lamplighter_away"' heard || fail "no switch Away is announced"

# Away was never ordered: nothing plays.
sleep 1
lamp_is false || fail "a lamp was switched while somebody was home"
[ "$(away status)" = home ] || fail "status is not home"

# Away by the command, home by the broker.
away on
[ "$(stat -c %a store/away.json)" = 600 ] || fail "others may read whether anybody is home"
until_lamp_is true 300
until_told "lamplighter/away/state ON" heard 1
publish -t lamplighter/away/set -m OFF
until_lamp_is false 10
until_told "lamplighter/away/state OFF" heard 2

# Away by the broker. Neither kill -9 nor a reload switches a lamp; a restarted Home Assistant gets everything again.
publish -t lamplighter/away/set -m ON
until_lamp_is true 300
kill -9 $service
wait $service 2>/dev/null || true
lamp_is true || fail "the lamp went out with the process"
start
until_told READY=1 told 2
announced=$(grep -c device/lamplighter/config heard)
publish -t homeassistant/status -m online
until_told device/lamplighter/config heard $((announced + 1))
kill -HUP $service
until_told RELOADING=1 told 1
until_told READY=1 told 3
echo "nonsense" >>lamplighter.toml
kill -HUP $service
until_told READY=1 told 4
grep -q "keeping the previous configuration" log || fail "a broken config was not refused"
sed -i '$d' lamplighter.toml
cp lamplighter.toml good.toml
sed -i s/ca.pem/gone.pem/ lamplighter.toml # readable, but not usable
kill -HUP $service
until_told READY=1 told 5
until_told "gone.pem.*keeping the previous configuration" log 1
cp good.toml lamplighter.toml
kill -0 $service || fail "a broken config ended the service"
sleep 1
lamp_is true || fail "the lamp went out on reload"
[ "$(wc -l <store/played.csv)" -eq 4 ] || fail "switches are not three: $(cat store/played.csv)"

# Home by the command while the service is down: the next one restores the lamp.
kill -9 $service
wait $service 2>/dev/null || true
away off
start
until_lamp_is false 50

# A manual change at the lamp that means home.
printf '[away]\non_hand = "end_play"\n' >>lamplighter.toml
kill -HUP $service
until_told READY=1 told 7
away on
until_lamp_is true 300
sleep 13 # so that the lamp was seen in its commanded state
echo "off Lamp" >&3
tries=0
until [ "$(away status)" = home ]; do
  tries=$((tries + 1))
  [ $tries -lt 50 ] || fail "a hand did not end the play"
  sleep 0.1
done
lamp_is false || fail "a lamp that was switched by hand was switched again"

# A retained order counts once and not again at every start.
publish -r -t lamplighter/away/set -m ON
until_lamp_is true 300
away off
until_lamp_is false 10
kill -TERM $service
wait $service || fail "ends with $? after SIGTERM"
until_told STOPPING=1 told 1
start
until_told READY=1 told 8
until_told "retained order is ignored" log 1
[ "$(away status)" = home ] || fail "a retained order was obeyed again"
publish -r -n -t lamplighter/away/set

# What other clients can see: retained messages are the same at home and away, and so is the log.
stranger() { mosquitto_sub -h 127.0.0.1 -p "$PORT" -v --retained-only -t '#' -W 2 || true; }
stranger >at_home
away on
until_lamp_is true 300
stranger >away_from_home
cmp at_home away_from_home || fail "retained messages differ"
if grep -v away/set log | grep -Eiw 'switch|on|off|played|nobody|somebody|hall'; then fail "the log tells"; fi
kill -TERM $service
wait $service || fail "ends with $? after SIGTERM"
lamp_is false || fail "a lamp is on after the service was stopped"
away off

# A reload with a config that has no lamps restores them, and the service runs without them until one does.
start
until_told READY=1 told 9
away on
until_lamp_is true 300
mv ca.pem gone
kill -HUP $service
until_told READY=1 told 10
"$LAMPLIGHTER" bridge lamps --key-file bridge.key --ca-file gone --json | grep -q '"on":false' ||
  fail "a lamp is on after a reload that lost the lamps"
mv gone ca.pem
kill -0 $service || fail "a service without a bridge's authority ended"
until_told "play cannot start: .*ca.pem" log 1
until_lamp_is true 900
away off
until_lamp_is false 300
kill -TERM $service
wait $service || fail "ends with $? after SIGTERM"
