"""Members of one unit moved to another together: how a unit is split by its people, and undone.

Who goes is said in one of three ways: ticked, by the numbers of their cards as a list has them, or by the letter
their name begins with. However many they are, one UPDATE moves them, and the numbers of all units above follow. Their
enrolments can follow too, one after the other, by a job.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, update
from sqlalchemy.orm import joinedload

from portal.access import audit
from portal.access.actor import Actor, NotVisible
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import (
    Enrolment,
    EnrolmentState,
    Organisation,
    OrmasMember,
    Relocation,
    db,
    new_id,
)
from portal.models.job import Job, enqueue, latest_job
from portal.rules.contributions import Segment
from portal.services import leavings, tallies
from portal.services.members import MOST_WORDS, kta_key
from portal.values import clock
from portal.values.fault import Refused
from portal.values.naming import name_key

#: Lines of one pasted list; a larger unit is split in several goes.
MOST_CARDS = 1_000
#: Names that a preview shows.
SHOWN = 20
#: Enrolments that follow in one go of the job.
CHUNK = 20
JOB = "members.relocate"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Choice:
    """Who of a unit's own members goes: the first of these three that says something."""

    ticked: tuple[UUID, ...] = ()
    #: A list as it is pasted: one member a line, with the number of the card in one of its cells.
    cards: str = ""
    #: Names that begin with these letters, and all between.
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a choice means: how many, some of their names, how many have an enrolment through the unit; and the lines
    of a list that name nobody there."""

    people: int
    some: Sequence[OrmasMember] = ()
    enrolled: int = 0
    unknown: Sequence[str] = field(default_factory=tuple)


def own(actor: Actor, unit: Organisation, words: str = "") -> Any:
    """The unit's own members, without those below it, perhaps those called so; to be paged by (name_key, id)."""
    found = actor.sees(OrmasMember).where(*_present(unit))
    for word in name_key(words).split()[:MOST_WORDS]:
        found = found.where(OrmasMember.name_key.contains(f" {word}", autoescape=True))
    return found


def looked_at(actor: Actor, unit: Organisation, choice: Choice) -> Chosen:
    """What would be moved; nothing is kept. `Refused`: relocation.letters, .many, .nobody."""
    mine = actor.sees(OrmasMember).where(*_chosen(unit, choice))
    people = db.session.scalar(mine.with_only_columns(func.count())) or 0
    some = db.session.scalars(mine.order_by(OrmasMember.name_key, OrmasMember.id).limit(SHOWN)).all()
    enrolled = mine.join(Enrolment, Enrolment.participant_id == OrmasMember.participant_id).where(
        *_open_with(unit.id)
    )
    many = db.session.scalar(enrolled.with_only_columns(func.count())) or 0
    return Chosen(people, some, many, _unknown(actor, unit, choice))


@audited(Action.MEMBERS_RELOCATED, needs=Permission.MEMBER_WRITE)
def relocate(
    actor: Actor,
    unit: Organisation,
    into: Organisation,
    choice: Choice,
    *,
    expected: int,
    with_enrolments: bool = False,
) -> Relocation:
    """Those chosen are members of `into` from now on; with their enrolments, if these are to follow.

    `expected` is how many were shown. `Refused`: unit.closed, unit.other_tree, member.same_unit, relocation.nobody,
    .letters, .many, .changed.
    """
    tallies.hold([UUID(unit.path.split("/")[1])])
    unit, into = _again(actor, unit), _again(actor, into)
    if into.closed_at:
        raise Refused.because("unit.closed", "unit", name=into.name)
    if into.top_id != unit.top_id:
        raise Refused.because("unit.other_tree", "unit")
    if into.id == unit.id:
        raise Refused.because("member.same_unit", "unit", name=unit.name)
    relocation = Relocation(
        id=new_id(),
        organisation_id=unit.id,
        branch_id=unit.branch_id,
        into_id=into.id,
        origin=unit.name,
        into=into.name,
        people=0,
        with_enrolments=with_enrolments and actor.may(Permission.REGISTRATION_WRITE),
        moved_by=actor.user_id,
        moved_by_name=actor.name,
        moved_at=clock.now(),
        undone_by="",
    )
    db.session.add(relocation)
    db.session.flush()
    relocation.people = _moved(actor, into, relocation, _chosen(unit, choice))
    if not relocation.people:
        raise Refused.because("relocation.nobody")
    if relocation.people != expected:
        raise Refused.because("relocation.changed", people=relocation.people)
    fact(origin=unit.name, into=into.name, members=relocation.people)
    _let_follow(actor, relocation)
    return relocation


@audited(Action.RELOCATION_UNDONE, needs=Permission.MEMBER_WRITE)
def undo(actor: Actor, relocation: Relocation) -> Relocation:
    """Those of them who are still there go back, and so do their enrolments if these followed.

    `Refused`: relocation.undone, relocation.gone, unit.closed.
    """
    into = _again(actor, actor.find(Organisation, relocation.into_id))
    tallies.hold([UUID(into.path.split("/")[1])])
    db.session.refresh(relocation, with_for_update={"key_share": True, "of": Relocation})
    if relocation.undone_at is not None:
        raise Refused.because("relocation.undone")
    origin, into = _again(actor, actor.find(Organisation, relocation.organisation_id)), _again(actor, into)
    if origin.closed_at:
        raise Refused.because("unit.closed", name=origin.name)
    theirs = (*_present(into), OrmasMember.relocation_id == relocation.id)
    many = _moved(actor, origin, relocation, theirs)
    if not many:
        raise Refused.because("relocation.gone")
    relocation.undone_at, relocation.undone_by = clock.now(), actor.name
    fact(origin=into.name, into=origin.name, members=many)
    _let_follow(actor, relocation)
    return relocation


def follow_next(actor: Actor, relocation: Relocation) -> int:
    """The enrolments of the next few of them go to the unit where the person is now; how many, 0 when none is left.

    An enrolment that has gone is found no more, so none goes twice.
    """
    home, away = relocation.into_id, relocation.organisation_id
    if relocation.undone_at is not None:
        home, away = away, home
    unit = actor.find(Organisation, home)
    waiting = (
        actor.sees(Enrolment)
        .join(OrmasMember, OrmasMember.participant_id == Enrolment.participant_id)
        .where(OrmasMember.relocation_id == relocation.id, OrmasMember.organisation_id == home, *_open_with(away))
    )
    found = db.session.scalars(waiting.order_by(Enrolment.id).limit(CHUNK)).all()
    for enrolment in found:
        leavings.move(actor, enrolment, unit)
    return len(found)


# Reading.


def find(actor: Actor, id_: UUID) -> Relocation:
    """One, with both units; raises `NotVisible`."""
    return actor.find(Relocation, id_, joinedload(Relocation.organisation), joinedload(Relocation.destination))


def lately(actor: Actor, unit: Organisation, *, most: int = 10) -> Sequence[Relocation]:
    """The last that went from this unit, the newest first."""
    gone = actor.sees(Relocation, of=unit).order_by(Relocation.id.desc()).limit(most)
    return db.session.scalars(gone).all()


def about(actor: Actor, unit: Organisation) -> Select[Any]:
    """The ids of those from this unit or into it, of those in sight."""
    return (
        actor.sees(Relocation)
        .where(or_(Relocation.organisation_id == unit.id, Relocation.into_id == unit.id))
        .with_only_columns(Relocation.id)
    )


def job_of(relocation: Relocation) -> Job | None:
    """The newest work on the enrolments that follow."""
    return latest_job(db.session(), relocation, JOB)


# Steps.


def _present(unit: Organisation) -> tuple[ColumnElement[bool], ...]:
    return OrmasMember.path == unit.path, OrmasMember.left_at.is_(None)


def _chosen(unit: Organisation, choice: Choice) -> tuple[ColumnElement[bool], ...]:
    if choice.ticked:
        return (*_present(unit), OrmasMember.id.in_(choice.ticked))
    if choice.cards.strip():
        keys = {key for line in _lines(choice) for key in line}
        return (*_present(unit), OrmasMember.kta_key.in_(keys))
    if not (choice.first or choice.last):
        raise Refused.because("relocation.nobody")
    first, last = choice.first.upper(), choice.last.upper()
    if len(first) != 1 or len(last) != 1 or first not in LETTERS or last not in LETTERS or first > last:
        raise Refused.because("relocation.letters", "sampai")
    begins, ends = f" {first.lower()}", f" {chr(ord(last.lower()) + 1)}"
    return (*_present(unit), OrmasMember.name_key >= begins, OrmasMember.name_key < ends)


def _lines(choice: Choice) -> list[list[str]]:
    """Of each line of a pasted list what may be the number of a card, folded."""
    lines = [line for line in choice.cards.replace("\0", "").splitlines() if line.strip()]
    if len(lines) > MOST_CARDS:
        raise Refused.because("relocation.many", "kta", most=MOST_CARDS)
    return [[kta_key(cell) for cell in _cells(line) if any(map(str.isdigit, cell))] for line in lines]


def _cells(line: str) -> list[str]:
    return line.replace(";", "\t").replace(",", "\t").split("\t")


def _unknown(actor: Actor, unit: Organisation, choice: Choice) -> list[str]:
    """The lines of a pasted list that name none of the unit's own members, as they were pasted."""
    if choice.ticked or not choice.cards.strip():
        return []
    found = actor.sees(OrmasMember).where(*_chosen(unit, choice)).with_only_columns(OrmasMember.kta_key)
    known = set(db.session.scalars(found))
    raw = [line.strip() for line in choice.cards.replace("\0", "").splitlines() if line.strip()]
    return [text for text, keys in zip(raw, _lines(choice), strict=True) if known.isdisjoint(keys)]


def _again(actor: Actor, unit: Organisation) -> Organisation:
    """As it stands now that the numbers are held."""
    again = actor.sees(Organisation).where(Organisation.id == unit.id).execution_options(populate_existing=True)
    found = db.session.scalars(again).one_or_none()
    if found is None:
        raise NotVisible("organisation")
    return found


def _moved(actor: Actor, into: Organisation, relocation: Relocation, who: tuple[ColumnElement[bool], ...]) -> int:
    """The numbers first, by unit and standing, then the members in one statement; how many."""
    standings = actor.sees(OrmasMember).where(*who).group_by(OrmasMember.path, OrmasMember.standing)
    counted = db.session.execute(standings.with_only_columns(OrmasMember.path, OrmasMember.standing, func.count()))
    changes: dict[str, dict[Any, int]] = {}
    for path, standing, many in counted:
        changes.setdefault(path, {})[standing] = -many
        there = changes.setdefault(into.path, {})
        there[standing] = there.get(standing, 0) + many
    tallies.shift(changes)
    moving = update(OrmasMember).where(*who)
    return audit.bulk_update(
        OrmasMember, moving.values(organisation_id=into.id, path=into.path, relocation_id=relocation.id)
    )


def _open_with(unit_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """Enrolments through this unit that can go on through another."""
    return (
        Enrolment.organisation_id == unit_id,
        Enrolment.segment == Segment.BPU,
        Enrolment.state == EnrolmentState.APPROVED,
        or_(Enrolment.end.is_(None), Enrolment.end >= clock.today()),
    )


def _let_follow(actor: Actor, relocation: Relocation) -> None:
    if relocation.with_enrolments:
        enqueue(
            db.session(),
            JOB,
            {"relocation": str(relocation.id)},
            subject=relocation,
            organisation_id=relocation.organisation_id,
            branch_id=relocation.branch_id,
            membership_id=actor.membership_id,
            total=relocation.people,
        )
