"""Recording money on the page: whole, for the ticked people, refused amounts, taking it back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from portal.models import Credit, CreditState, CreditUse, Enrolment, Invoice, InvoiceState, Payment, db
from portal.models.transaction import transaction
from portal.services import credits, payments
from portal.values import clock
from portal.values.clock import in_wib
from portal.values.rupiah import Rupiah
from tests.browser import Browser
from tests.cast import Cast
from tests.make import bank, journey


def billed(cast: Cast, numbers: range = range(3)) -> UUID:
    way = journey.approved(cast.sari, cast.hasan, numbers, start=date(2027, 1, 4), end=date(2027, 4, 2))
    assert way.invoice is not None
    return way.invoice


def paid(amount: str, **more: object) -> dict[str, object]:
    now = in_wib(clock.now())
    return {
        "amount": amount,
        "paid_on": f"{now:%d/%m/%Y}",
        "paid_time": f"{now:%H:%M}",
        "channel": "Teller bank",
        "reference": "NTB 77",
        **more,
    }


def test_a_whole_bill_is_paid_and_its_receipt_is_a_paper(cast: Cast, hasan: Browser, sari: Browser) -> None:
    bill = billed(cast)
    page = hasan.get(f"/cabang/tagihan/{bill}/pembayaran/baru")
    assert "3 orang, sisa tagihan Rp201.600" in page.words
    done = hasan.submit(page, "/pembayaran", paid("Rp201.600"))
    shown = hasan.follow(done)
    assert "Pembayaran dicatat dengan kuitansi KWT/" in shown.words
    payment = db.session.scalars(cast.hasan.actor().sees(Payment)).one()
    for browser, place in ((hasan, "cabang"), (sari, "sekolah")):
        paper = browser.get(f"/{place}/kuitansi/{payment.id}.pdf")
        assert paper.body.startswith(b"%PDF")
        assert "Lunas" in browser.get(f"/{place}/tagihan/{bill}").words


def test_a_wrong_amount_keeps_what_was_typed_and_names_both(cast: Cast, hasan: Browser) -> None:
    bill = billed(cast)
    page = hasan.get(f"/cabang/tagihan/{bill}/pembayaran/baru")
    refused = hasan.submit(page, "/pembayaran", paid("201.000"), status=422)
    assert "Uang yang masuk Rp201.000, sedangkan sisa tagihan Rp201.600 (selisih Rp600)" in refused.words
    assert refused.soup.find(id="amount")["value"] == "201.000"
    assert not db.session.scalars(cast.hasan.actor().sees(Payment)).all()


def test_an_incomplete_form_says_what_is_missing(cast: Cast, hasan: Browser) -> None:
    page = hasan.get(f"/cabang/tagihan/{billed(cast)}/pembayaran/baru")
    words = hasan.submit(page, "/pembayaran", paid("", reference="", channel=""), status=422).words
    assert "Jumlah wajib diisi" in words
    assert "Nomor referensi wajib diisi" in words
    words = hasan.submit(page, "/pembayaran", paid("201600", paid_time="pagi"), status=422).words
    assert "Tulis jam dan menit" in words


def test_the_ticked_pay(cast: Cast, hasan: Browser) -> None:
    bill = billed(cast)
    page = hasan.get(f"/cabang/tagihan/{bill}/pembayaran/baru?sebagian=1")
    boxes = page.soup.select("input[name=orang]")
    assert len(boxes) == 3
    first = str(boxes[0]["value"])
    refused = hasan.submit(page, "/pembayaran", paid("201600", orang=first), status=422)
    assert "1 orang terpilih Rp67.200" in refused.words
    assert refused.soup.select_one("input[name=orang][checked]")["value"] == first
    hasan.submit(page, "/pembayaran", paid("67200", orang=first))
    assert cast.hasan.actor().find(Invoice, bill).state is InvoiceState.PART_PAID
    assert cast.hasan.actor().find(Enrolment, UUID(first)).covered_from is not None


def test_too_many_names_are_chosen_by_class(cast: Cast, hasan: Browser) -> None:
    bill = billed(cast, range(130))
    page = hasan.get(f"/cabang/tagihan/{bill}/pembayaran/baru?sebagian=1")
    assert not page.soup.select("input[name=orang]")
    page = hasan.get(f"/cabang/tagihan/{bill}/pembayaran/baru?sebagian=1&kelas=XI RPL 1")
    assert "dipilih seluruhnya" in page.words
    hasan.submit(page, "/pembayaran", paid(str(130 * 67_200)))
    assert cast.hasan.actor().find(Invoice, bill).state is InvoiceState.PAID


def test_a_payment_is_taken_back_with_a_reason(cast: Cast, hasan: Browser) -> None:
    bill = billed(cast)
    hasan.submit(hasan.get(f"/cabang/tagihan/{bill}/pembayaran/baru"), "/pembayaran", paid("201600"))
    payment = db.session.scalars(cast.hasan.actor().sees(Payment)).one().id
    page = hasan.get(f"/cabang/pembayaran/{payment}/pembatalan")
    hasan.submit(page, "/pembatalan", {"reason": ""}, status=422)
    done = hasan.submit(page, "/pembatalan", {"reason": "salah tagihan, milik SMKN 2"})
    words = hasan.follow(done).words
    assert "salah tagihan, milik SMKN 2" in words
    assert "Belum dibayar" in words
    assert hasan.get(f"/cabang/kuitansi/{payment}.pdf").body.startswith(b"%PDF")


def test_the_same_tap_twice_records_once(cast: Cast, hasan: Browser) -> None:
    bill = billed(cast)
    page = hasan.get(f"/cabang/tagihan/{bill}/pembayaran/baru")
    first = hasan.submit(page, "/pembayaran", paid("201600"))
    second = hasan.submit(page, "/pembayaran", paid("201600"))
    assert first.location == second.location
    assert len(db.session.scalars(cast.hasan.actor().sees(Payment)).all()) == 1


def test_strangers_and_schools_record_nothing(cast: Cast, mira: Browser, sari: Browser) -> None:
    bill = billed(cast)
    for stranger in (mira, sari):
        stranger.get(f"/cabang/tagihan/{bill}/pembayaran/baru", status=404)
        stranger.post(f"/cabang/tagihan/{bill}/pembayaran", paid("201600"), status=404)
    assert not db.session.scalars(cast.hasan.actor().sees(Payment)).all()


def test_what_a_partner_has_at_the_branch_pays_with_the_rest_or_alone(cast: Cast, hasan: Browser) -> None:
    today = f"{in_wib(clock.now()):%d/%m/%Y}"
    part, over, later = (bank.bill(cast, range(at, at + 2)) for at in (0, 2, 4))
    statement = bank.received(
        cast.hasan,
        bank.file(
            [
                bank.line("100.000", f"sebagian {part.kode_iuran}", day=today),
                bank.line("270.000", f"lebih {over.kode_iuran}", day=today),
            ]
        ),
    )
    bank.paid(cast.hasan, statement)
    # Of the part that came by the bank only the rest is typed; what another bill brought too much of is theirs, too.
    page = hasan.get(f"/cabang/tagihan/{part.id}/pembayaran/baru")
    assert "Titipan mitra ini cukup" in page.words, "100.000 for this bill and 135.600 beyond another"
    with transaction():
        actor = cast.hasan.actor()
        beyond = actor.sees(Credit).where(Credit.invoice_id.is_(None))
        credits.ask_refund(actor, db.session.scalars(beyond).one(), "transfer lebih, minta kembali")
    page = hasan.get(f"/cabang/tagihan/{part.id}/pembayaran/baru")
    assert "Pakai titipan Rp100.000: jumlah yang masuk cukup Rp34.400" in page.words
    alone = hasan.post(f"/cabang/tagihan/{part.id}/pembayaran/titipan", status=422)
    assert "Uang yang masuk Rp0, sedangkan sisa tagihan setelah titipan dipakai Rp34.400" in alone.words
    refused = hasan.submit(page, "/pembayaran", paid("134.400", with_credits="y"), status=422)
    assert "sisa tagihan setelah titipan dipakai Rp34.400 (selisih Rp100.000)" in refused.words
    hasan.submit(page, "/pembayaran", paid("34.400", with_credits="y"))
    assert money(cast, part.id) == (134_400, 100_000)
    # What is beyond pays the next bill, without any money; and has it back when that payment is taken back.
    with transaction():
        actor = cast.hasan.actor()
        back = actor.sees(Credit).where(Credit.state == CreditState.REFUNDING)
        credits.drop_refund(actor, db.session.scalars(back).one())
    page = hasan.get(f"/cabang/tagihan/{later.id}/pembayaran/baru")
    shown = hasan.follow(hasan.submit(page, "/pembayaran/titipan"))
    assert "Dilunasi dari titipan dengan kuitansi KWT/" in shown.words
    assert money(cast, later.id) == (134_400, 134_400)
    assert "sudah dibayar" in hasan.post(f"/cabang/tagihan/{later.id}/pembayaran/titipan", status=422).words
    with transaction():
        actor = cast.hasan.actor()
        of_later = actor.sees(Payment).where(Payment.invoice_id == later.id)
        payments.void(actor, db.session.scalars(of_later).one(), "salah tagihan")
    assert db.session.scalars(cast.hasan.actor().sees(Credit).where(Credit.invoice_id.is_(None))).one().remaining == (
        Rupiah(135_600)
    )


def money(cast: Cast, bill: UUID) -> tuple[int, int]:
    """What the bill's payment is of, and how much of it was there before."""
    db.session.rollback()
    actor = cast.hasan.actor()
    payment = db.session.scalars(actor.sees(Payment).where(Payment.invoice_id == bill)).one()
    used = db.session.scalars(actor.sees(CreditUse).where(CreditUse.payment_id == payment.id)).all()
    return payment.amount.amount, Rupiah.total(each.amount for each in used).amount
