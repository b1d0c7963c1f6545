"""Members of an ormas: find them, keep what is known of each, move them between units, note that they left."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, true, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from portal.access.actor import Actor, NotVisible, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Organisation, OrmasMember, Participant, db, engine, new_id
from portal.models.columns import blind_nik
from portal.rules import age
from portal.rules.age import Turning
from portal.rules.standings import Cause, Standing
from portal.services import standings, tallies
from portal.values import clock
from portal.values.fault import Invalid, Refused
from portal.values.naming import name_key
from portal.values.nik import Nik

#: Below so many members a name is looked for among all of a unit; above, by how the name begins.
FEW = 15_000
#: Of names that begin alike so many are looked at for one page; the rest for the next.
STRETCH = 2_000
MOST_WORDS = 5
LONGEST_NAME = 120
LONGEST_KTA = 40

_NOISE = re.compile(r"[^0-9A-Z]+")
_SIXTEEN = re.compile(r"[0-9]{14,18}")


def kta_key(text: str) -> str:
    """A KTA number as it is compared: ``pp.31/00-123`` and ``PP 31 00123`` are the same card."""
    return _NOISE.sub("", text.upper())[:LONGEST_KTA]


# Finding.


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of members to be paged: `query` makes the statement of a page from what says where the page begins, and
    `keys` are the columns it is ordered by, the id last. `stretch`, if there is one, says how far a page may look."""

    query: Callable[[ColumnElement[bool]], Select[Any]]
    keys: list[Any]
    stretch: Callable[[ColumnElement[bool], bool, int], Stretch] | None = None


class Stretch(NamedTuple):
    """A part of a long range: its edges as a condition, and whether the range goes on behind it."""

    within: ColumnElement[bool]
    goes_on: bool


def listed(
    actor: Actor,
    unit: Organisation,
    *,
    standing: Standing | None = None,
    words: str = "",
    size: int = 0,
    loose: bool = False,
) -> Listing:
    """Members of a unit and of all below it: by unit and name, or with `words` by name.

    `words` are beginnings of words of the name, in any order. In a unit of more than `FEW` members (`size`) the name
    begins with what was typed, or, `loose`, with its first word and has the others anywhere: only then is the answer
    in one range of an index, and of a long one a page looks at one stretch. Those who left are listed by their
    standing only.
    """
    looked_for = name_key(words).split()[:MOST_WORDS]
    known = OrmasMember.standing == standing if standing is not None else OrmasMember.standing != Standing.LEFT
    inside = OrmasMember.within(unit.path)
    named: list[ColumnElement[bool]] = []
    stretch = None
    if looked_for and size > FEW:
        beginning = looked_for[:1] if loose else looked_for
        looked_for = looked_for[len(beginning) :]
        named = _begins(UUID(unit.path.split("/")[1]), " " + " ".join(beginning))
        # The range of the unit must not keep the database from the range of the name.
        inside = OrmasMember.within(unit.path, engine.Aside(OrmasMember.path))
        stretch = partial(_stretch, named)
    sought = [*named, *(OrmasMember.name_key.contains(f" {word}", autoescape=True) for word in looked_for)]

    def query(here: ColumnElement[bool]) -> Select[Any]:
        found = actor.sees(OrmasMember).where(here, inside, known, *sought)
        return found.options(joinedload(OrmasMember.organisation))

    return Listing(query, _BY_NAME if words.strip() else [OrmasMember.path, *_BY_NAME], stretch)


_BY_NAME = [OrmasMember.name_key, OrmasMember.id]


def _begins(top_id: UUID, beginning: str) -> list[ColumnElement[bool]]:
    """Names of an ormas that begin so: one range of an index."""
    return [
        OrmasMember.top_id == top_id,
        OrmasMember.name_key >= beginning,
        OrmasMember.name_key < beginning[:-1] + chr(ord(beginning[-1]) + 1),
    ]


def _stretch(named: Sequence[ColumnElement[bool]], here: ColumnElement[bool], down: bool, number: int) -> Stretch:
    """The `number`-th stretch of a range, counted from where a page begins. Looks into the index alone, whosever the
    names are; two queries at most."""
    alike = everyone(OrmasMember, because="a search looks at so many names that begin alike, whosever they are")
    order = [key.desc() if down else key.asc() for key in _BY_NAME]
    names_only = alike.where(here, *named).with_only_columns(*_BY_NAME).order_by(*order).limit(1)
    first, beyond = (
        db.session.execute(names_only.offset(place)).one_or_none() if place else None
        for place in (number * STRETCH, (number + 1) * STRETCH)
    )
    names = tuple_(*_BY_NAME)
    edges: list[ColumnElement[bool]] = [true()]
    if first is not None:
        edges.append(names <= tuple_(*first) if down else names >= tuple_(*first))
    if beyond is not None:
        edges.append(names > tuple_(*beyond) if down else names < tuple_(*beyond))
    return Stretch(and_(*edges), beyond is not None)


def is_number(text: str) -> bool:
    """Whether what was typed into a search is a number of somebody's and no name: it must not stand in a URL."""
    return any(mark.isdigit() for mark in text)


def numbered(actor: Actor, unit: Organisation, text: str) -> OrmasMember | None:
    """The member of this subtree with this KTA, or this NIK; two queries at most."""
    ours = actor.sees(OrmasMember).where(
        OrmasMember.top_id == UUID(unit.path.split("/")[1]),
        OrmasMember.within(unit.path, engine.Aside(OrmasMember.path)),
    )
    key = kta_key(text)
    found = db.session.scalars(ours.where(OrmasMember.kta_key == key)).one_or_none() if key else None
    if found is None and _SIXTEEN.fullmatch(key):
        try:
            nik = Nik.parse(key)
        except Invalid as invalid:
            raise Refused(invalid.fault) from None
        found = db.session.scalars(ours.where(OrmasMember.nik_index == blind_nik(nik))).one_or_none()
    return found


def find(actor: Actor, id_: UUID) -> OrmasMember:
    """One member with unit, participant, and those they came with; raises `NotVisible`."""
    known = (OrmasMember.organisation, OrmasMember.participant, OrmasMember.relocation)
    return actor.find(OrmasMember, id_, *map(joinedload, known))


#: Of those who soon reach the age limit, as many as a page names.
MOST_TURNING = 20


def turning(actor: Actor, unit: Organisation) -> list[tuple[OrmasMember, Turning]]:
    """The unit's own members who reach the age limit within `age.AHEAD`, the first first; one query by an index.

    Those insured by an employer are not told: it is not for the unit to register them.
    """
    today = clock.today()
    born = actor.sees(OrmasMember, of=unit).where(
        OrmasMember.birth_date.between(*age.born_between(today)),
        OrmasMember.standing.not_in([Standing.LEFT, Standing.WAGE_EARNER]),
    )
    found = db.session.scalars(born.order_by(OrmasMember.birth_date, OrmasMember.id).limit(MOST_TURNING))
    turns = ((each, age.turning(each.birth_date, today)) for each in found if each.birth_date)
    return [(each, turn) for each, turn in turns if turn is not None]


# Keeping.


@dataclass(frozen=True, slots=True)
class Description:
    """What an officer says of a member; texts already parsed."""

    name: str
    kta: str = ""
    nik: Nik | None = field(default=None, repr=False)
    birth_date: date | None = None
    phone: str | None = None
    address: str = ""
    occupation: str = ""


@audited(Action.ORMAS_MEMBER_ADDED, needs=Permission.MEMBER_WRITE)
def add(actor: Actor, unit: Organisation, said: Description, *, wage_earner: bool = False) -> OrmasMember:
    """A new member of a unit, found among the insured by their NIK.

    `Refused`: unit.closed, member.name, member.kta_taken, member.nik_taken, member.insured_twice, member.birth.
    """
    unit = _held(actor, unit)
    _refuse_closed(unit)
    member = OrmasMember(
        id=new_id(),
        organisation_id=unit.id,
        branch_id=unit.branch_id,
        top_id=UUID(unit.path.split("/")[1]),
        path=unit.path,
        wage_earner=wage_earner,
        standing=Standing.LEFT,
        cause=Cause.GONE,
        left_reason="",
        contacted_by="",
        created_at=clock.now(),
    )
    _describe(member, said)
    _kept(member)
    standings.anew(OrmasMember.id == member.id)
    return member


@audited(Action.ORMAS_MEMBER_CHANGED, needs=Permission.MEMBER_WRITE)
def change(actor: Actor, member: OrmasMember, said: Description) -> OrmasMember:
    """Correct what is known of a member. A NIK left empty stays as it is. `Refused` as `add`."""
    member = _member_held(actor, member)
    _describe(member, said)
    _kept(member)
    standings.anew(OrmasMember.id == member.id)
    return member


@audited(Action.ORMAS_MEMBER_MARKED, needs=Permission.MEMBER_WRITE)
def mark(actor: Actor, member: OrmasMember, *, wage_earner: bool) -> OrmasMember:
    """Insured by an employer, or not after all; the first leaves the gap."""
    member = _member_held(actor, member)
    member.wage_earner = wage_earner
    standings.anew(OrmasMember.id == member.id)
    return member


@audited(Action.ORMAS_MEMBER_MOVED, needs=Permission.MEMBER_WRITE)
def move(actor: Actor, member: OrmasMember, unit: Organisation) -> OrmasMember:
    """To another unit of the same ormas. `Refused`: member.left, member.same_unit, unit.other_tree, unit.closed."""
    member = _member_held(actor, member)
    unit = _held(actor, unit)
    if member.left_at:
        raise Refused.because("member.left")
    if unit.id == member.organisation_id:
        raise Refused.because("member.same_unit", "unit", name=unit.name)
    if unit.top_id != member.top_id:
        raise Refused.because("unit.other_tree", "unit")
    _refuse_closed(unit)
    before = actor.find(Organisation, member.organisation_id)
    tallies.shift({member.path: {member.standing: -1}, unit.path: {member.standing: 1}})
    member.organisation_id, member.path, member.relocation_id = unit.id, unit.path, None
    fact(origin=before.name, into=unit.name)
    return member


@audited(Action.ORMAS_MEMBER_LEFT, needs=Permission.MEMBER_WRITE)
def leave(actor: Actor, member: OrmasMember, *, reason: str) -> OrmasMember:
    """No longer of the ormas: counted nowhere, kept with its history. Cover, if any, is the person's and stays.

    `Refused`: member.left, member.reason.
    """
    member = _member_held(actor, member)
    if member.left_at:
        raise Refused.because("member.left")
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise Refused.because("member.reason", "reason")
    member.left_at, member.left_reason = clock.now(), reason[:200]
    standings.anew(OrmasMember.id == member.id)
    fact(reason=member.left_reason)
    return member


@audited(Action.ORMAS_MEMBER_RETURNED, needs=Permission.MEMBER_WRITE)
def rejoin(actor: Actor, member: OrmasMember) -> OrmasMember:
    """Back in their unit: left by mistake, or came back. `Refused`: member.here, unit.closed."""
    member = _member_held(actor, member)
    if not member.left_at:
        raise Refused.because("member.here")
    _refuse_closed(actor.find(Organisation, member.organisation_id))
    member.left_at, member.left_reason = None, ""
    standings.anew(OrmasMember.id == member.id)
    return member


@audited(Action.ORMAS_MEMBER_CONTACTED, needs=Permission.MEMBER_WRITE)
def contacted(actor: Actor, member: OrmasMember) -> OrmasMember:
    """Somebody wrote to them about joining. `Refused`: member.left."""
    if member.left_at:
        raise Refused.because("member.left")
    member.contacted_at, member.contacted_by = clock.now(), actor.name
    return member


SHORTEST_REASON = 4


def _held(actor: Actor, unit: Organisation) -> Organisation:
    """The unit as it stands now, its ormas's numbers held until the transaction ends."""
    tallies.hold([UUID(unit.path.split("/")[1])])
    found = db.session.scalars(
        actor.sees(Organisation).where(Organisation.id == unit.id).execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotVisible("organisation")
    return found


def _member_held(actor: Actor, member: OrmasMember) -> OrmasMember:
    """The member as they stand now, the numbers held: of two who change one at once the second sees the first's."""
    tallies.hold([member.top_id])
    found = db.session.scalars(
        actor.sees(OrmasMember).where(OrmasMember.id == member.id).execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotVisible("ormas_member")
    return found


def _refuse_closed(unit: Organisation) -> None:
    if unit.closed_at:
        raise Refused.because("unit.closed", "unit", name=unit.name)


def _describe(member: OrmasMember, said: Description) -> None:
    """Everything said, and the participant whom the NIK names."""
    if not any(mark.isalpha() for mark in said.name):
        raise Refused.because("member.name", "name")
    if said.birth_date and said.birth_date > clock.today():
        raise Refused.because("member.birth", "birth_date")
    member.name, member.name_key = said.name[:LONGEST_NAME], name_key(said.name)
    member.kta, member.kta_key = said.kta[:LONGEST_KTA] or None, kta_key(said.kta) or None
    member.phone, member.address, member.occupation = said.phone, said.address, said.occupation
    if said.nik is not None and said.nik != member.nik:
        member.nik, member.nik_index = said.nik, blind_nik(said.nik)
        insured = everyone(Participant, because="a member is matched with the insured person of the same NIK")
        with db.session.no_autoflush:
            member.participant_id = db.session.scalars(
                insured.where(Participant.nik_index == member.nik_index).with_only_columns(Participant.id)
            ).one_or_none()
    born = said.nik.born(clock.today()) if said.nik else None
    member.birth_date = said.birth_date or born or member.birth_date
    _refuse_taken(member)


def _refuse_taken(member: OrmasMember) -> None:
    """`Refused` when the KTA, the NIK or the insured person is another member's, in sight or not."""
    others = everyone(OrmasMember, because="a KTA, a NIK, a person stands once in an ormas").where(
        OrmasMember.top_id == member.top_id, OrmasMember.id != member.id
    )
    with db.session.no_autoflush:
        for column, value, code, place in (
            (OrmasMember.kta_key, member.kta_key, "member.kta_taken", "kta"),
            (OrmasMember.nik_index, member.nik_index, "member.nik_taken", "nik"),
            (OrmasMember.participant_id, member.participant_id, "member.insured_twice", "nik"),
        ):
            taken = others.where(column == value).with_only_columns(OrmasMember.id)
            if value is not None and db.session.scalar(taken) is not None:
                raise Refused.because(code, place)


def _kept(member: OrmasMember) -> None:
    """The database has the last word when two officers write the same card at once."""
    try:
        with db.session.begin_nested():
            db.session.add(member)
    except IntegrityError:
        raise Refused.because("member.taken_now") from None
