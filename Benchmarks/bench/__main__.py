"""Measures lines and writes tables; bin/bench prepares what this needs."""
import argparse
import json
import os
import shutil
import sys

import tables
from inputs import Inputs
from lines import Lines
from load import Watch
from machine import description


def measure(line, repetitions, home, cache, folder):
    """Runs the contestants of a line in turn, A B A B, and writes every figure to the line's file."""
    points = line.points()
    head = {
        "line": line.name, "title": line.title, "grows": len(points) > 1,
        "peers": [{"name": peer.contestant.name, "wanted": vars(peer.wanted)} for peer in points[0].peers],
        "machine": description(home),
    }
    # A run that is broken off leaves the figures of an earlier one alone.
    unfinished = os.path.join(cache, line.name + ".ndjson")
    with open(unfinished, "w") as file:
        print(json.dumps(head, ensure_ascii=False), file=file)
        for point in points:
            contestants = [point.ours] + [peer.contestant for peer in point.peers]
            for contestant in contestants:
                contestant.start()
            for repetition in range(repetitions or line.repetitions):
                for contestant in contestants:
                    watch = Watch()
                    figure = {"point": point.label, "contestant": contestant.name, "repetition": repetition}
                    print(json.dumps(figure | contestant.repeat() | {"others": watch.others()}), file=file)
            for contestant in contestants:
                contestant.stop()
            print(f"bench: {line.name} {point.label}", file=sys.stderr)
    return shutil.move(unfinished, os.path.join(folder, line.name + ".ndjson"))


def update(readme, text):
    """Replaces what follows the heading Results."""
    heading = "## Results\n"
    content = open(readme).read()
    with open(readme, "w") as file:
        file.write(content[:content.index(heading)] + heading + "\n" + text)


parser = argparse.ArgumentParser(prog="bin/bench", description="Compares finetools with its peers.")
parser.add_argument("line", nargs="*", metavar="LINE", help="measure this line only")
parser.add_argument("--repetitions", type=int, metavar="N", help="measure every contestant N times")
parser.add_argument("--list", action="store_true", help="name the lines, and measure nothing")
parser.add_argument("--table", action="store_true", help="write the tables anew, and measure nothing")
parser.add_argument("--home", required=True, help=argparse.SUPPRESS)
parser.add_argument("--cache", required=True, help=argparse.SUPPRESS)
parser.add_argument("--photographs", required=True, help=argparse.SUPPRESS)
parser.add_argument("--tools", required=True, help=argparse.SUPPRESS)
arguments = parser.parse_args()

lines = Lines(Inputs(arguments.home, arguments.cache, arguments.photographs, arguments.tools)).all
results = os.path.join(arguments.home, "Benchmarks/results")
unknown = set(arguments.line) - {line.name for line in lines}
if unknown:
    parser.error(f"no line '{sorted(unknown)[0]}'; --list names them")
chosen = [line for line in lines if not arguments.line or line.name in arguments.line]
if arguments.list:
    for line in chosen:
        print(f"{line.name:20} {line.title}")
    sys.exit()
if not arguments.table:
    measured = [measure(line, arguments.repetitions, arguments.home, arguments.cache, results) for line in chosen]
    print(tables.markdown(measured))
files = [os.path.join(results, line.name + ".ndjson") for line in lines]
text = tables.markdown([path for path in files if os.path.exists(path)])
update(os.path.join(arguments.home, "Benchmarks/README.md"), text)
