"""When jobs have started: a file that all processes have in memory, 8 bytes a job, nanoseconds of the monotonic clock.

Sources/Bench/Jobs/StartTimes.swift is the same. The file is there already, and full of zeros.
"""

import mmap
import time


class StartTimes:
    def __init__(self, path):
        with open(path, "r+b") as file:
            self.slots = memoryview(mmap.mmap(file.fileno(), 0)).cast("q")

    def started(self, job):
        self.slots[job] = time.monotonic_ns()

    def wait(self, jobs, seconds=120):
        """Returns when all of these jobs have started."""
        end = time.monotonic() + seconds
        for job in jobs:
            while not self.slots[job]:
                if time.monotonic() > end:
                    raise SystemExit(f"job {job} has not started")
                time.sleep(0.005)
