# SPDX-License-Identifier: Apache-2.0
# For node_test.py: a bus with a TSL2591 and a client whose connection can fail, in simulated milliseconds; and classes that replace the
# modules of a board's firmware and are imported by their names.
import sys

TICKS_PERIOD = 1 << 30  # the board's counter wraps here


class Clock:
    def __init__(self, start=0):
        self.ms = start

    def ticks(self):
        return self.ms % TICKS_PERIOD


class Bus:
    """A TSL2591 by its registers, written from the datasheet and not from the driver."""

    GAINS0 = (1, 24.5, 400, 9200)
    GAINS1 = (1, 24.5, 400, 9900)

    def __init__(self, clock):
        self.clock = clock
        self.lux = 0.0
        self.infrared = 0.13
        self.id = 0x50
        self.stalled = False
        self.fail_from = None  # number of the first transfer that is not acknowledged
        self.fail_count = 0
        self.transfers = 0
        self.enable = 0
        self.control = 0
        self.began = 0

    def _acknowledge(self, address):
        self.transfers += 1
        number = self.transfers - 1
        if address != 0x29:
            raise OSError(19)
        if self.fail_from is not None and self.fail_from <= number < self.fail_from + self.fail_count:
            raise OSError(19)

    def writeto_mem(self, address, register, value):
        self._acknowledge(address)
        assert register & 0xE0 == 0xA0, "not a command"
        if register & 0x1F == 0x00:
            if value[0] & 2 and not self.enable & 2:
                self.began = self.clock.ms
            self.enable = value[0]
        elif register & 0x1F == 0x01:
            self.control = value[0]

    def readfrom_mem_into(self, address, register, into):
        self._acknowledge(address)
        for i in range(len(into)):
            into[i] = self._load((register & 0x1F) + i)

    def _load(self, register):
        if register == 0x12:
            return self.id
        length = 101 * ((self.control & 7) + 1)
        valid = self.enable == 3 and not self.stalled and self.clock.ms - self.began >= length
        if register == 0x13:
            return 1 if valid else 0
        c0, c1 = self._counts() if valid else (0, 0)
        return {0x14: c0 & 255, 0x15: c0 >> 8, 0x16: c1 & 255, 0x17: c1 >> 8}.get(register, 0)

    def _counts(self):
        gain = self.control >> 4 & 3
        time_ms = 100 * ((self.control & 7) + 1)
        light = self.lux * time_ms / 408 / (1 - self.infrared) ** 2
        limit = 36863 if time_ms == 100 else 65535
        return (
            min(limit, round(light * self.GAINS0[gain])),
            min(limit, round(light * self.infrared * self.GAINS1[gain])),
        )


class Broker:
    """Stands for umqtt and the broker behind it. What is lost on the way is raised as umqtt raises it."""

    def __init__(self):
        self.reachable = True
        self.published = []  # what the broker received
        self.connections = 0
        self.cut_after = None  # this many more messages arrive; the next one fails
        self.lose_acknowledgement = False
        self.sock = self
        self.closed = 0

    def connect(self):
        if not self.reachable:
            raise OSError(113)
        self.connections += 1
        return self

    def publish(self, topic, message, retain=False, qos=0):
        assert qos == 1 and not retain
        if not self.reachable or self.cut_after == 0:
            self.cut_after = None
            raise OSError(104)
        if self.cut_after is not None:
            self.cut_after -= 1
        self.published.append((topic, message))
        if self.lose_acknowledgement:
            self.lose_acknowledgement = False
            raise OSError(110)

    def close(self):
        self.closed += 1


class machine:
    """Pins and a bus with a sensor on it."""

    clock = Clock()

    def Pin(number):
        return number

    def I2C(scl, sda, freq):
        assert (scl, sda) == (5, 4) and freq <= 400000
        bus = Bus(machine.clock)
        bus.lux = 20.0
        return bus


class network:
    """A Wi-Fi that is there or not."""

    STA_IF = 0
    is_there = True
    calls = []

    class WLAN:
        def __init__(self, interface):
            assert interface == network.STA_IF

        def active(self, on):
            network.calls.append(("active", on))

        def connect(self, name, password):
            network.calls.append(("connect", name))

        def isconnected(self):
            return network.is_there


class ntptime:
    """No server answers."""

    def settime():
        raise OSError(110)


class Sock:
    timeout = None

    def settimeout(self, seconds):
        self.timeout = seconds

    def close(self):
        pass


class MQTTClient:
    """The same calls as umqtt's, written down."""

    def __init__(self, client_id, server, port=0, user=None, password=None, keepalive=0):
        self.client_id = client_id
        self.server = (server, port, user, password, keepalive)
        self.published = []
        self.will = None
        umqtt.simple.clients.append(self)

    def set_last_will(self, topic, msg, retain=False, qos=0):
        self.will = (topic, msg, retain, qos)

    def connect(self):
        self.sock = Sock()

    def publish(self, topic, msg, retain=False, qos=0):
        assert self.sock.timeout, "umqtt would wait for ever"
        self.sock.timeout = None  # as umqtt does after reading
        self.published.append((topic, msg, retain, qos))


class umqtt:
    class simple:
        clients = []


umqtt.simple.MQTTClient = MQTTClient
for name, module in (("machine", machine), ("network", network), ("ntptime", ntptime), ("umqtt", umqtt), ("umqtt.simple", umqtt.simple)):
    sys.modules[name] = module
