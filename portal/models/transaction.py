"""The one commit of the house outside requests and jobs: a deed of the command line, a demo, a nightly task."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from portal.models import engine
from portal.models.base import db


@contextmanager
def transaction() -> Iterator[Session]:
    """All of it or nothing of it."""
    db.session.rollback()
    with engine.writing():
        try:
            yield db.session()
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
