#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A house with lamps at a broker, and a bridge that is not paired, responds one byte per second, or sends endless headers: the broker's
# lamps are played and restored as if there were no bridge, `away off` and SIGTERM work, and memory use does not grow.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs=log
. "$SOURCE/tests/e2e/parts/lib.sh"
command -v mosquitto_sub >/dev/null && command -v perl >/dev/null || exit 77
[ -n "${PORT:-}" ] || exec "$BUILD/tests/with_broker_trial" sh "$0"
mode=start
pids=""
trap 'kill $pids 2>/dev/null || true' EXIT

# A Zigbee2MQTT lamp that does as commanded and reports it.
: >commands
mosquitto_sub -h 127.0.0.1 -p "$PORT" -q 1 -F '%p' -t 'zigbee2mqtt/shelf/set' -t 'zigbee2mqtt/shelf/get' >commands &
pids="$pids $!"
shelf() {
  is=OFF
  tail --pid=$$ -n +1 -f commands | while read -r payload; do
    case $payload in *ON*) is=ON ;; *OFF*) is=OFF ;; esac
    echo $is >state
    publish -t zigbee2mqtt/shelf -m "{\"state\":\"$is\"}"
  done
}
echo OFF >state
shelf &
pids="$pids $!"
shelf_is() { [ "$(cat state)" = "$1" ]; }

cat >bridge.pl <<'END'
use IO::Socket::INET;
my ($mode) = @ARGV;
$SIG{PIPE} = $SIG{CHLD} = "IGNORE";
my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 0, Listen => 20) or die;
open(my $out, ">", "bridge.new"); print $out $server->sockport; close $out; rename "bridge.new", "bridge.port";
while (my $peer = $server->accept) {
  if (fork) { close $peer; next; }
  alarm 60;
  sysread $peer, my $request, 65536;
  open(my $count, ">>", "conversations"); print $count "x"; close $count;
  my $ok = "HTTP/1.1 200 OK\r\n";
  my %begins = (headers => "${ok}X: ", body => "${ok}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{", endless => $ok);
  my $more = $mode eq "endless" ? ("X: " . "a" x 1000 . "\r\n") x 64 : " ";
  my $heard = syswrite $peer, $begins{$mode};
  while ($heard) { sleep 1 unless $mode eq "endless"; $heard = syswrite $peer, $more; }
  exit;
}
END

. "$SOURCE/tests/e2e/parts/evening.sh"
mkdir store
{
  echo timestamp,datetime,room,state
  for room in hall living; do
    awk -v room=$room 'BEGIN { for (t = 1790000000; t < 1792000000; t += 3600) printf "%d,,%s,on\n", t, room }'
  done
} >lit.csv
"$LAMPLIGHTER" train --onoff lit.csv --latitude 0 --longitude "$longitude" --time-zone "$zone" --model store/model.json >/dev/null \
  2>train.log || fail "training: $(cat train.log)"
evening_config >lamplighter.toml
cat >>lamplighter.toml <<END
[web]
port = 0
[broker]
port = $PORT
[hue]
key_file = "bridge.key"
[[room]]
name = "hall"
lamps = ["hall lamp"]
[[room]]
name = "living"
lamps = ["zigbee2mqtt:shelf"]
END
away() { "$LAMPLIGHTER" away "$@" --config lamplighter.toml; }

for mode in unpaired headers body endless; do
  rm -f bridge.port conversations
  perl bridge.pl $mode &
  bridge=$!
  pids="$pids $bridge"
  within 100 [ -s bridge.port ] || fail "no bridge"
  rm -f bridge.key
  [ $mode = unpaired ] || (umask 077; printf '{"format":1,"bridge":"02c0defffe00da7a","address":"127.0.0.1:%s","scheme":"http","api":"v1","pin":"","key":"key"}\n' \
    "$(cat bridge.port)" >bridge.key)
  "$LAMPLIGHTER" run --config lamplighter.toml 2>log &
  service=$!
  pids="$pids $service"
  if [ $mode = unpaired ]; then
    within 100 grep -q "some lamps cannot be played: .*no bridge is paired; run: lamplighter bridge pair" log || fail "it is not said"
    echo >conversations
  fi
  within 300 [ -s conversations ] || fail "the bridge was never asked"
  away on
  within 600 shelf_is ON || fail "the shelf is not played"
  away off
  within 200 shelf_is OFF || fail "'away off' did not turn the shelf off"
  sleep 6 # otherwise the lamps count as those of a house that has just come home
  away on
  within 600 shelf_is ON || fail "the shelf is not played a second time"
  peak=$(awk '/VmHWM/ { print $2 }' /proc/$service/status)
  kill -TERM $service
  ended() { ! grep -qs '^State:.[^Z]' /proc/$service/status; }
  within 100 ended || fail "SIGTERM was not obeyed"
  wait $service || fail "ends with $? after SIGTERM"
  within 100 shelf_is OFF || fail "the shelf is on after the service was stopped"
  [ "$peak" -lt 65536 ] || fail "$peak kB of memory"
  echo "$mode: $(wc -c <conversations) conversations, at most $peak kB"
  kill $bridge
done
