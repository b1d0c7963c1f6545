"""Cek perlindungan: was this person covered at that instant? Asked at a clinic's desk, answered and kept as evidence.

Anybody's number may be asked about, so the answer is masked, and nothing is told of who sponsors the person. What was
typed is kept as a fingerprint only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, null, select, type_coerce, union_all

from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import AskedBy, Contribution, CoverCheck, Enrolment, Participant, Purpose, db, new_id, sealing
from portal.models.columns import blind_nik
from portal.rules import deadlines
from portal.rules.cover_checks import Answer, answer
from portal.rules.coverage import Facts
from portal.rules.reason import Reason
from portal.services import coverage, policies
from portal.services.verifications import code_of, masked
from portal.values import clock
from portal.values.clock import Zone, in_wib
from portal.values.fault import Invalid, Refused
from portal.values.month import Month
from portal.values.nik import Nik

_NOISE = re.compile(r"[\s.\-'`’‘\u200b\u200e\u200f\u202a-\u202c\u2060\ufeff]+")
_CARD = re.compile(r"/(?:periksa|darurat)/([2-9A-HJKMNP-TV-Z]{12})(?:[/?#]|$)")
#: Digits that a number of the card may have; eleven is usual, one system accepts eight to thirteen.
_KPJ = range(8, 14)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom one asks about: a NIK, a number of the card, or the code on a card."""

    way: AskedBy
    text: str = field(repr=False)

    @property
    def index(self) -> bytes:
        """Its fingerprint; that of a NIK is the one people are found by."""
        if self.way is AskedBy.NIK:
            return blind_nik(Nik(self.text))
        return sealing.ring().blind(self.text.encode(), self.way.value.encode())

    @classmethod
    def typed(cls, text: str) -> Subject:
        """What somebody typed, or a camera read out. `Refused`: check.empty, check.number, codes of `Nik.parse`."""
        digits = _NOISE.sub("", text)
        # Twelve digits are a number: of all codes of cards one in ten million has no letter, and its QR says so.
        if not digits.isdigit() and (code := _card_code(text)) is not None:
            return cls(AskedBy.CARD, code)
        if not digits:
            raise Refused.because("check.empty", "number")
        if not (digits.isascii() and digits.isdigit()) or len(digits) < _KPJ.start:
            raise Refused.because("check.number", "number")
        if len(digits) in _KPJ:
            return cls(AskedBy.KPJ, digits)
        try:
            return cls(AskedBy.NIK, Nik.parse(digits).digits)
        except Invalid as invalid:
            raise Refused.because(invalid.fault.code, "number", **invalid.fault.params) from None

    @classmethod
    def scanned(cls, codes: Iterable[str]) -> Subject:
        """What the QR codes on a picture say. `Refused`: check.no_code for none, check.foreign for other systems'."""
        seen = False
        for text in codes:
            seen = True
            if (code := _card_code(text)) is not None:
                return cls(AskedBy.CARD, code)
        raise Refused.because("check.foreign" if seen else "check.no_code", "photo")


def _card_code(text: str) -> str | None:
    """The code of a card of ours: as it is printed, or within the address that its QR holds."""
    found = _CARD.search(text)
    return found[1] if found else code_of(text)


@dataclass(frozen=True, slots=True)
class Known:
    """An enrolment of the person asked about, and what is known of it."""

    enrolment_id: UUID
    participant_id: UUID
    branch_id: UUID
    facts: Facts


def find(subject: Subject) -> list[Known]:
    """Every enrolment of this person with the months paid, the latest first; one query, one look at each index.

    `Refused` check.several for a number of the card that stands with several people.
    """
    found = rows(subject.way, subject.index if subject.way is AskedBy.NIK else subject.text)
    paid: dict[UUID, dict[Month, datetime]] = defaultdict(dict)
    for row in found:
        if row.paid_at is not None:
            paid[row.participant_id][row.month] = row.paid_at
    known = [
        Known(row.id, row.participant_id, row.branch_id, coverage.record(row, paid[row.participant_id]))
        for row in found
        if row.id is not None
    ]
    if len({each.participant_id for each in known}) > 1:
        raise Refused.because("check.several", "number")
    return sorted(known, key=lambda each: each.facts.start, reverse=True)


def rows(way: AskedBy, asked: bytes | str) -> Sequence[Any]:
    """The enrolments of whoever is asked about, and their paid months, a row for each. The one query."""
    return db.session.execute(_STATEMENTS[way], {"asked": asked}).all()


def answered(known: list[Known], at: datetime, *, branch_id: UUID, traffic: bool) -> Answer:
    """By the decisions of the branch that the person belongs to; of an unknown person's by those of who asks."""
    begun = [each for each in known if each.facts.start <= in_wib(at).date()]
    decides = next(iter(begun or known), None)
    decided = policies.in_force(decides.branch_id if decides else branch_id, in_wib(at).date())
    return answer(at, [each.facts for each in known], decided, traffic=traffic)


@audited(Action.COVER_CHECKED, needs=Permission.COVER_CHECK)
def ask(
    actor: Actor, subject: Subject, *, happened_at: datetime, zone: Zone, traffic: bool, purpose: Purpose
) -> CoverCheck:
    """Answer for the instant of the accident, and keep question and answer.

    `Refused`: check.future, check.too_early, check.several.
    """
    refuse_instant(happened_at, branch_id=actor.branch_id)
    known = find(subject)
    found = answered(known, happened_at, branch_id=actor.branch_id, traffic=traffic)
    best = known[found.place] if found.place is not None else None
    assert actor.organisation_id is not None
    check = CoverCheck(
        id=new_id(),
        organisation_id=actor.organisation_id,
        branch_id=actor.branch_id,
        asked_by=actor.user_id,
        asked_by_name=actor.name,
        asked_at=clock.now(),
        purpose=purpose,
        way=subject.way,
        subject_index=subject.index,
        happened_at=happened_at,
        zone=zone,
        traffic=traffic,
        verdict=found.verdict,
        told=_told(found, _shown_of(best.participant_id) if best else {}),
        participant_id=best.participant_id if best else None,
        enrolment_id=best.enrolment_id if best else None,
    )
    db.session.add(check)
    db.session.flush()
    fact(verdict=found.verdict.value, asked=subject.way.value, purpose=purpose.value)
    return check


def refuse_instant(at: datetime, *, branch_id: UUID) -> None:
    """`Refused` check.future for what has not happened yet, check.too_early for what nobody can claim any more."""
    now = clock.now()
    if at > now:
        raise Refused.because("check.future", "day", now=now)
    today = clock.today()
    first = deadlines.earliest_claim(today, policies.in_force(branch_id, today))
    if in_wib(at).date() < first:
        raise Refused.because("check.too_early", "day", first=first)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it was given then: `name` and `nik` masked (empty for somebody unknown), why, and what follows."""

    name: str
    nik: str
    reason: Reason
    meaning: tuple[Reason, ...]
    todo: tuple[Reason, ...]


def told(check: CoverCheck) -> Told:
    kept = check.told
    return Told(
        kept.get("name", ""),
        kept.get("nik", ""),
        Reason.from_json(kept["reason"]),
        tuple(Reason.from_json(each) for each in kept["meaning"]),
        tuple(Reason.from_json(each) for each in kept["todo"]),
    )


def listed(actor: Actor) -> Select[CoverCheck]:
    """What was asked, to be paged by the id."""
    return actor.sees(CoverCheck)


def _told(found: Answer, shown: Mapping[str, str]) -> dict[str, Any]:
    return {
        **shown,
        "reason": found.reason.as_json(),
        "meaning": [each.as_json() for each in found.meaning],
        "todo": [each.as_json() for each in found.todo],
    }


def _shown_of(participant_id: UUID) -> dict[str, str]:
    """Enough to compare with the person at the desk, too little to look anybody up."""
    asked = everyone(Participant, because="whoever is asked about at a clinic's desk is named there, masked")
    name, nik = db.session.execute(
        asked.where(Participant.id == participant_id).with_only_columns(Participant.name, Participant.nik)
    ).one()
    return {"name": masked(name), "nik": nik.masked}


_PEOPLE, _ENROLMENTS = cast(Table, Participant.__table__), cast(Table, Enrolment.__table__)
_CARDS = _ENROLMENTS.alias("card")


def _statement(whose: Callable[[Any], Any]) -> Any:
    """Made once: it is asked while somebody waits in pain. Tables and not models, since the rows are only read.

    A month is paid once, by whichever sponsor the person had then, so months are looked up by person, and stand in
    rows of their own: to say again with each of them who is insured would take most of the time.
    """
    enrolment, contribution = _ENROLMENTS.c, cast(Table, Contribution.__table__).c
    told = [enrolment[name] for name in ("id", "branch_id", "segment", "start", "end", "approved_at", "withdrawn_at")]
    paid = [contribution.month, contribution.paid_at]
    return union_all(
        select(enrolment.participant_id, *told, *map(_nothing, paid)).where(whose(enrolment.participant_id)),
        select(contribution.participant_id, *map(_nothing, told), *paid).where(
            whose(contribution.participant_id), Contribution.STANDS, contribution.paid_at.is_not(None)
        ),
    ).execution_options(seen_by="everyone: a clinic's desk may ask whether anybody is covered")


def _nothing(column: Any) -> Any:
    return type_coerce(null(), column.type).label(column.key)


#: Whose enrolments: a NIK and a card are one person's, a number of the card may have been typed for two.
_PERSON = select(_PEOPLE.c.id).where(_PEOPLE.c.nik_index == bindparam("asked")).scalar_subquery()
_BEARER = select(_CARDS.c.participant_id).where(_CARDS.c.card_code == bindparam("asked")).scalar_subquery()
_NUMBERED = select(_PEOPLE.c.id).where(_PEOPLE.c.kpj == bindparam("asked"))
_STATEMENTS: Mapping[AskedBy, Any] = {
    AskedBy.NIK: _statement(lambda person: person == _PERSON),
    AskedBy.KPJ: _statement(lambda person: person.in_(_NUMBERED)),
    AskedBy.CARD: _statement(lambda person: person == _BEARER),
}
