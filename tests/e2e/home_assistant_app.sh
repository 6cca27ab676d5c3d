#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The Home Assistant app: its files match the documentation; its start script runs beside an emulated supervisor, in its own network. The
# page works in Home Assistant's frame and in no other, and no other machine can access it.
set -eu

app=$SOURCE/packaging/home-assistant/lamplighter
python=/usr/bin/python3 # Debian's, which has Debian's packages
# shellcheck disable=SC2034  # for lib.sh
logs="run.log supervisor.log"
. "$SOURCE/tests/e2e/parts/lib.sh"
$python -c "import jsonschema, yaml" 2>/dev/null || { echo "skipped: no python3-jsonschema and python3-yaml here"; exit 77; }

check_files() {
  $python - "$app" "$SOURCE" <<'END'
import json, pathlib, re, struct, sys, jsonschema, yaml
app, source = map(pathlib.Path, sys.argv[1:])
read = lambda name: yaml.safe_load((app / name).read_text())
config = read("config.yaml")
jsonschema.validate(config, json.loads((source / "tests/data/home_assistant_app.schema.json").read_text()))
assert set(config["options"]) <= set(config["schema"]), "an option without a type"
for translation in sorted(app.glob("translations/*.yaml")):
    words = yaml.safe_load(translation.read_text())["configuration"]
    assert set(words) == set(config["schema"]), f"{translation}: other options"
    assert all(one["name"] and one["description"] for one in words.values()), translation
version = re.search(r"project\(lamplighter VERSION (\S+)", (source / "CMakeLists.txt").read_text())[1]
docker = (app / "Dockerfile").read_text()
assert config["version"] == version, "not the version of the program"
assert f"lamplighter:{version}\n" in docker and f'io.hass.version="{version}"' in docker, "the Dockerfile has another version"
assert 'io.hass.arch="' + "|".join(config["arch"]) + '"' in docker, "the Dockerfile has other architectures"
png = (app / "icon.png").read_bytes()
assert png[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", png[16:24]) == (128, 128), "icon.png"
assert "name" in yaml.safe_load((app.parent / "repository.yaml").read_text())
END
}
if [ "${IN_OWN_NETWORK:-}" != yes ]; then
  check_files || fail "the app's files"
  command -v curl >/dev/null && command -v jq >/dev/null || { echo "skipped: no curl and jq here"; exit 77; }
  command -v ip >/dev/null && unshare -Urnm true 2>/dev/null || { echo "skipped: no network namespaces here"; exit 77; }
  IN_OWN_NETWORK=yes exec unshare -Urnm sh "$0"
fi

ip link set lo up
for address in 172.30.32.2 172.30.33.4 172.30.33.9; do ip addr add $address/32 dev lo; done
printf '127.0.0.1 localhost\n172.30.32.2 supervisor\n127.0.0.1 core-mosquitto\n' >hosts
mount --bind hosts /etc/hosts
pids=
trap 'kill $pids 2>/dev/null || true' EXIT
$python "$SOURCE/tests/e2e/parts/home_assistant.py" port 2>supervisor.log &
pids=$!
until_true test -s port
$python "$SOURCE/tests/e2e/parts/supervisor.py" "$(cat port)" ready 2>>supervisor.log &
pids="$pids $!"
until_true test -s ready
put() { curl -sf -X PUT "http://127.0.0.1:$(cat port)/$1" >/dev/null; }
put set/light.hall/off

mkdir bin data config
ln -s "$LAMPLIGHTER" bin/lamplighter
PATH=$PWD/bin:$PATH
export DATA="$PWD/data" LAMPLIGHTER_CONFIG="$PWD/config/lamplighter.toml" SUPERVISOR_TOKEN=of-the-app RUN_AS=
echo '{"log_switches": false}' >data/options.json
start() {
  : >run.log
  sh "$app/run.sh" 2>run.log &
  service=$!
  pids="$pids $service"
  until_true grep -q "the page is at" run.log
}
end() {
  kill "$service"
  wait "$service" || fail "it ended with an error"
}

home=http://172.30.32.2:8123/api/hassio_ingress/a_token
app_page=http://172.30.33.4:8099
status() { curl -s -o answer -w '%{http_code}' --max-time 100 "$@"; }

# The first start: a config with what Home Assistant knows, without secrets and without problems.
start
for line in 'latitude = 52.37' 'time_zone = "Europe/Amsterdam"' 'host = "core-mosquitto"' 'port = 1883' 'user = "addons"' 'ingress = true'; do
  grep -qx "$line" config/lamplighter.toml || fail "no $line: $(cat config/lamplighter.toml)"
done
! grep -q 'of-the-app\|a "b"' config/lamplighter.toml || fail "a secret in the config"
[ "$(cat data/broker.password)" = 'a "b" \ c' ] || fail "the broker's password: $(cat data/broker.password)"
[ -z "$(find data config -type f ! -name options.json -perm /077)" ] || fail "others may read: $(find data config -type f -perm /077)"
[ "$(status "$home/")" = 200 ] && curl -s "$home/api/v1/house" | grep -q '"demo":true' || fail "no demo by ingress: $(cat answer)"
! grep -q "the code" run.log || fail "a code that no one needs"

# With a room it continues by itself; later starts do not change the config.
printf '\n[[room]]\nname = "hall"\nlamps = ["home_assistant:light.hall"]\n' >>config/lamplighter.toml
cp config/lamplighter.toml before.toml
tries=1200 until_true grep -q "capturing what Home Assistant reports" run.log
end
start
until_true grep -q "capturing what Home Assistant reports" run.log
cmp config/lamplighter.toml before.toml || fail "the config was changed"
put set/light.hall/on
until_true sh -c "grep -rhq ',on' data/lamplighter/lamps"

# Ingress may access everything; other machines nothing, whatever they send; this machine as usual.
order() { status -H 'Content-Type: application/json' "$@" -d '{"away":false}'; }
[ "$(status "$home/")" = 200 ] && [ "$(status "$home/api/v1/tonight")" = 200 ] || fail "by ingress: $(cat answer)"
[ "$(order -H "Origin: http://172.30.32.2:8123" "$home/api/v1/away")" = 200 ] || fail "an order by ingress: $(cat answer)"
[ "$(order -H "Origin: http://evil.example" "$home/api/v1/away")" = 403 ] || fail "another site orders by ingress: $(cat answer)"
for path in / /app.js /api/v1/tonight /api/v1/stream; do
  [ "$(status --interface 172.30.33.9 -H "X-Ingress-Path: /x" -H "X-Forwarded-For: 172.30.32.2" "$app_page$path")" = 403 ] ||
    fail "another app gets $path: $(cat answer)"
done
[ "$(order --interface 172.30.33.9 -H "Host: localhost:8099" "$app_page/api/v1/away")" = 403 ] || fail "another app orders: $(cat answer)"
[ "$(status http://127.0.0.1:8099/api/v1/tonight)" = 200 ] || fail "on this machine: $(cat answer)"
# An event arrives while the stream is open.
curl -sN --max-time 60 "$home/api/v1/stream" >events &
stream=$!
pids="$pids $stream"
for try in 1 2 3 4 5 6 7 8 9 10; do
  lamplighter away off >/dev/null
  within 10 grep -q "^event" events && break
  [ $try -lt 10 ] || fail "no event: $(cat events)"
done
kill $stream

if command -v node >/dev/null && command -v chromium >/dev/null && [ -d "$BUILD/npm/page/node_modules/playwright-core" ]; then
  cp "$SOURCE"/tests/e2e/page/*.js "$BUILD/npm/page"
  node "$BUILD/npm/page/ingress.js" http://172.30.32.2:8123/ http://172.30.32.2:8124/ "$(command -v chromium)" "$BUILD/pictures" || fail "in the browser"
fi
end

# If it was not started by a supervisor, every request needs the password.
unset SUPERVISOR_TOKEN
"$LAMPLIGHTER" serve --config config/lamplighter.toml >serve.log 2>&1 && fail "ingress without a supervisor"
grep -q "SUPERVISOR_TOKEN" serve.log || fail "no reason: $(cat serve.log)"
echo "an app of Home Assistant, in its frame and for nobody else"
