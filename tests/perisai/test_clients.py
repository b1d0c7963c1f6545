"""Binaan: who loses cover first stands first; what is owed and how to pay it; asked with one tap, which is noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from portal.models import Message, db
from portal.services import clients
from portal.services.clients import Group
from portal.values.month import Month
from tests.browser import Answer, Browser
from tests.cast import Cast, Person
from tests.make import dues, people, workers


@pytest.fixture(autouse=True)
def july() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-07-06 03:00:00+00:00", tick=True) as travelling:
        yield travelling


def paid(by: Person, officer: Person, numbers: list[int], ahead: int = 1) -> None:
    """These people of the sheet (by place) pay from this month on."""
    sheet = dues.opened(by)
    dues.ticked(by, sheet, numbers, ahead=ahead)
    dues.paid(officer, dues.billed(by, sheet))


def grown(cast: Cast, travelling: time_machine.Coordinates) -> None:
    """By 21 November 2026: 0 paid through July, 1 August, 2 October, 3 through next March, 4 never; 5 is Joko's."""
    workers.registered(cast.dewi, range(5))
    workers.registered(cast.joko, [5])
    order = sorted(range(5), key=lambda each: people.name(each).lower())
    place = {number: at for at, number in enumerate(order, 1)}
    paid(cast.dewi, cast.hasan, [place[0]])
    travelling.move_to(datetime(2026, 8, 6, 3, tzinfo=UTC))
    for number, month in ((1, 8), (2, 10), (3, 10)):
        travelling.move_to(datetime(2026, month, 6, 3, tzinfo=UTC))
        sheet = dues.opened(cast.dewi)
        [line] = [
            each for each in _lines(cast, sheet) if each.enrolment.name_key.strip() == people.name(number).lower()
        ]
        dues.ticked(cast.dewi, sheet, [line.number], ahead=6 if number == 3 else 1)
        dues.paid(cast.hasan, dues.billed(cast.dewi, sheet))
    travelling.move_to(datetime(2026, 11, 21, 3, tzinfo=UTC))


def _lines(cast: Cast, sheet: object) -> list[object]:
    from portal.services import dues_sheets

    actor = cast.dewi.actor()
    return list(db.session.scalars(dues_sheets.lines(actor, dues_sheets.find(actor, sheet))))  # type: ignore[arg-type]


def shown(page: Answer) -> list[str]:
    return [" ".join(each.get_text(" ").split()) for each in page.soup.select("#binaan tbody tr")]


def test_who_loses_cover_first_stands_first_and_each_line_says_how_to_pay(
    cast: Cast, browser: Callable[[Person], Browser], july: time_machine.Coordinates
) -> None:
    grown(cast, july)
    dewi, joko, ratna = map(browser, (cast.dewi, cast.joko, cast.ratna))
    first, second = shown(dewi.get("/perisai/binaan/"))
    assert first.startswith(people.name(1))
    assert "9 hari lagi sampai 30 Nov 2026" in first
    assert "3 bulan tunggakan kanal mana saja, dengan NIK" in first
    assert second.startswith(people.name(2))
    assert "71 hari lagi sampai 31 Jan 2027" in second
    assert "penuh setelah 3 bulan iuran lagi" in second
    assert "1 bulan tunggakan" in second, "the 15th is past"

    [never] = shown(dewi.get("/perisai/binaan/?keadaan=pertama"))
    assert never.startswith(people.name(4))
    assert "Iuran pertama dari saldo agen" in never
    [lapsed] = shown(dewi.get("/perisai/binaan/?keadaan=berhenti"))
    assert lapsed.startswith(people.name(0))
    assert "Tidak aktif" in lapsed
    [ahead] = shown(dewi.get("/perisai/binaan/?keadaan=lunas"))
    assert ahead.startswith(people.name(3))
    assert shown(joko.get("/perisai/binaan/")) == []
    assert len(shown(joko.get("/perisai/binaan/?keadaan=pertama"))) == 1
    assert len(shown(ratna.get("/perisai/binaan/?keadaan=pertama"))) == 2
    assert clients.counts(cast.dewi.actor()) == {
        Group.COLLECT: 2,
        Group.LATE: 2,
        Group.FIRST: 1,
        Group.LAPSED: 1,
        Group.PAID: 1,
    }
    found = shown(dewi.get("/perisai/binaan/", query_string={"q": people.name(2).split()[0]}))
    assert len(found) == sum(each.startswith(people.name(2).split()[0]) for each in (people.name(1), people.name(2)))
    assert "Tidak ada nama yang cocok" in dewi.get("/perisai/binaan/", query_string={"q": "Zzz"}).words
    dewi.get("/perisai/binaan/", query_string={"q": workers.nik(2).digits}, status=303)
    late = dewi.get(dewi.get("/perisai/binaan/").soup.select("#binaan a[href*=bila-terlambat]")[0]["href"])  # type: ignore[arg-type]
    assert "Perlindungan jalan lagi" in late.words or "terlambat membayar" in late.words
    july.move_to(datetime(2026, 11, 10, 3, tzinfo=UTC))
    assert clients.counts(cast.dewi.actor())[Group.LATE] == 1, "until the 15th the month is due, not late"


def test_one_tap_asks_and_who_did_so_is_noted(
    cast: Cast, browser: Callable[[Person], Browser], july: time_machine.Coordinates
) -> None:
    grown(cast, july)
    dewi, joko = map(browser, (cast.dewi, cast.joko))
    page = dewi.get("/perisai/binaan/")
    assert "form-action 'self' https://wa.me" in page.headers["Content-Security-Policy"]
    form = page.soup.select("#binaan form")[0]
    url = str(form["action"])
    gone = dewi.get(dewi.submit(page, url).location, status=303)
    sent = gone.headers["Location"]
    assert sent.startswith("https://wa.me/6282100000001?text=")
    assert "3+bulan" in sent.replace("%20", "+")
    assert "30+November+2026" in sent.replace("%20", "+")
    assert workers.nik(1).digits not in sent
    assert "diingatkan Dewi Anggraini" in shown(dewi.get("/perisai/binaan/"))[0]
    joko.post(url, status=404)
    db.session.rollback()
    [message] = db.session.scalars(cast.hasan.actor().sees(Message))
    assert (message.kind, message.sent_by_name) == ("dues", "Dewi Anggraini")

    for tab, words in (
        ("pertama", "Sistem+Informasi+Perisai"),
        ("berhenti", "tunggakan+lama+tidak"),
        ("lunas", "sudah+lunas"),
    ):
        page = dewi.get(f"/perisai/binaan/?keadaan={tab}")
        answer = dewi.submit(page, str(page.soup.select("#binaan form")[0]["action"]))
        assert words in dewi.get(answer.location, status=303).headers["Location"].replace("%20", "+")


def test_a_person_without_a_phone_is_said_to_have_none(cast: Cast, dewi: Browser) -> None:
    workers.registered(cast.dewi, [1], phone="")
    page = dewi.get("/perisai/binaan/?keadaan=pertama")
    back = dewi.follow(dewi.submit(page, str(page.soup.select("#binaan form")[0]["action"])))
    assert "Nomor HP-nya belum ada" in back.words


def test_the_list_turns_its_pages_in_its_order(cast: Cast, dewi: Browser) -> None:
    workers.registered(cast.dewi, range(60))
    sheet = dues.opened(cast.dewi)
    dues.ticked(cast.dewi, sheet, range(1, 41))
    dues.ticked(cast.dewi, sheet, range(31, 41), ahead=3)
    dues.paid(cast.hasan, dues.billed(cast.dewi, sheet))
    for tab, people_of in (("lunas", 40), ("pertama", 20)):
        names, url = [], f"/perisai/binaan/?keadaan={tab}"
        while url:
            page = dewi.get(url)
            names += [
                each.get_text()
                for each in page.soup.select("#binaan td a[href*=peserta]")
                if "terlambat" not in str(each["href"])
            ]
            url = next(
                (str(each["href"]) for each in page.soup.select(".pager a") if "sesudah" in str(each["href"])), ""
            )
        assert len(names) == len(set(names)) == people_of
        assert names[:30] == sorted(names[:30], key=str.lower)
    back = (
        dewi.get(next(str(each["href"]) for each in page.soup.select(".pager a")))
        if page.soup.select(".pager a")
        else None
    )
    assert back is None or len(shown(back)) == 25


def test_dues_of_an_agent_tell_first_payments_apart(cast: Cast, dewi: Browser, joko: Browser, ratna: Browser) -> None:
    workers.registered(cast.dewi, range(3))
    paid(cast.dewi, cast.hasan, [1])
    form = dewi.get("/perisai/iuran/")
    assert "unit di bawahnya" not in form.words
    done = dewi.submit(form, "/perisai/iuran/", {"month": str(Month(2026, 8))})
    page = dewi.follow(done)
    assert page.words.count("Iuran pertama") == 2
    url = done.location
    dewi.submit(page, url, {"bayar": ["1", "2", "3"]})
    asked = dewi.get(f"{url}/tagihan/")
    assert "Iuran pertama: 2 orang, Rp16.800" in asked.words
    assert "Iuran lanjutan: 1 orang, Rp8.400" in asked.words
    assert "/perisai/tagihan/" in dewi.submit(asked, f"{url}/tagihan/").location
    joko.get(url, status=404)
    ratna.get(url)
    assert dewi.get(f"{url}.pdf").body.startswith(b"%PDF")
