#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The broker's config and ACL exactly as in docs/operating.md, in a real mosquitto: messages and topics that a user is allowed arrive,
# others do not, and a client without a password is refused.
set -eu
command -v mosquitto_passwd >/dev/null && command -v mosquitto_sub >/dev/null || exit 77
# shellcheck disable=SC2034  # for lib.sh
logs=broker.log
. "$SOURCE/tests/e2e/parts/lib.sh"
broker=""
subscribers=""
trap 'kill $subscribers $broker 2>/dev/null || true' EXIT

# The code block of the document that has a line like $1.
block() {
  awk -v wanted="$1" '/^```/ { if (inside && found) { printf "%s", text; exit } inside = !inside; text = ""; found = 0; next }
    inside { text = text $0 "\n"; if ($0 ~ wanted) found = 1 }' "$SOURCE/docs/operating.md"
}
: >broker.log
block '^user lamplighter$' >acl
block '^acl_file ' >documented.conf
[ -s acl ] && [ -s documented.conf ] || fail "docs/operating.md has no ACL or no config of the broker"

for user in lamplighter home-assistant zigbee2mqtt window attic; do
  [ -e passwords ] || : >passwords
  mosquitto_passwd -b passwords "$user" "of $user" 2>/dev/null
done
chmod 600 passwords acl
mosquitto=$(command -v mosquitto || echo /usr/sbin/mosquitto)
port=$((20000 + $$ % 20000))
for _ in 1 2 3 4 5; do # another process may have the port
  sed -e "s|^listener 1883|listener $port 127.0.0.1|" -e "s|/etc/mosquitto|$PWD|" documented.conf >mosquitto.conf
  echo "log_dest stderr" >>mosquitto.conf
  [ "$(id -u)" -ne 0 ] || echo "user root" >>mosquitto.conf
  "$mosquitto" -c mosquitto.conf 2>broker.log &
  broker=$!
  i=0
  until grep -q " running" broker.log || ! kill -0 $broker 2>/dev/null; do
    i=$((i + 1))
    [ $i -lt 200 ] || fail "the broker does not start"
    sleep 0.1
  done
  if kill -0 $broker 2>/dev/null; then break; fi
  port=$((port + 1))
done
kill -0 $broker 2>/dev/null || fail "the broker does not start: $(cat broker.log)"

publish() { user=$1; shift; mosquitto_pub -h 127.0.0.1 -p "$port" -u "$user" -P "of $user" -q 1 "$@"; }
for user in lamplighter home-assistant zigbee2mqtt window attic; do
  mosquitto_sub -h 127.0.0.1 -p "$port" -u "$user" -P "of $user" -q 1 -F '%t %p' -t '#' >"heard.$user" 2>/dev/null &
  subscribers="$subscribers $!"
done
if mosquitto_pub -h 127.0.0.1 -p "$port" -t lamplighter/away/set -m ON 2>/dev/null; then fail "a client without a password gets in"; fi

# The subscriptions are active once a message that each may read has arrived.
i=0
until grep -q "^zigbee2mqtt/ready" heard.lamplighter && grep -q "^zigbee2mqtt/ready" heard.home-assistant &&
  grep -q "^zigbee2mqtt/ready" heard.zigbee2mqtt; do
  i=$((i + 1))
  [ $i -lt 200 ] || fail "the subscriptions do not stand"
  publish zigbee2mqtt -t zigbee2mqtt/ready -m yes
  sleep 0.1
done

# WHO TOPIC WHETHER: whether the message reaches a user who may read all of it.
number=0
try() {
  number=$((number + 1))
  publish "$1" -t "$2" -m "try $number"
  echo "$2 try $number|$1|$3" >>tries
}
: >tries
try home-assistant lamplighter/away/set yes
try home-assistant zigbee2mqtt/shelf/set yes
try lamplighter lamplighter/away/set no
try lamplighter lamplighter/away/state yes
try lamplighter lamplighter/away/sync yes
try lamplighter lamplighter/player/state yes
try lamplighter lamplighter/player/status yes
try lamplighter lamplighter/health yes
try lamplighter lamplighter/status yes
try lamplighter zigbee2mqtt/shelf/set yes
try lamplighter zigbee2mqtt/shelf no
try lamplighter zigbee2mqtt/bridge/request/restart no
try lamplighter homeassistant/device/lamplighter/config yes
try lamplighter homeassistant/status no
try window lamplighter/node/window/lux yes
try window lamplighter/node/window/status yes
try window lamplighter/node/attic/lux no
try window lamplighter/away/set no
try window lamplighter/away/sync no
try window lamplighter/health no
try window zigbee2mqtt/shelf/set no
try zigbee2mqtt zigbee2mqtt/shelf yes
try zigbee2mqtt lamplighter/away/set no
try zigbee2mqtt lamplighter/node/window/lux no
publish zigbee2mqtt -t zigbee2mqtt/last -m one
i=0
until grep -q "^zigbee2mqtt/last" heard.lamplighter && grep -q "^zigbee2mqtt/last" heard.home-assistant; do
  i=$((i + 1))
  [ $i -lt 200 ] || fail "the last message does not come"
  sleep 0.1
done
cat heard.home-assistant heard.lamplighter >heard
while IFS='|' read -r message who expected; do
  if grep -qx "$message" heard; then seen=yes; else seen=no; fi
  [ $seen = "$expected" ] || fail "$who publishes \"$message\": arrives: $seen, expected: $expected"
done <tries

# Sensors can read nothing, Zigbee2MQTT nothing of ours; Lamplighter reads what it needs.
[ ! -s heard.window ] && [ ! -s heard.attic ] || fail "a sensor reads $(cat heard.window heard.attic)"
if grep -q "^lamplighter/" heard.zigbee2mqtt; then fail "Zigbee2MQTT reads of the household"; fi
for topic in lamplighter/away/set lamplighter/away/sync lamplighter/node/window/lux zigbee2mqtt/shelf; do
  grep -q "^$topic " heard.lamplighter || fail "Lamplighter does not get $topic"
done
echo "$number messages: as the ACL says"
