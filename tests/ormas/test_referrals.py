"""An officer's own link: what to share, and how far those came who followed it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from portal.models import Applicant, Lead, LeadState, Organisation, db
from portal.services import referrals
from portal.services.referrals import Reach, Yield
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import comers, drive, dues, people, workers


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as travelling:
        yield travelling


def brought(by: Person, unit: Person | None = None, **of: object) -> list[Yield]:
    db.session.rollback()
    actor = by.actor()
    found = actor.find(Organisation, (unit or by).organisation_id)  # type: ignore[arg-type]
    return referrals.yields(actor, Reach(found, **of))  # type: ignore[arg-type]


def test_an_officer_has_a_link_of_their_own_and_what_to_share_with_it(cast: Cast, agus: Browser) -> None:
    mine = agus.get("/ormas/ajakan/")
    db.session.rollback()
    assert f"/ajak/{referrals.token(cast.agus.membership_id)}" in mine.words
    assert "https://wa.me/?text=Selamat%20siang" in mine.text
    assert "Unit Anda belum punya tautan pendaftaran" in mine.words
    assert agus.get("/ormas/ajakan/gambar.png").body.startswith(b"\x89PNG")
    assert agus.get("/ormas/ajakan/gambar.pdf").body.startswith(b"%PDF")


def test_from_an_invitation_to_the_money(
    cast: Cast,
    anonymous: Browser,
    agus: Browser,
    yanto: Browser,
    euis: Browser,
    november: time_machine.Coordinates,
) -> None:
    token = referrals.token(cast.agus.membership_id)
    assert "Daftar sendiri" not in anonymous.get(f"/ajak/{token}").words, "no link is open yet"
    drive_link, code = comers.link(cast.agus)
    page = anonymous.get(f"/ajak/{token}")
    way = next(str(each["href"]) for each in page.soup.find_all("a") if "/daftar/" in str(each["href"]))
    assert way == f"/daftar/{code}?ajakan={token}"

    # One sends themselves in, mends it by the plain link, and stays whose they were.
    form = anonymous.get(way)
    assert "Diajak Agus Salim , pengurus Ranting Arjuna" in form.words
    typed = {name: text for name, text in comers.said(1).items() if name not in {"sex", "jht"}} | {"consent": "y"}
    typed |= {name: str(form.soup.find("input", attrs={"name": name})["value"]) for name in ("ajakan", "_segel")}  # type: ignore[index]
    priced = anonymous.post(f"/daftar/{code}/iuran", typed, status=200, unmasked=True)
    assert "Diajak Agus Salim" in priced.words
    november.shift(timedelta(seconds=20))
    thanks = anonymous.follow(anonymous.submit(priced, code))
    assert way in {str(each["href"]) for each in thanks.soup.find_all("a")}, "another of the family is invited too"
    comers.came(cast.agus, code, 2)
    again = comers.said(1, income="2.000.000")
    plain = anonymous.post(f"/daftar/{code}/iuran", again | {"consent": "y"}, status=200, unmasked=True)
    november.shift(timedelta(seconds=20))
    anonymous.submit(plain, code)
    # What is none of ours, or of another ormas, is nobody's invitation; the form is the same.
    for strange in ("x", token[:-1], referrals.token(cast.sari.membership_id)):
        assert "Diajak" not in anonymous.get(f"/daftar/{code}?ajakan={strange}").words
    waiting = {each.content["name"]: each for each in db.session.scalars(cast.agus.actor().sees(Applicant))}
    first, second = waiting[people.name(1)], waiting[people.name(2)]
    assert (first.referrer_id, first.content["income"]) == (cast.agus.membership_id, "2.000.000")
    assert second.referrer_id is None
    first_id, second_id = first.id, second.id

    # Two leave their number; one of them is registered by the officer who calls.
    for name, phone in (("Wawan Setiawan", "0812 3456 7801"), ("Tuti", "0812 3456 7802")):
        anonymous.submit(anonymous.get(f"/ajak/{token}"), f"/ajak/{token}", {"name": name, "phone": phone})
    wawan = next(
        each.id for each in db.session.scalars(cast.agus.actor().sees(Lead)) if each.name.startswith("Wawan")
    )
    called = agus.get(f"/ormas/tindak-lanjut/{wawan}")
    to_form = next(str(each["href"]) for each in called.soup.find_all("a") if "tindak_lanjut" in str(each["href"]))
    form = agus.get(to_form)
    assert form.soup.find("input", id="name")["value"] == "Wawan Setiawan"  # type: ignore[index]
    said = {name: text for name, text in workers.texts(3).items() if text and name not in {"name", "phone"}}
    agus.submit(form, "/ormas/pendaftaran/", said | {"occupation": "guru-ngaji", "consent": "y"})
    db.session.rollback()
    lead = cast.agus.actor().find(Lead, wawan)
    assert (lead.state, lead.note, lead.participant_id is not None) == (LeadState.DONE, "Didaftarkan.", True)

    (here,) = brought(cast.agus)
    assert here == Yield("Agus Salim", "Ranting Arjuna", left=2, to_call=1, applied=1, registered=1, paid=0)
    agus.post("/ormas/pendaftar/pengesahan", {"orang": [str(first_id), str(second_id)]})
    sheet = dues.opened(cast.agus)
    dues.ticked(cast.agus, sheet, [1, 2, 3])
    dues.paid(cast.hasan, dues.billed(cast.agus, sheet))
    (here,) = brought(cast.agus)
    assert (here.registered, here.paid) == (2, 2), "who came by no invitation is not in it"
    assert brought(cast.agus, year=2025) == []
    assert brought(cast.yanto, year=2026) == [here] == brought(cast.agus, referrer_id=cast.agus.membership_id)
    assert brought(cast.euis) == []

    own = agus.get("/ormas/ajakan/")
    assert "2 meninggalkan nomor 1 belum selesai 1 mendaftar sendiri 2 terdaftar 2 membayar" in own.words
    assert "Agus Salim Ranting Arjuna 2 1 belum selesai 1 2 2" in own.words
    drive.planned(cast.yanto)
    above = yanto.get("/ormas/kegiatan/hasil/")
    assert "Lewat tautan ajakan pengurus" in above.words
    assert "Agus Salim Ranting Arjuna 2 1 belum selesai 1 2 2" in above.words
    assert "Agus" not in euis.get("/ormas/ajakan/").words
    shared = agus.get(f"/ormas/pendaftar/tautan/{drive_link}")
    assert f"ajakan%3D{token}" in shared.text, "handed on by WhatsApp it is the officer's invitation"
    assert f"/daftar/{code}?" not in shared.words, "the poster's code is nobody's"
