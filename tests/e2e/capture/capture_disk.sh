#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A full disk, a read-only folder, a disk that is unmounted: capture keeps the readings, reports the problem, continues when possible, and
# damages nothing. Skipped if this user may not mount.
set -eu
# shellcheck disable=SC2034  # for lib.sh
logs=capture.log
. "$SOURCE/tests/e2e/parts/lib.sh"
in_own_mounts
# Tries for half a minute.
start_capture() {
  "$LAMPLIGHTER" capture --config /dev/null --store store --port "$PORT" --topic 'n/{sensor}' --format esphome --accept-any \
    2>>capture.log &
  capture=$!
  until_true captures
}
# send FROM TO SENSOR: numbered readings, acknowledged by the broker on return
send() { seq "$1" "$2" | publish -t "n/$3" -l; }
stored() { cat store/readings/*/*.csv 2>/dev/null | awk -F, '!/^timestamp/ { print $4 }' | sort -n; }
has() { [ "$(stored | uniq | wc -l)" -eq "$1" ]; }
said() { grep -q "$1" capture.log; }
# Existing rows stay byte for byte, before new ones.
remember() { rm -rf before && cp -r store/readings before; }
unharmed() {
  (cd before && find . -name '*.csv') | while read -r file; do
    size=$(wc -c <"before/$file")
    head -c "$size" "store/readings/$file" | cmp -s - "before/$file" || exit 1
  done || fail "a file was changed: $1"
}
# Everything once, intact and in order.
complete() {
  stored >found && seq 1 "$1" >expected && cmp -s expected found || fail "after $2: $(diff expected found | head -n 3)"
  ! cat store/readings/*/*.csv | grep -vE '^(timestamp|[0-9.]+,[0-9TZ:.-]+,[a-z]+,[0-9]+$)' || fail "torn rows after $2"
}

mkdir disk store
mount -t tmpfs -o size=9m tmpfs disk  # the journal takes 8 MiB of it
mount --bind disk store
start_capture
trap 'kill $capture 2>/dev/null || true' EXIT
send 1 100 a
until_true has 100
remember

dd if=/dev/zero of=disk/ballast bs=1k 2>/dev/null || true  # until nothing fits
send 101 5000 a
send 5001 5100 b  # this would need a new file
until_true said 'No space left on device.*rows are held'
! said 'rows can be written again' || fail "says so where nothing is written"
has 5100 && fail "rows were written where nothing fits"
until_true health_says 'No space left'
unharmed "full disk"
kill -9 $capture  # acknowledged messages are in the journal
rm disk/ballast
start_capture
said 'rows that an earlier capture had received were missing' || fail "nothing restored"
until_true has 5100
complete 5100 "a full disk and kill -9"
unharmed "full disk and kill -9"
echo "full disk, killed on it: 5100 readings, none lost, none twice"

remember
dd if=/dev/zero of=disk/ballast bs=1k 2>/dev/null || true
send 5101 9000 a
until_true sh -c 'tail -n 1 capture.log | grep "No space left on device.*rows are held"'
rm disk/ballast
until_true said 'rows can be written again'
until_true health_says '"storage_trouble":""'
until_true has 9000
complete 9000 "a full disk"
unharmed "full disk, again"
echo "full disk, made room: 9000 readings"

remember
umount --lazy store  # the disk is gone; an empty folder is left
send 9001 9100 a
until_true said 'capture-0.journal: cannot open'
[ -z "$(ls store)" ] || fail "wrote below the mount point: $(ls store)"
mount --bind disk store
until_true said 'the journal can be written again'
until_true has 9100
complete 9100 "a disk taken away"
unharmed "disk taken away"
echo "disk away and back: 9100 readings"

kill $capture && wait $capture || fail "capture did not end in order"
complete 9100 "the end"

# Permissions, as a user without privileges.
if [ "$(id -u)" -eq 0 ] && setpriv --reuid 65534 --clear-groups true 2>/dev/null && [ -z "$(cat /proc/self/uid_map | grep -v ' 0 *4294967295')" ]; then
  chown -R 65534 disk
  chmod a+rwx . && touch capture.log && chmod a+w capture.log
  LAMPLIGHTER_PLAIN=$LAMPLIGHTER
  printf '#!/bin/sh\nexec setpriv --reuid 65534 --clear-groups "%s" "$@"\n' "$LAMPLIGHTER_PLAIN" >as_user && chmod a+x as_user
  LAMPLIGHTER=$PWD/as_user
  start_capture
  remember
  chmod a-w disk/readings disk/readings/*
  send 9101 9200 c
  until_true said 'Permission denied.*rows are held'
  chmod u+w disk/readings disk/readings/*
  until_true has 9200
  complete 9200 "a folder without rights"
  unharmed "folder without rights"
  echo "folder read-only and back: 9200 readings"
  kill $capture && wait $capture || fail "capture did not end in order"
fi
