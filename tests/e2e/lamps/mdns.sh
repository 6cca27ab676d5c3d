#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A bridge and a Home Assistant that announce themselves by mDNS are found without their addresses: a real Avahi on its own message bus,
# with the emulated devices behind it.
set -eu
# shellcheck disable=SC2034  # for lib.sh
logs='./*.log'
. "$SOURCE/tests/e2e/parts/lib.sh"
for program in dbus-daemon avahi-daemon avahi-publish-service; do
  command -v $program >/dev/null || { echo "skipped: no $program"; exit 77; }
done
[ "$(id -u)" = 0 ] || { echo "skipped: Avahi starts only as root"; exit 77; }
cat >bus.conf <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=$PWD/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/><allow eavesdrop="true"/></policy></busconfig>
END
printf '[server]\nhost-name=hue-test\nuse-ipv6=no\nallow-interfaces=lo\n' >avahi.conf
export DBUS_SYSTEM_BUS_ADDRESS="unix:path=$PWD/bus"
children=
trap 'kill $children 2>/dev/null || true' EXIT
dbus-daemon --config-file=bus.conf --nofork >bus.log 2>&1 &
children="$children $!"
within 50 [ -S bus ] || fail "no message bus"
avahi-daemon --no-drop-root --no-chroot --no-rlimits -f avahi.conf >avahi.log 2>&1 &
avahi=$!
children="$children $avahi"
within 50 grep -q "startup complete" avahi.log || kill -0 $avahi || { echo "skipped: Avahi cannot run here"; exit 77; }
within 50 grep -q "startup complete" avahi.log || fail "Avahi does not start"

mkfifo control
"$LAMPLIGHTER" emulated-bridge --secure-port 0 --ca-file ca.pem --lamp Study/Desk:colour <control >address 2>bridge.log &
children="$children $!"
exec 3>control
within 50 grep -q https address || fail "no bridge"
port=$(sed -n 's#^https://127.0.0.1:##p' address)

if "$LAMPLIGHTER" bridge discover --discovery-url http://127.0.0.1:9/ --ca-file ca.pem >found 2>message; then
  fail "a bridge was found before it was announced: $(cat found)"
fi
avahi-publish-service -H hue-test.local "Hue Bridge - 00DA7A" _hue._tcp "$port" bridgeid=02c0defffe00da7a \
  modelid=BSB002 >publish.log 2>&1 &
children="$children $!"
within 100 grep -q "Established" publish.log || fail "not announced"
"$LAMPLIGHTER" bridge discover --discovery-url http://127.0.0.1:9/ --ca-file ca.pem >found 2>message ||
  fail "not found: $(cat message)"
grep -q "02c0defffe00da7a .*BSB002 .*https v2 .*127.0.0.1:$port" found || fail "found $(cat found)"

# Set-up finds both, and uses what it found.
python3 "$SOURCE/tests/e2e/parts/home_assistant.py" home 2>home.log &
children="$children $!"
within 100 [ -s home ] || fail "no Home Assistant"
home=$(cat home)
curl -sf -X PUT "http://127.0.0.1:$home/set/light.desk/on" >set.log || fail "the emulated Home Assistant"
avahi-publish-service -H hue-test.local "Test home" _home-assistant._tcp "$home" location_name=Elm "internal_url=" \
  version=2026.11.0 >publish-home.log 2>&1 &
children="$children $!"
within 100 grep -q "Established" publish-home.log || fail "not announced"
printf '[store]\ndirectory = "store"\n[hue]\ndiscovery_url = "http://127.0.0.1:9/"\nca_file = "ca.pem"\n' >lamplighter.toml
mkdir -m 700 store
mkfifo typed
: >said
"$LAMPLIGHTER" setup --config lamplighter.toml <typed >said 2>message &
setup=$!
children="$children $setup"
exec 4>typed
printf 'find\n' >&4
within 200 grep -q "http://127.0.0.1:$home  Elm" said || fail "set-up does not find Home Assistant: $(cat said message)"
printf 'http://127.0.0.1:%s\ngood\n' "$home" >&4
within 200 grep -q "connected; 1 lamp" said || fail "set-up cannot use it: $(cat said message)"
printf '\n\n\nfind\n' >&4  # the location from Home Assistant
within 200 grep -q "127.0.0.1:$port  02c0defffe00da7a" said || fail "set-up does not find the bridge: $(cat said message)"
printf '127.0.0.1:%s\n' "$port" >&4
within 200 grep -q "Press the round button" said || fail "set-up cannot pair: $(cat said message)"
echo press >&3
within 200 grep -q "Paired" said || fail "set-up did not pair: $(cat said message)"
exec 4>&-
wait $setup 2>/dev/null || true
