"""The demo's accidents: one in each state, what the clinic's desk asked, and what stands out because of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import joinedload

from portal.access.actor import Actor
from portal.models import Case, CoverCheck, Enrolment, EnrolmentState, Purpose, db
from portal.rules.accidents import Form, Where
from portal.rules.benefits import Carried, Outcome
from portal.services import (
    case_decisions,
    case_health,
    case_reports,
    cases,
    cover_checks,
    enrolments,
    notices,
    sightings,
    signals,
)
from portal.services.case_health import Record
from portal.services.cases import Account
from portal.services.cover_checks import Subject
from portal.values import clock
from portal.values.clock import Zone
from portal.values.nik import Nik

#: Somebody whom nobody has registered.
_UNKNOWN = "3204990101800001"


def fill(hasan: Actor, sari: Actor, dewi: Actor, tono: Actor) -> None:
    """Four of Dewi's people and an intern are hurt: treated and decided, on the way with a late report, told of by a
    passer-by, opened by mistake, refused since it happened before cover began."""
    ours, now = _people(dewi), clock.now()
    _at_the_desk(tono, _UNKNOWN, now - timedelta(hours=2))
    _at_the_desk(tono, ours["Herman Suherman"].participant.nik.digits, now)

    treated = _treated(tono, ours["Ujang Rustandi"], "Jatuh dari gerobak saat menata dagangan di Pasar Andir.")
    case_reports.hand_in(tono, _now(tono, treated), Form.KK1)

    healed = _treated(tono, ours["Neneng Hasanah"], "Terpeleset di lantai pasar yang basah saat mengangkat sayur.")
    for form in (Form.KK1, Form.KK2, Form.KK3):
        if form is Form.KK2:
            _healed(tono, healed)
        case_reports.hand_in(tono, _now(tono, healed), form)
    found = _now(hasan, healed)
    enrolments.change(dewi, ours["Neneng Hasanah"], {"email": "neneng@contoh.id"}, sure=True)
    case_decisions.accept(
        hasan, found, reason="Terjadi saat berjualan, dalam masa perlindungan", version=found.version
    )

    late = _account(now - timedelta(hours=30), "Ditabrak motor saat berangkat ke pasar.", traffic=True)
    cases.open_case(dewi, ours["Lilis Suryani"], late)

    passer_by = _account(now - timedelta(minutes=40), "Terserempet mobil di tempat parkir.", where=Where.UNSURE)
    notices.receive(ours["Engkos Kosasih"], passer_by, injury="Lutut kanan luka")

    mistaken = cases.open_case(dewi, ours["Tatang Sutisna"], _account(now, "Motor mogok di Jalan Asia Afrika."))
    cases.withdraw(dewi, _now(dewi, mistaken.id), reason="Salah pilih orang, tidak ada yang terluka")

    before = _account(now - timedelta(days=2), "Tergores mesin bubut di bengkel tempat PKL.")
    intern = cases.open_case(sari, _intern(sari), before)
    found = _now(hasan, intern.id)
    case_decisions.refuse(
        hasan, found, reason="Terjadi sebelum perlindungannya mulai; biaya tidak dijamin", version=found.version
    )
    db.session.flush()
    signals.keep(hasan.branch_id, sightings.of(hasan.branch_id))


def _people(dewi: Actor) -> Mapping[str, Enrolment]:
    asked = dewi.sees(Enrolment).options(joinedload(Enrolment.participant), joinedload(Enrolment.organisation))
    return {each.participant.name: each for each in db.session.scalars(asked)}


def _intern(sari: Actor) -> Enrolment:
    """The first of those who have paid."""
    paid = sari.sees(Enrolment).where(Enrolment.state == EnrolmentState.APPROVED, Enrolment.covered_from.is_not(None))
    return db.session.scalars(paid.order_by(Enrolment.name_key, Enrolment.id).limit(1)).one()


def _at_the_desk(tono: Actor, nik: str, at: datetime) -> CoverCheck:
    return cover_checks.ask(
        tono,
        Subject.typed(Nik.parse(nik).digits),
        happened_at=at,
        zone=Zone.WIB,
        traffic=False,
        purpose=Purpose.AT_THE_DESK,
    )


def _treated(tono: Actor, who: Enrolment, story: str) -> UUID:
    """Somebody at the clinic's desk, just now: their cover began with their payment, minutes ago."""
    now = clock.now()
    check = _at_the_desk(tono, who.participant.nik.digits, now)
    return cases.open_from_check(tono, check, _account(now, story), injury="Memar di pinggang kiri").id


def _healed(tono: Actor, case_id: UUID) -> None:
    found = _now(tono, case_id)
    record = Record(
        injury="Memar di pinggang kiri",
        diagnosis="Kontusio lumbal",
        treatment="Istirahat dan obat nyeri",
        outcome=Outcome.HEALED,
        declared_at=clock.now(),
        days_off=5,
        carried=(Carried.LAND,),
    )
    case_health.note(tono, found, record, version=found.version)


def _now(actor: Actor, case_id: UUID) -> Case:
    db.session.flush()
    return cases.find(actor, case_id)


def _account(at: datetime, story: str, *, where: Where = Where.AT_WORK, traffic: bool = False) -> Account:
    return Account(
        happened_at=at,
        where=Where.ON_THE_WAY if traffic else where,
        traffic=traffic,
        place="Pasar Andir, Bandung",
        chronology=story,
        contact_name="Yayah (contoh)",
        contact_phone="+6281200009999",
    )
