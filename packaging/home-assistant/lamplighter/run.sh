#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Starts Lamplighter as a Home Assistant app. The first start writes a config with Home Assistant's location and the login of its broker;
# later starts write only the secrets, which the supervisor may have changed.
set -eu
umask 077
data=${DATA:-/data}
config=${LAMPLIGHTER_CONFIG:-/config/lamplighter.toml}
supervisor=http://supervisor
user=${RUN_AS-lamplighter}

say() { echo "lamplighter: $*" >&2; }

# ask PATH: the supervisor's response. The token does not appear in the process list.
ask() { printf 'Authorization: Bearer %s\n' "$SUPERVISOR_TOKEN" | curl -sS --fail --max-time 30 -H @- "$supervisor$1"; }

# keep FILE: writes standard input to a file of mode 0600.
keep() { cat >"$1.new" && mv "$1.new" "$1"; }

write_config() {
  place=$(ask /core/api/config) || {
    say "Home Assistant does not answer, so its place is not known; start the app again when it runs"
    exit 1
  }
  {
    echo "# Add your rooms; the app takes them by itself. Home Assistant's developer tools, States, list lamps and light sensors."
    echo "[home]"
    printf '%s' "$place" | jq -r '"latitude = \(.latitude)\nlongitude = \(.longitude)\ntime_zone = \(.time_zone | tojson)"'
    printf '\n[store]\ndirectory = "%s/lamplighter"\n' "$data"
    printf '\n[web]\nlisten = "0.0.0.0"\nport = 8099\ningress = true\n'
    printf '\n[home_assistant]\nurl = "%s/core"\ntoken_file = "%s/home-assistant.token"\n' "$supervisor" "$data"
    printf '\n#[[room]]\n#name = "living"\n#lamps = ["home_assistant:light.floor_lamp"]\n#sensor = "home_assistant:sensor.living_illuminance"\n'
  } | keep "$config"
  say "$config: written; add your rooms to it"
}

# Takes the broker's login from the supervisor, if there is a broker. An existing [broker] in the config is unchanged.
use_broker() {
  mqtt=$(ask /services/mqtt 2>/dev/null) || return 0
  printf '%s' "$mqtt" | jq -r '.data.password // "" | select(. != "")' | keep "$data/broker.password"
  grep -q '^\[broker\]' "$config" && return 0
  {
    printf '\n[broker]\n'
    printf '%s' "$mqtt" | jq -r --arg file "$data/broker.password" \
      '.data | "host = \(.host | tojson)\nport = \(.port | tonumber)", (select((.username // "") != "") | "user = \(.username | tojson)\npassword_file = \($file | tojson)")'
  } >>"$config"
  say "$config: the broker of Home Assistant was added"
}

mkdir -p "$data/lamplighter" "$(dirname "$config")"
printf '%s\n' "$SUPERVISOR_TOKEN" | keep "$data/home-assistant.token"
[ -e "$config" ] || write_config
use_broker
verbose=
[ "$(jq -r '.log_switches // false' "$data/options.json" 2>/dev/null)" = true ] && verbose=--verbose
[ -n "$user" ] || exec lamplighter run --config "$config" $verbose

# The program does not run as root; it only needs permission to read the files here.
chmod a+x "$data"
for file in "$data/lamplighter" "$data/home-assistant.token" "$data/broker.password" "$(dirname "$config")"; do
  [ ! -e "$file" ] || chown -R "$user:$user" "$file"
done
exec setpriv --reuid="$user" --regid="$user" --clear-groups --no-new-privs lamplighter run --config "$config" $verbose
