"""Where interns work (penempatan): taken from the school's list as they are sent in, or said by the school."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, func
from sqlalchemy.orm import joinedload

from portal.access.actor import Actor
from portal.access.audit import Action, audited, bulk_insert, fact
from portal.access.permissions import Permission
from portal.models import LIVE, Enrolment, Placement, RosterRow, Submission, Wave, db, new_id
from portal.rules import regions
from portal.rules.examination import LONGEST, LONGEST_ELSE
from portal.services.enrolments import row_of
from portal.values import clock
from portal.values.fault import Refused
from portal.values.naming import name_key

#: What a list says of a placement: its field → ours.
_OURS = {
    "host": "host",
    "host_address": "address",
    "host_region": "region",
    "supervisor": "supervisor",
    "supervisor_phone": "supervisor_phone",
    "route": "route",
}
#: At most so many are placed at once: those of one page that are ticked.
MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What is said of a firm. `region` names a regency or city, or nothing; days None: those of the enrolment."""

    host: str
    address: str = ""
    region: str = ""
    supervisor: str = ""
    supervisor_phone: str = field(default="", repr=False)
    start: date | None = None
    end: date | None = None
    route: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm of a wave: how many interns work there, and one placement that stands for all of them."""

    placement: Placement
    people: int


def firms(actor: Actor, wave: Wave) -> list[Firm]:
    """Where the interns of a wave work, by the name of the firm; two queries."""
    counted = (
        actor.sees(Placement)
        .join(Enrolment, Enrolment.id == Placement.enrolment_id)
        .where(Placement.wave_id == wave.id, Enrolment.state.in_(LIVE))
        .with_only_columns(func.min(cast(Placement.id, String)), func.count())
        .group_by(Placement.host_key)
        .order_by(Placement.host_key)
    )
    people = {UUID(str(id_)): number for id_, number in db.session.execute(counted)}
    found = db.session.scalars(actor.sees(Placement).where(Placement.id.in_(people)).order_by(Placement.host_key))
    return [Firm(each, people[each.id]) for each in found]


def people(actor: Actor, wave: Wave) -> Any:
    """The interns of a wave with where they work (None: nobody said), to be paged by (name_key, id)."""
    return (
        actor.sees(Enrolment)
        .outerjoin(Placement, Placement.enrolment_id == Enrolment.id)
        .where(Enrolment.wave_id == wave.id, Enrolment.state.in_(LIVE))
        .options(joinedload(Enrolment.participant))
        .add_columns(Placement)
    )


def colleagues(actor: Actor, placement: Placement) -> Sequence[Enrolment]:
    """All interns of the wave at the same firm, by name."""
    there = actor.sees(Placement).where(
        Placement.wave_id == placement.wave_id, Placement.host_key == placement.host_key
    )
    return db.session.scalars(
        actor.sees(Enrolment)
        .where(Enrolment.id.in_(there.with_only_columns(Placement.enrolment_id)), Enrolment.state.in_(LIVE))
        .options(joinedload(Enrolment.participant))
        .order_by(Enrolment.name_key, Enrolment.id)
    ).all()


def of(actor: Actor, enrolment: Enrolment) -> Placement | None:
    """Where somebody works, if it was said."""
    return db.session.scalars(actor.sees(Placement).where(Placement.enrolment_id == enrolment.id)).one_or_none()


def region(actor: Actor, enrolment: Enrolment) -> str | None:
    """The code of the regency or city where somebody works, if it was said."""
    placed = of(actor, enrolment)
    return placed.region if placed else None


def drafted(actor: Actor, enrolment: Enrolment) -> dict[str, str]:
    """What the school's list says of where somebody works, for a form to begin with."""
    row = row_of(actor, enrolment)
    return _said(row.content["values"]) if row else {}


@audited(Action.INTERNS_PLACED, needs=Permission.ENROLMENT_WRITE)
def place(actor: Actor, wave: Wave, enrolment_ids: Collection[UUID], said: Host) -> Wave:
    """These interns of a wave work there. `Refused`: placement.none, .host, .days, region.unknown, region.unclear."""
    if not said.host:
        raise Refused.because("placement.host", "host")
    if said.start and said.end and said.end < said.start:
        raise Refused.because("placement.days", "end")
    code = regions.named(said.region).code if said.region else None
    seen = actor.sees(Enrolment).where(Enrolment.wave_id == wave.id, Enrolment.state.in_(LIVE))
    chosen = db.session.scalars(seen.where(Enrolment.id.in_(list(enrolment_ids)[:MOST])).order_by(Enrolment.id)).all()
    if not chosen:
        raise Refused.because("placement.none", "people")
    placed = actor.sees(Placement).where(Placement.enrolment_id.in_([each.id for each in chosen]))
    known = {each.enrolment_id: each for each in db.session.scalars(placed.with_for_update())}
    for enrolment in chosen:
        placement = known.get(enrolment.id)
        if placement is None:
            placement = Placement(
                organisation_id=wave.organisation_id,
                branch_id=wave.branch_id,
                enrolment_id=enrolment.id,
                wave_id=wave.id,
            )
            db.session.add(placement)
        _describe(placement, said, code)
    fact(people=len(chosen))
    return wave


def from_rows(actor: Actor, submission: Submission, rows: Sequence[RosterRow]) -> int:
    """What the list says of where its interns work, kept with them; who has a place already keeps it. A step of
    enrolling; how many."""
    said = {row.id: found for row in rows if (found := _said(row.content["values"])).get("host")}
    if not said:
        return 0
    placed = actor.sees(Placement).where(Placement.enrolment_id.in_(list(said)))
    for known in db.session.scalars(placed.with_only_columns(Placement.enrolment_id)):
        said.pop(known)
    now = clock.now()
    return bulk_insert(
        Placement,
        (
            "id",
            "organisation_id",
            "branch_id",
            "enrolment_id",
            "wave_id",
            "host",
            "host_key",
            "address",
            "region",
            "supervisor",
            "supervisor_phone",
            "route",
            "changed_at",
        ),
        [
            (
                new_id(),
                submission.organisation_id,
                submission.branch_id,
                enrolment_id,
                submission.wave_id,
                each["host"],
                _key(each["host"]),
                each.get("address", ""),
                _code(each.get("region", "")),
                each.get("supervisor", "")[:120],
                each.get("supervisor_phone"),
                each.get("route"),
                now,
            )
            for enrolment_id, each in said.items()
        ],
    )


def _said(values: Mapping[str, str]) -> dict[str, str]:
    return {
        ours: values[theirs][: LONGEST.get(theirs, LONGEST_ELSE)]
        for theirs, ours in _OURS.items()
        if values.get(theirs)
    }


def _code(region: str) -> str | None:
    """Of a region as the examination of the list names it."""
    found = regions.meant(region) if region else ()
    return found[0].code if len(found) == 1 else None


def _describe(placement: Placement, said: Host, region: str | None) -> None:
    placement.host, placement.host_key = said.host, _key(said.host)
    placement.address, placement.region = said.address, region
    placement.supervisor, placement.supervisor_phone = said.supervisor, said.supervisor_phone or None
    placement.start, placement.end, placement.route = said.start, said.end, said.route or None
    placement.changed_at = clock.now()


def _key(host: str) -> str:
    return " ".join(re.findall(r"\w+", name_key(host)))[:200]
