#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# The figures of a room's excerpt (README.md), computed by the rules in docs/algorithms.md without any code of the program: sample by
# sample, with the table of the sun and with all cuts tried. For the whole rooms it gives the published figures. Usage: figures.py
# READINGS.csv SUN.json LEVEL CUT,CUT,CUT   (LEVEL, CUTs: those published for the room)
import datetime
import hashlib
import json
import math
import sys

zone = datetime.timezone(datetime.timedelta(hours=-7))  # all readings are from a July in California


def local(at):
    return datetime.datetime.fromtimestamp(at, zone)


def zone_of(at, sun):
    now = local(at)
    minute = 60 * now.hour + now.minute
    sunrise, sunset = sun[now.date().isoformat()]
    if minute < sunrise:
        return 0
    if minute <= sunset - 30:
        return 1
    return 2 if minute <= max(sunset + 60, 1290) else 3


def read(path):
    """Events (time, lux), with (time, None) for a gap; and the gaps."""
    events, gaps, last = [], [], None
    for line in open(path).read().splitlines()[1:]:
        cells = line.split(",")
        at, lux = float(cells[0]), float(cells[3])
        if last is not None and at - last > 240:
            missing = 0
            while at - (last + 60 * (missing + 1)) > 60:
                missing += 1
            events.append((last + 60, None))
            gaps.append({"missing": missing, "before_local": local(last).isoformat(), "after_local": local(at).isoformat()})
        events.append((at, lux))
        last = at
    return events, gaps


def smooth(events):
    window, smoothed = [], []
    for _, lux in events:
        window = [] if lux is None else (window + [lux])[-5:]
        smoothed.append(None if lux is None else round(sum(window) / len(window)))
    return smoothed


def squares(values):
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values)


def best_cuts(values):
    """Of all ways to cut the values into four, that with the least squares, by prefix sums over distinct values."""
    distinct = sorted(set(values))
    n, count, total, square = len(distinct), [0], [0], [0]
    for value in distinct:
        times = values.count(value)
        count.append(count[-1] + times)
        total.append(total[-1] + times * value)
        square.append(square[-1] + times * value * value)

    def cost(i, j):
        return square[j] - square[i] - (total[j] - total[i]) ** 2 / (count[j] - count[i])

    best = [(cost(0, j), ()) if j else None for j in range(n + 1)]
    for _ in range(3):
        best = [min(((best[i][0] + cost(i, j), best[i][1] + (i,)) for i in range(1, j) if best[i]), default=None) for j in range(n + 1)]
    return [distinct[i] for i in best[n][1]]


def runs_of(events, states, sun):
    """Whole runs: not the first and not the last between gaps."""
    found, between = [], []
    for (at, _), state in [*zip(events, states), ((None, None), None)]:
        if state is None:
            found += between[1:-1]
            between = []
        elif between and between[-1][0] == ("on" if state else "off"):
            between[-1][2] += 1
        else:
            between.append(["on" if state else "off", zone_of(at, sun), 1])
    return found


def zones_of(events, states, sun):
    zones = [{"zone": number, "samples": 0, "subsequences": 0, "lengths": [], "on_samples": 0} for number in range(4)]
    before = None
    for (at, _), state in zip(events, states):
        now = None if state is None else zone_of(at, sun)
        if now is not None:
            if now != before:
                zones[now]["subsequences"] += 1
                zones[now]["lengths"].append(0)
            zones[now]["samples"] += 1
            zones[now]["lengths"][-1] += 1
            zones[now]["on_samples"] += state
        before = now
    return zones


def markov_log_likelihood(events, states, sun, number):
    """Of the Markov chain of two states that fits a zone's subsequences best; a model with more states is at least as good."""
    counts, first, before = [[0, 0], [0, 0]], [0, 0], None
    for (at, _), state in zip(events, states):
        now = None if state is None or zone_of(at, sun) != number else state
        if now is not None and before is None:
            first[now] += 1
        elif now is not None:
            counts[before][now] += 1
        before = now
    return sum(n * math.log(n / sum(row)) for row in (first, *counts) for n in row if n)


def figures(events, smoothed, sun, level, cuts):
    values = [value for value in smoothed if value is not None]
    edges = [float("-inf"), *cuts, float("inf")]
    parts = [[value for value in values if low <= value < high] for low, high in zip(edges, edges[1:])]
    gaps = [0] * (len(smoothed) - len(values))  # in the original's fit a gap was a zero
    states = [None if value is None else int(value >= cuts[level - 1]) for value in smoothed]
    runs = runs_of(events, states, sun)

    def lengths(name):
        return [sorted(length for state, begin, length in runs if (state, begin) == (name, number)) for number in range(4)]

    return {
        "cuts_value_ge": cuts,
        "averages_excluding_nan": [sum(part) / len(part) for part in parts],
        "counts_excluding_nan": [len(part) for part in parts],
        "inertia_including_nan_zeros": sum(map(squares, [parts[0] + gaps, *parts[1:]])),
        "on_threshold_rank": level,
        "on_if_smoothed_ge": cuts[level - 1],
        "on_samples": sum(state or 0 for state in states),
        "onoff_sha256": hashlib.sha256("".join("n" if state is None else str(state) for state in states).encode()).hexdigest(),
        "on_lengths_by_start_zone_sorted": lengths("on"),
        "off_lengths_by_start_zone_sorted": lengths("off"),
        "zones": zones_of(events, states, sun),
        "runs_state_zone_length": runs,
    }


def main(path, sun, level, cuts):
    sun = json.load(open(sun))["days"]
    events, gaps = read(path)
    smoothed = smooth(events)
    values = [value for value in smoothed if value is not None]
    cuts = [int(cut) for cut in cuts.split(",")]
    states = [None if value is None else int(value >= cuts[int(level) - 1]) for value in smoothed]
    joined = ",".join("nan" if value is None else str(value) for value in smoothed)
    print(json.dumps({
        "rows": len(values),
        "events_after_gap_fill": len(events),
        "missing_printed": [gap["missing"] for gap in gaps],
        "gaps": gaps,
        "smoothed": {"sum": sum(values), "min": min(values), "max": max(values), "sha256_of_comma_joined": hashlib.sha256(joined.encode()).hexdigest()},
        "published": figures(events, smoothed, sun, int(level), cuts),
        "exact_optimum": figures(events, smoothed, sun, int(level), best_cuts(values)),
        "hmm": [{"zone": number, "two_state_markov_mle_ll": markov_log_likelihood(events, states, sun, number)} for number in range(4)],
    }))


main(*sys.argv[1:])
