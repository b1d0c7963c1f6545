"""Whether the record still holds every line that was ever written in it, looked through chain by chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import select

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited
from portal.access.permissions import Permission
from portal.models import AuditEvent, AuditHead, Branch, Job, db
from portal.models.job import enqueue, latest_job

#: The job that looks through a branch's chain.
VERIFY = "audit.verify"
#: Lines looked at in one go.
BATCH = 2_000
#: Breaks that are kept of a look; whoever took a thousand lines is found by the first.
MOST_BREAKS = 50


class Broken(StrEnum):
    """In what way a chain does not hold."""

    MISSING = "missing"
    UNLINKED = "unlinked"
    CHANGED = "changed"
    NO_END = "no_end"
    OTHER_END = "other_end"


@dataclass(frozen=True, slots=True)
class Break:
    """What is wrong with the lines `first` to `last`; of an end that is wrong both are 0."""

    what: Broken
    first: int = 0
    last: int = 0

    @classmethod
    def of(cls, kept: Sequence[Any]) -> Self:
        return cls(Broken(kept[0]), *kept[1:])

    def kept(self) -> list[Any]:
        return [self.what.value, self.first, self.last]


@dataclass(frozen=True, slots=True)
class Place:
    """How far a look is: the last line, and its fingerprint, which the next one continues."""

    last: int = 0
    digest: bytes = bytes(32)


def chains() -> list[str]:
    """Every chain that has an end or a line."""
    ended = db.session.scalars(select(AuditHead.chain))
    begun = db.session.scalars(_every_line().with_only_columns(AuditEvent.chain).distinct())
    return sorted({*ended, *begun})


def resumed(chain: str, last: int) -> Place:
    """Where a look goes on that was interrupted after this line."""
    line = _every_line().where(AuditEvent.chain == chain, AuditEvent.sequence == last)
    found = db.session.scalar(line.with_only_columns(AuditEvent.digest))
    return Place(last, found or bytes(32))


def step(chain: str, at: Place) -> tuple[list[Break], Place, bool]:
    """Look at the next lines: what is wrong with them, how far that is, and whether it was the end.

    The end is read after the lines, since lines may be added meanwhile; each comes with its end or not at all.
    """
    lines = _lines(chain, at.last)
    if not lines:
        ended = select(AuditHead.sequence, AuditHead.digest).where(AuditHead.chain == chain)
        head = db.session.execute(ended).one_or_none()
        if head is None:
            return [Break(Broken.NO_END)], at, True
        if head.sequence <= at.last:
            same = (head.sequence, head.digest) == (at.last, at.digest)
            return ([] if same else [Break(Broken.OTHER_END)]), at, True
        lines = _lines(chain, at.last)
        if not lines:
            return [Break(Broken.MISSING, at.last + 1, head.sequence)], at, True
    found: list[Break] = []
    for line in lines:
        if line.sequence != at.last + 1:
            found.append(Break(Broken.MISSING, at.last + 1, line.sequence - 1))
        elif line.previous != at.digest:
            found.append(Break(Broken.UNLINKED, line.sequence, line.sequence))
        if audit.digest(line) != line.digest:
            found.append(Break(Broken.CHANGED, line.sequence, line.sequence))
        at = Place(line.sequence, line.digest)
    return found, at, False


@audited(Action.CHAIN_CHECKED, needs=Permission.AUDIT_KEEP)
def ask(actor: Actor) -> Branch:
    """Have the chain of one's branch looked through; a look that is under way is the answer."""
    branch = db.session.get_one(Branch, actor.branch_id)
    under_way = job_of(actor)
    if under_way is None or under_way.finished:
        length = db.session.scalar(select(AuditHead.sequence).where(AuditHead.chain == str(branch.id)))
        enqueue(
            db.session(),
            VERIFY,
            {},
            subject=branch,
            branch_id=branch.id,
            membership_id=actor.membership_id,
            total=length,
        )
    return branch


def job_of(actor: Actor) -> Job | None:
    """The latest look at the chain of the actor's branch."""
    return latest_job(db.session(), db.session.get_one(Branch, actor.branch_id), VERIFY)


def breaks_of(result: Mapping[str, Any] | None) -> list[Break]:
    """What a look found, as its job keeps it."""
    return [Break.of(kept) for kept in (result or {}).get("breaks", ())]


def _lines(chain: str, after: int) -> Sequence[Any]:
    rest = _every_line().where(AuditEvent.chain == chain, AuditEvent.sequence > after)
    in_order = rest.with_only_columns(*AuditEvent.__table__.columns).order_by(AuditEvent.sequence).limit(BATCH)
    return db.session.execute(in_order).all()


def _every_line() -> Any:
    return everyone(AuditEvent, because="a chain holds as a whole, whoever may read its lines")
