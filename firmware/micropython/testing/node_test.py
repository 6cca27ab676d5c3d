# SPDX-License-Identifier: Apache-2.0
# Tests main.py in MicroPython itself. Each function test_… is one case, named after the expected behaviour. run_test.mjs calls them one by
# one, and measures the heap between calls.
import json
import time

import main
from stand_ins import Broker, Bus, Clock, TICKS_PERIOD


class House:
    def __init__(self, start=0, capacity=600, epoch=None):
        self.clock = Clock(start)
        self.bus = Bus(self.clock)
        self.bus.lux = 20.0
        self.broker = Broker()
        self.sensor = main.Tsl2591(self.bus)
        self.outbox = main.Outbox(capacity)
        self.node = main.Node(self.sensor, self.outbox, self.broker.connect, lambda: epoch and epoch(), "t", 77, 60000)

    def run(self, milliseconds, step=20):
        for _ in range(milliseconds // step):
            self.node.poll(self.clock.ticks())
            self.clock.ms += step

    def run_fast(self, minutes):
        """A minute in a few steps: around a measurement finely, then one long sleep."""
        for _ in range(minutes):
            self.run(1600)
            self.clock.ms += 58400

    def measure(self):
        self.sensor.start(self.clock.ticks())
        for _ in range(3000):
            outcome = self.sensor.poll(self.clock.ticks())
            if outcome is not None:
                return outcome
            self.clock.ms += 1
        raise AssertionError("a measurement that never ends")

    def messages(self):
        return [json.loads(message) for _, message in self.broker.published]


def near(found, wanted, tolerance):
    assert abs(found - wanted) <= tolerance, (found, wanted)


def test_light_is_measured_from_a_hundredth_of_a_lux_to_eighty_thousand():
    house = House()
    lux = 0.01
    steps = 0
    while lux < 80000:
        house.bus.lux = lux
        assert house.measure() == main.MEASURED
        near(house.sensor.lux, lux, 0.0001 + 0.004 * lux)
        lux *= 1.3
        steps += 1
    assert steps == 61, steps
    house.bus.lux = 80000
    assert house.measure() == main.MEASURED
    near(house.sensor.lux, 80000, 400)


def test_the_formula_is_that_of_the_node_in_cpp():
    near(main.lux_of(main.RANGES[1], 1000, 250), 93.6735, 0.0001)
    near(main.lux_of(main.RANGES[0], 10000, 0), 40800, 0.01)
    assert main.lux_of(main.RANGES[4], 0, 0) == 0
    assert main.lux_of(main.RANGES[4], 920, 1100) == 0


def test_too_bright_is_said():
    house = House()
    house.bus.lux = 300000
    assert house.measure() == main.SATURATED


def test_a_dead_bus_at_any_transfer_is_never_a_light_level():
    house = House()
    assert house.measure() == main.MEASURED
    whole = house.bus.transfers
    assert whole > 5
    for count in (1, 1000):
        for first in range(whole):
            house = House()
            house.bus.fail_from, house.bus.fail_count = first, count
            outcome = house.measure()
            wanted = main.MEASURED if first == whole - 1 else main.NO_ANSWER
            assert outcome == wanted, (first, count, outcome)
            house.bus.fail_from = None
            assert house.measure() == main.MEASURED


def test_something_else_at_the_address_is_said():
    house = House()
    house.bus.id = 0x0A
    assert house.measure() == main.WRONG_ID


class StuckBus:
    """Everything is acknowledged and reads as ones, but for the id."""

    def writeto_mem(self, address, register, value):
        pass

    def readfrom_mem_into(self, address, register, into):
        for i in range(len(into)):
            into[i] = 0x50 if register == 0xB2 else 0xFF


def test_a_bus_stuck_high_after_the_id_is_not_saturation():
    sensor = main.Tsl2591(StuckBus())
    sensor.start(0)
    assert sensor.poll(99) is None
    assert sensor.poll(100) == main.NO_ANSWER


def test_the_pace_does_not_drift():
    house = House()
    house.broker.reachable = False
    house.run(60 * 60000, 70)
    assert house.outbox.size == 60, house.outbox.size
    for i in range(60):
        near(house.outbox._taken[i], 60000 * i, 1400)


def test_a_conversion_that_never_ends_is_said():
    house = House()
    house.bus.stalled = True
    assert house.measure() == main.NO_RESULT


def test_a_reading_a_minute_is_published_as_the_formats_page_has_it():
    house = House()
    house.run_fast(5)
    topic, message = house.broker.published[0]
    assert topic == "t"
    lux = json.loads(message)["lux"]
    assert message == '{"lux":%s,"age":0,"n":1,"boot":77}' % lux, message
    near(lux, 20, 0.1)
    assert [m["n"] for m in house.messages()] == [1, 2, 3, 4, 5]


def test_decimals_are_written_without_needless_zeros():
    outbox = main.Outbox(4)
    node = main.Node(None, outbox, None, lambda: 1467481502, "t", 9, 60000)
    outbox.push(main.MEASURED, 0.0, 1000)
    assert node.payload(29800500) == '{"lux":0,"age":29799.5,"n":1,"boot":9,"at":1467451702.5}', node.payload(29800500)
    outbox.remove()
    outbox.push(main.MEASURED, 20.5, 1000)
    assert node.payload(1000) == '{"lux":20.5,"age":0,"n":2,"boot":9,"at":1467481502}', node.payload(1000)


def test_failures_have_their_word_and_no_lux():
    house = House()
    house.bus.fail_from, house.bus.fail_count = 0, 100000
    house.run_fast(1)
    house.bus.fail_from = None
    house.bus.id = 1
    house.run_fast(1)
    house.bus.id = 0x50
    house.bus.lux = 300000
    house.run_fast(1)
    house.bus.stalled = True
    house.run_fast(1)
    messages = house.messages()
    assert [m.get("failed") for m in messages] == ["no-answer", "wrong-id", "saturated", "no-result"], messages
    assert not any("lux" in m for m in messages)


def test_nine_hours_without_a_broker_are_delivered_in_order_with_their_age():
    house = House(epoch=lambda: 1467356400 + house.clock.ms // 1000)
    house.broker.reachable = False
    house.run_fast(540)
    assert house.outbox.size == 540 and not house.broker.published
    house.broker.reachable = True
    house.run(80000)
    messages = house.messages()
    assert len(messages) >= 540, len(messages)
    for i in range(540):
        assert messages[i]["n"] == i + 1
        near(messages[i]["at"], 1467356400 + 60 * i, 2)
        assert -1 <= messages[i]["age"] - (540 - i) * 60 <= 81, (i, messages[i])
    assert house.outbox.dropped == 0


def test_a_full_outbox_loses_the_oldest_and_the_hole_shows():
    house = House(capacity=480)
    house.broker.reachable = False
    house.run_fast(485)
    assert house.outbox.size == 480 and house.outbox.dropped == 5
    house.broker.reachable = True
    house.run(70000)
    assert house.messages()[0]["n"] == house.outbox.dropped + 1


def test_a_lost_acknowledgement_repeats_the_reading_with_the_same_number():
    house = House()
    house.run_fast(1)
    house.broker.lose_acknowledgement = True
    house.run_fast(3)
    assert [m["n"] for m in house.messages()] == [1, 2, 2, 3, 4] or [m["n"] for m in house.messages()] == [1, 2, 2, 3]
    assert house.broker.connections == 2 and house.broker.closed == 1


def test_a_cut_connection_loses_nothing():
    house = House()
    for _ in range(20):
        house.broker.cut_after = 1
        house.run_fast(3)
    house.broker.cut_after = None
    house.run_fast(2)
    numbers = [m["n"] for m in house.messages()]
    assert numbers == list(range(1, len(numbers) + 1)), numbers
    assert len(numbers) >= 60


def test_attempts_become_rarer_up_to_a_minute():
    house = House()
    attempts = [0]

    def connect():
        attempts[0] += 1
        raise OSError(113)

    house.node._connect = connect
    house.run(3600000, 100)
    assert 60 <= attempts[0] <= 70, attempts


def test_the_wrap_of_the_counter_costs_nothing():
    house = House(start=TICKS_PERIOD - 10 * 60000)
    house.run_fast(20)
    messages = house.messages()
    assert [m["n"] for m in messages] == list(range(1, 21))
    assert all(m["age"] <= 0.1 for m in messages), messages


def test_the_age_is_right_across_the_wrap():
    house = House(start=TICKS_PERIOD - 30 * 60000)
    house.broker.reachable = False
    house.run_fast(60)
    house.broker.reachable = True
    house.run(65000)
    near(house.messages()[0]["age"], 3600, 70)


class LivedEnough(Exception):
    pass


def live_on_board(milliseconds):
    """board.live with its own loop, on stand-ins for the board's modules, until so much time is over."""
    import board
    import machine
    from umqtt import simple

    simple.clients.clear()
    end = machine.clock.ms + milliseconds

    class BoardTime:
        ticks_ms = machine.clock.ticks
        gmtime = time.gmtime
        time = time.time

        @staticmethod
        def sleep_ms(ms):
            machine.clock.ms += ms
            if machine.clock.ms >= end:
                raise LivedEnough

    board.time = BoardTime
    try:
        board.live(main.Node, main.Tsl2591, main.Outbox)
    except LivedEnough:
        pass
    return simple.clients


def test_the_board_says_online_and_publishes_with_a_will():
    (client,) = live_on_board(125000)
    root = "lamplighter/node/front-room"
    assert client.client_id == "lamplighter-node-front-room"
    assert client.server == ("192.168.1.10", 1883, "node", "", 180)
    assert client.will == (root + "/status", "offline", True, 1)
    assert client.published[0] == (root + "/status", "online", True, 1)
    readings = client.published[1:]
    assert len(readings) == 3, readings
    for topic, message, retain, qos in readings:
        assert topic == root + "/lux" and not retain and qos == 1
        near(json.loads(message)["lux"], 20, 0.1)


def test_the_board_waits_for_its_wifi():
    import network

    network.is_there = False
    assert live_on_board(65000) == []
    network.is_there = True


def test_the_time_of_day_is_told_once_it_is_known():
    import board

    class At:
        def __init__(self, seconds, first_year):
            self.time = lambda: seconds
            self.gmtime = lambda _: (first_year,)

    kept = board.time
    board.time = At(100, 1970)
    assert board.epoch() is None
    board.time = At(1767225600, 1970)
    assert board.epoch() == 1767225600
    board.time = At(1767225600 - 946684800, 2000)  # a board that counts from 2000
    assert board.epoch() == 1767225600
    board.time = kept
