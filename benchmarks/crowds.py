"""A country in the database: a thousand people to a school, all approved, paid and covered, put in past every rule.

Kept between runs, for a million take minutes to make and nothing that is measured leaves a trace worth the name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select, text

from benchmarks import stages
from benchmarks.stages import Stage
from portal.access.permissions import Role
from portal.models import (
    Allocation,
    Contribution,
    ContributionState,
    Enrolment,
    EnrolmentState,
    Invoice,
    InvoiceState,
    Membership,
    Model,
    Organisation,
    OrganisationKind,
    Participant,
    Payment,
    User,
    Wave,
    db,
    engine,
    new_id,
    sealing,
)
from portal.models.transaction import transaction
from portal.rules.contributions import Segment
from portal.services.numbers import secret_code
from portal.values.month import Month
from portal.values.naming import name_key
from portal.values.nik import Sex
from portal.values.rupiah import Rupiah
from tests.cast import Cast, Person
from tests.make import people

#: People of one school. The first school is SMKN 1, so Sari's list is the same in every crowd.
SCHOOL = 1_000

_THEN = datetime(2026, 7, 1, 3, tzinfo=UTC)
_FIRST, _LAST, MONTH = date(2026, 8, 3), date(2027, 1, 29), Month(2026, 8)
_FEE = Rupiah(16_800)


def stage(kind: str, count: int) -> tuple[Stage, Person]:
    """A stage with `count` people in it, and Sari."""
    found = kept(kind, f"crowd_{count}", lambda cast: fill(cast, count))
    return found, known(found, "sari")


def kept(kind: str, name: str, fill: Callable[[Cast], None]) -> Stage:
    """The stage of this name; the first time it is filled, from one that the cast stands on."""
    name = f"{name}_{stages.schema()}"
    url = stages.exists(kind, name)
    if url is None:
        made, cast = stages.set_up(kind)
        made.act(lambda: fill(cast))
        made.rest()
        url = stages.rename(made.url, name)
    return Stage(url)


def known(stage: Stage, first_name: str) -> Person:
    """Somebody of the cast, or who was put there since."""
    return stage.act(lambda: _known(f"{first_name}@contoh.sch.id"))


def _known(email: str) -> Person:
    asked = select(User, Membership).join(Membership, Membership.user_id == User.id).where(User.email == email)
    user, membership = db.session.execute(asked).one()
    return Person(
        user.name,
        user.email or "",
        Role(membership.role),
        user.id,
        membership.id,
        membership.branch_id,
        membership.organisation_id,
    )


class _School(NamedTuple):
    """What the rows of one school's people refer to."""

    id: UUID
    wave: UUID
    invoice: UUID
    payment: UUID


def fill(cast: Cast, count: int) -> None:
    for first in range(0, count, SCHOOL):
        with transaction():
            hurry()
            school = _school(cast, first // SCHOOL)
            _people(cast.bandung, school, range(first, min(count, first + SCHOOL)))
    settle()


def settle() -> None:
    """The databases look at their tables as they do in time by themselves."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("vacuum analyze"))
        else:
            connection.execute(text("commit"))
            connection.execute(text("pragma wal_checkpoint(truncate)"))
            connection.execute(text("analyze"))


def hurry() -> None:
    """While it is made nothing needs to last, and what is put in refers to what is there."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("set local synchronous_commit = off"))
        connection.execute(text("set local session_replication_role = replica"))


def _school(cast: Cast, number: int) -> _School:
    school = _School(cast.smkn1 if number == 0 else new_id(), new_id(), new_id(), new_id())
    owner = {"organisation_id": school.id, "branch_id": cast.bandung}
    money = _FEE * SCHOOL
    if number:
        name = f"SMK Swasta {number:04}"
        put(
            Organisation,
            {
                "id": school.id,
                "branch_id": cast.bandung,
                "kind": OrganisationKind.SCHOOL,
                "path": f"/{school.id}/",
                "name": name,
                "name_key": name_key(name),
                "npsn": f"{69000000 + number}",
                "address": "",
                "contact_name": "",
                "stage": "active",
                "needs_principal": False,
                "funding": "own",
                "created_at": _THEN,
            },
        )
    put(Wave, {"id": school.wave, "name": "PKL 2026", "start": _FIRST, "end": _LAST, "created_at": _THEN} | owner)
    bill = Bill(school.invoice, school.payment, f"B{number:06}", 700000000000 + number, SCHOOL, money, _THEN, _THEN)
    paid_bill(cast, bill, owner, wave_id=school.wave)
    return school


class Bill(NamedTuple):
    """A bill that was paid at once; its payment has the same number behind a K."""

    invoice: UUID
    payment: UUID
    number: str
    kode_iuran: int
    people: int
    money: Rupiah
    made_at: datetime
    paid_at: datetime


def paid_bill(cast: Cast, bill: Bill, owner: Mapping[str, Any], **of: UUID) -> None:
    """The bill, `of` whatever it is for, and the payment of all of it."""
    put(
        Invoice,
        {
            "id": bill.invoice,
            "number": bill.number,
            "kode_iuran": f"{bill.kode_iuran}",
            "state": InvoiceState.PAID,
            "people": bill.people,
            "total": bill.money,
            "paid": bill.money,
            "created_at": bill.made_at,
            "issued_at": bill.made_at,
            **of,
            **owner,
        },
    )
    put(
        Payment,
        {
            "id": bill.payment,
            "invoice_id": bill.invoice,
            "number": f"K{bill.number}",
            "code": secret_code(),
            "amount": bill.money,
            "paid_at": bill.paid_at,
            "channel": "Bank BJB",
            "reference": f"TRX{bill.number}",
            "recorded_by": cast.hasan.user_id,
            "recorded_by_name": cast.hasan.name,
            "recorded_at": bill.made_at,
            **owner,
        },
    )


def allocated(payment: UUID, contributions: Iterable[UUID], fee: Rupiah, owner: Mapping[str, Any]) -> None:
    """Each of these months paid with so much of the payment."""
    said = {"payment_id": payment, "amount": fee, "reversed": False, **owner}
    put(Allocation, *({"contribution_id": each, **said} for each in contributions))


def _people(branch_id: UUID, school: _School, numbers: range) -> None:
    known = [(new_id(), new_id(), new_id(), number) for number in numbers]
    owner = {"organisation_id": school.id, "branch_id": branch_id}
    put(Participant, *(participant(person, number) for person, _, _, number in known))
    put(
        Enrolment,
        *(
            {
                "id": enrolment,
                "participant_id": person,
                "wave_id": school.wave,
                "segment": Segment.PKL,
                "state": EnrolmentState.APPROVED,
                "name_key": name_key(people.name(number)),
                "class_name": f"XII RPL {number % 4 + 1}",
                "occupation": "",
                "sector": "other",
                "income": Rupiah(1_000_000),
                "programmes": "JKK+JKM",
                "start": _FIRST,
                "end": _LAST,
                "card_code": secret_code(),
                "covered_from": _THEN,
                "paid_through": MONTH,
                "created_at": _THEN,
                "approved_at": _THEN,
            }
            | owner
            for person, enrolment, _, number in known
        ),
    )
    put(
        Contribution,
        *(
            {
                "id": contribution,
                "enrolment_id": enrolment,
                "participant_id": person,
                "month": MONTH,
                "base": Rupiah(1_000_000),
                "jkk": Rupiah(10_000),
                "jkm": Rupiah(6_800),
                "jht": Rupiah(0),
                "relief": Rupiah(0),
                "amount": _FEE,
                "law": "",
                "state": ContributionState.PAID,
                "paid_at": _THEN,
                "invoice_id": school.invoice,
            }
            | owner
            for person, enrolment, contribution, _ in known
        ),
    )
    allocated(school.payment, (contribution for _, _, contribution, _ in known), _FEE, owner)


def participant(person_id: UUID, number: int) -> dict[str, Any]:
    nik = people.nik(number)
    return {
        "id": person_id,
        "nik": nik,
        "nik_index": sealing.ring().blind(nik.digits.encode(), b"nik"),
        "name": people.name(number),
        "birth_place": "Bandung",
        "birth_date": people.born(number),
        "sex": Sex.FEMALE if people.is_woman(number) else Sex.MALE,
        "mother_name": people.mother(number),
        "phone": f"+62812{number:08}",
        "address": "",
        "created_at": _THEN,
    }


def put(model: type[Model], *rows: dict[str, Any]) -> None:
    columns = tuple(rows[0])
    engine.insert_many(db.session(), model, columns, [tuple(row[name] for name in columns) for row in rows])
