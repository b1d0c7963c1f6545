"""Registering on the street: five fields, what a phone kept and sends later, a photograph of the card."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from PIL import Image
from sqlalchemy import text

from portal.models import Enrolment, KtpPhoto, Participant, ReadEvent, Transfer, db
from portal.models.transaction import transaction
from portal.services import ktp_photos, upkeep
from tests.attacks.knocks import together
from tests.browser import Answer, Browser
from tests.cast import Cast, Person
from tests.make import people, photos, workers

FORM = "/perisai/pendaftaran/"


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as travelling:
        yield travelling


def five(number: int, **other: str) -> dict[str, str]:
    """What an agent asks on the street; all else is as the page has it."""
    said = workers.texts(number)
    return (
        {name: said[name] for name in ("nik", "name", "phone")}
        | {"occupation": "pedagang-kaki-lima", "consent": "y"}
        | other
    )


def enrolled(by: Person) -> list[Enrolment]:
    db.session.rollback()
    return list(db.session.scalars(by.actor().sees(Enrolment).order_by(Enrolment.created_at)))


def kept(by: Browser, fields: dict[str, str], *, status: int = 204, **more: object) -> Answer:
    """As a phone sends what it kept, without anybody looking."""
    return by.htmx_post(FORM, fields | {"_antrean": "1"}, status=status, **more)  # type: ignore[arg-type]


def test_five_fields_make_a_participant_of_the_agent(cast: Cast, dewi: Browser, joko: Browser) -> None:
    page = dewi.get(FORM)
    assert "Kecelakaan kerja dan kematian (JKK + JKM): Rp8.400 sebulan" in page.words
    assert "(JKK + JKM + JHT): Rp28.400 sebulan" in page.words
    assert "Rp42.000.000 ; dalam 3 bulan pertama Rp10.000.000" in page.words
    done = dewi.submit(page, FORM, five(1))
    shown = dewi.follow(done)
    assert "Sistem Informasi Perisai" in shown.words
    [made] = enrolled(cast.dewi)
    assert made.agent_id == cast.dewi.membership_id
    assert (made.income.amount, made.programmes) == (1_000_000, "JKK+JKM")
    assert enrolled(cast.joko) == []
    joko.get(done.location, status=404)

    dewi.submit(dewi.get(FORM), FORM, five(2, jht="ya", income="2400000"))
    assert enrolled(cast.dewi)[-1].programmes == "JKK+JKM+JHT"
    priced = dewi.post(f"{FORM}iuran/", five(3, income="2400000"), status=200, unmasked=True)
    assert "Rp15.400" in priced.words
    assert priced.words.count("Rp15.400 sebulan") == 1, "what the choice says is of the income chosen"


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(cast: Cast, dewi: Browser) -> None:
    page = dewi.get(FORM)
    refused = dewi.submit(page, FORM, five(1, nik="327301", birth_date="31/02/1980"), status=422)
    assert refused.soup.find(id="nik")["aria-invalid"] == "true"  # type: ignore[index]
    assert refused.soup.find(id="name")["value"] == people.name(1)  # type: ignore[index]
    assert "Tanggal lahir" in refused.words
    assert dewi.submit(page, FORM, five(1) | {"consent": None}, status=422, unmasked=True)  # type: ignore[dict-item]
    assert enrolled(cast.dewi) == []


def test_an_email_may_be_left_on_the_street_or_by_a_phone_that_sends_later(cast: Cast, dewi: Browser) -> None:
    wrong = dewi.submit(dewi.get(FORM), FORM, five(1, email="siti@contoh"), status=422, unmasked=True)
    assert "E-mail tidak lengkap" in wrong.words
    assert wrong.soup.find(id="email")["value"] == "siti@contoh"  # type: ignore[index]
    dewi.submit(dewi.get(FORM), FORM, five(1, email="siti@contoh.id"))
    kept(dewi, five(2, email="dadan@contoh.id"))
    dewi.submit(dewi.get(FORM), FORM, five(3))
    mails = {each.name: each.email for each in db.session.scalars(cast.hasan.actor().sees(Participant))}
    assert mails == {people.name(1): "siti@contoh.id", people.name(2): "dadan@contoh.id", people.name(3): None}


def test_who_is_covered_elsewhere_is_asked_for_and_not_named(
    cast: Cast, agus: Browser, dewi: Browser, ratna: Browser
) -> None:
    workers.registered(cast.agus, [7])
    refused = dewi.submit(dewi.get(FORM), FORM, five(7), status=422, unmasked=True)
    assert "Minta pindah" in refused.words
    assert "Ranting Arjuna" not in refused.text
    fields = {**five(7), "wanted_from": "2026-12-01", "_milik": str(cast.dewi.membership_id)}
    asked = dewi.follow(dewi.post(f"{FORM}pindah", fields))
    assert "Ranting Arjuna" not in asked.text
    db.session.rollback()
    [transfer] = db.session.scalars(cast.dewi.actor().sees(Transfer))
    assert str(transfer.id) in ratna.get("/perisai/pindah/?arah=keluar").text
    assert str(transfer.id) in agus.get("/ormas/pindah/").text


def test_what_a_phone_kept_is_sent_twice_and_makes_one(cast: Cast, dewi: Browser) -> None:
    """Sent, the answer lost on the way, sent again: under the same key, the same answer."""
    said = dewi.get("/perisai/pendaftaran/antrean").json
    assert said["owner"] == str(cast.dewi.membership_id)
    fields = five(1) | {"csrf_token": said["token"], "_milik": said["owner"]}
    key = str(uuid4())
    first, again = kept(dewi, fields, key=key), kept(dewi, fields, key=key)
    assert first.location == again.location
    assert first.location.startswith("/perisai/peserta/")
    assert len(enrolled(cast.dewi)) == 1
    # Nobody reads thirty notes one after the other, and a cookie holds no more.
    assert "Terdaftar." not in dewi.get("/perisai/").words

    key = str(uuid4())
    twin = dewi.twin()
    both = together(*((lambda each=each: kept(each, five(2), key=key)) for each in (dewi, twin)))  # type: ignore[misc]
    assert len({each.location for each in both}) == 1
    assert len(enrolled(cast.dewi)) == 2


def test_what_was_half_sent_is_nothing_yet(cast: Cast, dewi: Browser) -> None:
    """The signal went while the form went up: what arrived of it has no consent, or no end, and is not done."""
    half = five(1)
    half.pop("consent")
    told = kept(dewi, half, status=422, key=(key := str(uuid4())))
    assert [each.get_text() for each in told.soup.select("#ditolak-karena li")]
    body = b'--x\r\nContent-Disposition: form-data; name="nik"\r\n\r\n' + half["nik"].encode()
    dewi.client.post(FORM, data=body, content_type="multipart/form-data; boundary=x")
    assert enrolled(cast.dewi) == []
    kept(dewi, five(1), key=key)
    assert len(enrolled(cast.dewi)) == 1


def test_a_queue_goes_up_under_nobody_else_s_name(
    cast: Cast, dewi: Browser, joko: Browser, agus: Browser, browser: Callable[[Person], Browser]
) -> None:
    """Two people on one phone; a session that ended; somebody who acts for another by now."""
    of_dewi = five(1) | {"_milik": str(cast.dewi.membership_id)}
    told = kept(joko, of_dewi, status=422)
    assert "dibuka oleh orang lain" in told.words
    key = str(uuid4())
    kept(dewi, of_dewi, key=key)
    joko.post(FORM, five(1) | {"_milik": ""}, key=key, status=409)
    assert enrolled(cast.joko) == []
    assert joko.get("/perisai/pendaftaran/antrean").json["owner"] != str(cast.dewi.membership_id)
    agus.get("/perisai/pendaftaran/antrean", status=404)

    stale = five(2) | {"csrf_token": dewi.csrf_token(), "_milik": str(cast.dewi.membership_id)}
    dewi.submit(dewi.get(FORM), "/keluar")
    assert dewi.htmx_get("/perisai/pendaftaran/antrean", status=204).location == "/masuk"
    dewi.htmx_post(FORM, stale, status=400)
    assert kept(dewi, {**stale, "csrf_token": dewi.csrf_token()}).location == "/masuk"
    assert len(enrolled(cast.dewi)) == 1
    kept(browser(cast.dewi), {**five(2), "_milik": str(cast.dewi.membership_id)})
    assert len(enrolled(cast.dewi)) == 2


def test_every_page_of_the_portal_says_to_the_phone_whose_it_is(cast: Cast, dewi: Browser, joko: Browser) -> None:
    assert dewi.get("/perisai/").headers["Gandeng-Person"] == str(cast.dewi.membership_id)
    assert joko.get(FORM).headers["Gandeng-Person"] == str(cast.joko.membership_id)
    forget = dewi.get("/perisai/").form("/keluar")["data-forget"]
    assert forget == f"antrean-{cast.dewi.membership_id}"


def test_the_photograph_is_seen_for_a_reason_and_put_away(
    cast: Cast, dewi: Browser, joko: Browser, hasan: Browser, november: time_machine.Coordinates
) -> None:
    photo = (photos.photo(2400, 1600, exif=True), "KTP.jpg")
    done = dewi.submit(dewi.get(FORM), FORM, five(1) | {"photo": photo})  # type: ignore[dict-item]
    page, id_ = dewi.follow(done), done.location.rpartition("/")[2]
    assert not page.soup.select("main img")
    url = f"{done.location}/foto-ktp/lihat"
    assert "Tulis alasannya" in dewi.submit(page, url, {"reason": "ya"}, status=422).words
    numbered = dewi.submit(page, url, {"reason": f"KTP {workers.nik(1).digits}"}, status=422)
    assert workers.nik(1).digits not in numbered.text
    seen = dewi.submit(page, url, {"reason": "mencocokkan ejaan nama"}, status=200)
    picture = Image.open(io.BytesIO(seen.body))
    assert max(picture.size) == 1_400
    assert not picture.getexif()
    assert "no-store" in seen.headers["Cache-Control"]
    joko.post(url, {"reason": "mencocokkan ejaan nama"}, status=404)
    hasan.post(f"/cabang/peserta/{id_}/foto-ktp/lihat", {"reason": "mencocokkan ejaan nama"}, status=200)
    db.session.rollback()
    reads = db.session.scalars(cast.hasan.actor().sees(ReadEvent)).all()
    assert [(each.actor_name, each.fields) for each in reads] == [
        ("Dewi Anggraini", "ktp_photo"),
        ("Hasan Basri", "ktp_photo"),
    ]
    rests = db.session.scalar(text("select content from ktp_photo"))
    assert b"JFIF" not in rests
    assert b"JFIF" in seen.body

    dewi.submit(dewi.get(done.location), f"{done.location}/foto-ktp/hapus")
    assert "foto KTP" not in dewi.get(done.location).text.partition("Riwayat")[0]
    dewi.post(url, {"reason": "mencocokkan ejaan nama"}, status=404)

    dewi.submit(dewi.get(FORM), FORM, five(2) | {"photo": photo})  # type: ignore[dict-item]
    november.shift(ktp_photos.KEPT + timedelta(days=1))
    with transaction():
        upkeep.forget()
    assert db.session.scalars(cast.dewi.actor().sees(KtpPhoto)).all() == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (photos.bomb(), "megapiksel"),
        (b"<script>alert(1)</script>" * 40, "bukan foto"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "bukan foto"),
        (b"PK\x03\x04" + bytes(300), "bukan foto"),
        (photos.heic(), "HEIC"),
        (photos.photo()[:2_000], "rusak"),
        (b"", "kosong"),
    ],
    ids=["bomb", "script", "svg", "zip", "heic", "torn", "empty"],
)
def test_a_photograph_that_is_none_is_refused_with_a_sentence(
    cast: Cast, dewi: Browser, content: bytes, told: str
) -> None:
    fields = five(1) | {"photo": (content, "KTP.jpg")}
    refused = dewi.submit(dewi.get(FORM), FORM, fields, status=422, unmasked=True)  # type: ignore[arg-type]
    [said] = [each.get_text() for each in refused.soup.select("#photo-galat")]
    assert told in said
    assert enrolled(cast.dewi) == []
    dewi.submit(refused, FORM, {}, unmasked=True)
    assert len(enrolled(cast.dewi)) == 1
