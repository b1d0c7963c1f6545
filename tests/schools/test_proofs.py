"""Berkas bukti: one PDF whose every page can be checked, and the record that it left the house."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from portal.access.audit import Action
from portal.models import AuditEvent, Enrolment, Payment, db
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey, people
from tests.papers.reading import text


def test_letter_list_receipt_and_cards_are_one_paper(cast: Cast, sari: Browser, budi: Browser, rina: Browser) -> None:
    made = journey.covered(cast.sari, cast.hasan, range(3))
    url = f"/sekolah/gelombang/{made.wave}/berkas-bukti"
    rina.get(url, status=404)
    budi.get(url, status=403)
    assert "3 siswa terdaftar, 3 sudah dibayar" in sari.get(url).words
    pdf = sari.post(url, status=200).body
    payment = db.session.scalars(cast.sari.actor().sees(Payment)).one()
    whole = text(pdf)
    for words in (payment.number, str(payment.amount), "Bukti perlindungan siswa PKL", "Kuitansi", "SMK Negeri 1"):
        assert words in whole
    for enrolment in db.session.scalars(cast.sari.actor().sees(Enrolment)):
        assert whole.count(enrolment.card_code[:4]) >= 2, "in the list, and on the card"
    assert all(people.nik(each).digits not in whole for each in range(3))
    pages = PdfReader(BytesIO(pdf)).pages
    assert len(pages) == 4, "a letter, a list, a receipt, a sheet of cards"
    told = cast.sari.actor().sees(AuditEvent).where(AuditEvent.action == Action.PROOF_PACKED)
    assert [event.facts["people"] for event in db.session.scalars(told)] == [3]


def test_before_anybody_is_approved_there_is_nothing_to_prove(cast: Cast, sari: Browser) -> None:
    made = journey.sent(cast.sari, range(1))
    url = f"/sekolah/gelombang/{made.wave}/berkas-bukti"
    assert "Belum ada yang dapat dibuktikan" in sari.get(url).words
    assert "Belum ada siswa yang disetujui" in sari.post(url, status=422).words
