"""Berkas bukti: one PDF whose every page can be checked, and the record that it left the house."""

from __future__ import annotations

import contextvars
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
import typst
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from portal.access.audit import Action
from portal.jobs.worker import Worker
from portal.models import AuditEvent, Enrolment, Paper, Payment, db
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Hand
from tests.make import journey, people
from tests.papers.reading import scanned, text


def drawn_with(monkeypatch: pytest.MonkeyPatch) -> list[Image.Image]:
    """Every page that typst sets from now on, drawn too, for no PDF viewer is sure to be there."""
    pages: list[Image.Image] = []
    compiled = typst.compile

    def beside(layout: Any, **given: Any) -> Any:
        if given.get("sys_inputs"):
            painted = compiled(layout, **given | {"format": "png", "ppi": 150, "pdf_standards": []})
            each = [painted] if isinstance(painted, bytes) else painted
            pages.extend(Image.open(BytesIO(page)).convert("RGB") for page in each)
        return compiled(layout, **given)

    monkeypatch.setattr(typst, "compile", beside)
    return pages


def test_letter_list_receipt_and_cards_are_one_paper(
    cast: Cast, sari: Browser, budi: Browser, rina: Browser, anonymous: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = journey.covered(cast.sari, cast.hasan, range(3))
    url = f"/sekolah/gelombang/{made.wave}/berkas-bukti"
    rina.get(url, status=404)
    budi.get(url, status=403)
    assert "3 siswa terdaftar, 3 sudah dibayar" in sari.get(url).words
    pages = drawn_with(monkeypatch)
    pdf = sari.post(url, status=200).body
    monkeypatch.undo()
    payment = db.session.scalars(cast.sari.actor().sees(Payment)).one()
    whole = text(pdf)
    for words in (payment.number, str(payment.amount), "Bukti perlindungan siswa PKL", "Kuitansi", "SMK Negeri 1"):
        assert words in whole
    for enrolment in db.session.scalars(cast.sari.actor().sees(Enrolment)):
        assert whole.count(enrolment.card_code[:4]) >= 2, "in the list, and on the card"
    assert all(people.nik(each).digits not in whole for each in range(3))
    assert len(PdfReader(BytesIO(pdf)).pages) == 4, "a letter, a list, a receipt, a sheet of cards"
    letter, names, receipt, cards = ([urlsplit(code).path for code in scanned(page)] for page in pages)
    assert letter == names
    assert [len(codes) for codes in (letter, names, receipt, cards)] == [1, 1, 1, 3]
    assert "3 siswa terdaftar, 3 sudah dibayar" in anonymous.get(letter[0]).words
    assert str(payment.amount) in anonymous.get(receipt[0]).words
    codes = {each.card_code for each in db.session.scalars(cast.sari.actor().sees(Enrolment))}
    assert {f"/periksa/{code}" for code in codes} == set(cards)
    assert "Terlindungi mulai" in anonymous.get(cards[0]).words
    told = cast.sari.actor().sees(AuditEvent).where(AuditEvent.action == Action.PROOF_PACKED)
    assert [event.facts["people"] for event in db.session.scalars(told)] == [3]


MANY = range(120)


def test_a_large_pack_is_made_by_a_job(
    app: Flask, cast: Cast, sari: Browser, rina: Browser, budi: Browser, worker: Hand
) -> None:
    made = journey.covered(cast.sari, cast.hasan, MANY)
    url = f"/sekolah/gelombang/{made.wave}/berkas-bukti"
    assert "disusun di belakang layar" in sari.get(url).words
    done = sari.post(url)
    assert sari.post(url).location == done.location, "one pack at a time"
    assert "Menyusun berkas bukti" in sari.follow(done).words
    rina.get(done.location, status=404)
    assert "Menunggu giliran" in sari.get(url).words
    assert "Pencetakan terakhir" not in sari.get(f"/sekolah/gelombang/{made.wave}/kartu").words

    tired = Worker(app.app_context)
    tired.stop()
    db.session.rollback()
    contextvars.Context().run(tired.run_one)
    assert "100 dari 120" in sari.get(done.location).words
    worker.drain()
    ready = sari.htmx_get(done.location)
    assert "Berkas bukti siap, dengan 120 kartu" in ready.words
    link = ready.soup.find("a")
    assert link is not None
    rina.get(str(link["href"]), status=404)
    budi.get(str(link["href"]), status=403)
    pdf = sari.get(str(link["href"]))
    assert "Berkas bukti" in pdf.headers["Content-Disposition"]
    whole = text(pdf.body)
    payment = db.session.scalars(cast.sari.actor().sees(Payment)).one()
    for words in ("Bukti perlindungan siswa PKL", "Kuitansi", payment.number, str(payment.amount)):
        assert words in whole
    for enrolment in db.session.scalars(cast.sari.actor().sees(Enrolment)):
        assert whole.count(enrolment.card_code[:4]) >= 2, "in the list, and on the card"
    pages = len(PdfReader(BytesIO(pdf.body)).pages)
    assert pages > 1 + 1 + 12, "a letter, its list, a receipt, twelve sheets of cards"
    db.session.rollback()
    assert [paper.part for paper in db.session.scalars(cast.sari.actor().sees(Paper))] == [0], "the parts are gone"
    told = cast.sari.actor().sees(AuditEvent).where(AuditEvent.action == Action.PROOF_PACKED)
    assert {event.facts["people"] for event in db.session.scalars(told)} == {120}


def test_before_anybody_is_approved_there_is_nothing_to_prove(cast: Cast, sari: Browser) -> None:
    made = journey.sent(cast.sari, range(1))
    url = f"/sekolah/gelombang/{made.wave}/berkas-bukti"
    assert "Belum ada yang dapat dibuktikan" in sari.get(url).words
    assert "Belum ada siswa yang disetujui" in sari.post(url, status=422).words
