#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The view "Set up" of the page in a real browser: empty, while a bridge is being paired, full, broken and refused, in desktop and phone
# size, light and dark, in each language, with axe-core; errors are beside their fields; the Tab key alone reaches everything.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs=log
. "$SOURCE/tests/e2e/parts/lib.sh"
. "$SOURCE/tests/e2e/parts/browser.sh"
pids=""
trap 'kill $pids 2>/dev/null || true' EXIT

printf '[home]\nlatitude = 52.52\nlongitude = 13.4\ntime_zone = "Europe/Berlin"\n[store]\ndirectory = "store"\n[web]\nport = %s\n[[room]]\nname = "hall"\n' "$(free_port)" >lamplighter.toml
mkdir -p store
"$LAMPLIGHTER" serve --config lamplighter.toml 2>log &
pids="$pids $!"
until_true grep -q "http:" log
address=$(sed -n 's|.*\(http://127[0-9.:]*/\).*|\1|p' log | head -1)
node "$modules/setup_states.js" "$address" "$browser" "$BUILD/pictures" || fail "the set-up's states"
