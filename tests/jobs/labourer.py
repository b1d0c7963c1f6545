"""Real workers in processes of their own, to be killed: `python -m tests.jobs.labourer [moments]`."""

from __future__ import annotations

import os
import signal
import sys
import time
from datetime import timedelta
from itertools import count

from flask import Flask
from sqlalchemy import event

from portal.app import create_app
from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.jobs.worker import Worker
from portal.models import db
from tests.jobs.effects import leave

LEASE = timedelta(seconds=1)
SHORT = timedelta(seconds=0.3)


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
            Worker(app.app_context, lease=SHORT).run_one() if moment else Worker(app.app_context).drain()
            os._exit(0)
        os.waitpid(child, 0)
        if moment == moments:
            time.sleep(SHORT.total_seconds())


if __name__ == "__main__":
    if sys.argv[1:]:
        die_everywhere(create_app(), int(sys.argv[1]))
    else:
        Worker(create_app().app_context, lease=LEASE).run()
