#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: sh packaging/try.sh [RELEASE…]
#
# Tests the contents of dist/ in bare Debian root file systems: installed, upgraded, removed, purged; replacing an install from source;
# refused on a processor that is too old; started under systemd; the ARM programs emulated; the image as a container. Needs root,
# debootstrap, qemu-user-static and jq, and systemd-nspawn for the systemd part.
set -eu
cd "$(dirname "$0")/.."
. packaging/root.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

ok() { echo "ok: $*"; }
fail() {
  echo "FAILED: $*"
  [ ! -s "$work/said" ] || tail -30 "$work/said"
  exit 1
}
# sure WHAT COMMAND…
sure() {
  what=$1
  shift
  "$@" >"$work/said" 2>&1 || fail "$what"
  mv "$work/said" "$work/said_before"
  ok "$what"
}

# fresh NAME: makes $root a copy of the bare root file system of $release
fresh() {
  root=$work/$1
  make_root "$roots/$release-bare" "$release" || fail "debootstrap $release"
  cp -a "$roots/$release-bare" "$root"
}
inside() { in_root "$root" "$@"; }
seen() { inside sh -c "$1"; }
install_debs() {
  cp "$@" "$root/tmp/"
  inside sh -c 'cd /tmp && apt-get install -y -q ./*.deb && rm -f ./*.deb'
}
package() { ls dist/"$1"_*+"$number"_"$2".deb 2>/dev/null | tail -1; }

# A package like $1 with a lower version, written to $2.
older() {
  rm -rf "$work/older"
  dpkg-deb -R "$1" "$work/older"
  sed -i 's/^Version: .*/Version: 0.0.1-1/' "$work/older/DEBIAN/control"
  dpkg-deb --root-owner-group -b "$work/older" "$2" >/dev/null
}

# The files of an installed house, with owner and content.
house() { seen 'find /etc/lamplighter /var/lib/lamplighter -printf "%p %U %G %m\n" | sort; find /etc/lamplighter /var/lib/lamplighter -type f -exec sha256sum {} + | sort'; }
write_config() {
  mkdir -p "$root/etc/lamplighter"
  cat >"$root/etc/lamplighter/lamplighter.toml" <<'END'
[home]
latitude = 52.52
longitude = 13.40
time_zone = "Europe/Berlin"
[[source]]
topic = "zigbee2mqtt/{sensor}"
format = "zigbee2mqtt"
[[room]]
name = "hall"
lamps = ["zigbee2mqtt:Hall"]
END
}

# Purges as at a terminal, with that answer to the question.
answer() {
  seen "(sleep 5; echo $1; sleep 5) | script -qec 'DEBIAN_FRONTEND=teletype dpkg --purge lamplighter' /dev/null" >"$work/asked" 2>&1 || true
}

try_life() {
  fresh life
  older "$new" "$work/lamplighter_old.deb"
  sure "$release: installs" install_debs "$work/lamplighter_old.deb" "$node"
  sure "both folders are the service's" seen '[ "$(stat -c "%U %G %a" /etc/lamplighter /var/lib/lamplighter | tr "\n" ,)" = "lamplighter lamplighter 750,lamplighter lamplighter 700," ]'
  sure "the config does not belong to the package" seen '! dpkg-query -W -f="\${Conffiles}" lamplighter | grep -q toml && [ ! -e /etc/lamplighter/lamplighter.toml ]'
  sure "programs and pages are there" seen 'lamplighter --version && lamplighter sun --help >/dev/null && lamplighter-node --help >/dev/null && dpkg -L lamplighter lamplighter-node | grep -c /man1/'
  sure "bash completes" seen 'bash -c ". /usr/share/bash-completion/completions/lamplighter; COMP_WORDS=(lamplighter pl); COMP_CWORD=1; _lamplighter; [[ \${COMPREPLY[*]} == *plan* ]]"'
  sure "the service is enabled" seen '[ -L /etc/systemd/system/multi-user.target.wants/lamplighter.service ]'
  write_config
  chown --reference="$root/etc/lamplighter" "$root/etc/lamplighter/lamplighter.toml"
  printf 'a reading\n' >"$root/var/lib/lamplighter/reading"
  house >"$work/before"
  sure "upgrades" install_debs "$new"
  sure "to the new version" seen 'dpkg-query -W -f="\${Version}" lamplighter | grep -q "^$(printf %s '"$version"')"'
  house >"$work/after"
  sure "an upgrade keeps store and config" cmp "$work/before" "$work/after"
  sure "remove" inside apt-get remove -y -q lamplighter
  house >"$work/after"
  sure "leaves store and config" cmp "$work/before" "$work/after"
  sure "purge without an answer" inside apt-get purge -y -q lamplighter
  house >"$work/after"
  sure "leaves them too" cmp "$work/before" "$work/after"
  sure "installed again, it finds them" install_debs "$new"
  house >"$work/after"
  sure "as they were" cmp "$work/before" "$work/after"
  answer no
  sure "purge asks" grep -q "Delete the configuration" "$work/asked"
  house >"$work/after"
  sure "no keeps them" cmp "$work/before" "$work/after"
  install_debs "$new" >"$work/said" 2>&1 || fail "a third time"
  answer yes
  sure "purge with yes removes both folders" seen '[ ! -e /etc/lamplighter ] && [ ! -e /var/lib/lamplighter ]'
}

try_takeover() {
  fresh takeover
  write_config
  mkdir -p "$root/var/lib/private/lamplighter/readings" "$root/usr/local/bin" "$root/etc/systemd/system/multi-user.target.wants"
  printf 'a reading\n' >"$root/var/lib/private/lamplighter/readings/hall.csv"
  chown -R 61234:61234 "$root/var/lib/private/lamplighter"
  chmod 0700 "$root/var/lib/private"
  ln -s private/lamplighter "$root/var/lib/lamplighter"
  cp examples/lamplighter.service "$root/etc/systemd/system/"
  ln -s ../lamplighter.service "$root/etc/systemd/system/multi-user.target.wants/"
  printf '#!/bin/sh\n' >"$root/usr/local/bin/lamplighter"
  sure "$release: installs over an install from source" install_debs "$new"
  sure "says which program to remove" grep -q 'rm /usr/local/bin/lamplighter' "$work/said_before"
  sure "its store is the service's" seen '[ ! -L /var/lib/lamplighter ] && [ "$(stat -c %U /var/lib/lamplighter/readings/hall.csv)" = lamplighter ]'
  sure "its config too" seen '[ "$(stat -c %U /etc/lamplighter/lamplighter.toml)" = lamplighter ] && grep -q Berlin /etc/lamplighter/lamplighter.toml'
  sure "its unit is put aside" seen '[ ! -e /etc/systemd/system/lamplighter.service ] && [ -e "$(readlink -f /etc/systemd/system/multi-user.target.wants/lamplighter.service)" ]'
}

try_old_processor() {
  fresh old
  printf '#!/bin/sh\necho armv6l\n' >"$root/usr/bin/uname"
  chmod 755 "$root/usr/bin/uname"
  if install_debs "$new" >"$work/refused" 2>&1; then fail "installed on ARMv6"; fi
  sure "$release: a Raspberry Pi 1 is refused with a sentence" grep -q 'this processor (armv6l' "$work/refused"
}

# The service under systemd, without editing a file, then with a config.
try_service() {
  command -v systemd-nspawn >/dev/null || { echo "skipped: no systemd-nspawn"; return 0; }
  fresh service
  rm "$root/usr/sbin/policy-rc.d"
  sure "$release: installs beside systemd and mosquitto" install_system
  cat >"$root/root/trial.sh" <<'END'
exec >/root/seen 2>&1
sleep 5
echo "without a config: $(systemctl is-active lamplighter)"
lamplighter check; echo "check without a config: $?"
cat >/etc/lamplighter/lamplighter.toml </root/house.toml
mosquitto_pub -r -t zigbee2mqtt/Hall -m '{"state":"OFF"}'  # the lamp
systemctl restart lamplighter
sleep 20
echo "with a config: $(systemctl is-active lamplighter)"
echo "user: $(ps -o user= -p "$(systemctl show -P MainPID lamplighter)")"
echo "memory: $(awk '/VmRSS/ { print $2 }' /proc/"$(systemctl show -P MainPID lamplighter)"/status) kB"
cpu() { awk '{ print ($14 + $15) * 10 }' /proc/"$(systemctl show -P MainPID lamplighter)"/stat; }
before=$(cpu)
sleep 30
echo "idle: $(($(cpu) - before)) ms of processor time in 30 s"
runuser -u lamplighter -- lamplighter check; echo "check with a config: $?"
systemctl stop lamplighter
echo "stops: $(systemctl show -P Result lamplighter)"
journalctl -b -u lamplighter --no-pager | tail -20
poweroff
END
  write_config
  mv "$root/etc/lamplighter/lamplighter.toml" "$root/root/house.toml"
  printf '[Service]\nExecStart=/bin/sh /root/trial.sh\n[Install]\nWantedBy=multi-user.target\n' >"$root/etc/systemd/system/trial.service"
  ln -s ../trial.service "$root/etc/systemd/system/multi-user.target.wants/trial.service"
  timeout 300 systemd-nspawn -D "$root" -b --register=no --keep-unit --private-network </dev/null >"$work/console" 2>&1 || true
  cp "$root/root/seen" "$work/said" 2>/dev/null || fail "nothing seen"
  for line in "with a config: active" "user: lampli" "check with a config: 0" "stops: success"; do
    grep -q "$line" "$work/said" || fail "$release: $line"
  done
  grep -E '^(with|without|check|user|memory|idle|stops)' "$work/said"
}
install_system() {
  inside apt-get install -y -q systemd systemd-sysv dbus mosquitto mosquitto-clients procps
  install_debs "$new"
}

# The programs of $1 (arm64), run by emulator $2: do they give the same plan?
try_other() {
  other=$(package lamplighter "$1")
  [ -n "$other" ] || { echo "skipped: no package of $release for $1 in dist/"; return 0; }
  fresh "$1"
  cp "$(command -v "$2")" "$root/usr/bin/"
  inside dpkg --add-architecture "$1"
  sure "$release $1: apt" inside apt-get update -q
  sure "$release $1: installs" install_debs "$other" "$(package lamplighter-node "$1")"
  cp -r "$work/house" "$root/house"
  sure "$release $1: starts" seen "cd / && $2 /usr/bin/lamplighter-house --version && $2 /usr/bin/lamplighter-node --help && $2 /usr/bin/lamplighter-house check"
  for planner in house hmm; do
    seen "cd /house && $2 /usr/bin/lamplighter plan --model model.json --seed 7 --date 2026-10-05 --days 14 --planner $planner --json" >"$work/plan" || fail "plan on $1"
    sure "$release $1: the plan of planner $planner is that of amd64, byte for byte" cmp "$work/house/$planner.plan" "$work/plan"
  done
}

make_house() {
  fresh reference
  install_debs "$new" >"$work/said" 2>&1 || fail "install"
  sure "$release: a house to plan for" seen 'lamplighter simulate --out /house --days 30 --seed 3 && cd /house && rm truth-*.csv &&
    lamplighter train *.csv --latitude 52.52 --longitude 13.40 --time-zone Europe/Berlin --model model.json &&
    for planner in house hmm; do lamplighter plan --model model.json --seed 7 --date 2026-10-05 --days 14 --planner $planner --json >$planner.plan; done'
  rm -rf "$work/house"
  cp -r "$root/house" "$work/house"
}

# contained COMMAND…: runs it in $root as a container does: read-only, as the image's user, as the first process, in its own network.
contained() {
  # shellcheck disable=SC2016
  unshare --mount --net --pid --fork --kill-child -- sh -euc '
    root=$1
    shift
    ip link set lo up
    ip addr add 192.0.2.1/32 dev lo
    mount --bind "$root" "$root"
    mount -o remount,bind,ro "$root"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    for folder in tmp etc/lamplighter var/lib/lamplighter; do mount -t tmpfs -o mode=700,uid=990,gid=990 tmpfs "$root/$folder"; done
    cd "$root/var/lib/lamplighter"
    exec chroot --userspec=990:990 "$root" "$@"
  ' sh "$root" env -i PATH=/usr/sbin:/usr/bin LC_ALL=C.UTF-8 "$@"
}

# The image of this architecture: the index matches the blobs, and its files work as a container.
try_image() {
  image=$(ls dist/lamplighter-*.oci.tar 2>/dev/null | tail -1)
  [ -n "$image" ] || { echo "skipped: no image in dist/; make it: ./dev package image"; return 0; }
  layout=$work/layout
  mkdir -p "$layout"
  tar -x -C "$layout" -f "$image"
  blob() { jq -er "$2" "$layout/blobs/sha256/${1#sha256:}"; }
  # shellcheck disable=SC2016
  sure "image: every blob is what its name says" sh -c 'cd "$1" && for blob in *; do echo "$blob  $blob"; done | sha256sum -c --quiet' sh "$layout/blobs/sha256"
  list=$(jq -er '.manifests[0].digest' "$layout/index.json")
  manifest=$(blob "$list" '.manifests[] | select(.platform.architecture == "'"$(dpkg --print-architecture)"'") | .digest')
  layer=$(blob "$manifest" '.layers[0].digest')
  root=$work/image
  mkdir -p "$root"
  tar -xz -C "$root" -f "$layout/blobs/sha256/${layer#sha256:}"
  mkdir -p "$root/dev" "$root/proc"
  sure "image: its layer is what its config says" test "sha256:$(gzip -dc "$layout/blobs/sha256/${layer#sha256:}" | sha256sum | cut -d' ' -f1)" = \
    "$(blob "$(blob "$manifest" .config.digest)" '.rootfs.diff_ids[0]')"
  sure "image: the program runs as its user" contained sh -c 'lamplighter --version && [ "$(id -un)" = lamplighter ]'
  sure "image: what the app of Home Assistant starts with is there" contained sh -c 'for word in curl jq setpriv grep chown; do command -v $word; done'
  # shellcheck disable=SC2016
  sure "image: the first start" contained sh -c '
    (for try in 1 2 3 4 5 6 7 8 9 10; do
      sleep 3
      [ "$(curl -s -o /tmp/answer -w "%{http_code}" http://192.0.2.1:8400/api/v1/tonight)" != 401 ] || { echo "asks for the code"; break; }
    done
    kill -TERM 1) &
    exec lamplighter run 2>&1'
  sure "image: asks other machines for the code of the log" grep -q "asks for the code" "$work/said_before"
  rm -rf "$root" "$layout"
}

[ $# -gt 0 ] || set -- bookworm trixie
for release; do
  case $release in bookworm) number=deb12 ;; trixie) number=deb13 ;; esac
  new=$(package lamplighter amd64)
  node=$(package lamplighter-node amd64)
  [ -n "$new" ] || fail "no package of $release in dist/; make them: ./dev package"
  version=$(dpkg-deb -f "$new" Version)
  for part in try_life try_takeover try_old_processor try_service make_house "try_other arm64 qemu-aarch64-static" "try_other armhf qemu-arm-static"; do
    $part
    rm -rf "${root:?}"
  done
done
try_image
sizes=$(find dist -name '*.deb' -size +4000k)
[ -z "$sizes" ] || fail "larger than 4 MB: $sizes"
ls -l dist/*.deb
