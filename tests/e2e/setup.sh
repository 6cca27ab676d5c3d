#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A house is set up without an editor, in its own network: in a terminal, with an emulated bridge and a real broker, and again with a config
# to which the user has added comments; then through the page's API, from its first start to the next change. Wrong answers are asked again
# and change nothing; another machine has no access.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs="log said answer"
. "$SOURCE/tests/e2e/parts/lib.sh"
command -v curl >/dev/null || { echo "skipped: no curl here"; exit 77; }
in_own_network "$BUILD/tests/with_broker_trial"
pids=
service=
trap 'kill $pids $service 2>/dev/null || true' EXIT
export TMPDIR="$PWD"

mkfifo control
"$LAMPLIGHTER" emulated-bridge --secure-port 0 --lamp "Hall/Hall 1" --lamp "Hall/Hall 2:colour" --lamp Study/Desk \
  --sensor "Hall/Hall sensor" <control >address 2>bridge.log &
pids="$pids $!"
exec 3>control
until_true grep -q https address
plain=$(sed -n 's#^http://##p' address)
publish -r -t zigbee2mqtt/bridge/devices -m '[{"friendly_name":"attic/beam","definition":{"exposes":[{"type":"light"}]}}]'
publish -r -t zigbee2mqtt/window -m '{"illuminance":40}'

# The terminal, first time. A distant time zone, an invalid bridge and an invalid number are asked again.
export STATE_DIRECTORY="$PWD/store" LAMPLIGHTER_CONFIG="$PWD/lamplighter.toml"
: >said
(within 600 grep -q "Press the round button" said && echo press >&3) &
"$LAMPLIGHTER" setup >said 2>log <<TEXT || fail "setup ends with an error"

52,52
13.4
America/Los_Angeles
52.52
13.4
Europe/Berlin
127.0.0.1:9
$plain
127.0.0.1:none
127.0.0.1:$PORT

y
y
n
n
garden
1,99

study
3
2


y
TEXT
for part in "the clock of America/Los_Angeles is" "No answer\|no answer\|127.0.0.1:9" "expected host or host:port" "Certificate:" Paired "2  Hall 2 in Hall" \
  "window: 40 lux" "expected numbers of the lists" Written; do
  grep -q "$part" said || fail "never said: $part"
done
[ "$(stat -c %a store/bridge.key)" = 600 ] || fail "others may read the key"
cat >expected <<TOML
[home]
latitude = 52.52
longitude = 13.4
time_zone = "Europe/Berlin"

[hue]
key_file = "$PWD/store/bridge.key"

[broker]
host = "127.0.0.1"
port = $PORT

[[room]]
name = "Hall"
lamps = ["Hall 1", "Hall 2"]
sensor = "hue:Hall sensor"

[[room]]
name = "study"
lamps = ["Desk"]
sensor = "window"

[[source]]
topic = "zigbee2mqtt/{sensor}"
format = "zigbee2mqtt"

[store]
directory = "$PWD/store"
TOML
diff expected lamplighter.toml || fail "not what a person would have written"
"$LAMPLIGHTER" check >checked 2>&1 || true
grep -q "^ok *config" checked || fail "check does not read it: $(cat checked)"

# Again, with the user's comments in it: without "y" nothing changes; with it, only what was answered.
sed -i -e '1i # Our house, by Ada.' -e 's/^latitude.*/& # the tower/' -e 's/^lamps = \["Desk"\]/& # mine/' lamplighter.toml
cp lamplighter.toml before
answers() { printf '\n\n\n\n\n\n\nn\nHall\n1\n\n\n\n%s\n' "$1"; }
answers n | "$LAMPLIGHTER" setup >said 2>log || fail "the second set-up"
cmp -s before lamplighter.toml || fail "written without a yes"
answers y | "$LAMPLIGHTER" setup >said 2>log || fail "the third set-up"
sed 's/^lamps = \["Hall 1", "Hall 2"\]/lamps = ["Hall 1"]/' before >expected
diff expected lamplighter.toml || fail "more than the answer changed"
grep -qx -- '- lamps = \["Hall 1", "Hall 2"\]' said && grep -qx -- '+ lamps = \["Hall 1"\]' said || fail "the difference was not shown"
status=0
printf '\n\n' | "$LAMPLIGHTER" setup >said 2>log || status=$?
[ $status = 1 ] && grep -q "nothing was written" log || fail "an input that ends early"
echo "[home" >broken.toml
! "$LAMPLIGHTER" setup --config broken.toml </dev/null >said 2>log || fail "a config that is not TOML is changed"

# The page: a service without a config, on all addresses. Without the code, another machine has no access to the set-up.
export NOTIFY_SOCKET="$PWD/notify" STATE_DIRECTORY="$PWD/state" LAMPLIGHTER_CONFIG="$PWD/page.toml"
"$LAMPLIGHTER" run 2>log &
service=$!
until_true grep -q "the page is at" log
port=$(sed -n 's|.*the page is at http://[^:]*:\([0-9]*\)/.*|\1|p' log)
here=http://127.0.0.1:$port/api/v1
there=http://192.0.2.1:$port/api/v1
status() { curl -s -o answer -w '%{http_code}' --max-time 100 "$@"; }
post() { status -H 'Content-Type: application/json' -b cookie -c cookie -d "$2" "$here/$1"; }
want() { # STATUS PATH BODY [FIELD]
  got=$(post "$2" "$3")
  [ "$got" = "$1" ] || fail "$2 $3: $got, $(cat answer)"
  [ -z "${4:-}" ] || grep -q "\"field\":\"$4\"" answer || fail "$2 $3 is not about $4: $(cat answer)"
}
for path in setup setup/heard setup/preview; do
  [ "$(status "$there/$path")" = 401 ] || fail "a stranger gets $path: $(cat answer)"
done
for path in place bridge/find bridge/pair broker home-assistant rooms blink write password; do
  [ "$(status -H 'Content-Type: application/json' -d '{}' "$there/setup/$path")" = 401 ] || fail "a stranger says $path: $(cat answer)"
done
[ "$(status -H 'Content-Type: application/json' -H 'Origin: http://evil.example' -d '{}' "$here/setup/write")" = 403 ] || fail "another site writes"
[ "$(status "$here/setup")" = 200 ] && grep -q '"first_start":true' answer || fail "no set-up on this machine: $(cat answer)"

want 400 setup/place '{"latitude":95,"longitude":13.4,"time_zone":"Europe/Berlin"}' latitude
want 400 setup/place '{"latitude":52.5,"longitude":13.4,"time_zone":"Asia/Tokyo"}' time_zone
want 400 setup/place '[]'
want 400 setup/place '{"latitude":"52","longitude":13.4,"time_zone":"Europe/Berlin"}' latitude
want 503 setup/broker '{"host":"127.0.0.1","port":9}' host
want 400 setup/broker '{"host":"127.0.0.1","port":1.5}' port
want 400 setup/home-assistant '{"url":"ftp://nonsense","token":"x"}' url
want 400 setup/bridge/pair '{"address":"not an address"}' address
want 409 setup/write '{}'
[ ! -e page.toml ] || fail "a config was written"
want 200 setup/place '{"latitude":52.52,"longitude":13.4,"time_zone":"Europe/Berlin"}'
want 200 setup/bridge/pair "{\"address\":\"$plain\"}"
echo press >&3
until_true sh -c "curl -s $here/setup | grep -q '\"pairing\":null'"
curl -s "$here/setup" | grep -q '"bridge":{' || fail "not paired: $(curl -s "$here/setup")"
want 200 setup/broker "{\"host\":\"127.0.0.1\",\"port\":$PORT}"
grep -q '"note":"connected; ' answer || fail "the broker was not tried: $(cat answer)"
want 200 setup/heard '{}'
until_true sh -c "curl -s $here/setup/heard | grep -q '\"looking\":false'"
curl -s "$here/setup/heard" >heard
for part in '"id":"Hall 1"' '"id":"zigbee2mqtt:attic/beam"' '"id":"window"' '"id":"hue:Hall sensor"' '"proposed":\[{"name":"Hall","lamps":\["Hall 1","Hall 2"\]'; do
  grep -q "$part" heard || fail "not heard: $part: $(cat heard)"
done
want 400 setup/rooms '{"rooms":[{"name":"Hall","hours":["7-9"]}]}' rooms.0.hours
want 400 setup/rooms '{"rooms":[{"name":"Hall","max_hours":"6"}]}' rooms.0.max_hours
want 200 setup/rooms '{"rooms":[{"name":"Hall","lamps":["Hall 1","Hall 2"],"sensor":"hue:Hall sensor","max_hours":6},{"name":"attic","lamps":["zigbee2mqtt:attic/beam"]}]}'
want 200 setup/blink '{"room":"Hall"}'
want 400 setup/password '{"password":"short"}' password
want 200 setup/password '{"password":"correct horse"}'
curl -s "$here/setup/preview" | grep -q '+ listen = ' || fail "no way back for a machine without a screen: $(curl -s "$here/setup/preview")"
want 200 setup/write '{}'
grep -q '"restarts":true' answer || fail "it does not begin: $(cat answer)"
log_in() { [ "$(post login '{"password":"correct horse"}')" = 200 ]; }
tries=1200 until_true log_in
tries=600 until_true sh -c "curl -s -b cookie $here/house | grep -q '\"demo\":false'"
[ "$(stat -c %a state/bridge.key)" = 600 ] || fail "others may read the key"
[ "$(status "$there/setup")" = 401 ] && [ "$(status "$there/../../")" = 200 ] || fail "other machines do not reach the page any more"

# Later: a limit is changed, and the service applies it by itself. While the house is away no lamp is blinked.
want 200 setup/rooms '{"rooms":[{"name":"attic","max_hours":2}]}'
want 400 setup/limits '{"hours":["7-9"]}' hours
want 200 setup/limits '{"after_dark":true,"max_hours":5}'
want 200 setup/vacations '{"vacations":[{"from":"2036-12-20","to":"2036-12-27"}]}'
want 200 setup/write '{}'
until_true grep -q "page.toml: read again" log
tries=600 until_true sh -c "[ \$(curl -s -o answer -w '%{http_code}' -b cookie $here/house) = 200 ]" # still signed in
grep -q '^max_hours = 2' page.toml && grep -A2 '^\[away\]' page.toml | grep -q '^max_hours = 5' && grep -q '^\[\[away.vacation\]\]' page.toml || fail "not written: $(cat page.toml)"

# Home Assistant is added later. Its history is imported beside the service, and the token is not in the config.
python3 "$SOURCE/tests/e2e/parts/home_assistant.py" home.port 2>home.log &
pids="$pids $!"
until_true test -s home.port
home=http://127.0.0.1:$(cat home.port)
for day in 3 2 1; do
  curl -sf -X PUT "$home/set/light.shelf/on?ago=$((day * 86400))" >/dev/null
  curl -sf -X PUT "$home/set/light.shelf/off?ago=$((day * 86400 - 14400))" >/dev/null
done
want 400 setup/home-assistant "{\"url\":\"$home\",\"token\":\"bad\"}" token
want 200 setup/home-assistant "{\"url\":\"$home\",\"token\":\"good\"}"
grep -q '"note":"connected; 1 lamp, 0 light sensors"' answer || fail "Home Assistant was not tried: $(cat answer)"
want 200 setup/place '{"from":"home_assistant"}'
want 200 setup/heard '{}'
until_true sh -c "curl -s -b cookie $here/setup/heard | grep -q '\"looking\":false'"
curl -s -b cookie "$here/setup/heard" | grep -q 'Home Assistant knows [34] days of 1 lamp' || fail "its past is not offered: $(curl -s -b cookie "$here/setup/heard")"
want 200 setup/rooms '{"rooms":[{"name":"study","lamps":["home_assistant:light.shelf"]}]}'
want 400 setup/write '{"import_days":0}' import_days
want 200 setup/write '{"import_days":5}'
tries=600 until_true sh -c "[ \$(grep -c 'page.toml: read again' log) = 2 ]"
tries=600 until_true sh -c "[ \$(curl -s -o answer -w '%{http_code}' -b cookie $here/house) = 200 ]"
tries=600 until_true sh -c "curl -s -b cookie $here/setup | grep -q '\"importing\":false'"
tries=600 until_true sh -c "ls state/imports/*.csv && grep ,on state/lamps/study/*.csv"
[ "$(cat state/home-assistant.token)" = good ] && [ "$(stat -c %a state/home-assistant.token)" = 600 ] || fail "the token"
! grep -q '"good"' page.toml || fail "the token is in the config"
grep -q 'time_zone = "Europe/Amsterdam"' page.toml || fail "not the place of Home Assistant"
want 200 away '{"away":true}'
want 409 setup/blink '{"room":"Hall"}'
want 400 setup/password '{"current":"wrong","password":"another horse"}' current
want 200 setup/password '{"current":"correct horse","password":"another horse"}'
tries=600 until_true sh -c "[ \$(curl -s -o answer -w '%{http_code}' -b cookie $here/house) = 401 ]" # another password ends sessions
kill "$service"
wait "$service" || fail "it ended with an error"
service=
echo "set up in a terminal and by the page, with every comment where it was"
