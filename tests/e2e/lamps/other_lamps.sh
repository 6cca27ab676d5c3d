#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lamps without a bridge, on a real broker and over real HTTP: one each of Zigbee2MQTT, Tasmota, ESPHome and Home Assistant. `check` names
# those that do not answer, a dry run switches none, `run` plays all of them while the house is away, and a lamp that reports another state
# than the commanded one is commanded again.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs="log orders"
. "$SOURCE/tests/e2e/parts/lib.sh"
command -v mosquitto_sub >/dev/null && command -v perl >/dev/null || exit 77
[ -n "${PORT:-}" ] || exec "$BUILD/tests/with_broker_trial" sh "$0"
pids=""
trap 'kill $pids 2>/dev/null || true' EXIT


# The three devices at the broker. Each does as commanded and reports it; a file "stuck" freezes them.
: >orders
mosquitto_sub -h 127.0.0.1 -p "$PORT" -q 1 -F '%t %p' -t 'zigbee2mqtt/+/set' -t 'zigbee2mqtt/+/get' -t 'cmnd/#' -t '+/light/+/command' >orders &
pids="$pids $!"
devices() {
  z=OFF t=OFF e=OFF
  tail --pid=$$ -n +1 -f orders | while read -r topic payload; do
    case $payload in *ON*) to=ON ;; *OFF*) to=OFF ;; *) to= ;; esac
    [ -n "$to" ] && [ -e stuck ] && to=
    case $topic in
      zigbee2mqtt/*) z=${to:-$z}; publish -t zigbee2mqtt/shelf -m "{\"state\":\"$z\",\"brightness\":200}" ;;
      cmnd/*) t=${to:-$t}; publish -t stat/plug/RESULT -m "{\"POWER\":\"$t\"}" ;;
      *) e=${to:-$e}; publish -r -t hall/light/ceiling/state -m "{\"state\":\"$e\"}" ;;
    esac
    echo "$z $t $e" >states
  done
}
# A minimal Home Assistant: GET /api/, GET /api/states/light.attic, POST /api/services/light/turn_on|off, a token.
cat >assistant.pl <<'END'
use IO::Socket::INET;
my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 0, Listen => 9) or die;
open(my $out, ">", "assistant.new"); print $out $server->sockport; close $out; rename "assistant.new", "assistant.port";
my $is = "off";
while (my $peer = $server->accept) {
  if (fork) { close $peer; wait; $is = $? >> 8 ? "on" : "off"; next; }
  my ($first, $length, $token) = (scalar <$peer>, 0, "");
  while (<$peer>) { last if /^\r?$/; $length = $1 if /^content-length: (\d+)/i; $token = $1 if /^authorization: Bearer (\S+)/i; }
  read $peer, my $body, $length;
  my ($status, $answer) = ("200 OK", "[]");
  if ($token ne "good") { $status = "401 Unauthorized"; $answer = "401: Unauthorized"; }
  elsif ($first =~ m#^GET /api/ #) { $answer = '{"message":"API running."}'; }
  elsif ($first =~ m#^GET /api/states/light.attic #) { $answer = qq({"entity_id":"light.attic","state":"$is"}); }
  elsif ($first =~ m#^POST /api/services/light/turn_(on|off) #) { $is = $1; }
  else { $status = "404 Not Found"; $answer = '{"message":"Entity not found."}'; }
  printf $peer "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", $status, length $answer, $answer;
  close $peer;
  exit($is eq "on" ? 1 : 0);
}
END
perl assistant.pl &
pids="$pids $!"
within 50 [ -s assistant.port ] || fail "no Home Assistant"
assistant="http://127.0.0.1:$(cat assistant.port)"
(umask 077; echo bad >token)

# A household whose rooms are always lit: the plan is "on".
. "$SOURCE/tests/e2e/parts/evening.sh"
evening_config >lamplighter.toml
cat >>lamplighter.toml <<END
[web]
port = 0
[broker]
port = $PORT
[[room]]
name = "living"
lamps = ["zigbee2mqtt:shelf"]
brightness = 50
[[room]]
name = "kitchen"
lamps = ["tasmota:plug"]
[[room]]
name = "hall"
lamps = ["esphome:hall/ceiling"]
[[room]]
name = "attic"
lamps = ["home_assistant:light.attic"]
[home_assistant]
url = "$assistant"
token_file = "token"
END
mkdir store
{
  echo timestamp,datetime,room,state
  for room in living kitchen hall attic; do
    awk -v room=$room 'BEGIN { for (t = 1790000000; t < 1792000000; t += 3600) printf "%d,,%s,on\n", t, room }'
  done
} >lit.csv
"$LAMPLIGHTER" train --onoff lit.csv --latitude 0 --longitude "$longitude" --time-zone "$zone" --model store/model.json \
  2>train.log || fail "training: $(cat train.log)"

# No device exists yet, and the token is wrong.
"$LAMPLIGHTER" check --config lamplighter.toml >check || true
for lamp in shelf plug hall/ceiling; do grep -q "wrong.*$lamp has not reported its state" check || fail "check: $(cat check)"; done
grep -q "wrong.*does not accept the token" check || fail "check takes a wrong token: $(cat check)"
chmod 644 token
"$LAMPLIGHTER" check --config lamplighter.toml >check || true
grep -q "wrong.*chmod 600" check || fail "a token that others may read was used"
chmod 600 token
echo good >token
devices &
pids="$pids $!"
publish -r -t hall/light/ceiling/state -m '{"state":"OFF"}'
"$LAMPLIGHTER" check --config lamplighter.toml >check || true
grep -q "ok .*3 lamps at the broker answer" check || fail "check: $(cat check)"
grep -q "ok .*1 lamp of Home Assistant answers" check || fail "check: $(cat check)"

"$LAMPLIGHTER" play --dry-run --config lamplighter.toml >plan
grep -q living plan || fail "a dry run says nothing of the living room"
if grep -q '"ON"\| ON$' orders; then fail "a dry run or a check switched a lamp"; fi

"$LAMPLIGHTER" run --config lamplighter.toml 2>log &
service=$!
pids="$pids $service"
attic_is() { curl -s -H "Authorization: Bearer good" "$assistant/api/states/light.attic" | grep -q "\"$1\""; }
all_are() { [ "$(cat states)" = "$1 $1 $1" ]; }
command -v curl >/dev/null || attic_is() { :; }
sleep 1
all_are OFF || fail "a lamp was switched while somebody was home"
away() { "$LAMPLIGHTER" away "$@" --config lamplighter.toml; }
away on
within 600 all_are ON || fail "lamps are $(cat states)"
within 300 attic_is on || fail "the attic is off"
grep -q 'zigbee2mqtt/shelf/set {"state":"ON","brightness":127}' orders || fail "the shelf was not told how bright"
away off
within 30 all_are OFF || fail "coming home left lamps $(cat states)"
within 30 attic_is off || fail "coming home left the attic on"

# A lamp that still reports off after the command is commanded again.
: >stuck
sleep 6 # otherwise the lamps count as those of a house that has just come home
away on
again() { [ "$(grep -c 'cmnd/plug/POWER ON' orders)" -ge 3 ]; }
within 900 again || fail "a lamp that did not obey was not told again"
rm stuck
within 900 all_are ON || fail "lamps are $(cat states)"

kill -TERM $service
wait $service || fail "ends with $? after SIGTERM"
within 50 all_are OFF || fail "lamps are $(cat states) after the service was stopped"
within 30 attic_is off || fail "the attic is on after the service was stopped"
