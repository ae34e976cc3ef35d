"""How much others had of the processors while a contestant ran."""
import os
import time

TICK = os.sysconf("SC_CLK_TCK")


def busy_seconds():
    """The processor seconds of everybody, and of what the host took away, since the machine started."""
    user, nice, system, _, _, interrupt, soft_interrupt, steal = map(int, open("/proc/stat").readline().split()[1:9])
    return (user + nice + system + interrupt + soft_interrupt + steal) / TICK


def seconds_of(process):
    """The processor seconds of a process that runs, and of the children that it waited for."""
    return sum(map(int, status(process)[11:15])) / TICK


def status(process):
    """The fields of a process behind its name."""
    return open(f"/proc/{process}/stat").read().rsplit(")", 1)[1].split()


def own_seconds():
    """The processor seconds of this process and of all that it started, those that still run among them."""
    parents, seconds = {}, {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = status(name)
        except FileNotFoundError:
            continue
        parents[int(name)] = int(fields[1])
        seconds[int(name)] = sum(map(int, fields[11:15])) / TICK
    own, added = set(), {os.getpid()}
    while added:
        own |= added
        added = {process for process, parent in parents.items() if parent in own} - own
    return sum(seconds[process] for process in own)


class Watch:
    """Counts from when it is made."""

    def __init__(self):
        self.start = time.perf_counter(), busy_seconds(), own_seconds()

    def others(self):
        """The part of all processors that others had."""
        start, busy, own = self.start
        seconds = (time.perf_counter() - start) * len(os.sched_getaffinity(0))
        return round(max(0, busy_seconds() - busy - (own_seconds() - own)) / seconds, 3)
