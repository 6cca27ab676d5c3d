#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Backs up a house to one file and restores it on another machine: the same evening with the secrets, none of them without; a store that is
# not empty or in use, and a file that is damaged or newer, change nothing. The commands named in the messages work.
set -eu

. "$SOURCE/tests/e2e/parts/lib.sh"
unset LAMPLIGHTER_CONFIG
umask 022

make_config() { # FOLDER
  mkdir -p "$1"
  cat >"$1/lamplighter.toml" <<END
[home]
latitude = 37.3688
longitude = -122.0363
time_zone = "America/Los_Angeles"
[store]
directory = "$1/store"
[broker]
port = 1
password_file = "$1/store/broker.password"
[[source]]
topic = "zigbee2mqtt/{sensor}"
format = "zigbee2mqtt"
[[room]]
name = "kitchen"
lamps = ["zigbee2mqtt:kitchen"]
[[room]]
name = "living-room"
[web]
port = 0
END
}

as() { # FOLDER ARGUMENT… : as if its config were the default one
  LAMPLIGHTER_CONFIG=$1/lamplighter.toml
  export LAMPLIGHTER_CONFIG
  shift
  status=0
  "$LAMPLIGHTER" "$@" >out 2>error || status=$?
}

here=$PWD/here
there=$PWD/there
make_config "$here"
"$LAMPLIGHTER" simulate --out light --days 20 --from 2026-10-01 --rooms kitchen,living-room --seed 4 >/dev/null
as "$here" check
grep -q '^to do  model' out || fail "a house without a model: $(cat out)"
for room in kitchen living-room; do
  as "$here" import "light/$room.csv" --room $room
  [ $status -eq 0 ] || fail "import: $(cat error)"
done
echo "very secret" >"$here/store/broker.password"
chmod 600 "$here/store/broker.password"

# The commands that check names are sufficient, and `plan` finds what they wrote.
as "$here" train
[ $status -eq 0 ] && grep -q '^learned [0-9]*.* days$' out || fail "train: $(cat out error)"
as "$here" check
grep -q '^ok     model .*learned' out || fail "check after train: $(cat out)"
as "$here" plan --date 2026-11-30 --csv
[ $status -eq 0 ] || fail "plan: $(cat error)"
mv out evening.here

# One file, readable by its owner only, that tar can list.
as "$here" backup house.tar --with-secrets
[ $status -eq 0 ] || fail "backup: $(cat error)"
[ "$(stat -c %a house.tar)" = 600 ] || fail "its mode is $(stat -c %a house.tar)"
tar -tf house.tar >members || fail "tar does not read it"
for member in backup.json lamplighter.toml model.json secrets/planning secrets/broker store/readings/kitchen/kitchen-2026-10-01.csv checksums; do
  grep -qx "$member" members || fail "no $member: $(cat members)"
done
grep -q 'away.json\|play.json\|lock' members && fail "it says who is home, or holds locks: $(cat members)"
as "$here" backup plain.tar
tar -tf plain.tar | grep -q secrets && fail "secrets without --with-secrets"
grep -aq "very secret" plain.tar && fail "a password without --with-secrets"

# Another machine, without a store: the same evening.
make_config "$there"
as "$there" restore house.tar
[ $status -eq 0 ] || fail "restore: $(cat error)"
[ "$(cat "$there/store/broker.password")" = "very secret" ] || fail "the broker's password"
[ -z "$(find "$there/store" -perm /077)" ] || fail "others may read: $(find "$there/store" -perm /077)"
as "$there" plan --date 2026-11-30 --csv
cmp out evening.here || fail "another evening is played there"
diff -r "$here/store/readings" "$there/store/readings" || fail "other readings"

# Not empty: refused; with --replace the old one is kept beside it.
echo keep >"$there/store/corrections.csv"
as "$there" restore house.tar
[ $status -eq 1 ] && grep -q 'not empty; with --replace' error || fail "over a store: $(cat out error)"
[ "$(cat "$there/store/corrections.csv")" = keep ] || fail "it was changed"
as "$there" restore plain.tar --replace
[ $status -eq 0 ] || fail "--replace: $(cat error)"
[ "$(cat "$there"/store.before-restore-*/corrections.csv)" = keep ] || fail "the old store is not beside it"
[ ! -e "$there/store/broker.password" ] || fail "a secret from nowhere"

# In use: refused.
cp -p "$here/store/broker.password" "$there/store/"
LAMPLIGHTER_CONFIG=$there/lamplighter.toml "$LAMPLIGHTER" run >service.log 2>&1 &
service=$!
trap 'kill $service 2>/dev/null || true' EXIT
logs=service.log
until_true test -e "$there/store/play.lock"
as "$there" restore house.tar --replace
[ $status -eq 1 ] && grep -q 'a service uses this store' error || fail "under a service: $(cat out error)"
as "$there" backup during.tar
[ $status -eq 0 ] || fail "backup while the service runs: $(cat error)"
kill $service
wait $service || true

# Damaged, truncated, newer, another format: a one-line error, and nothing is created.
nowhere=$PWD/nowhere
make_config "$nowhere"
refused() { # FILE REASON
  as "$nowhere" restore "$1"
  [ $status -eq 1 ] && [ "$(wc -l <error)" -eq 1 ] && grep -q "$2" error || fail "$1: $(cat out error)"
  [ "$(ls -A "$nowhere")" = lamplighter.toml ] || fail "$1: left $(ls -A "$nowhere")"
}
head -c 100000 house.tar >cut.tar
refused cut.tar 'cut off'
{ head -c 60000 house.tar; printf X; tail -c +60002 house.tar; } >damaged.tar
refused damaged.tar 'not a whole backup'
sed 's/"format": 1/"format": 2/' house.tar >newer.tar
refused newer.tar 'newer than this program'
tar -cf foreign.tar light
refused foreign.tar 'not a backup of Lamplighter'
refused light/kitchen.csv 'not a backup of Lamplighter'
refused missing.tar 'no such file'

# A machine without a config gets the backup's.
mkdir new
LAMPLIGHTER_CONFIG=$PWD/new/lamplighter.toml
mv "$here/store" "$here/store.away"
"$LAMPLIGHTER" restore house.tar >out 2>error || fail "without a config: $(cat error)"
cmp new/lamplighter.toml "$here/lamplighter.toml" || fail "another config"
[ -d "$here/store/readings" ] || fail "no store"
echo "backed up and restored"
