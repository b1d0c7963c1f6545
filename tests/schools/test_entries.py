"""Lines that pupils filled in become rows like any other, once the school has looked; or they are passed over."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from portal.models import ApplicantState, Enrolment, Fate, Roster, RosterRow, Source, db
from portal.models.transaction import transaction
from portal.services import rosters, upkeep
from portal.values import clock
from portal.values.fault import Refused
from tests.browser import Answer, Browser
from tests.cast import Cast
from tests.make import classes, journey, people


def ticked(page: Answer, *names: str) -> list[str]:
    """The boxes of the lines with these names."""
    rows = [row for row in page.soup.select("tr[id^=isian-]") if any(name in row.get_text() for name in names)]
    return [str(row["id"]).removeprefix("isian-") for row in rows]


def rows(cast: Cast) -> list[RosterRow]:
    db.session.rollback()
    found = cast.sari.actor().sees(RosterRow).join(Roster, Roster.id == RosterRow.roster_id)
    return list(db.session.scalars(found.where(Roster.source == Source.LINK).order_by(RosterRow.number)))


def test_a_line_is_looked_at_taken_mended_sent_and_another_passed_over(
    cast: Cast, sari: Browser, budi: Browser, rina: Browser
) -> None:
    # The wave was sent already; these come after, and one of them stands in a list of it.
    way = journey.sent(cast.sari, [0])
    journey.listed(cast.sari, [1], into=way)
    journey.covered(cast.rina, cast.hasan, [2], name="PKL Lain")
    _, code = classes.link(cast.sari, way.wave)
    for number in range(1, 6):
        classes.filled_in(code, number)
    classes.filled_in(code, 0)
    classes.filled_in(code, 5, phone="081377776666", name="Orang Iseng")
    url = f"/sekolah/gelombang/{way.wave}/isian"
    assert "7 isian siswa menunggu pengesahan" in sari.get("/sekolah/").words
    assert "7 isian siswa menunggu pengesahan" in sari.get(f"/sekolah/gelombang/{way.wave}").words

    page = sari.get(url)
    assert "Gelombang ini sudah pernah diajukan" in page.words
    assert people.nik(3).digits not in page.text
    for number, sentence in (
        (0, "Siswa ini sudah"),
        (1, "NIK ini sudah ada di daftar Tempelan"),
        (2, "melalui sponsor lain"),
        (3, "Lengkap"),
        (5, "NIK ini juga ada di 1 isian lain"),
    ):
        [row] = [each for each in page.soup.select("tr[id^=isian-]") if people.name(number) in each.get_text()]
        assert sentence in " ".join(row.get_text(" ").split()), number
    assert "SMK Negeri 2" not in page.text
    assert not budi.get(url).soup.select("input[name=isian]")
    rina.get(url, status=404)
    budi.post(f"{url}/pengesahan", {"isian": ticked(page, people.name(3))}, status=403)
    rina.post(f"{url}/pengesahan", {"isian": ticked(page, people.name(3))}, status=404)
    assert "Belum ada yang dicentang" in sari.submit(page, "/pengesahan", status=422).words

    skipped = ticked(page, people.name(1), "Orang Iseng")
    assert "2 isian dilewati" in sari.follow(sari.post(f"{url}/lewati", {"isian": skipped})).words
    taken = ticked(page, people.name(2), people.name(3), people.name(4), people.name(5))
    assert "Masuk ke Isian siswa" in sari.follow(sari.submit(page, "/pengesahan", {"isian": taken})).words
    assert "Belum ada yang dicentang" in sari.post(f"{url}/pengesahan", {"isian": taken}, status=422).words
    assert [each.number for each in rows(cast)] == [2, 3, 4, 5]
    states = [each.state for each in classes.lines(cast.sari)]
    assert (states.count(ApplicantState.WAITING), states.count(ApplicantState.REGISTERED)) == (1, 4)

    # Once taken, sending again changes nothing; passed over, it waits again.
    classes.filled_in(code, 3, name="Nama Lain")
    classes.filled_in(code, 1)
    assert len(rows(cast)) == 4
    assert {each.state for each in classes.lines(cast.sari) if each.content["name"] == people.name(1)} == {
        ApplicantState.WAITING
    }
    back = sari.get(f"{url}?keadaan=dilewati")
    sari.submit(back, "/batal", {"isian": ticked(back, "Orang Iseng")})
    again = sari.get(url)
    assert "Orang Iseng" in again.words
    assert people.name(4) in sari.get(f"{url}?keadaan=disahkan").words

    # More come onto the same list; there the same rules hold, and it is mended and sent as any other.
    sari.submit(again, "/pengesahan", {"isian": ticked(again, "Orang Iseng")})
    found = rows(cast)
    assert [each.number for each in found] == [2, 3, 4, 5, 6]
    roster = found[0].roster_id
    shown = sari.get(f"/sekolah/daftar/{roster}?saring=salah")
    assert "melalui sponsor lain" in shown.words
    assert "baris 5" in shown.words, "the same number twice in one list"
    assert "Batalkan daftar ini" not in shown.words
    sari.post(f"/sekolah/daftar/{roster}/batal", status=None)
    assert len(rows(cast)) == 5
    sari.post(f"/sekolah/daftar/{roster}/baris/{found[4].id}/lewati")
    sari.post(f"/sekolah/daftar/{roster}/ajukan/")
    sent = [each for each in rows(cast) if each.fate is Fate.SENT]
    assert [each.number for each in sent] == [3, 4, 5]
    enrolled = cast.sari.actor().find(Enrolment, sent[0].id)
    assert (enrolled.class_name, enrolled.wave_id) == ("XI TKJ 1", way.wave)


def test_what_pupils_typed_is_not_taken_back_with_the_list_and_not_kept_for_ever(cast: Cast, sari: Browser) -> None:
    way = journey.wave(cast.sari)
    _, code = classes.link(cast.sari, way.wave)
    for number in range(3):
        classes.filled_in(code, number)
    url = f"/sekolah/gelombang/{way.wave}/isian"
    page = sari.get(url)
    sari.submit(page, "/pengesahan", {"isian": ticked(page, people.name(0))})
    sari.post(f"{url}/lewati", {"isian": ticked(page, people.name(1))})
    roster = rows(cast)[0].roster_id
    actor = cast.sari.actor()
    kept = actor.find(Roster, roster)
    with pytest.raises(Refused, match=r"roster\.filled_in"):
        rosters.undo(actor, kept)
    db.session.rollback()
    with time_machine.travel(clock.now() + timedelta(days=31), tick=True), transaction():
        upkeep.forget()
    assert [each.state for each in classes.lines(cast.sari)] == [ApplicantState.REGISTERED, ApplicantState.WAITING]
    with time_machine.travel(clock.now() + timedelta(days=91), tick=True), transaction():
        upkeep.forget()
    assert [each.content for each in classes.lines(cast.sari)] == [{"name": people.name(0)}]
