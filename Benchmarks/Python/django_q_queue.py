"""django-q2, its ORM broker on SQLite: write-ahead log, synchronous=NORMAL. It acknowledges a job after it has run."""

import fcntl
import resource
import time

import django
import job_measurements
import usage
from django.conf import settings
from start_times import StartTimes

starts = None


def job(number):
    starts.started(number)


def configure(file):
    settings.configure(
        SECRET_KEY="bench",
        USE_TZ=True,
        INSTALLED_APPS=["django_q"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": file,
                "CONN_MAX_AGE": None,
                "OPTIONS": {
                    "timeout": 30,
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
                },
            }
        },
        # By default it looks five times a second, for one job at a time, and keeps the last 250 successes.
        Q_CLUSTER={
            "name": "bench",
            "orm": "default",
            "workers": 2,
            "poll": 0.002,
            "bulk": 50,
            "queue_limit": 500,
            "save_limit": -1,
            "recycle": 1_000_000,
            "timeout": 60,
            "retry": 120,
            "scheduler": False,
            "log_level": "WARNING",
        },
    )
    django.setup()


def main():
    global starts
    arguments = job_measurements.arguments()
    starts = StartTimes(arguments.starts)
    configure(arguments.file)

    from django.core.management import call_command
    from django.db import transaction
    from django_q.brokers import get_broker
    from django_q.cluster import Cluster
    from django_q.models import OrmQ
    from django_q.tasks import async_task

    with open(arguments.starts, "rb") as lock:  # the producer and the worker begin at the same time
        fcntl.flock(lock, fcntl.LOCK_EX)
        call_command("migrate", verbosity=0)
    broker = get_broker()

    def enqueue(numbers):
        for number in numbers:
            async_task("__main__.job", number, broker=broker)

    def enqueue_in_bulk(numbers):
        for first in range(0, len(numbers), 1_000):
            with transaction.atomic():
                enqueue(numbers[first : first + 1_000])

    def work():
        before = usage.cpu()
        cluster = Cluster()
        cluster.start()

        def wait_until_empty():
            while OrmQ.objects.exists():
                time.sleep(0.005)

        # Its processes are forks of this one, and count when they have ended.
        job_measurements.work(
            arguments.jobs,
            starts,
            wait_until_empty,
            cluster.stop,
            lambda: usage.cpu() - before + usage.cpu(resource.RUSAGE_CHILDREN),
        )

    if arguments.measurement == "enqueue":
        job_measurements.enqueue(arguments.jobs, enqueue_in_bulk if arguments.bulk else enqueue)
    elif arguments.measurement == "work":
        work()
    else:
        job_measurements.pick_up(arguments.jobs, starts, lambda number: enqueue([number]))


if __name__ == "__main__":
    main()
