"""Waves of interns: add, change, remove."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from portal.access.actor import Actor
from portal.access.audit import Action, audited
from portal.access.permissions import Permission
from portal.models import (
    LIVE,
    Applicant,
    Enrolment,
    RegistrationLink,
    Roster,
    RosterRow,
    RosterState,
    Wave,
    db,
)
from portal.rules import contributions
from portal.services import examination
from portal.services.numbers import secret_code
from portal.values import clock
from portal.values.fault import Invalid, Refused
from portal.values.month import Month
from portal.values.rupiah import Rupiah

#: An internship longer than this is a slip of the pen (Permendikbud 50/2020 knows none above a year).
LONGEST_DAYS = 400
#: Nobody plans an internship beyond; a year was mistyped.
FARTHEST = timedelta(days=5 * 366)


@audited(Action.WAVE_ADDED, needs=Permission.WAVE_WRITE)
def add(actor: Actor, *, name: str, start: date, end: date) -> Wave:
    """A new wave. `Refused`: wave.period, wave.too_long, wave.far, month.before_law, wave.same_name."""
    assert actor.organisation_id is not None
    _check(actor, name, start, end, None)
    wave = Wave(
        organisation_id=actor.organisation_id,
        branch_id=actor.branch_id,
        name=name,
        start=start,
        end=end,
        created_at=clock.now(),
        code=secret_code(),
    )
    db.session.add(wave)
    return wave


@audited(Action.WAVE_CHANGED, needs=Permission.WAVE_WRITE)
def change(actor: Actor, wave: Wave, *, name: str, start: date, end: date) -> Wave:
    """Rename, or move while nobody of it was sent in; rows that wait are examined again. `Refused`: wave.sent."""
    db.session.refresh(wave, with_for_update={"key_share": True})
    _check(actor, name, start, end, wave.id)
    moved = (start, end) != (wave.start, wave.end)
    rosters = actor.sees(Roster).where(Roster.wave_id == wave.id, Roster.state == RosterState.OPEN)
    held = db.session.scalars(rosters.order_by(Roster.id).with_for_update(key_share=True)).all() if moved else ()
    if moved and _live(actor, wave):
        raise Refused.because("wave.sent", "start")
    wave.name, wave.start, wave.end = name, start, end
    db.session.flush()
    for roster in held:
        examination.again(actor, roster)
    return wave


@audited(Action.WAVE_REMOVED, needs=Permission.WAVE_WRITE)
def remove(actor: Actor, wave: Wave) -> Wave:
    """Remove a wave that nothing was put into, with links that nobody came by. `Refused`: wave.not_empty."""
    rows = actor.sees(RosterRow).join(Roster, Roster.id == RosterRow.roster_id).where(Roster.wave_id == wave.id)
    came = actor.sees(Applicant).join(RegistrationLink, RegistrationLink.id == Applicant.link_id)
    for some in (rows, came.where(RegistrationLink.wave_id == wave.id)):
        if db.session.scalar(some.limit(1)):
            raise Refused.because("wave.not_empty")
    if _live(actor, wave):
        raise Refused.because("wave.not_empty")
    links = actor.sees(RegistrationLink).where(RegistrationLink.wave_id == wave.id)
    for empty in (
        *db.session.scalars(actor.sees(Roster).where(Roster.wave_id == wave.id)),
        *db.session.scalars(links),
    ):
        db.session.delete(empty)
    db.session.flush()
    db.session.delete(wave)
    return wave


def figures(actor: Actor, wave_ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    """For each wave: how many people are live in it, and how many of them are covered by a payment."""
    counted = (
        actor.sees(Enrolment)
        .where(Enrolment.wave_id.in_(wave_ids), Enrolment.state.in_(LIVE))
        .with_only_columns(Enrolment.wave_id, func.count(), func.count(Enrolment.covered_from))
        .group_by(Enrolment.wave_id)
    )
    found = {wave_id: {"people": people, "paid": paid} for wave_id, people, paid in db.session.execute(counted)}
    return {wave_id: found.get(wave_id, {"people": 0, "paid": 0}) for wave_id in wave_ids}


def _live(actor: Actor, wave: Wave) -> bool:
    live = actor.sees(Enrolment).where(Enrolment.wave_id == wave.id, Enrolment.state.in_(LIVE))
    return db.session.scalar(live.with_only_columns(Enrolment.id).limit(1)) is not None


def _check(actor: Actor, name: str, start: date, end: date, own: UUID | None) -> None:
    if end < start:
        raise Refused.because("wave.period", "end")
    if (end - start).days > LONGEST_DAYS:
        raise Refused.because("wave.too_long", "end", days=LONGEST_DAYS)
    if start > clock.today() + FARTHEST:
        raise Refused.because("wave.far", "start")
    try:
        contributions.bracket(Rupiah(0), Month.of(start))
    except Invalid as before_the_law:
        raise Refused(replace(before_the_law.fault, field="start")) from None
    same = actor.sees(Wave).where(func.lower(Wave.name) == name.lower())
    if own:
        same = same.where(Wave.id != own)
    if db.session.scalar(select(same.exists()).execution_options(seen_by="wave")):
        raise Refused.because("wave.same_name", "name")
