"""Real workers in processes of their own, to be killed: `python -m tests.jobs.labourer`.

With a number, that many die one after another, each a moment later than the last. With `again` and two numbers,
each dies so many moments later than the last, on the same work until it is done, and pays so many rows of a statement
in one commit. Without, one is forked for every
line on standard input, so that the portal is imported once, and its number is written to standard output.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from datetime import timedelta
from itertools import count

from flask import Flask
from sqlalchemy import event, update

from portal.app import create_app
from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.jobs.worker import Worker
from portal.models import Job, db
from portal.models.job import JobState
from portal.models.transaction import transaction
from portal.services import bank_payments
from portal.values.clock import now
from tests.jobs.effects import leave

LEASE = timedelta(seconds=1)
#: Longer than all of them take to die, however slow the machine.
LONG = timedelta(minutes=10)


@handler("tests.labour")
def labour(work: Work) -> None:
    """So many chunks of so many rows, slowly enough to be killed in the middle of any of them."""
    chunks, rows, pause = (work.payload[name] for name in ("chunks", "rows", "pause"))
    for first in range(work.done, chunks * rows, rows):
        time.sleep(pause)
        with work.chunk(done=first + rows, total=chunks * rows) as session:
            for number in range(first, first + rows):
                leave(session, work.job_id, number)
                time.sleep(pause / 8)
            work.result["chunks"] = work.result.get("chunks", 0) + 1


def die_at(moment: int) -> None:
    """Have this process killed just before its nth statement or commit: between any two, that is."""
    moments = count(1)

    def tick(*_event: object) -> None:
        if next(moments) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(db.engine, "before_cursor_execute", tick)
    event.listen(db.engine, "commit", tick)


def die_everywhere(app: Flask, moments: int) -> None:
    """One worker after another, each killed one moment later than the last; then one that may live."""
    for moment in (*range(1, moments + 1), 0):
        child = os.fork()
        if child == 0:
            with app.app_context():
                die_at(moment)
            Worker(app.app_context, lease=LONG).run_one() if moment else Worker(app.app_context).drain()
            os._exit(0)
        os.waitpid(child, 0)
        if moment == moments:
            with app.app_context(), transaction() as session:
                session.execute(update(Job).where(Job.state == JobState.RUNNING).values(lease_until=now()))


def die_until_done(app: Flask, stride: int) -> int:
    """Worker after worker takes up what the last one left when it was killed; how many died until one could end."""
    for deaths in count():
        child = os.fork()
        if child == 0:
            with app.app_context():
                die_at(1 + deaths * stride)
            Worker(app.app_context, lease=LONG).drain()
            os._exit(0)
        if os.WIFEXITED(os.waitpid(child, 0)[1]):
            return deaths
        with app.app_context(), transaction() as session:
            running = update(Job).where(Job.state == JobState.RUNNING)
            session.execute(running.values(lease_until=now(), attempts=0))
        with app.app_context():
            db.engine.dispose()  # what is forked next opens its own
    raise AssertionError


def one_for_each_line(app: Flask) -> None:
    children = []
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # where its log would go
            Worker(app.app_context, lease=LEASE).run(alive=lambda: os.getppid() != 1)
            os._exit(0)
        children.append(child)
        print(child, flush=True)  # noqa: T201 (it is asked for)
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["again"]:
        bank_payments.ROWS = int(sys.argv[3])
        print(die_until_done(create_app(), int(sys.argv[2])))  # noqa: T201 (it is asked for)
    elif sys.argv[1:]:
        die_everywhere(create_app(), int(sys.argv[1]))
    else:
        one_for_each_line(create_app())
