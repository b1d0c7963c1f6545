"""Signals (isyarat) of a branch: kept once a night, read and answered by people. Nothing else reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Case, Enrolment, Signal, db, new_id
from portal.rules.signals import OF_CASES
from portal.services.sightings import Sighting
from portal.values import clock
from portal.values.fault import Refused

LOOK = "signals.look"
SHORTEST, LONGEST = 4, 300


def keep(branch_id: UUID, sighted: Iterable[Sighting]) -> int:
    """What was counted anew (`sightings.of`); says how many lines changed. What no longer stands out goes, unless
    somebody answered it; what was answered asks again when there is more of it."""
    seen = {(each.kind, each.key): each for each in sighted}
    before = everyone(Signal, because="what stands out is counted by the house, for the branch alone")
    kept = db.session.scalars(before.where(Signal.branch_id == branch_id).with_for_update()).all()
    known = {(each.kind, each.key): each for each in kept}
    fresh = [each for key, each in seen.items() if key not in known]
    changed = [(known[key], each) for key, each in seen.items() if key in known and _differs(known[key], each)]
    gone = [each for key, each in known.items() if key not in seen and each.answered_at is None]
    if not (fresh or changed or gone):
        return 0
    with audit.personal(Action.SIGNALS_SEEN, None, who="Gandeng", branch_id=branch_id):
        fact(fresh=len(fresh), changed=len(changed), gone=len(gone))
        for each in fresh:
            _add(branch_id, each)
        for signal, each in changed:
            _follow(signal, each)
        for signal in gone:
            db.session.delete(signal)
    return len(fresh) + len(changed) + len(gone)


@audited(Action.SIGNAL_ANSWERED, needs=Permission.SIGNAL_WRITE)
def answer(actor: Actor, signal: Signal, words: str) -> Signal:
    """What the branch found out about it. It rests until there is more of the same. `Refused`: signal.answer."""
    held = actor.sees(Signal).where(Signal.id == signal.id).with_for_update()
    signal = db.session.scalars(held.execution_options(populate_existing=True)).one()
    words = " ".join(words.replace("\0", "").split())[:LONGEST]
    if len(words) < SHORTEST:
        raise Refused.because("signal.answer", "answer")
    signal.answer, signal.answered_count = words, signal.count
    signal.answered_at, signal.answered_by_name = clock.now(), actor.name
    fact(kind=signal.kind.value, count=signal.count)
    return signal


def listed(actor: Actor, *, answered: bool) -> Select[Signal]:
    """Those that wait for an answer, or those that have one."""
    asked = actor.sees(Signal).options(joinedload(Signal.organisation))
    return asked.where(Signal.answered_at.is_not(None) if answered else Signal.answered_at.is_(None))


def find(actor: Actor, signal_id: UUID) -> Signal:
    return actor.find(Signal, signal_id, joinedload(Signal.organisation))


def people_of(actor: Actor, signal: Signal) -> Sequence[Enrolment]:
    """Whom it leads to, some of them if there are many, by name."""
    ids = [UUID(text) for text in signal.facts.get("people", ())]
    asked = actor.sees(Enrolment).where(Enrolment.id.in_(ids)).options(joinedload(Enrolment.participant))
    return db.session.scalars(asked.order_by(Enrolment.name_key, Enrolment.id)).all() if ids else []


def case_of(actor: Actor, signal: Signal) -> Case | None:
    """The case it is about, when it is about one."""
    if signal.kind not in OF_CASES:
        return None
    return db.session.scalars(actor.sees(Case).where(Case.id == signal.subject_id)).one_or_none()


def _differs(signal: Signal, seen: Sighting) -> bool:
    return (signal.count, signal.of, signal.about, signal.facts) != (
        seen.count,
        seen.of,
        seen.about,
        dict(seen.facts),
    )


def _add(branch_id: UUID, seen: Sighting) -> None:
    now = clock.now()
    db.session.add(
        Signal(
            id=new_id(),
            organisation_id=seen.organisation_id,
            branch_id=branch_id,
            kind=seen.kind,
            key=seen.key,
            subject_id=seen.subject_id,
            first_seen_at=now,
            last_seen_at=now,
            **_said(seen),
        )
    )


def _follow(signal: Signal, seen: Sighting) -> None:
    for name, value in _said(seen).items():
        setattr(signal, name, value)
    signal.last_seen_at = clock.now()
    if not signal.is_answered:
        signal.answered_at = None


def _said(seen: Sighting) -> dict[str, object]:
    return {"about": seen.about[:160], "count": seen.count, "of": seen.of, "facts": dict(seen.facts)}
