"""A real worker in a process of its own, to be killed: `python -m tests.jobs.labourer`."""

from __future__ import annotations

import time
from datetime import timedelta

from portal.app import create_app
from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.jobs.worker import Worker
from tests.jobs.effects import leave

CHUNKS, ROWS = 8, 5
LEASE = timedelta(seconds=1)


@handler("tests.labour")
def labour(work: Work) -> None:
    """Forty rows in eight chunks, slowly enough to be killed in the middle of any of them."""
    for first in range(work.done, CHUNKS * ROWS, ROWS):
        time.sleep(0.02)
        with work.chunk(done=first + ROWS, total=CHUNKS * ROWS) as session:
            for number in range(first, first + ROWS):
                leave(session, work.job_id, number)
                time.sleep(0.003)
            work.result["chunks"] = work.result.get("chunks", 0) + 1


if __name__ == "__main__":
    Worker(create_app().app_context, lease=LEASE).run()
