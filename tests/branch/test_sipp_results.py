"""Answers of SIPP on the page: who is taken gets a number, who is refused goes back, what cannot be right is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from portal.models import Enrolment, Message, Participant, Sipp, SippLine, SippSheet, db
from portal.models.transaction import transaction
from portal.services import upkeep
from portal.values import clock
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import journey, people
from tests.make.handing_over import answered, handed_over, kpj, refused, said, valid

Browsing = Callable[[Person], Browser]


def load(hasan: Browser, file_id: UUID, *rows: tuple[str, ...], status: int = 303, about: str = "mixed") -> str:
    """The page of the result, or of the refusal."""
    data = {"file": (said(*rows), "hasil.csv"), "about": about}
    answer = hasan.post(f"/cabang/sipp/{file_id}/hasil", data, status=status)
    return hasan.follow(answer).words if status == 303 else answer.words


def test_answers_are_loaded_row_by_row(cast: Cast, browser: Browsing) -> None:
    journey.approved(cast.rina, cast.hasan, [50])
    earlier = handed_over(cast.hasan)
    answered(cast.hasan, earlier, *valid(50))
    journey.approved(cast.sari, cast.hasan, range(6))
    journey.approved(cast.sari, cast.hasan, [90], name="PKL Lain")
    file_id = handed_over(cast.hasan)
    hasan, mira = browser(cast.hasan), browser(cast.mira)
    assert "Pilih dahulu" in hasan.post(f"/cabang/sipp/{file_id}/hasil", {"about": "mixed"}, status=422).words
    assert "Tidak satu pun NIK di sini" in load(hasan, file_id, *valid(77), status=422)
    rows = [
        *valid(0, 1),
        *refused(2),
        *valid(77),  # nobody here
        (people.nik(3).digits, kpj(50), "Valid", ""),  # somebody else's
        *valid(4),
        *refused(4),  # the same person twice
        (people.nik(5).digits, "123456789", "Valid", ""),
    ]
    told = load(hasan, file_id, *rows)
    assert "3 diterima" in told
    assert "1 dikembalikan" in told
    for row, sentence in (
        (5, "NIK ini tidak ada di berkas yang diserahkan"),
        (6, "Nomor KPJ ini sudah milik orang lain"),
        (7, "NIK ini ada di baris 7, 8"),
        (9, "Nomor KPJ ini 9 angka, biasanya 11"),
    ):
        assert f"{row} {sentence}" in told.replace(" ", " "), (row, told)
    people_of = (
        cast.sari.actor()
        .sees(Enrolment)
        .join(Participant)
        .with_only_columns(Participant.nik_index, Participant.kpj, Enrolment.sipp)
    )
    standing = sorted((found.kpj or "", found.sipp.value) for found in db.session.execute(people_of))
    db.session.rollback()
    assert standing == [
        ("", "returned"),
        ("", "taken"),
        ("", "taken"),
        ("", "taken"),
        ("123456789", "valid"),
        (kpj(0), "valid"),
        (kpj(1), "valid"),
    ]
    # The same file once more, under whatever name; the same answers in another file; and answers that contradict.
    assert "sudah dimuat Hasan Basri" in load(hasan, file_id, *rows, status=422)
    again = load(hasan, file_id, *valid(0, 1), *refused(2))
    assert "3 sudah tercatat sebelumnya" in again
    told = load(hasan, file_id, *refused(0), (people.nik(1).digits, kpj(7), "Valid", ""), *valid(3))
    assert "sudah tercatat diterima, jadi penolakannya dibiarkan" in told
    assert "sudah punya nomor KPJ lain" in told
    # A refusal that was a mistake of theirs; a list of the valid without numbers, and the numbers later.
    load(hasan, file_id, *valid(2))
    load(hasan, file_id, (people.nik(4).digits, "", "", ""), (people.nik(90).digits, "", "", ""), about="valid")
    page = hasan.get(f"/cabang/sipp/{file_id}").words
    assert "Sudah dijawab" in page
    load(hasan, file_id, *valid(4, 90))
    with transaction():
        everyone = cast.sari.actor().sees(Enrolment).join(Participant).where(Participant.kpj.is_(None))
        assert not db.session.scalars(everyone).all()
    result = answered(cast.hasan, file_id, *valid(4), ("", "", "", "Mengetahui"))
    mira.get(f"/cabang/sipp/hasil/{result}", status=404)


@pytest.mark.usefixtures("mailbox")
def test_who_is_refused_is_told_to_the_school(cast: Cast, browser: Browsing) -> None:
    journey.approved(cast.sari, cast.hasan, range(3))
    file_id = handed_over(cast.hasan)
    load(browser(cast.hasan), file_id, *valid(0), *refused(1, 2))
    sent = db.session.scalars(select(Message).where(Message.kind == "sipp_returned")).all()
    assert {each.recipient for each in sent} == {cast.sari.email}
    assert "Data 2 peserta SMK Negeri 1 Bandung" in (sent[0].body or "")
    assert people.name(1) not in (sent[0].body or "")
    lines = cast.sari.actor().sees(SippLine).join(Enrolment).where(Enrolment.sipp == Sipp.RETURNED)
    assert {line.reason for line in db.session.scalars(lines)} == {"Nama beda dengan KTP"}


def test_columns_that_nobody_could_tell_are_pointed_out_and_remembered(cast: Cast, browser: Browsing) -> None:
    journey.approved(cast.sari, cast.hasan, range(4))
    file_id = handed_over(cast.hasan)
    hasan, mira = browser(cast.hasan), browser(cast.mira)

    def foreign(*numbers: int) -> bytes:
        lines = [f"{number};{people.nik(number).digits};{kpj(number)};Valid;" for number in numbers]
        return "\n".join(["Urut;Kode Orang;Kartu Baru;Kesimpulan;Ulasan", *lines]).encode()

    def brought(content: bytes, **more: int) -> Any:
        data = {"file": (content, "aneh.csv"), "about": "mixed"}
        return hasan.post(f"/cabang/sipp/{file_id}/hasil", data, **more)

    asked = brought(foreign(0, 1))
    page = hasan.follow(asked)
    assert "tunjukkan isi tiap kolom" in page.words
    assert people.nik(0).masked in page.words
    assert people.nik(0).digits not in page.text
    assert brought(foreign(0, 1)).location == asked.location, "the same file waits once"
    mira.get(str(asked.location), status=404)
    place = str(asked.location)
    assert "Tunjukkan dahulu kolom untuk: NIK" in hasan.submit(page, place, {"kolom-1": ""}, status=422).words
    twice = hasan.submit(page, place, {"kolom-1": "nik", "kolom-0": "nik"}, status=422)
    assert "Satu isian hanya boleh dari satu kolom" in twice.words
    said = {"kolom-1": "nik", "kolom-2": "kpj", "kolom-3": "verdict", "kolom-4": "reason"}
    told = hasan.follow(hasan.submit(twice, place, {"kolom-0": ""} | said))
    assert "2 diterima" in told.words
    hasan.get(place, status=404)
    assert "1 diterima" in hasan.follow(brought(foreign(2))).words, "remembered"
    other = hasan.follow(brought(b"Nama;Warna\nAsep;biru\n"))
    assert "Berkas hasil dibuang" in hasan.follow(hasan.submit(other, "/buang", {})).words
    brought(b"Nama;Warna\nAsep;biru\n")
    with time_machine.travel(clock.now() + timedelta(days=8)), transaction():
        upkeep.forget()
    assert db.session.scalars(cast.hasan.actor().sees(SippSheet)).all() == []
