"""Effects that show when one is lost or doubled: rows with a unique key in a table that is there anyway."""

from __future__ import annotations

import os
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import IdempotencyKey
from portal.values.clock import now


def leave(session: Session, job_id: UUID, number: int) -> None:
    """One row; a second with the same number is an IntegrityError. Its status is the process that left it."""
    session.add(IdempotencyKey(key=f"{job_id}:{number}", scope="effect", status=os.getpid(), created_at=now()))
    session.flush()


def left(session: Session, job_id: UUID) -> dict[int, int]:
    """Number → process, of all that is kept."""
    rows = session.execute(
        select(IdempotencyKey.key, IdempotencyKey.status).where(IdempotencyKey.key.startswith(f"{job_id}:"))
    ).all()
    session.rollback()
    return dict(sorted((int(key.rsplit(":", 1)[1]), process) for key, process in rows))
