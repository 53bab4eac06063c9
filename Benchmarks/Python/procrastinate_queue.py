"""procrastinate on PostgreSQL: it acknowledges a job after it has run."""

import asyncio
import time

import job_measurements
import procrastinate
import psycopg
import usage
from start_times import StartTimes

arguments = job_measurements.arguments()
starts = StartTimes(arguments.starts)
app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=arguments.file, min_size=2, max_size=10))


@app.task(name="job")
async def job(number):
    starts.started(number)


async def prepare():
    # Several processes begin at once; one of them makes the tables.
    async with await psycopg.AsyncConnection.connect(arguments.file, autocommit=True) as connection:
        await connection.execute("SELECT pg_advisory_lock(7)")
        row = await (await connection.execute("SELECT to_regclass('procrastinate_jobs') IS NOT NULL")).fetchone()
        if not row[0]:
            await app.schema_manager.apply_schema_async()


async def enqueue():
    cpu, start = usage.cpu(), time.monotonic()
    if arguments.bulk:
        for first in range(0, arguments.jobs, 1_000):
            await job.batch_defer_async(*({"number": n} for n in range(first, min(first + 1_000, arguments.jobs))))
    else:
        for number in range(arguments.jobs):
            await job.defer_async(number=number)
    seconds, cpu = time.monotonic() - start, usage.cpu() - cpu
    usage.report(rate=arguments.jobs / seconds, cpu=cpu / arguments.jobs * 1e6)


async def work():
    before = usage.cpu()
    running = asyncio.create_task(
        app.run_worker_async(
            concurrency=50, wait=True, install_signal_handlers=False, delete_jobs="successful", fetch_job_polling_interval=1
        )
    )
    while any(slot == 0 for slot in starts.slots[: arguments.jobs]):
        await asyncio.sleep(0.01)
    seconds = (time.monotonic_ns() - min(starts.slots[: arguments.jobs])) / 1e9
    cpu = usage.cpu() - before
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    usage.report(rate=arguments.jobs / seconds, cpu=cpu / arguments.jobs * 1e3)


async def pick_up():
    await job_measurements.pick_up_async(arguments.jobs, starts, lambda number: job.defer_async(number=number))


async def main():
    async with app.open_async():
        await prepare()
        await {"enqueue": enqueue, "work": work, "pick-up": pick_up}[arguments.measurement]()


asyncio.run(main())
