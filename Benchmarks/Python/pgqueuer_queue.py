"""pgqueuer on PostgreSQL, batched: it acknowledges a job after it has run."""

import asyncio
import time

import asyncpg
import job_measurements
import usage
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgDriver
from pgqueuer.models import Job
from pgqueuer.queries import Queries
from start_times import StartTimes

arguments = job_measurements.arguments()
starts = StartTimes(arguments.starts)


async def connect():
    connection = await asyncpg.connect(arguments.file)
    driver = AsyncpgDriver(connection)
    # Several processes begin at once; one of them makes the tables.
    await connection.execute("SELECT pg_advisory_lock(7)")
    if not await connection.fetchval("SELECT to_regclass('pgqueuer') IS NOT NULL"):
        await Queries(driver).install()
    await connection.execute("SELECT pg_advisory_unlock(7)")
    return connection, driver


async def enqueue():
    _, driver = await connect()
    queries = Queries(driver)
    cpu, start = usage.cpu(), time.monotonic()
    step = 1_000 if arguments.bulk else 1
    for first in range(0, arguments.jobs, step):
        numbers = range(first, min(first + step, arguments.jobs))
        await queries.enqueue(["job"] * len(numbers), [b"%d" % number for number in numbers], [0] * len(numbers))
    seconds, cpu = time.monotonic() - start, usage.cpu() - cpu
    usage.report(rate=arguments.jobs / seconds, cpu=cpu / arguments.jobs * 1e6)


async def work():
    from datetime import timedelta

    connection, driver = await connect()
    queue = PgQueuer(driver)

    @queue.entrypoint("job")
    async def job(job: Job):
        starts.started(int(job.payload))

    before = usage.cpu()
    running = asyncio.create_task(queue.run(dequeue_timeout=timedelta(seconds=1), batch_size=500))
    other, _ = await connect()
    while any(slot == 0 for slot in starts.slots[: arguments.jobs]) or await other.fetchval(
        "SELECT count(*) FROM pgqueuer"
    ):
        await asyncio.sleep(0.01)
    seconds = (time.monotonic_ns() - min(starts.slots[: arguments.jobs])) / 1e9
    cpu = usage.cpu() - before
    queue.shutdown.set()
    await running
    usage.report(rate=arguments.jobs / seconds, cpu=cpu / arguments.jobs * 1e3)


async def pick_up():
    _, driver = await connect()
    queries = Queries(driver)
    await job_measurements.pick_up_async(
        arguments.jobs, starts, lambda number: queries.enqueue(["job"], [b"%d" % number], [0])
    )


asyncio.run({"enqueue": enqueue, "work": work, "pick-up": pick_up}[arguments.measurement]())
