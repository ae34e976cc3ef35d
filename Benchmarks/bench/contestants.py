"""What is compared: commands that repeat their work when told to, and commands that are run from start to end."""
import json
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field

from load import seconds_of


def environment():
    """The environment of every contestant: as a user's, without what this machine may say to one of the libraries."""
    return {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}


@dataclass
class Repeating:
    """A process that stays, and repeats its work for each line on its standard input: bench-plan, peers/repeating.py."""
    name: str
    command: list
    variables: dict = field(default_factory=dict)

    def start(self):
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment() | self.variables)
        self.answer()
        # Not counted: memory is touched for the first time, and compilers compile.
        self.repeat()

    def repeat(self):
        start = seconds_of(self.process.pid)
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.answer() | {"cpu_seconds": round(seconds_of(self.process.pid) - start, 2)}

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"bench: {' '.join(self.command)} ended with status {self.process.wait()}")
        return json.loads(line)

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


@dataclass
class Whole:
    """A command that is run from start to end each time, its process counted in."""
    name: str
    command: list
    images: int
    variables: dict = field(default_factory=dict)
    # What is out of the way before each run, so that nothing is found done already; a folder ends in a slash.
    output: str = ""
    # Whether the command writes records with a field `seconds`, which are added up instead of the time of the process.
    tells_seconds: bool = False
    # How often a repetition runs it: all together are to take many of the hundredths of a second that the system counts in.
    times: int = 1
    # Where earlier output was moved: a file system without a journal passes over all files that were deleted within
    # minutes whenever it makes a file, which would be counted as the contestant's time.
    earlier: list = field(default_factory=list)

    def start(self):
        pass

    def repeat(self):
        runs = [self.run() for _ in range(self.times)]
        return {name: (max if name == "peak_mib" else sum)(run[name] for run in runs) for name in runs[0]}

    def run(self):
        self.put_output_away()
        start = time.perf_counter()
        process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=environment() | self.variables)
        text = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        if process.returncode != 0:
            raise SystemExit(f"bench: {' '.join(self.command)} ended with status {process.returncode}")
        record = {"seconds": seconds, "images": self.images, "cpu_seconds": usage.ru_utime + usage.ru_stime,
                  "peak_mib": usage.ru_maxrss >> 10}
        if self.tells_seconds:
            record["process_seconds"] = seconds
            record["seconds"] = sum(json.loads(line)["seconds"] for line in text.splitlines())
        return record

    def put_output_away(self):
        if self.output.endswith("/"):
            if os.path.exists(self.output):
                self.earlier.append(tempfile.mkdtemp(dir=os.path.dirname(self.output[:-1])))
                os.rename(self.output, self.earlier[-1])
            os.makedirs(self.output)
        elif self.output:
            for name in (self.output, self.output + ".partial", self.output + ".state"):
                if os.path.exists(name):
                    os.remove(name)

    def stop(self):
        for folder in self.earlier:
            shutil.rmtree(folder)
