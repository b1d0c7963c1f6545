"""Registering oneself by a unit's link: without an account, without JavaScript, the price before it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from portal.models import Applicant, ApplicantState, AuditEvent, Consent, RegistrationLink, db
from portal.models.transaction import transaction
from portal.public.applicants import OF_A_FORM, OF_A_LINK, OF_A_NETWORK, OF_A_PHONE, TRAP
from portal.public.counters import Counter, network
from portal.services import registration_links
from portal.values import clock
from tests.browser import Answer, Browser
from tests.cast import Cast
from tests.make import comers, workers

THANKS = "Pengurus Ranting Arjuna memeriksanya"


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as travelling:
        yield travelling


def applicants(cast: Cast) -> list[Applicant]:
    db.session.rollback()
    return list(db.session.scalars(cast.agus.actor().sees(Applicant).order_by(Applicant.id)))


def sent(phone: Browser, code: str, number: int, clockwork: time_machine.Coordinates, **other: str) -> Answer:
    """The whole way of somebody who reads: the form, the price, and then it goes."""
    page = phone.get(f"/daftar/{code}")
    seal = page.soup.find("input", attrs={"name": "_segel"})["value"]  # type: ignore[index]
    typed = comers.said(number, **other) | {"consent": "y", "_segel": seal}
    priced = phone.post(f"/daftar/{code}/iuran", typed, status=200, unmasked=True)
    clockwork.shift(timedelta(seconds=20))
    return phone.submit(priced, code)


def test_the_price_comes_first_and_then_it_is_sent(
    cast: Cast, anonymous: Browser, november: time_machine.Coordinates
) -> None:
    _, code = comers.link(cast.agus)
    page = anonymous.get(f"/daftar/{code}")
    assert "Ranting Arjuna" in page.words
    assert "Kirim pendaftaran" not in page.words
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"

    texts = {name: text for name, text in comers.said(1).items() if name not in {"sex", "jht"}}
    early = anonymous.submit(page, code, texts | {"consent": "y"}, status=422, unmasked=True)
    assert "Halaman ini baru saja dibuka" in early.words
    november.shift(timedelta(seconds=20))
    unseen = anonymous.submit(page, code, texts | {"consent": "y"}, status=422, unmasked=True)
    assert "Periksa dahulu iurannya" in unseen.words
    assert "Iuran Anda: Rp8.400 sebulan" in unseen.words
    assert "Januari – Oktober 2027: Rp16.800 sebulan" in unseen.words
    assert applicants(cast) == []

    # Another income than the one whose price was shown: the price again, and nothing kept.
    dearer = anonymous.submit(unseen, code, {"income": "5.000.000"}, status=422, unmasked=True)
    assert "Iuran Anda: Rp28.150 sebulan" in dearer.words
    done = anonymous.submit(dearer, code, {"income": "5.000.000"})
    assert THANKS in anonymous.follow(done).words

    [waiting] = applicants(cast)
    assert (waiting.state, waiting.consent, waiting.consent_version) == (
        ApplicantState.WAITING,
        Consent.ONLINE,
        "2026-11",
    )
    assert waiting.content["nik"] == workers.nik(1).digits
    with db.engine.connect() as connection:
        rows = str(connection.exec_driver_sql("select * from applicant").all())
        told = str(connection.exec_driver_sql("select facts from audit_event").all())
    assert workers.texts(1)["name"] not in rows, "what came in rests sealed"
    assert workers.nik(1).digits not in rows + told
    assert workers.texts(1)["phone"][2:] not in rows + told


def test_known_or_not_twice_or_once_the_answer_is_the_same(
    cast: Cast, anonymous: Browser, november: time_machine.Coordinates
) -> None:
    _, code = comers.link(cast.agus)
    workers.registered(cast.euis, [7])
    fresh = anonymous.follow(sent(anonymous, code, 8, november)).words
    known = anonymous.follow(sent(anonymous, code, 7, november)).words
    again = anonymous.follow(sent(anonymous, code, 8, november, income="2.000.000")).words
    assert fresh == known == again
    first, second = applicants(cast)
    assert {first.content["income"], second.content["income"]} == {"2.000.000", "1.000.000"}, "the last one counts"
    events = db.session.scalars(cast.hasan.actor().sees(AuditEvent).where(AuditEvent.action == "applicant_received"))
    assert [each.actor_name for each in events] == ["Pendaftar"] * 3


def test_what_is_wrong_is_said_at_once_and_nothing_typed_is_lost(cast: Cast, anonymous: Browser) -> None:
    _, code = comers.link(cast.agus)
    page = anonymous.get(f"/daftar/{code}")
    wrong = {"nik": "123", "name": "Dede Sunandar", "birth_date": "", "phone": "021", "income": "banyak"}
    refused = anonymous.submit(page, code, wrong, status=422)
    for sentence in ("NIK harus 16 angka", "Tanggal lahir belum diisi", "Persetujuan belum dicentang"):
        assert sentence in refused.words
    assert 'value="Dede Sunandar"' in refused.text
    other = f"{workers.born(2):%d/%m/%Y}"
    texts = {name: text for name, text in comers.said(1, birth_date=other).items() if name not in {"sex", "jht"}}
    doubtful = anonymous.submit(page, code, texts | {"consent": "y"}, status=422, unmasked=True)
    assert "Data sudah benar seperti di KTP" in doubtful.words
    assert applicants(cast) == []


def test_htmx_shows_the_price_as_it_changes(cast: Cast, anonymous: Browser) -> None:
    _, code = comers.link(cast.agus)
    live = anonymous.htmx_post(f"/daftar/{code}/iuran", {"occupation": "guru-ngaji", "income": "1.000.000"})
    assert "Iuran Anda: Rp8.400 sebulan" in live.words
    assert "Kirim pendaftaran" in live.words
    saving = {"occupation": "guru-ngaji", "income": "1.000.000", "jht": "y"}
    assert "Rp28.400 sebulan" in anonymous.htmx_post(f"/daftar/{code}/iuran", saving).words
    assert "Kirim pendaftaran" not in anonymous.htmx_post(f"/daftar/{code}/iuran", {"occupation": ""}).words


@pytest.mark.once
def test_machines_are_thanked_and_forgotten(
    cast: Cast, anonymous: Browser, november: time_machine.Coordinates
) -> None:
    _, code = comers.link(cast.agus)
    trapped = anonymous.post(f"/daftar/{code}", comers.said(1) | {"consent": "y", TRAP: "https://contoh.id"})
    assert THANKS in anonymous.follow(trapped).words
    forged = anonymous.post(
        f"/daftar/{code}", comers.said(1) | {"consent": "y", "_segel": "WyJ4Il0.x"}, status=422, unmasked=True
    )
    assert "baru saja dibuka" in forged.words
    other = comers.link(cast.agus, title="Lain")[1]
    seal = anonymous.get(f"/daftar/{other}").soup.find("input", attrs={"name": "_segel"})["value"]  # type: ignore[index]
    november.shift(timedelta(minutes=1))
    stolen = anonymous.post(
        f"/daftar/{code}", comers.said(1) | {"consent": "y", "_segel": seal}, status=422, unmasked=True
    )
    assert "baru saja dibuka" in stolen.words
    assert applicants(cast) == []


def opened(by: Browser, code: str) -> dict[str, str]:
    """What stands in a form that somebody opened and looked at the price of."""
    typed = comers.said(0) | {"consent": "y"}
    priced = by.post(f"/daftar/{code}/iuran", typed, status=200, unmasked=True)
    return typed | {"_segel": str(priced.soup.find("input", attrs={"name": "_segel"})["value"])}  # type: ignore[index]


@pytest.mark.once
def test_a_meeting_behind_one_address_comes_in_and_one_form_or_phone_does_not_flood_it(
    cast: Cast, anonymous: Browser, november: time_machine.Coordinates
) -> None:
    _, code = comers.link(cast.agus)
    per_form, per_phone = (int(counter.limits[0].split()[0]) for counter in (OF_A_FORM, OF_A_PHONE))
    forms = [opened(anonymous, code) for _ in range(50 + per_phone + 1)]
    november.shift(timedelta(minutes=2))
    for number in range(49):
        anonymous.post(f"/daftar/{code}", forms.pop() | comers.said(number))
    family = {"phone": "081299998888"}
    for number in range(60, 60 + per_phone):
        anonymous.post(f"/daftar/{code}", forms.pop() | comers.said(number, **family))
    held = anonymous.post(f"/daftar/{code}", forms.pop() | comers.said(90, **family), status=429)
    assert "Dari nomor HP ini sudah beberapa kali dikirim" in held.words
    form = forms.pop()
    for number in range(100, 100 + per_form):
        anonymous.post(f"/daftar/{code}", form | comers.said(number))
    held = anonymous.post(f"/daftar/{code}", form | comers.said(110), status=429)
    assert "Buka lagi tautannya" in held.words
    assert not forms
    assert len(applicants(cast)) == 49 + per_phone + per_form


def test_a_link_that_ended_was_stopped_or_never_was(
    cast: Cast, anonymous: Browser, november: time_machine.Coordinates
) -> None:
    anonymous.get("/daftar/AAAABBBBCCCC", status=404)
    anonymous.get("/daftar/x", status=404)
    link_id, code = comers.link(cast.agus, days=0)
    page = anonymous.get(f"/daftar/{code.lower()}")
    november.shift(timedelta(days=1))
    assert "berakhir 21 November 2026" in anonymous.get(f"/daftar/{code}", status=410).words
    anonymous.submit(page, code, comers.said(1) and {}, status=410)
    with transaction():
        actor = cast.agus.actor()
        link = actor.find(RegistrationLink, link_id)
        registration_links.change(actor, link, title="Rapat", last_day=clock.today())
        registration_links.stop(actor, link)
    assert "menghentikan pendaftaran" in anonymous.get(f"/daftar/{code}", status=410).words
    assert applicants(cast) == []


def test_it_weighs_little(cast: Cast, anonymous: Browser) -> None:
    """Page, style, scripts and pictures: what a phone loads at the first visit."""
    _, code = comers.link(cast.agus)
    page = anonymous.get(f"/daftar/{code}")
    files = {str(tag.get("href") or tag.get("src")) for tag in page.soup.find_all(["link", "script"])}
    files |= {str(tag["href"]).partition("#")[0] for tag in page.soup.find_all("use")} - {""}
    assert page.wire + sum(anonymous._weigh(each) for each in files) <= 30 * 1024


@pytest.mark.once
def test_a_link_that_is_flooded_says_when_and_what_to_do(
    cast: Cast, anonymous: Browser, november: time_machine.Coordinates
) -> None:
    """A network takes as much as a full hall and keeps no other out; what the link itself can take is more."""
    _, code = comers.link(cast.agus)
    form = opened(anonymous, code)
    november.shift(timedelta(minutes=2))

    def fill(counter: Counter, key: str) -> None:
        with anonymous.app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
            for _ in range(int(counter.limits[0].split()[0])):
                counter.hit(key.format(here=network()))

    fill(OF_A_NETWORK, f"{code} {{here}}")
    full = anonymous.post(f"/daftar/{code}", form, status=429)
    assert "Dari jaringan ini sudah sangat banyak yang mendaftar" in full.words
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    anonymous.post(f"/daftar/{code}", form, environ_base=elsewhere)
    fill(OF_A_LINK, code)
    full = anonymous.post(f"/daftar/{code}", form | comers.said(1), environ_base=elsewhere, status=429)
    assert "minta pengurus mencatat Anda di lembar pendaftaran" in full.words
    assert len(applicants(cast)) == 1
    anonymous.post(f"/daftar/{comers.link(cast.agus, title='Lain')[1]}", form, status=422, unmasked=True)
