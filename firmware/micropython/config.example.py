# SPDX-License-Identifier: Apache-2.0
# Copy to config.py, fill in, and keep it private.
SENSOR_ID = "front-room"  # 1 to 32 of A-Z a-z 0-9 _ -
WIFI_NAME = "home"
WIFI_PASSWORD = ""
BROKER = "192.168.1.10"
BROKER_PORT = 1883
BROKER_USER = "node"
BROKER_PASSWORD = ""
SCL_PIN = 5  # D1 of a D1 mini
SDA_PIN = 4  # D2
INTERVAL_S = 60
