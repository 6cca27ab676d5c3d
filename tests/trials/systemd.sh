#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: SOURCE=. sh tests/trials/systemd.sh BUILD_FOLDER TREE
#
# examples/lamplighter.service with the real systemd, in a container: start, reload, an invalid config, kill -9, the watchdog, stop. Needs
# root, systemd-nspawn and debootstrap. TREE is created if it does not exist: a Debian of about 300 MB, kept for the next time.
set -eu
SOURCE=$(cd "${SOURCE:-.}" && pwd)
build=$(realpath "$1")
tree=$2
if [ ! -e "$tree/usr/sbin/mosquitto" ]; then
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,mosquitto,mosquitto-clients,libavahi-client3,libcctz2,libcpp-httplib0.11,libcurl4,libfmt9,libnettle8,libspdlog1.10,libtomlplusplus3 \
    bookworm "$tree"
fi
cp "$build/lamplighter" "$build/lamplighter-house" "$tree/usr/local/bin/"
cp "$SOURCE/examples/lamplighter.service" "$tree/etc/systemd/system/"
mkdir -p "$tree/etc/lamplighter" "$tree/etc/systemd/system/multi-user.target.wants"
cat >"$tree/etc/lamplighter/lamplighter.toml" <<'END'
[home]
latitude = 52.52
longitude = 13.40
time_zone = "Europe/Berlin"
[store]
directory = "/var/lib/lamplighter"
[broker]
host = "127.0.0.1"
[[source]]
topic = "zigbee2mqtt/{sensor}"
format = "zigbee2mqtt"
[[room]]
name = "hall"
lamps = ["zigbee2mqtt:Hall"]
END
cat >"$tree/root/trial.sh" <<'END'
exec >/root/seen 2>&1
pid() { systemctl show -P MainPID lamplighter; }
is() {
  if [ "$2" = "$3" ]; then echo "ok: $1"; else echo "FAILED: $1: $2 in place of $3"; fi
}
active() { is "$1" "$(systemctl is-active lamplighter)" active; }
systemctl start mosquitto lamplighter
active "it starts and says that it is ready"
first=$(pid)
is "without capabilities" "$(awk '/CapBnd/ { print $2 }' /proc/"$first"/status)" 0000000000000000
is "its files are its own" "$(stat -c %a /var/lib/private/lamplighter)" 700
systemctl reload lamplighter
sleep 2
active "it is reloaded"
is "by the same process" "$(pid)" "$first"
cp /etc/lamplighter/lamplighter.toml /root/good
echo "nonsense =" >>/etc/lamplighter/lamplighter.toml
systemctl reload lamplighter
sleep 2
is "a wrong config changes nothing" "$(pid)" "$first"
cp /root/good /etc/lamplighter/lamplighter.toml
kill -9 "$first"
sleep 9
active "after kill -9 it is started again"
mkdir -p /run/systemd/system/lamplighter.service.d
printf '[Service]\nWatchdogSec=6\n' >/run/systemd/system/lamplighter.service.d/soon.conf
systemctl daemon-reload
systemctl restart lamplighter
watched=$(pid)
sleep 14
is "a watchdog that hears of it leaves it alone" "$(pid)" "$watched"
kill -STOP "$watched"
sleep 20
active "one that hangs is started again"
is "by the watchdog" "$(journalctl -b -u lamplighter | grep -c 'Watchdog timeout')" 1
systemctl stop lamplighter
is "it stops well" "$(systemctl show -P Result lamplighter)" success
systemd-analyze security --no-pager lamplighter | tail -1
poweroff
END
cat >"$tree/etc/systemd/system/trial.service" <<'END'
[Service]
ExecStart=/bin/sh /root/trial.sh
[Install]
WantedBy=multi-user.target
END
ln -sf ../trial.service "$tree/etc/systemd/system/multi-user.target.wants/trial.service"
rm -f "$tree/root/seen"
timeout 180 systemd-nspawn -D "$tree" -b --register=no --keep-unit --private-network </dev/null >"$tree/root/console" 2>&1 || true
cat "$tree/root/seen"
grep -q "it stops well" "$tree/root/seen" && ! grep -q FAILED "$tree/root/seen"
