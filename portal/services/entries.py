"""Lines that pupils filled in themselves (isian siswa): received by their class's link, taken onto the list of the
wave or passed over by the school.

A line that was taken is a row like any other: the same examination, the same mends, the same sending. Whoever sends
learns nothing of what is known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func
from sqlalchemy.orm import joinedload

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import (
    Applicant,
    ApplicantState,
    Fate,
    RegistrationLink,
    Roster,
    RosterRow,
    RosterState,
    Wave,
    db,
)
from portal.models.columns import blind_nik
from portal.rules.examination import Examined, examine
from portal.services import applicants, class_links, rosters
from portal.services.examiners import Verdict
from portal.values import clock
from portal.values.fault import Fault, Refused, Severity
from portal.values.nik import Nik

#: What is asked of a pupil, in the order of the form; each is a field of the school's list.
FIELDS = ("nik", "name", "birth_place", "birth_date", "mother_name", "phone", "class_name", "host")


def examined(link: RegistrationLink, texts: Mapping[str, str]) -> Examined:
    """What a pupil says, as a row of the wave would be examined; nobody leaves out what only they know."""
    wave, classes = link.wave, class_links.classes_of(link)
    assert wave is not None
    said = {name: texts.get(name, "") for name in FIELDS}
    found = applicants.alone(examine(said, start=wave.start, end=wave.end, today=clock.today()), said)
    must = {"mother_name.empty"}
    faults = [replace(each, severity=Severity.ERROR) if each.code in must else each for each in found.faults]
    if not found.values.get("birth_place"):
        faults.append(Fault("birth_place.missing", "birth_place"))
    if said["class_name"] not in classes:
        faults.append(Fault("entry.class", "class_name"))
    return found._replace(faults=tuple(faults))


def receive(link: RegistrationLink, texts: Mapping[str, str], *, consent_version: str) -> None:
    """A pupil sends their line by a link that is open; sent again, with the same NIK and phone, it is mended until
    the school has taken it. Says nothing of what became of it. `Refused`: what `examined` calls errors."""
    found = examined(link, texts)
    if found.has_errors:
        raise Refused(*found.faults)
    said = {name: texts.get(name, "") for name in FIELDS}
    index = blind_nik(Nik(found.values["nik"]))
    with audit.personal(Action.ENTRY_RECEIVED, link, who="Siswa", branch_id=link.branch_id):
        applicants.keep(link, found.values, said, consent_version=consent_version, nik_index=index)


def of_wave(actor: Actor, wave: Wave, state: ApplicantState) -> Select[Any]:
    """The lines of a wave in one state with the rows they became, to be paged by the id."""
    return _of(actor, wave).where(Applicant.state == state).options(joinedload(Applicant.row))


def figures(actor: Actor, wave: Wave) -> dict[ApplicantState, int]:
    """How many lines of a wave are in each state; one query."""
    counted = _of(actor, wave).with_only_columns(Applicant.state, func.count()).group_by(Applicant.state)
    return dict.fromkeys(ApplicantState, 0) | {row.state: row[1] for row in db.session.execute(counted)}


def waiting(actor: Actor) -> list[tuple[UUID, str, int]]:
    """(wave, its name, how many lines wait) of each wave of the school's that has such; one query."""
    lines = actor.sees(Applicant).where(Applicant.state == ApplicantState.WAITING)
    lines = lines.join(RegistrationLink, RegistrationLink.id == Applicant.link_id)
    lines = lines.join(Wave, Wave.id == RegistrationLink.wave_id).group_by(Wave.id, Wave.name).order_by(Wave.id)
    found = db.session.execute(lines.with_only_columns(Wave.id, Wave.name, func.count()))
    return [(id_, name, count) for id_, name, count in found]


@dataclass(frozen=True, slots=True)
class Seen:
    """A line as the school sees it before it takes it, and what speaks against it."""

    applicant: Applicant
    values: Mapping[str, str] = field(repr=False)
    faults: tuple[Fault, ...]

    @property
    def nik(self) -> Nik | None:
        return Nik(self.values["nik"]) if "nik" in self.values else None

    @property
    def born(self) -> date | None:
        return date.fromisoformat(self.values["birth_date"]) if "birth_date" in self.values else None


def seen(actor: Actor, wave: Wave, some: Sequence[Applicant]) -> list[Seen]:
    """These, all waiting, as rows of the wave's list would be seen; the same few queries however many they are."""
    verdicts = rosters.foreseen(actor, wave, [each.content for each in some])
    twice, listed = _twice(actor, wave, verdicts), _listed(actor, wave, verdicts)
    return [
        Seen(
            each, verdict.values, (*map(Fault.from_json, verdict.content["faults"]), *_known(verdict, twice, listed))
        )
        for each, verdict in zip(some, verdicts, strict=True)
    ]


def _known(verdict: Verdict, twice: Mapping[bytes, int], listed: Mapping[bytes, str]) -> list[Fault]:
    index, found = verdict.nik_index or b"", []
    if index in twice:
        found.append(Fault("entry.twice", "nik", Severity.WARNING, {"others": twice[index] - 1}))
    if index in listed:
        found.append(Fault("entry.listed", "nik", Severity.WARNING, {"title": listed[index]}))
    return found


def _twice(actor: Actor, wave: Wave, verdicts: Sequence[Verdict]) -> dict[bytes, int]:
    """NIK → how many lines that wait give it, of those that several do."""
    same = _of(actor, wave).where(
        Applicant.state == ApplicantState.WAITING, Applicant.nik_index.in_(_indexes(verdicts))
    )
    counted = same.with_only_columns(Applicant.nik_index, func.count()).group_by(Applicant.nik_index)
    return {bytes(index): count for index, count in db.session.execute(counted.having(func.count() > 1)) if index}


def _listed(actor: Actor, wave: Wave, verdicts: Sequence[Verdict]) -> dict[bytes, str]:
    """NIK → the list of the wave in which it waits to be sent already."""
    rows = (
        actor.sees(RosterRow)
        .join(Roster, Roster.id == RosterRow.roster_id)
        .where(
            Roster.wave_id == wave.id,
            Roster.state == RosterState.OPEN,
            RosterRow.nik_index.in_(_indexes(verdicts)),
            RosterRow.fate.in_([Fate.OPEN, Fate.RETURNED]),
        )
        .with_only_columns(RosterRow.nik_index, Roster.title)
    )
    return {bytes(index): title for index, title in db.session.execute(rows) if index}


def _indexes(verdicts: Sequence[Verdict]) -> set[bytes]:
    return {each.nik_index for each in verdicts if each.nik_index}


@audited(Action.ENTRIES_APPROVED, needs=Permission.ROSTER_WRITE)
def approve(actor: Actor, wave: Wave, ids: Sequence[UUID]) -> Roster:
    """Take these of the lines that wait onto the wave's list, faults and all, to be mended and sent there; the roster
    they stand in. `Refused`: applicant.none, of which nobody waits any more."""
    some = _held(actor, wave, ids, ApplicantState.WAITING)
    rows = rosters.filled_in(actor, wave, [each.content for each in some])
    for each, row in zip(some, rows, strict=True):
        each.row_id, each.content = row.id, {"name": each.content["name"]}
        each.state, each.decided_at, each.decided_by = ApplicantState.REGISTERED, clock.now(), actor.name
    fact(rows=len(rows), wave=wave.name)
    return actor.find(Roster, rows[0].roster_id)


@audited(Action.ENTRIES_SKIPPED, needs=Permission.ROSTER_WRITE)
def skip(actor: Actor, wave: Wave, ids: Sequence[UUID]) -> int:
    """Pass these of the lines that wait over; how many. They are forgotten later. `Refused`: applicant.none."""
    some = _held(actor, wave, ids, ApplicantState.WAITING)
    for each in some:
        each.state, each.decided_at, each.decided_by = ApplicantState.REFUSED, clock.now(), actor.name
    fact(rows=len(some), wave=wave.name)
    return len(some)


@audited(Action.ENTRIES_RESTORED, needs=Permission.ROSTER_WRITE)
def restore(actor: Actor, wave: Wave, ids: Sequence[UUID]) -> int:
    """Let these of the lines that were passed over wait again; how many. `Refused`: applicant.none."""
    some = _held(actor, wave, ids, ApplicantState.REFUSED)
    for each in some:
        each.state, each.decided_at, each.decided_by = ApplicantState.WAITING, None, ""
    fact(rows=len(some), wave=wave.name)
    return len(some)


def _held(actor: Actor, wave: Wave, ids: Sequence[UUID], state: ApplicantState) -> list[Applicant]:
    """Those of these that are lines of the wave in this state, in the order in which they came, and nobody else's
    until the transaction ends. Whoever moves the wave waits too."""
    db.session.refresh(wave, with_for_update={"key_share": True})
    of_it = set(db.session.scalars(_of(actor, wave).where(Applicant.id.in_(ids)).with_only_columns(Applicant.id)))
    if not of_it:
        raise Refused.because("applicant.none")
    return list(applicants.held_all(actor, list(of_it), {state}))


def _of(actor: Actor, wave: Wave) -> Select[Any]:
    lines = actor.sees(Applicant).join(RegistrationLink, RegistrationLink.id == Applicant.link_id)
    return lines.where(RegistrationLink.wave_id == wave.id)
