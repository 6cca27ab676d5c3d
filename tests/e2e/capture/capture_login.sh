#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A broker with TLS that requires a certificate, a user and a password: with all of them capture works; if one of them is wrong it reports
# which, and stores nothing.
set -eu
command -v openssl >/dev/null && command -v mosquitto_passwd >/dev/null || { echo "skipped: no openssl or mosquitto_passwd"; exit 77; }
# shellcheck disable=SC2034  # for lib.sh
logs="capture.log broker.log"
. "$SOURCE/tests/e2e/parts/lib.sh"

authority() {  # NAME: an authority whose certificate is valid for a year
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj "/CN=$1" -keyout "$1.key" -out "$1.pem" 2>/dev/null
}
certificate() {  # NAME AUTHORITY SUBJECT
  printf 'subjectAltName=IP:127.0.0.1\n' >names
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$3" -keyout "$1.key" -out request 2>/dev/null
  openssl x509 -req -in request -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 365 -extfile names -out "$1.pem" 2>/dev/null
}
authority ours
authority another
certificate broker ours 127.0.0.1
certificate capture ours capture
certificate stranger another capture
mosquitto_passwd -b -c passwords lamplighter 'right one' 2>/dev/null
chmod a+r passwords broker.key

mosquitto=$(command -v mosquitto || echo /usr/sbin/mosquitto)
port=$((20000 + $$ % 20000))
while :; do  # another process may have the port
  cat >mosquitto.conf <<CONF
listener $port 127.0.0.1
cafile $PWD/ours.pem
certfile $PWD/broker.pem
keyfile $PWD/broker.key
require_certificate true
allow_anonymous false
password_file $PWD/passwords
log_dest stderr
$([ "$(id -u)" -ne 0 ] || echo user root)
CONF
  "$mosquitto" -c mosquitto.conf 2>broker.log &
  broker=$!
  until grep -q ' running' broker.log || ! kill -0 "$broker" 2>/dev/null; do sleep 0.1; done
  ! kill -0 "$broker" 2>/dev/null || break
  port=$((port + 1))
done
capture=
trap 'kill $broker $capture 2>/dev/null || true' EXIT

# capture WITH AUTHORITY CERTIFICATE PASSWORD
start_capture() {
  printf '%s\n' "$3" >secret && chmod 600 secret
  cat >lamplighter.toml <<TOML
[store]
directory = "store"
[broker]
port = $port
user = "lamplighter"
password_file = "secret"
ca_file = "$1.pem"
$([ "$2" = none ] || printf 'cert_file = "%s.pem"\nkey_file = "%s.key"' "$2" "$2")
[[source]]
topic = "n/{sensor}"
format = "esphome"
[[room]]
name = "hall"
TOML
  : >capture.log
  "$LAMPLIGHTER" capture --config lamplighter.toml 2>>capture.log &
  capture=$!
}
stop_capture() { kill $capture && wait $capture || fail "capture did not end in order"; }
says() { until_true grep -q "$1" capture.log; ! grep -q session capture.log || fail "connected all the same"; grep -m 1 "$1" capture.log | cut -d" " -f3-; stop_capture; }

start_capture another capture 'right one'; says 'TLS: .*check ca_file'
start_capture ours stranger 'right one';   says 'check cert_file and key_file'
start_capture ours none 'right one';       says 'check cert_file and key_file'
start_capture ours capture 'wrong one';    says 'check the user and the password'
start_capture ours capture 'right one'
until_true grep -q 'has started a new MQTT session' capture.log
until_true mosquitto_pub -h 127.0.0.1 -p $port --cafile ours.pem --cert capture.pem --key capture.key -u lamplighter -P 'right one' \
  -q 1 -t n/hall -m 20.5
stop_capture
[ "$(cut -d, -f4 store/readings/hall/*.csv | tail -n 1)" = 20.5 ] || fail "the reading is not there"
chmod 644 secret
if "$LAMPLIGHTER" capture --config lamplighter.toml 2>capture.log; then fail "took a password that others may read"; fi
grep -q 'chmod' capture.log || fail "does not say how to mend the secret"
echo "with all of them: one reading, stored"
