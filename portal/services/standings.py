"""Where members stand, computed from their enrolments and payments, and kept with them.

`follow` is called in the transaction of whatever changes cover: payments, registrations, withdrawals. What changes
with the days alone is found by its day (`turn`), once a day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, update
from sqlalchemy.orm import aliased

from portal.access import audit
from portal.access.actor import everyone
from portal.access.audit import Action
from portal.models import Enrolment, OrmasMember, Participant, db
from portal.rules.coverage import Cover, Facts, cover_at
from portal.rules.policies import Policies
from portal.rules.standings import Stand, Standing, stand
from portal.services import coverage, policies, tallies
from portal.values import clock

#: Members looked at in one go.
CHUNK = 5_000


def follow(participants: Collection[UUID] | Select[Any]) -> int:
    """The cover of these participants changed: their memberships stand anew, and the tallies with them.

    Members whose NIK is that of one of them are matched on the way. A step of the audited action under way; two
    statements for people who are in no ormas. Says how many changed.
    """
    _match(participants)
    return anew(OrmasMember.participant_id.in_(participants))


def anew(which: ColumnElement[bool]) -> int:
    """Compute the standing of these members, `CHUNK` at a time in a fixed number of statements; how many changed.

    A step of the audited action under way.
    """
    db.session.flush()
    everywhere = everyone(OrmasMember, because="cover is the person's, whoever in whichever ormas counts them")
    tops = db.session.scalars(everywhere.where(which).with_only_columns(OrmasMember.top_id).distinct()).all()
    if not tops:
        return 0
    tallies.hold(tops)
    changed, last = 0, None
    while True:
        some = everywhere.where(which).order_by(OrmasMember.id).limit(CHUNK)
        if last is not None:
            some = some.where(OrmasMember.id > last)
        found = _read(some)
        changed += _stood(found)
        if len(found) < CHUNK:
            break
        last = found[-1].id
    if changed:
        db.session.expire_all()
    return changed


def turn(limit: int = CHUNK) -> int:
    """Those whose day has come stand anew, at most so many; 0 when nobody is left. The daily round of a worker."""
    due = everyone(OrmasMember, because="standings that change with the day").where(
        OrmasMember.standing_until <= clock.today()
    )
    ids = db.session.scalars(
        due.order_by(OrmasMember.standing_until, OrmasMember.id).limit(limit).with_only_columns(OrmasMember.id)
    ).all()
    if ids:
        with audit.personal(Action.STANDINGS_TURNED, None, who="Gandeng"):
            audit.fact(members=len(ids), changed=anew(OrmasMember.id.in_(ids)))
    return len(ids)


def uncovered(*, born: date | None, wage_earner: bool = False) -> Stand:
    """Where somebody without any enrolment stands today: what rows that are new to the roster are inserted with."""
    return stand(clock.today(), born=born, wage_earner=wage_earner)


def cover_of(member: OrmasMember) -> Cover | None:
    """The cover that a member's standing rests on, with its reason; None for somebody never registered."""
    if member.participant_id is None:
        return None
    covers = _covers([member.participant_id]).get(member.participant_id, [])
    order = [stand(clock.today(), [each]).cause for each in covers]
    best = min(range(len(covers)), key=lambda at: list(type(order[at])).index(order[at]), default=None)
    return None if best is None else covers[best][1]


def _match(participants: Collection[UUID] | Select[Any]) -> None:
    """Members who are one of these by their NIK, unless somebody else of their ormas has been matched with them."""
    db.session.flush()
    twin = aliased(OrmasMember)
    same = (
        everyone(OrmasMember, because="a member is matched with the insured person of the same NIK")
        .join(Participant, Participant.nik_index == OrmasMember.nik_index)
        .where(
            Participant.id.in_(participants),
            OrmasMember.participant_id.is_(None),
            ~exists().where(twin.participant_id == Participant.id, twin.top_id == OrmasMember.top_id),
        )
        .with_only_columns(OrmasMember.id, Participant.id.label("participant_id"))
    )
    if found := db.session.execute(same).all():
        audit.bulk_update(OrmasMember, update(OrmasMember), [dict(each._mapping) for each in found])


def _read(some: Select[Any]) -> Sequence[Any]:
    return db.session.execute(
        some.outerjoin(Participant, Participant.id == OrmasMember.participant_id).with_only_columns(
            OrmasMember.id,
            OrmasMember.path,
            OrmasMember.participant_id,
            OrmasMember.wage_earner,
            OrmasMember.left_at,
            OrmasMember.standing,
            OrmasMember.cause,
            OrmasMember.standing_until,
            OrmasMember.birth_date,
            Participant.birth_date.label("born"),
        )
    ).all()


def _stood(found: Sequence[Any]) -> int:
    """Write what is other than it was; a few UPDATEs, for many stand alike."""
    today = clock.today()
    covers = _covers([each.participant_id for each in found if each.participant_id and not each.left_at])
    alike: defaultdict[Stand, list[UUID]] = defaultdict(list)
    changes: defaultdict[str, Counter[Standing]] = defaultdict(Counter)
    for each in found:
        now = stand(
            today,
            covers.get(each.participant_id, ()),
            born=each.born or each.birth_date,
            wage_earner=each.wage_earner,
            left=each.left_at is not None,
        )
        if (now.cause, now.until) != (each.cause, each.standing_until):
            alike[now].append(each.id)
        if now.standing is not each.standing:
            changes[each.path].update({now.standing: 1})
            changes[each.path].subtract({each.standing: 1})
    for now, members in alike.items():
        audit.bulk_update(
            OrmasMember,
            update(OrmasMember)
            .where(OrmasMember.id.in_(members))
            .values(standing=now.standing, cause=now.cause, standing_until=now.until),
        )
    tallies.shift(changes)
    return sum(map(len, alike.values()))


def _covers(participants: Sequence[UUID]) -> dict[UUID, list[tuple[Facts, Cover]]]:
    """The cover of every enrolment of these people, whoever sponsors it; two statements, and one for each branch."""
    if not participants:
        return {}
    enrolments = db.session.scalars(
        everyone(Enrolment, because="cover is the person's, whoever sponsors it").where(
            Enrolment.participant_id.in_(participants)
        )
    ).all()
    facts = coverage.facts_of(enrolments)
    now = clock.now()
    decided: dict[UUID, Policies] = {}
    covers: defaultdict[UUID, list[tuple[Facts, Cover]]] = defaultdict(list)
    for each in enrolments:
        if each.branch_id not in decided:
            decided[each.branch_id] = policies.in_force(each.branch_id, clock.today())
        known = facts[each.id]
        covers[each.participant_id].append((known, cover_at(now, known, decided[each.branch_id])))
    return covers
