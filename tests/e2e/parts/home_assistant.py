# SPDX-License-Identifier: Apache-2.0
# usage: home_assistant.py PORT_FILE
# A minimal Home Assistant on a free loopback port, with the token "good": states, history and stream. `PUT /set/ENTITY/STATE` changes an
# entity, with `?ago=SECONDS` in the past, with `&times=N` on and off a minute apart; `PUT /area/ENTITY/NAME` sets its area; `PUT
# /slow/SECONDS` delays every history response; `PUT /break` ends the streams and refuses all requests until `PUT /mend`.
import datetime, http.server, json, sys, threading, time, urllib.parse

lock = threading.Condition()
states, areas, events = {}, {}, []
broken = [False]
delay = [0.0]

def iso(at):
    return datetime.datetime.fromtimestamp(at, datetime.timezone.utc).isoformat()

def put(entity, state, at):
    with lock:
        before = states.get(entity, [])
        attributes = {"device_class": "illuminance", "unit_of_measurement": "lx"} if entity.startswith("sensor.") else {}
        now = {"entity_id": entity, "state": state, "attributes": attributes, "last_changed": iso(at), "last_updated": iso(at)}
        states[entity] = before + [(at, now)]
        events.append({"event_type": "state_changed", "data": {"entity_id": entity, "old_state": None, "new_state": now},
                       "origin": "LOCAL", "time_fired": iso(time.time())})
        lock.notify_all()

class Home(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, body, status=200):
        body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        url = urllib.parse.urlparse(self.path)
        parts = url.path.split("/")
        ago = float(urllib.parse.parse_qs(url.query).get("ago", ["0"])[0])
        with lock:
            broken[0] = parts[1] == "break" or (broken[0] and parts[1] != "mend")
            lock.notify_all()
        if parts[1] == "set":
            for entity in parts[2].split(","):
                for step in range(int(urllib.parse.parse_qs(url.query).get("times", ["1"])[0])):
                    put(entity, "off" if parts[3] == "on" and step % 2 else parts[3], time.time() - ago + 60 * step)
        if parts[1] == "slow":
            delay[0] = float(parts[2])
        if parts[1] == "area":
            areas[parts[2]] = urllib.parse.unquote(parts[3])
        self.answer({})

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["template"]
        with lock:
            lines = [f"{entity}={areas.get(entity, '')}\n" for entity in sorted(states) if f"'{entity}'" in asked]
        body = "".join(lines).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if broken[0]:
            return self.answer({"message": "starting"}, 503)
        if self.headers.get("Authorization") != "Bearer good":
            return self.answer({"message": "Unauthorized"}, 401)
        url = urllib.parse.urlparse(self.path)
        if url.path == "/api/":
            return self.answer({"message": "API running."})
        if url.path == "/api/core/state":
            return self.answer({"state": "RUNNING", "recorder_state": {"migration_in_progress": False, "migration_is_live": False}})
        if url.path == "/api/config":
            return self.answer({"latitude": 52.37, "longitude": 4.9, "time_zone": "Europe/Amsterdam", "version": "2026.11.0"})
        if url.path == "/api/states":
            with lock:
                return self.answer([rows[-1][1] for rows in states.values()])
        if url.path == "/api/stream":
            return self.stream()
        if url.path.startswith("/api/history/period/"):
            until = time.time() + delay[0]
            while time.time() < min(until, time.time() + delay[0]):
                time.sleep(0.1)
            return self.history(url)
        entity = url.path.removeprefix("/api/states/")
        with lock:
            found = states.get(entity)
        self.answer(found[-1][1] if found else {"message": "Entity not found."}, 200 if found else 404)

    def history(self, url):
        query = urllib.parse.parse_qs(url.query, keep_blank_values=True)
        when = lambda text: datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
        start, end = when(urllib.parse.unquote(url.path.rsplit("/", 1)[1])), when(query["end_time"][0])
        lists = []
        with lock:
            for entity in query["filter_entity_id"][0].split(","):
                rows = [row for at, row in states.get(entity, []) if start < at < end]
                held = [row for at, row in states.get(entity, []) if at <= start]
                if held and "skip_initial_state" not in query:
                    rows.insert(0, dict(held[-1], last_changed=iso(start), last_updated=iso(start)))
                if rows:
                    lists.append(rows)
        self.answer(lists)

    def stream(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        with lock:
            seen = len(events)
        self.wfile.write(b"data: ping\n\n")
        self.close_connection = True
        while True:
            with lock:
                lock.wait_for(lambda: len(events) > seen or broken[0], 1)
                if broken[0]:
                    return
                news, seen = events[seen:], len(events)
            for event in news:
                self.wfile.write(b"data: " + json.dumps(event).encode() + b"\n\n")
            self.wfile.flush()

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Home)
server.daemon_threads = True
with open(sys.argv[1], "w") as file:
    file.write(f"{server.server_address[1]}\n")
server.serve_forever()
