# SPDX-License-Identifier: Apache-2.0
# Connects the node of main.py to a board: Wi-Fi, bus, broker, date and time.
import time

import machine
import network
import ntptime
import random
from umqtt.simple import MQTTClient

import config

READINGS = 600  # ten hours at one per minute, 5,400 bytes
EPOCH_2024 = 1704067200
PATIENCE_S = 10


def epoch():
    """Seconds since 1970, or None before NTP has answered. Some boards count from 2000."""
    seconds = time.time() + (946684800 if time.gmtime(0)[0] == 2000 else 0)
    return seconds if seconds > EPOCH_2024 else None


class Patient(MQTTClient):
    """umqtt waits for ever for an acknowledgement; this one for ten seconds, then OSError."""

    def publish(self, topic, message, retain=False, qos=0):
        self.sock.settimeout(PATIENCE_S)
        MQTTClient.publish(self, topic, message, retain, qos)


def connect(wifi):
    """A client that has said "online", or OSError."""
    if not wifi.isconnected():
        raise OSError("no Wi-Fi yet")
    try:
        ntptime.settime()
    except Exception:
        pass  # without it readings only have their age
    root = "lamplighter/node/" + config.SENSOR_ID
    client = Patient(
        "lamplighter-node-" + config.SENSOR_ID,
        config.BROKER,
        port=config.BROKER_PORT,
        user=config.BROKER_USER,
        password=config.BROKER_PASSWORD,
        keepalive=3 * config.INTERVAL_S,
    )
    client.set_last_will(root + "/status", "offline", retain=True, qos=1)
    client.connect()
    client.publish(root + "/status", "online", retain=True, qos=1)
    return client


def live(node_type, sensor_type, outbox_type):
    wifi = network.WLAN(network.STA_IF)
    wifi.active(True)
    wifi.connect(config.WIFI_NAME, config.WIFI_PASSWORD)  # reconnects automatically from now on
    i2c = machine.I2C(scl=machine.Pin(config.SCL_PIN), sda=machine.Pin(config.SDA_PIN), freq=100000)
    boot = random.getrandbits(32)  # the board seeds it from noise
    node = node_type(
        sensor_type(i2c),
        outbox_type(READINGS),
        lambda: connect(wifi),
        epoch,
        "lamplighter/node/%s/lux" % config.SENSOR_ID,
        boot,
        1000 * config.INTERVAL_S,
    )
    while True:
        node.poll(time.ticks_ms())
        time.sleep_ms(10)  # gives the board time for its Wi-Fi
