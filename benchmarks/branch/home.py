"""The branch's home costs the same among 150,000 participants as among 1,500, since the writes keep its sums.

The people are workers of the wadah, some paid up, some about to lapse, some never covered; a bill to every fifty.
Every third is an intern of one of a hundred schools, in a wave of three hundred: of years gone by, there now, or paid
for and about to leave. Of few and of many alike there are a hundred schools, and a hundred interns leave uncovered.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from benchmarks.figures import Figure
from benchmarks.openings import Open, among
from benchmarks.stages import Stage, set_up
from benchmarks.visitors import Visitor
from portal.models import (
    Enrolment,
    EnrolmentState,
    Invoice,
    InvoiceState,
    Organisation,
    OrganisationKind,
    Participant,
    Wave,
    db,
    engine,
    new_id,
)
from portal.models.columns import blind_nik
from portal.models.transaction import transaction
from portal.rules.contributions import Segment
from portal.services import gauges
from portal.services.numbers import secret_code
from portal.values import clock
from portal.values.month import Month
from portal.values.nik import Nik
from portal.values.rupiah import Rupiah
from tests.cast import Cast

_CHUNK = 5_000
_PLACES = {
    "home": "/cabang/",
    "leaving": "/cabang/berangkat/",
    "standings": "/cabang/cakupan-sekolah/",
    "reports": "/cabang/laporan/bulan",
    "lapsing": "/cabang/segera-gugur/",
}
_WAVE = 300
_SCHOOLS = 100
_LAST = timedelta(days=90)


def home_of_a_branch(kind: str, *, few: int = 1_500, many: int = 150_000, times: int = 60) -> list[Figure]:
    """Beranda, its named lists, and a report: queries and time among many and among few."""
    small, large = _branch(kind, few), _branch(kind, many)
    try:
        return [
            figure
            for name in _PLACES
            for figure in among(
                "branch", name, kind, many, few, (small[0], small[1][name]), (large[0], large[1][name]), times
            )
        ]
    finally:
        small[0].strike()
        large[0].strike()


def _branch(kind: str, people: int) -> tuple[Stage, dict[str, Open]]:
    stage, cast = set_up(kind)
    stage.act(lambda: _fill(cast, people))
    visitor = Visitor.signed_in(stage.app, cast.hasan)
    return stage, {name: lambda url=url: visitor.get(url) for name, url in _PLACES.items()}  # type: ignore[misc]


def _fill(cast: Cast, people: int) -> None:
    engine.only_reads(False)
    now, month = clock.now(), Month.of(clock.today())
    of = {"organisation_id": cast.mandiri, "branch_id": cast.bandung}
    waves = _waves(cast, people)
    for first in range(0, people, _CHUNK):
        numbers = range(first, min(first + _CHUNK, people))
        with transaction():
            ids = [new_id() for _ in numbers]
            put(Participant, [_participant(id_, number) for id_, number in zip(ids, numbers, strict=True)])
            put(
                Enrolment,
                [
                    of
                    | {
                        "id": new_id(),
                        "participant_id": id_,
                        "segment": Segment.BPU,
                        "state": EnrolmentState.APPROVED,
                        "name_key": f" orang {number:06}",
                        "start": clock.today() - timedelta(days=400),
                        "card_code": secret_code(),
                        "covered_from": now - timedelta(days=30 * (number % 12)) if number % 5 else None,
                        "paid_through": month + -(number % 6) if number % 5 else None,
                        "created_at": now,
                    }
                    | ({"wave_id": None, "end": None} if number % 3 else _interned(waves, number // 3))
                    for id_, number in zip(ids, numbers, strict=True)
                ],
            )
            put(
                Invoice,
                [
                    of
                    | {
                        "id": new_id(),
                        "number": f"UKUR-{number:06}",
                        "state": InvoiceState.ISSUED,
                        "people": 50,
                        "total": Rupiah(840_000),
                        "due_on": clock.today() - timedelta(days=number // 50 % 120 - 20),
                        "created_at": now,
                    }
                    for number in numbers
                    if number % 50 == 0
                ],
            )
    with transaction():
        gauges.fold()
        engine.refresh_statistics(db.session())


def _schools(cast: Cast) -> list[UUID]:
    ids = [cast.smkn1, *(new_id() for _ in range(1, _SCHOOLS))]
    of = {"branch_id": cast.bandung, "kind": OrganisationKind.SCHOOL, "created_at": clock.now()}
    with transaction():
        put(
            Organisation,
            [
                of | {"id": id_, "path": f"/{id_}/", "name": f"SMK Ukur {at:03}", "name_key": f" smk ukur {at:03}"}
                for at, id_ in enumerate(ids)
                if at
            ],
        )
    return ids


def _waves(cast: Cast, people: int) -> list[tuple[UUID, UUID, date]]:
    """(wave, school, first day); every fifth leaves in ten days, the others one after another back into the past."""
    schools = _schools(cast)
    starts = [
        clock.today() + timedelta(days=10 if at % 5 == 0 else -20 * at) for at in range(-(-people // 3 // _WAVE))
    ]
    waves = [(new_id(), schools[at % _SCHOOLS], start) for at, start in enumerate(starts)]
    of = {"branch_id": cast.bandung, "created_at": clock.now()}
    with transaction():
        put(
            Wave,
            [
                of
                | {
                    "id": id_,
                    "organisation_id": school,
                    "name": f"Gelombang {at}",
                    "start": start,
                    "end": start + _LAST,
                }
                for at, (id_, school, start) in enumerate(waves)
            ],
        )
    return waves


def _interned(waves: list[tuple[UUID, UUID, date]], number: int) -> dict[str, Any]:
    id_, school, start = waves[number // _WAVE]
    month = Month.of(start + _LAST)
    paid = {"covered_from": None, "paid_through": None} if number < 100 else {}
    return {
        "organisation_id": school,
        "segment": Segment.PKL,
        "wave_id": id_,
        "start": start,
        "end": start + _LAST,
        "covered_from": clock.start_of(start),
        "paid_through": month,
    } | paid


def _participant(id_: UUID, number: int) -> dict[str, Any]:
    born = clock.today() - timedelta(days=9_000 + number % 3_000)
    nik = Nik.parse(f"327301{born:%d%m%y}{number // 3_000 + 1:04}")
    return {
        "id": id_,
        "nik": nik,
        "nik_index": blind_nik(nik),
        "name": f"Orang {number:06}",
        "birth_date": born,
        "sex": nik.sex,
        "created_at": clock.now(),
    }


def put(model: Any, rows: list[dict[str, Any]]) -> None:
    """Insert rows in bulk, in the caller's transaction."""
    if rows:
        db.session.execute(insert(model.__table__).execution_options(seen_by="a measurement"), rows)
