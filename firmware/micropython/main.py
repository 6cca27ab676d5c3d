# SPDX-License-Identifier: Apache-2.0
# A light sensor node for boards that run MicroPython (ESP8266, ESP32): a TSL2591 over machine.I2C, MQTT over umqtt.simple. It publishes the
# same as firmware/node (docs/formats.md, "Node payload"): one reading per minute with its age, buffered while Wi-Fi or the broker is
# unreachable. The settings of the node are in config.py.
import array
import time

TSL2591 = 0x29
NORMAL = 0xA0  # command bit, normal operation
# control byte, milliseconds, gain of channel 0, gain of channel 1, full scale: typical values of the ams datasheet v2-04
RANGES = (
    (0x00, 100, 1, 1, 36863),
    (0x10, 100, 24.5, 24.5, 36863),
    (0x20, 100, 400, 400, 36863),
    (0x30, 100, 9200, 9900, 36863),
    (0x35, 600, 9200, 9900, 65535),
)
MEASURED, NO_ANSWER, WRONG_ID, SATURATED, NO_RESULT = range(5)
REASONS = ("", "no-answer", "wrong-id", "saturated", "no-result")


def lux_of(step, c0, c1):
    """(c0 - c1) (1 - c1/c0) 408 / (ms gain), as Adafruit_TSL2591 has it, with c1 at the gain of c0."""
    c1 = c1 * step[2] / step[3]
    if c1 >= c0:
        return 0.0  # noise in the dark, or infrared only
    return (c0 - c1) * (1 - c1 / c0) * 408 / (step[1] * step[2])


def best_range(step, c):
    """The most sensitive range in which the same light fills at most 0.7 of the scale."""
    for i in range(len(RANGES) - 1, 0, -1):
        other = RANGES[i]
        if c * (other[1] * other[2]) / (step[1] * step[2]) <= 0.7 * other[4]:
            return i
    return 0


class Tsl2591:
    """Measures without waiting: start(), then poll() until it gives an outcome. lux is valid after MEASURED only."""

    def __init__(self, i2c):
        self._i2c = i2c
        self._buffer = bytearray(5)
        self._byte = bytearray(1)
        self._range = 1
        self._outcome = None
        self.lux = 0.0

    def start(self, now):
        self._conversions = 0
        self._outcome = None
        try:
            self._i2c.readfrom_mem_into(TSL2591, NORMAL | 0x12, self._byte)
            if self._byte[0] == 0x50:
                self._convert(self._range, now)
            else:
                self._outcome = WRONG_ID
        except OSError:
            self._finish(NO_ANSWER)

    def poll(self, now):
        if self._outcome is None and time.ticks_diff(now, self._due) >= 0:
            try:
                self._look(now)
            except OSError:
                self._finish(NO_ANSWER)
        return self._outcome

    def _look(self, now):
        b = self._buffer  # STATUS and both counts in one transfer: status and counts belong together
        self._i2c.readfrom_mem_into(TSL2591, NORMAL | 0x13, b)
        if b[0] & 0xCE:  # reserved bits read as 0; all ones: nothing drives the bus
            self._finish(NO_ANSWER)
        elif b[0] & 1:
            self._judge(b[1] | b[2] << 8, b[3] | b[4] << 8, now)
        elif time.ticks_diff(now, self._deadline) >= 0:
            self._finish(NO_RESULT)

    def _convert(self, index, now):
        # Off and on again: a change of gain during a conversion would mix two ranges.
        self._range = index
        self._conversions += 1
        self._write(0x00, 0x01)
        self._write(0x01, RANGES[index][0])
        self._write(0x00, 0x03)
        self._due = time.ticks_add(now, RANGES[index][1])
        self._deadline = time.ticks_add(now, 2 * RANGES[index][1])

    def _judge(self, c0, c1, now):
        step = RANGES[self._range]
        if max(c0, c1) >= step[4]:
            if self._range == 0:
                self._finish(SATURATED)
            else:
                self._convert(0, now)
            return
        better = best_range(step, max(c0, c1))
        if better > self._range and self._conversions <= 2:
            self._convert(better, now)
        else:
            self.lux = lux_of(step, c0, c1)
            self._finish(MEASURED)

    def _finish(self, outcome):
        self._outcome = outcome
        try:
            self._write(0x00, 0x00)
        except OSError:
            pass  # the outcome says so, or the light is already known

    def _write(self, register, value):
        self._byte[0] = value
        self._i2c.writeto_mem(TSL2591, NORMAL | register, self._byte)


class Outbox:
    """What waits to be acknowledged, oldest first, in three arrays made once: 9 bytes a reading."""

    def __init__(self, capacity):
        self._capacity = capacity
        self._taken = array.array("I", bytearray(4 * capacity))
        self._lux = array.array("f", bytearray(4 * capacity))
        self._outcome = bytearray(capacity)
        self._first = 0
        self.size = 0
        self.number = 1  # of the oldest
        self.dropped = 0

    def push(self, outcome, lux, taken):
        if self.size == self._capacity:
            self.remove()
            self.dropped += 1
        place = (self._first + self.size) % self._capacity
        self._outcome[place] = outcome
        self._lux[place] = lux
        self._taken[place] = taken
        self.size += 1

    def front(self):
        return self._outcome[self._first], self._lux[self._first], self._taken[self._first]

    def remove(self):
        self._first = (self._first + 1) % self._capacity
        self.size -= 1
        self.number += 1


def trimmed(text):
    return text.rstrip("0").rstrip(".")


def thousandths(number):
    """A decimal of milliseconds by whole numbers: a board's floats have too few digits."""
    return trimmed("%d.%03d" % (number // 1000, number % 1000))


class Node:
    """Measures at a steady pace and delivers. connect() gives a connected client or raises OSError; epoch() the seconds
    since 1970, or None while nobody has set the time."""

    FIRST_REST = 1000
    LONGEST_REST = 60000

    def __init__(self, sensor, outbox, connect, epoch, topic, boot, interval):
        self._sensor = sensor
        self._outbox = outbox
        self._connect = connect
        self._epoch = epoch
        self._topic = topic
        self._boot = boot
        self._interval = interval
        self._due = None
        self._measuring = False
        self._client = None
        self._try_at = None
        self._rest = self.FIRST_REST

    def poll(self, now):
        self._measure(now)
        if self._client is None:
            self._try_to_connect(now)
        elif self._outbox.size:
            self._deliver(now)

    def _measure(self, now):
        if self._due is None:
            self._due = now
        if not self._measuring:
            if time.ticks_diff(now, self._due) < 0:
                return
            self._due = time.ticks_add(self._due, self._interval)
            if time.ticks_diff(now, self._due) >= 0:
                self._due = time.ticks_add(now, self._interval)
            self._sensor.start(now)
            self._measuring = True
        outcome = self._sensor.poll(now)
        if outcome is not None:
            self._measuring = False
            self._outbox.push(outcome, self._sensor.lux, now)

    def _try_to_connect(self, now):
        if self._try_at is not None and time.ticks_diff(now, self._try_at) < 0:
            return
        try:
            self._client = self._connect()
            self._rest = self.FIRST_REST
        except Exception:  # umqtt raises OSError, IndexError and its own exceptions; all mean: not now
            self._lose(now)

    def _deliver(self, now):
        try:
            self._client.publish(self._topic, self.payload(now), qos=1)  # returns once acknowledged
            self._outbox.remove()
        except Exception:
            self._lose(now)

    def _lose(self, now):
        client, self._client = self._client, None
        if client is not None:
            try:
                client.sock.close()
            except Exception:
                pass
        self._try_at = time.ticks_add(now, self._rest)
        self._rest = min(2 * self._rest, self.LONGEST_REST)

    def payload(self, now):
        outcome, lux, taken = self._outbox.front()
        age = time.ticks_diff(now, taken)
        text = '{"lux":%s' % trimmed("%.4f" % lux) if outcome == MEASURED else '{"failed":"%s"' % REASONS[outcome]
        text += ',"age":%s,"n":%d,"boot":%d' % (thousandths(age), self._outbox.number, self._boot)
        epoch = self._epoch()
        if epoch is not None:
            text += ',"at":%s' % thousandths(1000 * epoch - age)
        return text + "}"


def run():
    import board

    board.live(Node, Tsl2591, Outbox)


if __name__ == "__main__":
    run()
