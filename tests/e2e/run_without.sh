#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A part of the service that cannot start does not stop the others: no key, no port, a full disk, a disk that is not mounted, a store that
# is removed while in use. Each is reported, and each recovers without a restart.
set -eu
command -v mosquitto_pub >/dev/null && command -v curl >/dev/null || exit 77
# shellcheck disable=SC2034  # for lib.sh
logs=log
. "$SOURCE/tests/e2e/parts/lib.sh"
in_own_mounts
# shellcheck disable=SC2034  # for lib.sh
tries=600
said() { grep -q "$1" log; }
page_says() { curl -s "http://127.0.0.1:$page/api/v1/health" | grep -q "$1"; }
send() { publish -t n/hall -m "$1"; }
stored() { cat store/readings/hall/*.csv 2>/dev/null | grep -q ",$1\$"; }
alive() { kill -0 $service || fail "the service ended: $*"; }

pids=
trap 'kill $pids 2>/dev/null || true' EXIT
bridge_lamps="--lamp Hall/Lamp:dimmable"
hall_lamps='"Lamp"'
. "$SOURCE/tests/e2e/parts/bridge.sh"
. "$SOURCE/tests/e2e/parts/lit_hall.sh"
mv store/model.json . && rmdir store 2>/dev/null || rm -rf store
page=$((20000 + $$ % 20000))
sed -i "s/^port = 0/port = $page/" lamplighter.toml
printf '[[source]]\ntopic = "n/{sensor}"\nformat = "esphome"\n' >>lamplighter.toml
sed -i 's/^name = "hall"/name = "hall"\nsensor = "hall"/' lamplighter.toml
sed -i 's/^directory = "store"/directory = "store"\nmodel = "model.json"/' lamplighter.toml

start() {
  "$LAMPLIGHTER" run --config lamplighter.toml 2>>log &
  service=$!
  pids="$pids $service"
}

# No key, and the page's port is in use.
mkdir store
mv bridge.key key
perl -e 'use IO::Socket; my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $ARGV[0], Listen => 1); sleep 600' "$page" &
squatter=$!
pids="$pids $squatter"
sleep 0.5
start
until_true said "play cannot start: .*no bridge is paired; run: lamplighter bridge pair"
until_true said "page cannot start: "
send 1
until_true stored 1
until_true health_says "play cannot start: .*no bridge is paired"
"$LAMPLIGHTER" check --config lamplighter.toml >checked 2>/dev/null || true
grep -q "wrong  service   page cannot start" checked || fail "check does not say so: $(cat checked)"
kill $squatter
until_true page_says "play cannot start: .*no bridge is paired"
[ "$(grep -c 'play cannot start' log)" -eq 1 ] || fail "one reason is said more than once"
mv key bridge.key
"$LAMPLIGHTER" away on --config lamplighter.toml
lamp_is() { "$LAMPLIGHTER" bridge lamps --key-file bridge.key --ca-file ca.pem --json | grep -q "\"on\":$1"; }
until_true lamp_is true
until_true health_says '"service_troubles":\[\]'
alive "without a key"
echo "no key, no port: captured, said, mended"

# The store is removed and created again; orders of the household are still received there.
until rm -rf store 2>/dev/null; do :; done # the service may be creating a file in it
mkdir store
send 2
until_true stored 2
[ -s store/capture-0.journal ] || fail "no journal in the new store"
"$LAMPLIGHTER" away on --config lamplighter.toml
until_true lamp_is true
"$LAMPLIGHTER" away off --config lamplighter.toml
until_true lamp_is false
until rm -rf store/* 2>/dev/null; do :; done # everything in it
send 3
until_true stored 3
alive "with a store that was removed"
echo "store removed: stored, played"

# A reload while nothing can play restores the lamps and continues.
"$LAMPLIGHTER" away on --config lamplighter.toml
until_true lamp_is true
mv ca.pem gone
kill -HUP $service
until_true said "play cannot start: .*ca.pem"
mv gone ca.pem
until_true lamp_is true
"$LAMPLIGHTER" away off --config lamplighter.toml
until_true lamp_is false
kill $service && wait $service || fail "did not end in order"

# A full disk at the start.
rm -rf store && mkdir store
mount -t tmpfs -o size=1m tmpfs store
: >log
start
until_true said "capture cannot write: .*No space left on device"
until_true page_says "capture cannot write: "
until_true health_says "capture cannot write: "
"$LAMPLIGHTER" check --config lamplighter.toml >checked 2>/dev/null || true
grep -q "wrong  capture   capture cannot write" checked || fail "check does not say so: $(cat checked)"
alive "on a full disk"
kill -9 $service && wait $service 2>/dev/null || true
start
until_true page_says "capture cannot write: "
mount -o remount,size=20m store
send 4
until_true health_says '"storage_trouble":""'
send 5
until_true stored 5
kill $service && wait $service || fail "did not end in order"
umount store
echo "full disk at the start: said, mended"

# A disk that is not mounted.
[ -e /etc/fstab ] || exit 0
cp /etc/fstab fstab
echo "tmpfs $PWD/store tmpfs size=20m,noauto 0 0" >>fstab
mount --bind fstab /etc/fstab
: >log
start
until_true said "capture cannot write: .*the disk of the store is not mounted; run: mount $PWD/store"
until_true page_says "the disk of the store is not mounted"
"$LAMPLIGHTER" away on --config lamplighter.toml 2>refused && fail "away on is taken below the mount point"
grep -q "the disk of the store is not mounted; run: mount $PWD/store" refused || fail "away on: $(cat refused)"
[ -z "$(ls store)" ] || fail "wrote below the mount point: $(ls store)"
mount "$PWD/store"
until_true health_says '"storage_trouble":""'
send 6
until_true stored 6
kill $service && wait $service || fail "did not end in order"
umount store
[ -z "$(ls store)" ] || fail "wrote below the mount point: $(ls store)"
echo "disk not mounted: nothing below its mount point, mended"
