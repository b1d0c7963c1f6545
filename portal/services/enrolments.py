"""People as their sponsor and branch know them: find, show, correct, look behind the mask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import joinedload

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, bulk_update, fact
from portal.access.permissions import Permission
from portal.models import (
    LIVE,
    Contribution,
    ContributionState,
    Enrolment,
    EnrolmentState,
    Invoice,
    Organisation,
    Participant,
    RosterRow,
    Wave,
    db,
)
from portal.models.columns import blind_nik
from portal.rules import contributions
from portal.rules.contributions import Segment
from portal.rules.examination import examine, examine_worker
from portal.rules.reason import Reason
from portal.services import sipp_returns, standings
from portal.services.disclosures import LONG_NUMBER, bare, reason_of
from portal.spreadsheets.columns import ROSTER
from portal.values import clock
from portal.values.fault import Fault, Invalid, Refused, Severity
from portal.values.month import Month
from portal.values.naming import name_key
from portal.values.nik import Nik, Sex
from portal.values.phone import Phone
from portal.values.rupiah import Rupiah

#: What may be corrected, in the order of the form. The NIK is not: it says who the person is.
FIELDS = ("name", "birth_place", "birth_date", "sex", "mother_name", "phone", "email", "address", "class_name")
#: Not shown in a form, so that correcting a class does not read them: left empty they stay, a dash clears them.
HIDDEN = frozenset({"mother_name", "phone"})
#: Words of a name that are looked for; more would only make the question longer.
MOST_WORDS = 5
#: Other registrations of one person that their page tells of.
MOST_OTHERS = 20


# Finding people.


def listed(
    actor: Actor,
    *,
    words: str = "",
    wave: Wave | None = None,
    organisation: Organisation | None = None,
    states: Sequence[EnrolmentState] = (),
    sent_back: bool = False,
) -> Any:
    """People by name: the query of a list, to be paged by (name_key, id).

    `words` are beginnings of words of the name, in any order; `sent_back` asks for those whom SIPP refused.
    """
    query = actor.sees(Enrolment).options(
        joinedload(Enrolment.participant), joinedload(Enrolment.wave), joinedload(Enrolment.organisation)
    )
    if wave is not None:
        query = query.where(Enrolment.wave_id == wave.id)
    if organisation is not None:
        query = query.where(Enrolment.organisation_id == organisation.id)
    if states:
        query = query.where(Enrolment.state.in_(states))
    if sent_back:
        query = query.where(Enrolment.SENT_BACK)
    return named(query, words)


def named(query: Any, words: str) -> Any:
    """Those of a query whose names have words that begin so, in any order."""
    for word in name_key(words).split()[:MOST_WORDS]:
        query = query.where(Enrolment.name_key.contains(f" {word}", autoescape=True))
    return query


def is_number(text: str) -> bool:
    """Whether what was typed into a search is an identity number and not a name: it must not stand in a URL."""
    return bool(LONG_NUMBER.fullmatch(bare(text)))


def numbered(actor: Actor, text: str) -> Sequence[Enrolment]:
    """Whom a NIK (sixteen digits) or a number of the card (KPJ) names, the latest enrolment first; one query.

    `Refused`: the codes of `Nik.parse`, search.number for a length that neither has.
    """
    digits = bare(text)
    if len(digits) >= 14:
        try:
            named = Participant.nik_index == blind_nik(Nik.parse(digits))
        except Invalid as invalid:
            raise Refused(invalid.fault) from None
    else:
        named = Participant.kpj == digits
    return db.session.scalars(
        actor.sees(Enrolment)
        .join(Enrolment.participant)
        .where(named)
        .options(joinedload(Enrolment.participant), joinedload(Enrolment.wave), joinedload(Enrolment.organisation))
        .order_by(Enrolment.id.desc())
        .limit(25)
    ).all()


def find(actor: Actor, id_: UUID) -> Enrolment:
    """One person's enrolment with what a page says of it; raises `NotVisible`."""
    return actor.find(
        Enrolment,
        id_,
        joinedload(Enrolment.participant),
        joinedload(Enrolment.wave),
        joinedload(Enrolment.organisation),
    )


@dataclass(frozen=True, slots=True)
class MonthLine:
    """Consecutive contribution months of one person that cost and stand the same, on one bill (or none yet)."""

    months: list[Month]
    each: Rupiah
    state: ContributionState
    reasons: tuple[Reason, ...]
    invoice: Invoice | None


def month_lines(actor: Actor, enrolment: Enrolment) -> list[MonthLine]:
    """What is asked of a person month by month, where it stands and why it is so much; one query.

    A bill of somebody else's (another sponsor, a unit above) is not told of.
    """
    ours = actor.sees(Invoice).with_only_columns(Invoice.id)
    found = db.session.execute(
        actor.sees(Contribution)
        .outerjoin(Invoice, (Invoice.id == Contribution.invoice_id) & Invoice.id.in_(ours))
        .where(Contribution.enrolment_id == enrolment.id, Contribution.STANDS)
        .add_columns(Invoice)
        .order_by(Contribution.month)
    )
    lines: list[tuple[Any, MonthLine]] = []
    for owed, invoice in found:
        alike = (owed.amount, owed.law, owed.state, owed.invoice_id)
        if lines and lines[-1][0] == alike and owed.month - lines[-1][1].months[-1] == 1:
            lines[-1][1].months.append(owed.month)
        else:
            line = MonthLine([owed.month], owed.amount, owed.state, contributions.explain(owed.law), invoice)
            lines.append((alike, line))
    return [line for _, line in lines]


def row_of(actor: Actor, enrolment: Enrolment) -> RosterRow | None:
    """The row of a list that a person came from; it may have come back, with the branch's reason."""
    return db.session.scalars(actor.sees(RosterRow).where(RosterRow.id == enrolment.id)).one_or_none()


# Correcting.


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person typed, seen by the rules: `values` as they would be kept, `faults` of what was changed."""

    texts: Mapping[str, str] = field(repr=False)
    changed: frozenset[str]
    values: Mapping[str, str] = field(repr=False)
    faults: tuple[Fault, ...]

    @property
    def acceptable(self) -> bool:
        """Whether the faults are only unlikely, and nothing that was typed would be lost."""
        return all(
            fault.severity is Severity.WARNING and (fault.field in self.values or not self.texts[fault.field])
            for fault in self.faults
        )


def texts_of(enrolment: Enrolment) -> dict[str, str]:
    """What a form of `FIELDS` begins with; the hidden ones are empty."""
    return {name: "" if name in HIDDEN else text for name, text in _known(enrolment).items()}


def corrected(enrolment: Enrolment, texts: Mapping[str, str]) -> Correction:
    """Examine other texts for the same person; what was not touched was looked at when it came in."""
    before = _known(enrolment)
    after = {name: _typed(name, texts.get(name), before[name]) for name in FIELDS}
    changed = frozenset(name for name in FIELDS if after[name] != before[name])
    said = {"nik": enrolment.participant.nik.digits, **after}
    if enrolment.segment is Segment.BPU:
        examined = examine_worker(said, today=clock.today())
    else:
        examined = examine(said, start=enrolment.start, end=enrolment.end or date.max, today=clock.today())
    faults = tuple(fault for fault in examined.faults if fault.field in changed)
    return Correction(after, changed, examined.values, faults)


def _typed(name: str, text: str | None, before: str) -> str:
    text = before if text is None else " ".join(text.replace("\0", "").split())[:300]
    if name not in HIDDEN:
        return text
    return "" if text == "-" else text or before


def _known(enrolment: Enrolment) -> dict[str, str]:
    person = enrolment.participant
    known = {
        "name": person.name,
        "birth_place": person.birth_place,
        "birth_date": f"{person.birth_date:%d/%m/%Y}",
        "sex": person.sex.value,
        "mother_name": person.mother_name or "",
        "phone": Phone(person.phone).local if person.phone else "",
        "email": person.email or "",
        "address": person.address,
        "class_name": enrolment.class_name,
    }
    return {name: " ".join(text.split()) for name, text in known.items()}


def others(actor: Actor, enrolment: Enrolment) -> list[Enrolment]:
    """What else the same person was or is registered with, as far as the actor sees it, the latest first: one person
    has one record, whoever registered them."""
    same = actor.sees(Enrolment).where(
        Enrolment.participant_id == enrolment.participant_id, Enrolment.id != enrolment.id, Enrolment.state.in_(LIVE)
    )
    found = same.options(joinedload(Enrolment.organisation)).order_by(Enrolment.start.desc(), Enrolment.id.desc())
    return list(db.session.scalars(found.limit(MOST_OTHERS)))


def refuse_locked(actor: Actor, enrolment: Enrolment) -> None:
    """`Refused` when this person cannot be corrected here: enrolment.returned, enrolment.withdrawn,
    enrolment.shared."""
    if enrolment.state is EnrolmentState.RETURNED:
        raise Refused.because("enrolment.returned")
    if enrolment.state is EnrolmentState.WITHDRAWN:
        raise Refused.because("enrolment.withdrawn")
    today = clock.today()
    elsewhere = everyone(Enrolment, because="what another sponsor relies on is not changed by one alone").where(
        Enrolment.participant_id == enrolment.participant_id,
        Enrolment.organisation_id != enrolment.organisation_id,
        Enrolment.state.in_(LIVE),
        Enrolment.end.is_(None) | (Enrolment.end >= today),
    )
    if db.session.scalar(elsewhere.with_only_columns(Enrolment.id).limit(1)) is not None:
        raise Refused.because("enrolment.shared")


@audited(Action.PARTICIPANT_CHANGED, needs=Permission.ENROLMENT_WRITE)
def change(actor: Actor, enrolment: Enrolment, texts: Mapping[str, str], *, sure: bool = False) -> Enrolment:
    """Correct what is known of a person, under the rules of the roster; `sure` accepts what is only unlikely.

    `Refused`: enrolment.unchanged, what `refuse_locked` refuses, and the faults at their fields.
    """
    refuse_locked(actor, enrolment)
    person = db.session.scalars(
        actor.sees(Participant)
        .where(Participant.id == enrolment.participant_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    correction = corrected(enrolment, texts)
    if not correction.changed:
        raise Refused.because("enrolment.unchanged")
    if correction.faults and not (sure and correction.acceptable):
        raise Refused(*correction.faults)
    values = correction.values
    person.name = values["name"]
    person.birth_place = values.get("birth_place", "")
    person.birth_date = date.fromisoformat(values["birth_date"])
    person.sex = Sex(values["sex"])
    person.mother_name, person.phone = values.get("mother_name"), values.get("phone")
    person.email, person.address = values.get("email"), values.get("address", "")
    enrolment.class_name = values.get("class_name", "")
    enrolment.name_key = name_key(person.name)
    if "name" in correction.changed:
        # Wherever the person is listed, they are found by the name they have now.
        bulk_update(
            Enrolment,
            update(Enrolment)
            .where(Enrolment.participant_id == person.id, Enrolment.id != enrolment.id)
            .values(name_key=enrolment.name_key),
        )
    if "birth_date" in correction.changed:
        standings.follow([person.id])
    sipp_returns.mend(actor, enrolment)
    fact(fields=", ".join(ROSTER.by_field[name].title for name in FIELDS if name in correction.changed))
    return enrolment


# Looking behind the mask.


@dataclass(frozen=True, slots=True)
class Unmasked:
    """What is otherwise hidden; for one answer, never kept."""

    nik: str = field(repr=False)
    mother_name: str | None = field(repr=False)
    phone: str | None = field(repr=False)


def reveal(actor: Actor, enrolment: Enrolment, *, reason: str) -> Unmasked:
    """NIK, mother's name and phone in the clear; that they were looked at is recorded, by whom and why.

    `Refused`: reveal.reason, reveal.digits.
    """
    reason = reason_of(reason)
    person = enrolment.participant
    audit.looked(actor, person, fields=("nik", "mother_name", "phone"), reason=reason)
    phone = Phone(person.phone).local if person.phone else None
    return Unmasked(person.nik.digits, person.mother_name, phone)
