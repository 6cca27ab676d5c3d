# SPDX-License-Identifier: Apache-2.0
# What the end-to-end scripts share: . "$SOURCE/tests/e2e/parts/lib.sh"

# fail REASON: ends the script. The files named in $logs, which explain a failure, are shown.
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

# sunnyvale: the beginning of a config there, with the store in the folder at hand.
sunnyvale() {
  printf '[home]\nlatitude = 37.3688\nlongitude = -122.0363\ntime_zone = "America/Los_Angeles"\n[store]\ndirectory = "%s"\n' "$PWD/store"
}
