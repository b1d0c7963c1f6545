"""The demo's roster of members: a third of them insured, as in the field, some in arrears, some lapsed."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action
from portal.models import (
    Contribution,
    ContributionState,
    Enrolment,
    EnrolmentState,
    Invoice,
    InvoiceState,
    Organisation,
    OrmasMember,
    Participant,
    db,
    new_id,
)
from portal.models.columns import blind_nik
from portal.rules import contributions
from portal.rules.contributions import Programme, Sector, Segment
from portal.rules.standings import Standing
from portal.services import invoices, members, payments, standings, tallies, targets
from portal.services.numbers import Series, next_number, secret_code
from portal.values import clock
from portal.values.month import Month
from portal.values.naming import name_key
from portal.values.nik import Nik, Sex
from portal.values.rupiah import Rupiah

COUNT = 320
_GIVEN = ("Asep", "Dadan", "Ujang", "Cecep", "Yayan", "Dedi", "Iwan", "Rahmat", "Tatang", "Wawan", "Euis", "Lilis",
          "Neng", "Rina", "Tini", "Wati")  # fmt: skip
_FAMILY = ("Suryana", "Kurniawan", "Hidayat", "Setiawan", "Ramdani", "Sopandi", "Mulyadi", "Rustandi", "Nuraini",
           "Rahmawati", "Permana", "Gunawan", "Kosasih", "Supriatna")  # fmt: skip
_WOMEN_FROM = 10
_WORK = ("Pengemudi ojek", "Pedagang", "Tukang bangunan", "Buruh harian", "Petani", "Juru parkir", "Penjahit", "")
_INCOME = Rupiah(1_000_000)
#: Of every hundred: insured until now, in arrears, lapsed; the others never were.
_SHARES = ((0, 24), (2, 6), (5, 4))

_MEMBER = ("id", "organisation_id", "branch_id", "top_id", "path", "kta", "kta_key", "name", "name_key", "nik",
           "nik_index", "birth_date", "phone", "address", "occupation", "wage_earner", "left_reason", "standing",
           "cause", "standing_until", "contacted_by", "created_at")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Person:
    """A member with a NIK, to be insured."""

    unit: Organisation
    name: str
    nik: Nik = field(repr=False)
    born: date
    sex: Sex


def fill(hasan: Actor, coordinator: Actor, today: date) -> None:
    """Members in the units that have none below them, the insured among them with paid months, and two targets."""
    chance = random.Random(1959)
    every = coordinator.sees(Organisation).where(Organisation.closed_at.is_(None)).order_by(Organisation.path)
    units = list(db.session.scalars(every))
    inner = {unit.parent_id for unit in units}
    lowest = [unit for unit in units if unit.id not in inner]
    with audit.personal(Action.ORMAS_MEMBER_ADDED, lowest[0], actor=coordinator):
        made = _listed(chance, lowest, today)
    first = 0
    for months_ago, share in _SHARES:
        some = made[first : first + COUNT * share // 100]
        first += len(some)
        _insured(hasan, some, Month.of(today) + -months_ago)
    ending = today.replace(month=12, day=31) if today.month < 12 else today + timedelta(days=60)
    for at, goal in ((0, 160), (1, 90)):
        targets.set_target(coordinator, units[at], goal=goal, day=ending)


def _listed(chance: random.Random, units: Sequence[Organisation], today: date) -> list[_Person]:
    """Everybody on the roster; gives those with a NIK who may register, in no order."""
    tallies.hold([UUID(units[0].path.split("/")[1])])
    rows, people, counts = [], list[_Person](), defaultdict[str, Counter[Standing]](Counter)
    for number in range(1, COUNT + 1):
        unit = chance.choice(units)
        at = chance.randrange(len(_GIVEN))
        name = f"{_GIVEN[at]} {chance.choice(_FAMILY)}"
        born = date(today.year - chance.randrange(19, 70), 1, 1) + timedelta(days=chance.randrange(360))
        day = born.day + 40 * (at >= _WOMEN_FROM)
        nik = Nik(f"32730{chance.randrange(1, 9)}{day:02}{born:%m%y}{number:04}")
        known = number <= COUNT // 2
        wage_earner = number > COUNT * 9 // 10
        stand = standings.uncovered(born=born, wage_earner=wage_earner)
        counts[unit.path][stand.standing] += 1
        if known and standings.uncovered(born=born).standing is Standing.NOT_YET:
            people.append(_Person(unit, name, nik, born, Sex.FEMALE if at >= _WOMEN_FROM else Sex.MALE))
        rows.append(
            (
                new_id(),
                unit.id,
                unit.branch_id,
                unit.top_id,
                unit.path,
                f"GBN-{number:05}",
                members.kta_key(f"GBN-{number:05}"),
                name,
                name_key(name),
                nik if known else None,
                blind_nik(nik) if known else None,
                born,
                f"+62812{chance.randrange(10_000_000, 99_999_999)}" if number % 5 else None,
                "",
                chance.choice(_WORK),
                wage_earner,
                "",
                stand.standing,
                stand.cause,
                stand.until,
                "",
                clock.now(),
            )
        )
    audit.bulk_insert(OrmasMember, _MEMBER, rows)
    tallies.shift(counts)
    chance.shuffle(people)
    return people


def _insured(hasan: Actor, people: Sequence[_Person], paid: Month) -> None:
    """Registered in the month, and this month paid: the others after it are owed by now."""
    day = min(paid.first_day + timedelta(days=2), clock.today())
    at = min(clock.start_of(day) + timedelta(hours=9), clock.now())
    due = contributions.due(paid, segment=Segment.BPU, income=_INCOME)
    cost = {line.programme: line.payable for line in due.lines}
    bill = Invoice(
        organisation_id=people[0].unit.id,
        branch_id=hasan.branch_id,
        number=next_number(Series.TAG),
        kode_iuran=f"77017{paid.year}{paid.number:02}",
        state=InvoiceState.ISSUED,
        people=0,
        total=Rupiah(0),
        paid=Rupiah(0),
        due_on=invoices.due_on(paid, day),
        created_at=at,
        issued_at=at,
        issued_by=hasan.user_id,
    )
    with audit.personal(Action.INVOICE_ISSUED, bill, actor=hasan):
        db.session.add(bill)
        for each in people:
            person = Participant(
                id=new_id(),
                nik=each.nik,
                nik_index=blind_nik(each.nik),
                name=each.name,
                birth_date=each.born,
                sex=each.sex,
                created_at=at,
            )
            enrolment = Enrolment(
                id=new_id(),
                organisation_id=each.unit.id,
                branch_id=hasan.branch_id,
                participant_id=person.id,
                segment=Segment.BPU,
                state=EnrolmentState.APPROVED,
                name_key=name_key(each.name),
                income=_INCOME,
                sector=Sector.OTHER,
                start=day,
                card_code=secret_code(),
                created_at=at,
                approved_at=at,
            )
            month = Contribution(
                organisation_id=each.unit.id,
                branch_id=hasan.branch_id,
                enrolment_id=enrolment.id,
                participant_id=person.id,
                month=paid,
                base=due.lines[0].base,
                jkk=cost[Programme.JKK],
                jkm=cost[Programme.JKM],
                jht=Rupiah(0),
                relief=due.relief,
                amount=due.payable,
                law=due.law,
                state=ContributionState.BILLED,
                invoice_id=bill.id,
            )
            db.session.add(person)
            db.session.flush()
            db.session.add(enrolment)
            db.session.flush()
            db.session.add(month)
        invoices.recount(hasan, bill)
    payments.record(
        hasan,
        bill,
        amount=bill.total,
        paid_at=at,
        channel="Transfer bank",
        reference=f"TRX-{paid.year}{paid.number:02}",
    )
