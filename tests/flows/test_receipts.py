"""A receipt says what was paid, for whom it is, and whether it still counts; only to those it concerns."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from portal.models import Invoice, Payment
from portal.models.transaction import transaction
from portal.services import payments
from tests.browser import Answer, Browser
from tests.cast import Cast
from tests.make import journey
from tests.make.journey import Journey


@pytest.fixture
def paid(cast: Cast) -> Journey:
    return journey.covered(cast.sari, cast.hasan)


def words(answer: Answer) -> str:
    assert answer.headers["Content-Type"] == "application/pdf"
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.body)).pages).split())


def test_both_portals_give_the_same_paper(cast: Cast, paid: Journey, sari: Browser, hasan: Browser) -> None:
    school, office = (
        browser.get(f"/{portal}/kuitansi/{paid.payment}.pdf")
        for browser, portal in ((sari, "sekolah"), (hasan, "cabang"))
    )
    assert words(school) == words(office)
    payment = cast.sari.actor().find(Payment, paid.payment or paid.wave)
    assert payment.number.replace("/", "-") in school.headers["Content-Disposition"]


def test_it_says_number_amount_words_and_bill(cast: Cast, paid: Journey, sari: Browser) -> None:
    told = words(sari.get(f"/sekolah/kuitansi/{paid.payment}.pdf"))
    sees = cast.sari.actor()
    payment, invoice = sees.find(Payment, paid.payment or paid.wave), sees.find(Invoice, paid.invoice or paid.wave)
    for said in (payment.number, str(payment.amount), invoice.kode_iuran, "SMK Negeri 1 Bandung", payment.channel):
        assert str(said) in told, said
    assert payment.amount.in_words().split()[0] in told.casefold()


def test_a_void_payment_is_marked(cast: Cast, paid: Journey, sari: Browser) -> None:
    before = words(sari.get(f"/sekolah/kuitansi/{paid.payment}.pdf"))
    with transaction():
        hasan = cast.hasan.actor()
        payments.void(hasan, hasan.find(Payment, paid.payment or paid.wave), "salah catat rekening")
    after = words(sari.get(f"/sekolah/kuitansi/{paid.payment}.pdf"))
    assert "salah catat rekening" in after
    assert "salah catat rekening" not in before


def test_nobody_else_sees_it(paid: Journey, rina: Browser, mira: Browser, anonymous: Browser) -> None:
    rina.get(f"/sekolah/kuitansi/{paid.payment}.pdf", status=404)
    mira.get(f"/cabang/kuitansi/{paid.payment}.pdf", status=404)
    assert anonymous.get(f"/sekolah/kuitansi/{paid.payment}.pdf", status=303).location == "/masuk"
