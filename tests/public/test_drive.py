"""At the door of an event and behind an officer's link: no account, the same answer to everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from portal.models import Attendance, Event, Lead, Way, db
from portal.models.transaction import transaction
from portal.services import events, referrals
from tests.browser import Browser
from tests.cast import Cast
from tests.make import drive, people


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def door(cast: Cast) -> tuple[str, Event]:
    found = cast.agus.actor().find(Event, drive.planned(cast.agus))
    return f"/hadir/{found.code}", found


def test_who_scans_the_code_stands_on_the_list_known_or_not(cast: Cast, anonymous: Browser, agus: Browser) -> None:
    known = drive.member(cast.agus, 1)
    drive.member(cast.yanto, 2)
    url, event = door(cast)
    event_id, name = event.id, people.name(1)
    answers = set()
    for said, number in (
        (name.upper(), "083100000001"),  # a member by name and phone
        (name.split()[0], "d.bdg 01 01 1"),  # the same again by KTA
        (people.name(2), "083100000002"),  # a member of the unit above: a guest here
        ("Orang Lain", "D-BDG-01-01-1"),  # a member's card, another's name
        ("Tamu Baru", "+62 812-3456-7890"),
        ("Tamu Baru", "081234567890"),
    ):
        form = anonymous.get(url)
        done = anonymous.submit(form, url, {"name": said, "number": number})
        answers.add((done.location, anonymous.follow(done).words))
    assert len(answers) == 1
    lines = drive.lines(cast.agus, event_id)
    assert sorted((each.name, each.said_kta) for each in lines) == sorted(
        [(name, ""), (people.name(2), ""), ("Orang Lain", "D-BDG-01-01-1"), ("Tamu Baru", "")]
    )
    assert [each.member_id for each in lines if each.member_id] == [known]
    assert {each.way for each in lines} == {Way.SCANNED}
    assert "menyebut KTA D-BDG-01-01-1" in agus.get(f"/ormas/kegiatan/{event_id}/hadir").words

    stranger = next(each.id for each in lines if each.name == "Orang Lain")
    agus.post(f"/ormas/kegiatan/{event_id}/hadir/{stranger}/coret")
    anonymous.post(url, {"name": "Orang Lain", "number": "D-BDG-01-01-1"})
    struck = cast.agus.actor().find(Attendance, stranger)
    assert struck.struck_at is not None, "who was struck out does not write themselves back"


def test_the_door_is_shut_to_what_is_wrong(cast: Cast, anonymous: Browser) -> None:
    url, event = door(cast)
    event_id = event.id
    for number, words in (("", "wajib diisi"), ("3273010101800001", "diawali 08"), ("abc", "diawali 08")):
        wrong = anonymous.post(url, {"name": "Budi", "number": number}, status=422, unmasked=True)
        assert words in wrong.words
    anonymous.post(url, {"name": "Mesin", "number": "081234567890", "situs": "http://x"})
    assert drive.lines(cast.agus, event_id) == []
    anonymous.get("/hadir/AAAAAAAAAAAA", status=404)
    anonymous.get("/hadir/x", status=404)
    for _ in range(10):
        anonymous.post(url, {"name": "Budi", "number": "081234567890"})
    later = anonymous.post(url, {"name": "Budi", "number": "081234567890"}, status=429)
    assert "minta pengurus mencatat kehadiran Anda" in later.words
    anonymous.post(url, {"name": "Siti", "number": "081234567891"})  # another phone of the same hall is not stopped
    with time_machine.travel("2026-11-23 03:00:00+00:00", tick=True):
        assert "belum atau tidak lagi dibuka" in anonymous.get(url).words
        anonymous.post(url, {"name": "Budi", "number": "081234567890"}, status=410)
    with transaction():
        actor = cast.agus.actor()
        events.cancel(actor, events.find(actor, event_id), "Tidak jadi")
    anonymous.get(url, status=404)


def test_an_officer_s_link_explains_the_cover_and_brings_a_lead(
    cast: Cast, anonymous: Browser, agus: Browser, euis: Browser
) -> None:
    url = f"/ajak/{referrals.token(cast.agus.membership_id)}"
    page = anonymous.get(url)
    for words in ("Ranting Arjuna", "Rp42.000.000", "1 bulan", "Rp8.400", "Rp16.800 sebulan sampai"):
        assert words in page.words, words
    wrong = anonymous.submit(page, url, {"name": "Budi", "phone": "12"}, status=422)
    assert "Nomor HP" in wrong.soup.find(id="galat").get_text()  # type: ignore[union-attr]
    for _ in range(2):
        done = anonymous.submit(page, url, {"name": "Budi Santoso", "phone": "0812 3456 7890"})
        assert "Agus Salim dari Ranting Arjuna akan menghubungi" in anonymous.follow(done).words
        page = anonymous.get(url)
    lead = db.session.scalars(cast.agus.actor().sees(Lead)).one()
    assert (lead.phone, lead.caller_id, str(lead.due_on)) == ("+6281234567890", cast.agus.membership_id, "2026-11-23")
    assert "Agus Salim Ranting Arjuna 1 1 belum selesai 0 0 0" in agus.get("/ormas/ajakan/").words
    assert "Belum ada yang datang" in euis.get("/ormas/ajakan/").words
    for wrong_link in ("x", url[6:-1] + ("A" if url[-1] != "A" else "B"), referrals.token(cast.sari.membership_id)):
        anonymous.get(f"/ajak/{wrong_link}", status=404)
    for _ in range(3):
        anonymous.post(url, {"name": "Siapa", "phone": "081234567890"})
    assert "Terlalu banyak isian" in anonymous.post(url, {"name": "X", "phone": "081234567890"}, status=429).words
