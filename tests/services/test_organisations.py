"""Schools as a branch knows them: an NPSN for each, an agreement with its days."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from portal.access.actor import Forbidden
from portal.models import AuditEvent, Organisation, Stage, db
from portal.models.transaction import transaction
from portal.services import organisations
from portal.services.organisations import Agreement, npsn_of
from portal.values.fault import Refused
from tests.cast import Cast, Person

PKS = Agreement(number="PKS/12/2026", start=date(2026, 7, 1), end=date(2027, 6, 30))


def register(officer: Person, npsn: str = "20219160", name: str = "SMK Bina Karya", **more: object) -> UUID:
    with transaction():
        return organisations.register_school(officer.actor(), name=name, npsn=npsn, **more).id  # type: ignore[arg-type]


def test_a_school_begins_where_its_agreement_says(cast: Cast) -> None:
    actor = cast.hasan.actor()
    bare, agreed = register(cast.hasan), register(cast.hasan, "69999999", agreement=PKS)
    assert actor.find(Organisation, bare).stage is Stage.REGISTERED
    school = actor.find(Organisation, agreed)
    assert (school.stage, school.agreement_number, school.agreement_end) == (
        Stage.AGREED,
        "PKS/12/2026",
        date(2027, 6, 30),
    )
    assert school.path == f"/{agreed}/"
    assert school.name_key == " smk bina karya"


@pytest.mark.parametrize(
    ("typed", "kept"), [("20219158", "20219158"), (" 2021 9158 ", "20219158"), ("p9970001", "P9970001")]
)
def test_an_npsn_is_tidied(typed: str, kept: str) -> None:
    assert npsn_of(typed) == kept


@pytest.mark.parametrize("typed", ["", "2021915", "202191580", "ABCDEFGH", "2021915é", "20219158123456"])
def test_what_is_no_npsn(typed: str) -> None:
    with pytest.raises(Refused):
        npsn_of(typed)


def test_an_npsn_belongs_to_one_school_in_the_country(cast: Cast) -> None:
    for officer, code in ((cast.hasan, "npsn.taken"), (cast.mira, "npsn.taken_elsewhere")):
        with pytest.raises(Refused) as refused:
            register(officer, "20219158")
        assert refused.value.faults[0].code == code


@pytest.mark.parametrize(
    ("agreement", "code"),
    [
        (Agreement(number="PKS/1"), "agreement.dates"),
        (Agreement(start=date(2026, 1, 1)), "agreement.dates"),
        (Agreement(number="PKS/1", start=date(2026, 2, 1), end=date(2026, 1, 1)), "agreement.period"),
    ],
)
def test_an_agreement_needs_both_its_days(cast: Cast, agreement: Agreement, code: str) -> None:
    with pytest.raises(Refused) as refused:
        register(cast.hasan, agreement=agreement)
    assert refused.value.faults[0].code == code
    assert db.session.scalar(cast.hasan.actor().sees(Organisation).where(Organisation.npsn == "20219160")) is None


def test_a_refused_change_changes_nothing(cast: Cast) -> None:
    school = register(cast.hasan)
    with transaction():
        actor = cast.hasan.actor()
        with pytest.raises(Refused):
            organisations.change(actor, actor.find(Organisation, school), **_known(npsn="20219158"))
        assert actor.find(Organisation, school).name == "SMK Bina Karya"


def test_a_change_is_recorded_with_what_it_was(cast: Cast) -> None:
    school = register(cast.hasan)
    with transaction():
        actor = cast.hasan.actor()
        organisations.change(actor, actor.find(Organisation, school), **_known())
    event = db.session.scalars(
        cast.hasan.actor().sees(AuditEvent).where(AuditEvent.subject_id == school).order_by(AuditEvent.id.desc())
    ).first()
    assert event is not None
    differences = event.facts["changes"][0][2]
    assert differences["name"] == ["SMK Bina Karya", "SMK Bina Karya Mandiri"]
    assert differences["contact_phone"] == [None, "•••"]


def test_a_first_agreement_is_a_stage_unless_another_is_said(cast: Cast) -> None:
    for at, (was, said, stands) in enumerate(
        (
            (Stage.BRIEFED, Stage.BRIEFED, Stage.AGREED),
            (Stage.BRIEFED, Stage.FIRST_BATCH, Stage.FIRST_BATCH),
            (Stage.ACTIVE, Stage.ACTIVE, Stage.ACTIVE),
        )
    ):
        school, known = register(cast.hasan, npsn=f"2021917{at}"), {"npsn": f"2021917{at}"}
        for agreement, stage in ((Agreement(), was), (PKS, said)):
            with transaction():
                actor = cast.hasan.actor()
                found = actor.find(Organisation, school)
                organisations.change(actor, found, **_known(**known, agreement=agreement, stage=stage))
        assert cast.hasan.actor().find(Organisation, school).stage is stands


def test_a_school_registers_no_school(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        register(cast.sari)


def _known(**more: object) -> dict[str, object]:
    return {
        "name": "SMK Bina Karya Mandiri",
        "npsn": "20219160",
        "address": "",
        "contact_name": "",
        "contact_phone": "+6281234567890",
        "contact_email": None,
        "agreement": Agreement(),
        "stage": Stage.BRIEFED,
        "funding": "own",
        "needs_principal": True,
    } | more
