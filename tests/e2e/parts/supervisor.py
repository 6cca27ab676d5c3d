# SPDX-License-Identifier: Apache-2.0
# usage: supervisor.py HOME_PORT READY_FILE
# The supervisor as seen by a Home Assistant app, at 172.30.32.2: its API on port 80 with the token "of-the-app", which forwards /core/api
# to the Home Assistant at HOME_PORT. And as seen by a browser, on port 8123: a page with the app in a frame, whose path it strips as
# ingress does, and on port 8124 another site that frames the same.
import http.client, http.server, json, sys, threading

home_port, ready = int(sys.argv[1]), sys.argv[2]
here, app = "172.30.32.2", ("172.30.33.4", 8099)
prefix = "/api/hassio_ingress/a_token"
dropped = {"content-length", "content-encoding", "transfer-encoding", "connection", "keep-alive"}

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def send(self, status, body, kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def pass_on(self, host, port, path, headers):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        link = http.client.HTTPConnection(host, port, timeout=60, source_address=(here, 0) if port == app[1] else None)
        link.putrequest(self.command, path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers:
            link.putheader(name, value)
        if self.command == "POST":
            link.putheader("Content-Length", str(len(body)))
        link.endheaders(body or None)
        answer = link.getresponse()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in dropped - {"content-encoding"}:
                self.send_header(name, value)
        self.send_header("Connection", "close")
        self.close_connection = True
        self.end_headers()
        while piece := answer.read1(65536):
            self.wfile.write(piece)
            self.wfile.flush()
        link.close()

    def handle_one(self):
        raise NotImplementedError

    def do_GET(self):
        try:
            self.handle_one()
        except (OSError, http.client.HTTPException):
            self.close_connection = True

    do_POST = do_GET

class Api(Handler):
    def handle_one(self):
        if self.headers.get("Authorization") != "Bearer of-the-app":
            return self.send(401, b'{"result":"error","message":"unauthorized"}')
        if self.path == "/services/mqtt":
            data = {"addon": "core_mosquitto", "host": "core-mosquitto", "port": "1883", "ssl": False,
                    "username": "addons", "password": 'a "b" \\ c', "protocol": "3.1.1"}
            return self.send(200, json.dumps({"result": "ok", "data": data}).encode())
        if not self.path.startswith("/core/api/"):
            return self.send(404, b"{}")
        self.pass_on("127.0.0.1", home_port, self.path.removeprefix("/core"), [("Host", "home"), ("Authorization", "Bearer good")])

class Home(Handler):
    def handle_one(self):
        if not self.path.startswith(prefix + "/"):
            page = f'<!doctype html><title>Home</title><iframe src="http://{here}:8123{prefix}/" width=1000 height=800></iframe>'
            return self.send(200, page.encode(), "text/html")
        headers = [(name, value) for name, value in self.headers.items() if name.lower() not in dropped]
        headers += [("X-Ingress-Path", prefix), ("X-Forwarded-Host", self.headers["Host"]), ("X-Forwarded-For", self.client_address[0])]
        self.pass_on(*app, self.path.removeprefix(prefix), headers)

servers = [http.server.ThreadingHTTPServer((here, port), kind) for port, kind in ((80, Api), (8123, Home), (8124, Home))]
for server in servers:
    threading.Thread(target=server.serve_forever, daemon=True).start()
open(ready, "w").write("ready")
threading.Event().wait()
