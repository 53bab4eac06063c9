"""huey on SQLite: write-ahead log, synchronous=FULL. It takes a job from the table before it runs it."""

import threading
import time

import job_measurements
import usage
from huey import SqliteHuey
from huey.consumer import Consumer
from start_times import StartTimes

arguments = job_measurements.arguments()
starts = StartTimes(arguments.starts)
huey = SqliteHuey("bench", filename=arguments.file, journal_mode="wal", fsync=True, results=False)


@huey.task()
def job(number):
    starts.started(number)


def enqueue(numbers):
    for number in numbers:
        job(number)


def work():
    """One thread: several only wait for each other. It looks every 2 ms when there was nothing to do."""
    consumer = Consumer(
        huey, workers=1, worker_type="thread", initial_delay=0.002, max_delay=0.002, backoff=1, periodic=False
    )
    before = usage.cpu()
    consumer.start()

    def wait_until_empty():
        while huey.pending_count():
            time.sleep(0.005)

    job_measurements.work(
        arguments.jobs, starts, wait_until_empty, lambda: consumer.stop(graceful=True), lambda: usage.cpu() - before
    )


if arguments.measurement == "enqueue":
    job_measurements.enqueue(arguments.jobs, enqueue)
elif arguments.measurement == "work":
    work()
else:
    job_measurements.pick_up(arguments.jobs, starts, lambda number: enqueue([number]))
