"""The other side of `bin/bench`: a process that repeats its work whenever a line comes on standard input."""
import json
import resource
import sys
import time


def repeat(work, images):
    """Says when it is ready, and after each repetition how long `work` took on so many images."""
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        work()
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(json.dumps({"seconds": seconds, "images": images, "peak_mib": peak}), flush=True)
