# SPDX-License-Identifier: Apache-2.0
# Stands for the board's module: a Wi-Fi that is there or not.
STA_IF = 0
is_there = True
calls = []


class WLAN:
    def __init__(self, interface):
        assert interface == STA_IF

    def active(self, on):
        calls.append(("active", on))

    def connect(self, name, password):
        calls.append(("connect", name))

    def isconnected(self):
        return is_there
