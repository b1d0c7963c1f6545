"""The card of somebody who is hurt, in a stranger's hand: where to go, what to say, a notice of three things."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from portal.models import Case, CaseState, Enrolment, Organisation, OrganisationKind, Origin, Stage, db
from portal.models.transaction import transaction
from portal.public.emergencies import OF_A_PHONE, TRAP
from portal.rules.accidents import Form
from portal.services import cases, partners
from tests.browser import Answer, Browser
from tests.cast import Cast, partner
from tests.make import accidents, workers
from tests.papers import reading

pytestmark = pytest.mark.once

INJURY = "Kaki kiri patah"
#: What people write though they are asked not to.
STORY = "Ditabrak motor saat mendorong gerobak, kakinya patah."


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as traveller:
        yield traveller


@pytest.fixture
def card(cast: Cast, november: time_machine.Traveller) -> str:
    """Of somebody insured since this morning."""
    [enrolled] = accidents.insured(cast)
    november.move_to("2026-11-22 05:00:00+00:00", tick=True)
    return code_of(cast, enrolled)


def code_of(cast: Cast, enrolment_id: UUID) -> str:
    return cast.dewi.actor().find(Enrolment, enrolment_id).card_code


def told(**other: str) -> dict[str, str]:
    known = {
        "day": "2026-11-22",
        "hour": "11.15",
        "zone": "WIB",
        "place": "Jalan Sudirman, Bandung",
        "chronology": STORY,
        "traffic": "y",
        "injury": INJURY,
        "contact_name": "Ibu Warung",
        "contact_phone": "0812 3000 4000",
    }
    return known | other


def sent(
    by: Browser, code: str, clockwork: time_machine.Traveller, *, status: int = 303, slow: bool = True, **other: str
) -> Answer:
    url = f"/darurat/{code}/lapor"
    form = by.get(url)
    if slow:
        clockwork.shift(timedelta(seconds=30))
    return by.submit(form, url, told(**other), status=status)


def found(cast: Cast) -> list[Case]:
    db.session.rollback()
    return list(db.session.scalars(cast.hasan.actor().sees(Case).order_by(Case.opened_at)))


def test_a_card_says_what_to_do_and_not_who_it_is(cast: Cast, card: str, anonymous: Browser) -> None:
    verified = anonymous.get(f"/periksa/{card}")
    assert f"/darurat/{card}" in verified.text
    page = anonymous.get(f"/darurat/{card}")
    assert "Terlindungi" in page.words
    assert "tanpa membayar dahulu" in page.words
    assert "2 × 24 jam" in page.words
    for text in (workers.nik(1).digits, workers.texts(1)["name"], "1980", "Wadah", "2100000001"):
        assert text not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    anonymous.get("/darurat/AAAABBBBCCCC", status=404)
    anonymous.get("/darurat/AAAABBBBCCCC/lapor", status=404)


def test_whose_month_is_not_paid_is_told_to_keep_receipts(cast: Cast, anonymous: Browser) -> None:
    [enrolled] = workers.registered(cast.dewi, [3])
    page = anonymous.get(f"/darurat/{code_of(cast, enrolled)}")
    assert "Belum terlindungi" in page.words
    assert "Simpan semua kuitansi asli" in page.words


def test_the_clinics_of_a_region_are_shown(cast: Cast, card: str, anonymous: Browser) -> None:
    with transaction():
        far = partner(cast.garut, OrganisationKind.CLINIC, "Klinik Intan")
        described = partners.Description(name="Klinik Intan", region="Kabupaten Garut", contact_phone="0262123456")
        actor = cast.mira.actor()
        partners.change(actor, actor.find(Organisation, far), described, stage=Stage.AGREED)
    page = anonymous.get(f"/darurat/{card}")
    assert "Klinik Sehat Sentosa , Jl. Asia Afrika 8" in page.words
    assert "Klinik Intan" not in page.words
    elsewhere = anonymous.get(f"/darurat/{card}?wilayah=32.05").words
    assert "Klinik Intan" in elsewhere
    assert "Klinik Sehat Sentosa" not in elsewhere
    assert "Klinik Sehat Sentosa" in anonymous.get(f"/darurat/{card}?wilayah=9999").words


def test_a_notice_becomes_a_case_that_others_take_up(
    cast: Cast,
    card: str,
    anonymous: Browser,
    hasan: Browser,
    dewi: Browser,
    tono: Browser,
    november: time_machine.Traveller,
) -> None:
    thanks = anonymous.follow(sent(anonymous, card, november))
    assert "sudah diterima" in thanks.words
    [case] = found(cast)
    assert (case.state, case.origin, case.traffic) == (CaseState.NOTICED, Origin.PUBLIC, True)
    assert case.happened_at.isoformat() == "2026-11-22T04:15:00+00:00"

    assert INJURY in hasan.get(f"/cabang/kasus/{case.id}").words
    agent = dewi.get(f"/perisai/kasus/{case.id}")
    assert INJURY not in agent.words
    assert "Ibu Warung" in agent.words
    assert str(case.number) in dewi.get("/perisai/kasus/?keadaan=masuk").words

    # Another passer-by: the same accident, one more to ask.
    sent(anonymous, card, november, contact_name="Pak Parkir", contact_phone="0812 3000 5000", hour="11.40")
    [same] = found(cast)
    assert same.id == case.id
    assert "Pak Parkir" in hasan.get(f"/cabang/kasus/{case.id}").words

    with transaction():
        actor = cast.dewi.actor()
        cases.take_up(actor, cases.find(actor, case.id))
    db.session.rollback()
    assert found(cast)[0].state is CaseState.OPEN
    assert {duty.form for duty in cases.duties_of(found(cast)[0])} >= {Form.KK1}


def test_what_a_passer_by_writes_is_for_the_branch_and_the_clinic_until_somebody_writes_the_account(
    cast: Cast,
    card: str,
    anonymous: Browser,
    hasan: Browser,
    dewi: Browser,
    tono: Browser,
    november: time_machine.Traveller,
) -> None:
    assert "Jangan menulis luka" in anonymous.get(f"/darurat/{card}/lapor").words
    sent(anonymous, card, november)
    sent(anonymous, card, november, contact_name="Pak Parkir", hour="11.40", chronology="Kepalanya juga berdarah.")
    [case] = found(cast)
    ours, theirs = f"/perisai/kasus/{case.id}", f"/cabang/kasus/{case.id}"
    branch = hasan.get(theirs)
    for words in (STORY, "Kepalanya juga berdarah.", "Ibu Warung", "Pak Parkir", "0812 3000 4000"):
        assert words in branch.words, words
    for url in (ours, f"{ours}/ubah"):
        agent = dewi.get(url)
        assert STORY not in agent.text
        assert "berdarah" not in agent.text
    agent = dewi.get(ours)
    for words in ("Ibu Warung", "Pak Parkir", "0812 3000 4000", "hanya dibaca klinik", "belum ditulis"):
        assert words in agent.words, words
    assert STORY not in reading.text(dewi.post(f"{ours}/cetak", {"form": "kk1"}, status=200).body)
    assert "mendorong gerobak" in reading.text(hasan.post(f"{theirs}/cetak", {"form": "kk1"}, status=200).body)

    # Who may read it begins with it, and leaves the wound out.
    form = hasan.get(f"{theirs}/ubah")
    assert STORY in form.text
    hasan.submit(form, theirs, {"where": "at_work", "chronology": "Ditabrak motor dari belakang."})
    agent = dewi.get(ours)
    assert "Ditabrak motor dari belakang." in agent.words
    assert "patah" not in agent.words
    assert STORY in hasan.get(theirs).words

    # The clinic asks about the patient and joins: it is taken up, and the branch can decide it.
    assert "Terima sebagai kecelakaan kerja" not in hasan.get(theirs).words
    check = accidents.checked(cast.tono, workers.nik(1).digits)
    assert accidents.opened_at(cast.tono, check, injury="lecet") == case.id
    assert "Terima sebagai kecelakaan kerja" in hasan.get(theirs).words
    assert STORY in tono.get(ours).words
    assert f"/perisai/kasus/{case.id}" in tono.get("/perisai/").text


def test_machines_and_jokers_are_kept_out(
    cast: Cast, card: str, anonymous: Browser, november: time_machine.Traveller
) -> None:
    assert "baru saja dibuka" in sent(anonymous, card, november, slow=False, status=422).words
    url = f"/darurat/{card}/lapor"
    anonymous.post(url, told(**{TRAP: "http://contoh.id"}))
    anonymous.post(url, told(_segel="mengarang"), status=422)
    assert found(cast) == []
    for _ in range(int(OF_A_PHONE.partition(" ")[0])):
        sent(anonymous, card, november)
    assert "Sudah beberapa kali dikirim" in sent(anonymous, card, november, status=429).words
    assert len(found(cast)) == 1


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"day": "2026-11-23"}, "belum"),
        ({"chronology": ""}, "Kronologi wajib diisi"),
        ({"contact_phone": "12"}, "nomor"),
        ({"hour": "siang"}, "Jam"),
        ({"zone": "GMT"}, "Zona"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(
    card: str,
    cast: Cast,
    anonymous: Browser,
    november: time_machine.Traveller,
    other: dict[str, str],
    sentence: str,
) -> None:
    page = sent(anonymous, card, november, status=422, **other)
    assert sentence.lower() in page.words.lower()
    assert "Ibu Warung" in page.text
    assert found(cast) == []
