"""Payouts on the page: one prepares, another approves, the bank gets a file, what comes back is paid once more."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO

import time_machine
from sqlalchemy import update

from portal.access.permissions import Role
from portal.models import Payout, PayoutLine, User, db
from portal.models.transaction import transaction
from portal.values.month import Month
from tests.browser import Browser
from tests.cast import Cast, Person, newcomer
from tests.conftest import Hand
from tests.make import earnings

Browsing = Callable[[Person], Browser]
NOV = Month(2026, 11)
RUNS = "/cabang/insentif/pembayaran/"


def test_from_the_press_of_a_button_to_money_and_back(cast: Cast, browser: Browsing, worker: Hand) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(25))
    earnings.accounts(cast.dewi)
    with transaction() as session:
        lilis = newcomer("Lilis Suryani", Role.BRANCH_OFFICER, cast.bandung, None)
        formula = update(User).where(User.id == cast.dewi.user_id).values(name="=HYPERLINK(1)")
        session.connection().execute(formula)  # what a bank's spreadsheet would run
    with time_machine.travel("2026-12-01 03:00:00+00:00", tick=True):
        hasan, second, ratna = browser(cast.hasan), browser(lilis), browser(cast.ratna)
        page = hasan.get(RUNS)
        assert "November 2026 belum dibayarkan" in page.words
        refused = hasan.submit(page, RUNS, {"month": "2026-10"}, status=422)
        assert "Belum ada baris insentif yang menunggu dibayar untuk Oktober 2026" in refused.words
        done = hasan.submit(page, RUNS, {"month": "2026-11"})
        assert "Sedang dihitung" in hasan.follow(done).words
        worker.drain()
        place = done.location
        shown = hasan.get(place)
        assert "Menunggu orang kedua" in shown.words
        assert "1 penerima belum punya rekening" in shown.words
        assert "Rp309.650" in shown.words  # 25 × (1.260 + 10.000), and a tenth of it
        assert "Setujui pembayaran" not in shown.words
        assert "tidak boleh menyetujui sendiri" in hasan.post(f"{place}/persetujuan", status=422).words
        hasan.post(f"{place}/berkas-bank", status=422)
        second.submit(second.get(place), "/persetujuan")
        file = hasan.post(f"{place}/berkas-bank", status=200)
        rows = list(csv.reader(StringIO(file.body.decode("utf-8-sig")), delimiter=";"))
        assert [row[1:6] for row in rows[1:]] == [
            ["'=HYPERLINK(1)", "BJB", "0012345678902", "Dewi Anggraini", "281500"]
        ]
        hasan.submit(hasan.get(place), "/terkirim")
        assert "Sudah dikirim" in hasan.get(place).words
        own = f"/perisai/insentif/{cast.mandiri}/2026-11"
        assert "Belum sampai" in ratna.get(own).words, "no account was named"
        # The bank sends one back; with accounts known both are paid once more, and again by two people.
        lines = {line.agent_id: line for line in db.session.scalars(cast.hasan.actor().sees(PayoutLine))}
        back = f"/cabang/insentif/transfer/{lines[cast.dewi.membership_id].id}/kembali"
        refused = hasan.submit(hasan.get(back), "/kembali", {"reason": "x"}, status=422)
        assert "alasan dari bank" in refused.words
        hasan.submit(hasan.get(back), "/kembali", {"reason": "rekening sudah ditutup"})
        assert "sudah tercatat kembali" in hasan.post(back, {"reason": "rekening sudah ditutup"}, status=422).words
        earnings.accounts(cast.ratna)
        again = hasan.submit(hasan.get(RUNS), "/kirim-ulang").location
        assert "kirim ulang 1" in hasan.get(again).words
        second.submit(second.get(again), "/persetujuan")
        second.submit(second.get(again), "/terkirim")
        assert "Dikirim ulang" in hasan.get(place).words
        assert "Tidak ada transfer kembali" in hasan.post(f"{RUNS}kirim-ulang", status=422).words
        assert "tidak dapat dibatalkan lagi" in hasan.post(f"{place}/batal", status=422).words


def test_a_draft_is_put_away(cast: Cast, browser: Browsing, worker: Hand) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, [1])
    with time_machine.travel("2026-12-01 03:00:00+00:00", tick=True):
        payout_id = earnings.prepared(cast.hasan, NOV, worker)
        hasan, mira = browser(cast.hasan), browser(cast.mira)
        mira.get(f"{RUNS}{payout_id}", status=404)
        hasan.submit(hasan.get(f"{RUNS}{payout_id}"), "/batal")
        assert "November 2026 belum dibayarkan" in hasan.get(RUNS).words
        assert len(db.session.scalars(cast.hasan.actor().sees(Payout)).all()) == 1
