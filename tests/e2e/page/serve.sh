#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The page for other machines: it needs a password, stores only its hash, uses TLS with forward secrecy, and reveals nothing before a login;
# no secret is in a response or in the log.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs=log
. "$SOURCE/tests/e2e/parts/lib.sh"
command -v curl >/dev/null && command -v openssl >/dev/null || { echo "skipped: no curl and openssl here"; exit 77; }
pids=""
trap 'kill $pids 2>/dev/null || true' EXIT

openssl req -x509 -newkey rsa:2048 -nodes -keyout lamp.key -out lamp.pem -days 2 -subj /CN=lamp.lan \
  -addext subjectAltName=DNS:lamp.lan,IP:127.0.0.1 2>/dev/null
hall_in_munich >lamplighter.toml
cat >>lamplighter.toml <<END
[web]
listen = "0.0.0.0"
names = ["lamp.lan"]
certificate = "lamp.pem"
key = "lamp.key"
END
serve() { "$LAMPLIGHTER" serve --config lamplighter.toml "$@"; }

serve --port 0 2>refused && fail "listens to everyone without a password"
grep -q -- "--set-password" refused || fail "does not say what to do: $(cat refused)"
echo short | serve --set-password 2>refused && fail "a short password is taken"
password="correct horse battery"
echo "$password" | serve --set-password 2>>log || fail "a password is not taken"
[ "$(stat -c %a store/web.password)" = 600 ] || fail "others may read the password's file"
grep -q '^scrypt\$14\$8\$5\$' store/web.password || fail "not a hash of scrypt"

"$LAMPLIGHTER" serve --config lamplighter.toml --port 0 2>>log &
pids=$!
until grep -q "^The page is at" log; do kill -0 $pids || fail "ended"; sleep 0.1; done
port=$(sed -n 's#^The page is at https://.*:\([0-9]*\)/#\1#p' log)
ask() { curl -s --max-time 20 --cacert lamp.pem "$@"; }
status() { ask -o body -w '%{http_code}' "$@"; }
page=https://127.0.0.1:$port
json="Content-Type: application/json"

[ "$(status "$page/")" = 200 ] || fail "no page"
for path in tonight away house health stream; do
  [ "$(status "$page/api/v1/$path")" = 401 ] || fail "$path is told to everyone"
done
[ "$(status -H "$json" -d '{"away":true}' "$page/api/v1/away")" = 401 ] || fail "anyone may set away"
[ "$(status -H "$json" -d '{"password":"wrong horse battery"}' "$page/api/v1/login")" = 403 ] || fail "a wrong password"
[ "$(status -c jar -H "$json" -d "{\"password\":\"$password\"}" "$page/api/v1/login")" = 200 ] || fail "the password: $(cat body)"
grep -q "#HttpOnly_127.0.0.1.*TRUE" jar || fail "the cookie is not HttpOnly and Secure"
[ "$(status -b jar "$page/api/v1/house")" = 200 ] || fail "the cookie is not taken"
[ "$(status -b jar -H "$json" -d '{"away":true,"until":"2090-01-01"}' "$page/api/v1/away")" = 200 ] || fail "away: $(cat body)"
"$LAMPLIGHTER" away status --config lamplighter.toml | grep -q '^away.*2090-01-02T00:00:00+01:00' || fail "away is not kept"
[ "$(status -b jar -H "$json" -d '{"away":1}' "$page/api/v1/away")" = 400 ] || fail "an order that is none"
[ "$(status -b jar "$page/api/v1/away?away=false")" = 200 ] || fail "asking"
"$LAMPLIGHTER" away status --config lamplighter.toml | grep -q '^away' || fail "a GET changed something"

# What a browser sends on behalf of another site: a foreign name, a foreign origin.
[ "$(status -b jar -H 'Host: evil.example' "$page/api/v1/house")" = 421 ] || fail "rebinding"
[ "$(status -b jar -H "$json" -H 'Origin: https://evil.example' -d '{"away":false}' "$page/api/v1/away")" = 403 ] || fail "another origin"
[ "$(status -b jar -H 'Content-Type: text/plain' -d '{"away":false}' "$page/api/v1/away")" = 415 ] || fail "a form"
[ "$(ask -o body -w '%{http_code}' --resolve "lamp.lan:$port:127.0.0.1" "https://lamp.lan:$port/")" = 200 ] || fail "its own name"
ask --tls-max 1.1 "$page/" >/dev/null 2>&1 && fail "speaks an old TLS"
: | openssl s_client -connect "127.0.0.1:$port" -tls1_2 -cipher kRSA >/dev/null 2>&1 && fail "takes a key that opens what was recorded"
: | openssl s_client -connect "127.0.0.1:$port" -tls1_2 -cipher ECDHE 2>/dev/null | grep -q "New, TLSv1.2, Cipher is ECDHE" || fail "no TLS 1.2"
ask -D - -o /dev/null "$page/" | grep -qi '^strict-transport-security: max-age=' || fail "a browser may come back without TLS"
curl -s --max-time 5 "http://127.0.0.1:$port/" >/dev/null 2>&1 && fail "speaks plain HTTP"

for path in house away health tonight; do ask -b jar -D - "$page/api/v1/$path"; done >answers
ask -D - "$page/" >>answers
hash=$(cut -d'$' -f6 store/web.password)
token=$(awk '/lamplighter_/ { print $7 }' jar)
for secret in "$password" "$hash" "$token" "$(sed -n 2p lamp.key)"; do
  [ -n "$secret" ] || fail "no secret to look for"
  ! grep -qF -- "$secret" answers log || fail "a secret is told: $secret"
done
kill "$pids"
wait "$pids" || fail "did not end well"
pids=""
echo "a password, its hash alone, TLS, and nothing told before a login"
