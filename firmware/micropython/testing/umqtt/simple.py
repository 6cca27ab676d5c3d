# SPDX-License-Identifier: Apache-2.0
# Stands for umqtt.simple: the same calls, written down.
clients = []


class Sock:
    timeout = None

    def settimeout(self, seconds):
        self.timeout = seconds

    def close(self):
        pass


class MQTTClient:
    def __init__(self, client_id, server, port=0, user=None, password=None, keepalive=0):
        self.client_id = client_id
        self.server = (server, port, user, password, keepalive)
        self.published = []
        self.will = None
        clients.append(self)

    def set_last_will(self, topic, msg, retain=False, qos=0):
        self.will = (topic, msg, retain, qos)

    def connect(self):
        self.sock = Sock()

    def publish(self, topic, msg, retain=False, qos=0):
        assert self.sock.timeout, "umqtt would wait for ever"
        self.sock.timeout = None  # as umqtt does when it has read something
        self.published.append((topic, msg, retain, qos))
