"""One worker for long work: `python -m portal.cli.work`. `serve` starts as many as the settings say."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module

from portal.jobs import upkeep
from portal.jobs.worker import Worker
from portal.models.transaction import transaction
from portal.values import clock


def main() -> int:
    # The assembly stands above this floor; it is named as gunicorn and flask name it.
    app = import_module("wsgi").app
    worker = Worker(app.app_context)
    with app.app_context(), transaction() as session:
        upkeep.plan(session, clock.today())
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    parent = os.getppid()
    worker.run(alive=lambda: os.getppid() == parent)
    return 0


if __name__ == "__main__":
    sys.exit(main())
