#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The three ways of docs/operating.md, typed as written: from a paired key, from a token and from sensors on a broker to the plan of an
# evening. Only folders, and the addresses of bridge and Home Assistant, differ; the service is started directly instead of by `systemctl`.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs="said log"
. "$SOURCE/tests/e2e/parts/lib.sh"
pids=''
address=''
trap 'kill $pids 2>/dev/null || true' EXIT
mkdir bin
ln -s "$LAMPLIGHTER" bin/lamplighter
printf '#!/bin/sh\nexec "$@"\n' >bin/sudo
chmod +x bin/sudo
PATH=$PWD/bin:$PATH

here() { sed "s#/var/lib/lamplighter#$PWD#g; s#/etc/lamplighter#$PWD#g; s# -o lamplighter # #; s#bridge pair #&--address $address --ca-file $PWD/../ca.pem #; s#bridge lamps #&--ca-file $PWD/../ca.pem #"; }

# blocks DOOR KIND: the fenced blocks of that kind below the heading of a door.
blocks() {
  awk -v door="## $1" -v fence="\`\`\`$2" '/^## / { at = $0 == door } /^```/ { inside = at && !inside && index($0, fence) == 1; next } inside' \
    "$SOURCE/docs/operating.md" | here
}

# type_line LINE: runs a command as a user types it, and prints how long it took.
type_line() {
  line=$(printf '%s\n' "$1" | sed 's/ *#.*//')
  [ -n "$line" ] || return 0
  began=$(date +%s%N)
  case $line in
    *systemctl*)
      lamplighter run >log 2>&1 &
      pids="$pids $!"
      until_true grep -q capturing log
      ;;
    *install*) printf 'good\n' | sh -c "$line" >said 2>&1 || fail "$line" ;;
    *"bridge pair"*)
      (sleep 1 && echo press >&3) &
      sh -c "$line" >said 2>&1 || fail "$line"
      ;;
    *) sh -c "$line" >said 2>&1 || fail "$line" ;;
  esac
  echo "  $(($(($(date +%s%N) - began)) / 1000000)) ms: $line"
  case $line in
    *plan*) grep -q " on\| off" said || fail "no plan: $(cat said)" ;;
  esac
}

# type_door DOOR FOLDER SED: its command lines up to the plan, with its config changed by SED.
type_door() {
  echo "$1"
  mkdir -p "$2"
  cd "$2"
  export LAMPLIGHTER_CONFIG="$PWD/lamplighter.toml"
  blocks "$1" toml | sed "$3" >lamplighter.toml
  grep -q '^\[store\]' lamplighter.toml || printf '[store]\ndirectory = "%s"\n' "$PWD" >>lamplighter.toml
  printf '[web]\nport = 0\n' >>lamplighter.toml
  blocks "$1" sh >lines
  [ "$(wc -l <lines)" -ge 3 ] || fail "few lines: $(cat lines)"
  while read -r line <&4; do
    type_line "$line"
    case $line in *"lamplighter plan"*) break ;; esac
  done 4<lines
  cd ..
}

mkfifo control
lamplighter emulated-bridge --secure-port 0 --ca-file ca.pem --lamp "Living room/Sofa:dimmable" --lamp "Living room/Shelf:white" \
  --lamp "Hall/Hall ceiling:white" --lamp "Hall/Hall table:plug" --sensor "Hall/Hall sensor" <control >address 2>bridge.log &
pids="$pids $!"
exec 3>control
until_true grep -q https address
address=$(sed -n 's#^https://##p' address | tr -d /)
bridge="address = \"$address\"\\nca_file = \"$PWD/ca.pem\""
type_door "I have a Hue bridge" hue "s#^\[hue\]#&\n$bridge#"
lines_of_docs=$(blocks "I have a Hue bridge" sh | grep -c '^sudo lamplighter check\|systemctl enable --now\|lamplighter plan')
[ "$lines_of_docs" -eq 3 ] || fail "from the key to the plan they are not three commands"

python3 "$SOURCE/tests/e2e/parts/home_assistant.py" port 2>server.log &
pids="$pids $!"
until_true test -s port
home=http://127.0.0.1:$(cat port)
put() { curl -sf -X PUT "$home/set/$1" >/dev/null; }
put "sensor.living_illuminance/12.5"
for person in anna ben; do put "person.$person/home?ago=864000"; done
day=10
while [ $day -gt 0 ]; do
  for lamp in light.floor_lamp switch.shelf; do
    put "$lamp/on?ago=$((day * 86400 - 7200))"
    put "$lamp/off?ago=$((day * 86400 - 20000))"
  done
  day=$((day - 1))
done
type_door "I have Home Assistant" home "s#http://homeassistant.local:8123#$home#"
until_true test -s home/model.json

# Sensors at a broker: their history is a table; the broker is not contacted.
mkdir -p mqtt
awk 'BEGIN { print "time,lux"; for (i = 0; i < 14 * 1440; i++) { m = i % 1440; lamp = m > 1080 && m < 1320 ? 60 : 0
  printf "%d,%.1f\n", 1764547200 + 60 * i, lamp + (m > 480 && m < 960 ? 200 : 1) + (i * 7 % 10) / 10 } }' >mqtt/history.csv
type_door "I have MQTT sensors" mqtt "s#^\[broker\]#&#"
