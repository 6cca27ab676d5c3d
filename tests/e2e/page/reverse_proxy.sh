#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The page behind nginx and Caddy, configured as in docs/reverse-proxy.md; only addresses, ports and certificates differ.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs="log nginx.log caddy.log"
. "$SOURCE/tests/e2e/parts/lib.sh"
PATH=$PATH:/usr/sbin
command -v nginx >/dev/null && command -v caddy >/dev/null && command -v curl >/dev/null || { echo "skipped: no nginx, Caddy and curl here"; exit 77; }
pids=""
trap 'kill $pids 2>/dev/null || true' EXIT

hall_in_munich >lamplighter.toml
cat >>lamplighter.toml <<END
[web]
listen = "127.0.0.1"
names = ["lamp.example.org"]
END
password="correct horse battery"
echo "$password" | "$LAMPLIGHTER" serve --config lamplighter.toml --set-password 2>log
"$LAMPLIGHTER" serve --config lamplighter.toml --port 0 2>>log &
service=$!
pids=$service
until grep -q "^The page is at" log; do kill -0 $service || fail "ended"; sleep 0.1; done
page=$(sed -n 's#^The page is at http://.*:\([0-9]*\)/$#\1#p' log)

openssl req -x509 -newkey rsa:2048 -nodes -keyout lamp.key -out lamp.pem -days 2 -subj /CN=lamp.example.org \
  -addext subjectAltName=DNS:lamp.example.org 2>/dev/null

# example WORD: the block of the document that contains it
example() { awk -v word="$1" '/^```/ { if (inside && index(text, word)) printf "%s", text; inside = !inside; text = ""; next } inside { text = text $0 "\n" }' "$SOURCE/docs/reverse-proxy.md"; }
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# ask PORT PATH ARGUMENT…: as a browser that uses the proxy's name
ask() {
  port=$1 path=$2
  shift 2
  curl -s --max-time 20 --cacert lamp.pem --resolve "lamp.example.org:$port:127.0.0.1" "$@" "https://lamp.example.org:$port$path"
}
status() { ask "$@" -o body -w '%{http_code}'; }
login() { status "$1" /api/v1/login -c jar -H "Origin: https://lamp.example.org:$1" -H 'Content-Type: application/json' -d "{\"password\":\"$2\"}"; }

# behind NAME PORT: what the document promises
behind() {
  name=$1 proxy=$2
  tries=0
  until ask "$proxy" / -f -o /dev/null; do tries=$((tries + 1)); [ $tries -lt 100 ] || fail "$name does not answer"; sleep 0.1; done
  [ "$(status "$proxy" /api/v1/tonight)" = 401 ] || fail "$name: tonight is told without a password: $(cat body)"
  [ "$(login "$proxy" "$password")" = 200 ] || fail "$name: the password: $(cat body)"
  grep -q "#HttpOnly_lamp.example.org.*TRUE" jar || fail "$name: the cookie is not HttpOnly and Secure: $(cat jar)"
  [ "$(status "$proxy" /api/v1/away -b jar)" = 200 ] || fail "$name: the cookie is not taken: $(cat body)"
  [ "$(status "$proxy" /api/v1/away -b jar -H 'Content-Type: application/json' -H "Origin: https://lamp.example.org:$proxy" -d '{"away":false}')" = 200 ] ||
    fail "$name: an order: $(cat body)"
  [ "$(status "$proxy" /api/v1/away -b jar -H 'Content-Type: application/json' -H 'Origin: https://evil.example' -d '{"away":true}')" = 403 ] ||
    fail "$name: an order from a foreign page: $(cat body)"
  ask "$proxy" / -D - -o /dev/null | grep -qi '^strict-transport-security: max-age=' || fail "$name: a browser may come back without TLS"
  # An event reaches the browser while the stream is open, not when it ends.
  ask "$proxy" /api/v1/stream -b jar -N --max-time 60 >events &
  stream=$!
  pids="$pids $stream"
  tries=0
  until grep -q "^event" events; do
    "$LAMPLIGHTER" away off --config lamplighter.toml >/dev/null
    tries=$((tries + 1)); [ $tries -lt 100 ] || fail "$name: no event within ten seconds: $(cat events)"
    sleep 0.1
  done
  kill $stream
  echo "$name: login, cookie, orders of its own pages alone, events at once"
}

tls=$(free_port)
{
  echo "daemon off; pid $PWD/nginx.pid; error_log $PWD/nginx.log; events {} http { access_log off;"
  for kind in client_body proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path $PWD/nginx_$kind;"; done
  example limit_req_zone | sed "s#listen 443#listen 127.0.0.1:$tls#; s#/etc/ssl#$PWD#; s#127.0.0.1:8400#127.0.0.1:$page#"
  echo "}"
} >nginx.conf
grep -q "proxy_pass http://127.0.0.1:$page" nginx.conf || fail "the document has no example for nginx"
nginx -c "$PWD/nginx.conf" 2>>nginx.log &
nginx=$!
pids="$pids $nginx"
behind nginx "$tls"
guesses=""
for n in 1 2 3 4 5 6; do
  login "$tls" "wrong horse battery" >guess.$n &
  guesses="$guesses $!"
done
wait $guesses
refused=$(cat guess.? | grep -o 503 | wc -l)
[ "$refused" -ge 2 ] || fail "nginx: six wrong passwords at once are all passed on"

tls=$(free_port)
{
  printf '{\n admin off\n auto_https disable_redirects\n}\n'
  example "reverse_proxy 127" | sed "s#^lamp.example.org {#https://lamp.example.org:$tls {\n  bind 127.0.0.1\n  tls $PWD/lamp.pem $PWD/lamp.key#; s#reverse_proxy 127.0.0.1:8400#reverse_proxy 127.0.0.1:$page#"
} >Caddyfile
grep -q "reverse_proxy 127.0.0.1:$page" Caddyfile || fail "the document has no example for Caddy"
# The page's own delay, for the wrong passwords above, ends with a restart.
kill $service; wait $service || fail "did not end well"
"$LAMPLIGHTER" serve --config lamplighter.toml --port "$page" 2>>log &
service=$!
pids="$pids $service"
HOME=$PWD caddy run --config Caddyfile --adapter caddyfile 2>caddy.log &
pids="$pids $!"
behind Caddy "$tls"
