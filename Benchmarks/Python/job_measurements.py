"""What is measured of a job queue, whichever it is: `enqueue`, `work` and `pick-up`, each run in a process of its own.

    QUEUE.py enqueue|work|pick-up --file DATABASE --starts FILE --jobs COUNT [--bulk]
"""

import argparse
import asyncio
import time

import usage
from start_times import StartTimes

WARM_UP = 25


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("measurement", choices=["enqueue", "work", "pick-up"])
    parser.add_argument("--file", required=True)
    parser.add_argument("--starts", required=True)
    parser.add_argument("--jobs", type=int, required=True)
    parser.add_argument("--bulk", action="store_true", help="enqueue 1,000 jobs at a time")
    return parser.parse_args()


def enqueue(jobs, enqueue_some):
    """Jobs a second, and CPU a job in microseconds, of a producer. `enqueue_some` has a range of numbers."""
    cpu, start = usage.cpu(), time.monotonic()
    enqueue_some(range(jobs))
    seconds, cpu = time.monotonic() - start, usage.cpu() - cpu
    usage.report(rate=jobs / seconds, cpu=cpu / jobs * 1e6)


def work(jobs, starts, wait_until_empty, stop, cpu):
    """Jobs a second from the start of the first one until none is left, and CPU seconds for 1,000 of all processes."""
    try:
        starts.wait(range(jobs))
        wait_until_empty()
        seconds = (time.monotonic_ns() - min(starts.slots[:jobs])) / 1e9
    finally:
        stop()
    usage.report(rate=jobs / seconds, cpu=cpu() / jobs * 1e3)


def pick_up(jobs, starts, enqueue_one):
    """Milliseconds from the call that enqueues a job to its start, at 50 jobs a second."""
    calls = []
    for job in range(jobs):
        calls.append(time.monotonic_ns())
        enqueue_one(job)
        time.sleep(0.02)
        if job == 0:
            starts.wait([0])  # until the worker is there
    starts.wait(range(jobs))
    report_delays(jobs, starts, calls)


async def pick_up_async(jobs, starts, enqueue_one):
    """The same for a producer that is asynchronous."""
    calls = []
    for job in range(jobs):
        calls.append(time.monotonic_ns())
        await enqueue_one(job)
        await asyncio.sleep(0.02)
        if job == 0:
            await asyncio.to_thread(starts.wait, [0])  # until the worker is there
    await asyncio.to_thread(starts.wait, range(jobs))
    report_delays(jobs, starts, calls)


def report_delays(jobs, starts, calls):
    delays = sorted((starts.slots[job] - calls[job]) / 1e6 for job in range(WARM_UP, jobs))
    usage.report(p50=delays[len(delays) // 2], p99=delays[len(delays) * 99 // 100])
