# SPDX-License-Identifier: Apache-2.0
# Functions shared by the end-to-end scripts: . "$SOURCE/tests/e2e/parts/lib.sh"

# fail REASON: ends the script and prints the files listed in $logs, which explain the failure.
fail() {
  echo "FAILED: $*"
  # shellcheck disable=SC2086
  [ -z "${logs:-}" ] || tail -n 40 $logs >&2 2>/dev/null || true
  exit 1
}

# within TENTHS COMMAND...: tries every 0.1 s until the command succeeds; false if it never does.
within() {
  tenths=$1
  shift
  until "$@"; do
    tenths=$((tenths - 1))
    [ $tenths -gt 0 ] || return 1
    sleep 0.1
  done
}

# until_true COMMAND...: tries every 0.1 s, up to $tries times (300), and fails the script if the command never succeeds.
until_true() {
  within "${tries:-300}" "$@" >/dev/null 2>&1 || fail "never: $*"
}

# in_own_network [COMMAND...]: runs the script again, by the command, in a network of its own, in which 192.0.2.1 stands for another machine's
# address; skips it where that is not possible.
in_own_network() {
  [ "${IN_OWN_NETWORK:-}" != yes ] || return 0
  command -v ip >/dev/null && unshare -Urn true 2>/dev/null || { echo "skipped: no network namespaces here"; exit 77; }
  # shellcheck disable=SC2016
  IN_OWN_NETWORK=yes exec unshare -Urn sh -euc 'ip link set lo up; ip addr add 192.0.2.1/32 dev lo; exec "$@"' sh "$@" sh "$0"
}

# in_own_mounts: runs the script again beside a broker, with mounts of its own; skips it where that is not possible.
in_own_mounts() {
  [ "${IN_OWN_MOUNTS:-}" != yes ] || return 0
  map=
  [ "$(id -u)" -eq 0 ] || map=--map-root-user
  unshare --mount $map mount -t tmpfs tmpfs /mnt 2>/dev/null || { echo "skipped: may not mount"; exit 77; }
  IN_OWN_MOUNTS=yes exec unshare --mount $map "$BUILD/tests/with_broker_trial" sh "$0"
}

# sunnyvale: the beginning of a config for that place, with the store in the current folder.
sunnyvale() {
  printf '[home]\nlatitude = 37.3688\nlongitude = -122.0363\ntime_zone = "America/Los_Angeles"\n[store]\ndirectory = "%s"\n' "$PWD/store"
}

# hall_in_munich: a config of one room there, with the store in the current folder.
hall_in_munich() {
  printf '[home]\nlatitude = 48.1\nlongitude = 11.6\ntime_zone = "Europe/Berlin"\n[store]\ndirectory = "store"\n[[room]]\nname = "hall"\n'
}

# For the broker at $PORT: publishes a message; checks whether capture's status there is online; checks capture's health for a pattern.
publish() { mosquitto_pub -h 127.0.0.1 -p "$PORT" -q 1 "$@"; }
captures() { mosquitto_sub -h 127.0.0.1 -p "$PORT" -t lamplighter/status -C 1 -W 5 | grep -q online; }
health_says() { mosquitto_sub -h 127.0.0.1 -p "$PORT" -t lamplighter/health -C 1 -W 5 | grep -q "$1"; }
