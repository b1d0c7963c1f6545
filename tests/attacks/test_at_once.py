"""Two people, or two tabs, at the very same moment: one of them is told, and the house stays in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text

from portal.models import (
    Invoice,
    Organisation,
    RosterRow,
    Submission,
    db,
    engine,
)
from portal.models.transaction import transaction
from portal.services import settings
from portal.values import clock
from portal.values.clock import in_wib
from portal.values.month import Month
from tests.attacks.knocks import Deed, knock, overlapping
from tests.attacks.order import NEVER, counted, disorder
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import journey, people

#: What the one who came second may be told: done already (sent on), told why not, or that another was faster.
TOLD = {303, 404, 409, 422}


@dataclass
class Stage:
    """A group in some state, and the two people who are about to meet over it."""

    cast: Cast
    sari: Browser
    hasan: Browser
    wahyu: Browser
    way: journey.Journey

    def submission(self) -> Submission:
        return self.cast.hasan.actor().find(Submission, _known(self.way.submission))

    def invoice(self) -> Invoice:
        return self.cast.hasan.actor().find(Invoice, _known(self.way.invoice))

    def rows(self) -> list[RosterRow]:
        db.session.rollback()
        rows = self.cast.sari.actor().sees(RosterRow).where(RosterRow.roster_id == self.way.roster)
        return list(db.session.scalars(rows.order_by(RosterRow.number)))


def _known(id_: UUID | None) -> UUID:
    assert id_ is not None
    return id_


def payment(invoice: Invoice, **more: str) -> dict[str, str]:
    now = in_wib(clock.now())
    return {
        "amount": str(invoice.total.amount),
        "paid_on": f"{now:%d/%m/%Y}",
        "paid_time": f"{now:%H:%M}",
        "channel": "ATM",
        "reference": invoice.number,
        **more,
    }


@pytest.fixture
def stage(cast: Cast, browser: Callable[[Person], Browser]) -> Callable[..., Stage]:
    signed_in = {who: browser(getattr(cast, who)) for who in ("sari", "hasan", "wahyu")}

    def set_up(far: str, numbers: range = range(3)) -> Stage:
        if far == "endorsing":
            with transaction():
                actor = cast.wahyu.actor()
                settings.want_principal(actor, actor.find(Organisation, cast.smkn1), True)
            way = journey.sent(cast.sari, numbers, name=f"PKL {numbers}")
        elif far in {"approved", "covered"}:
            way = getattr(journey, far)(cast.sari, cast.hasan, numbers, name=f"PKL {numbers}")
        else:
            way = getattr(journey, far)(cast.sari, numbers, name=f"PKL {numbers}")
        return Stage(cast, **signed_in, way=way)

    return set_up


# What can be done to a group, by the word the tests use for it.


def send(at: Stage) -> Deed:
    tab = at.sari.twin()
    return lambda: knock(tab, f"/sekolah/daftar/{at.way.roster}/ajukan/")


def undo(at: Stage) -> Deed:
    tab = at.sari.twin()
    return lambda: knock(tab, f"/sekolah/daftar/{at.way.roster}/batal")


def skip(at: Stage) -> Deed:
    tab, row = at.sari.twin(), at.rows()[0].id
    return lambda: knock(tab, f"/sekolah/daftar/{at.way.roster}/baris/{row}/lewati")


def mend(at: Stage) -> Deed:
    tab, row = at.sari.twin(), at.rows()[0].id
    return lambda: knock(tab, f"/sekolah/daftar/{at.way.roster}/baris/{row}/", {"nik": "12"}, unmasked=True)


def replace(at: Stage) -> Deed:
    tab = at.sari.twin()
    data = {"field": "class_name", "old": "XI RPL 1", "new": "XII RPL 9"}
    return lambda: knock(tab, f"/sekolah/daftar/{at.way.roster}/ganti/", data)


def remap(at: Stage) -> Deed:
    tab = at.sari.twin()
    fields = ("name", "nik", "birth_place", "birth_date", "sex", "mother_name", "phone", "")
    data = {f"kolom-{index}": field for index, field in enumerate(fields)}
    return lambda: knock(tab, f"/sekolah/daftar/{at.way.roster}/kolom/", data, unmasked=True)


def withdraw(at: Stage) -> Deed:
    tab = at.sari.twin()
    return lambda: knock(tab, f"/sekolah/pengajuan/{at.way.submission}/tarik")


def endorse(at: Stage) -> Deed:
    tab = at.wahyu.twin()
    return lambda: knock(tab, f"/sekolah/pengajuan/{at.way.submission}/persetujuan/")


def refuse(at: Stage) -> Deed:
    tab = at.wahyu.twin()
    return lambda: knock(
        tab, f"/sekolah/pengajuan/{at.way.submission}/persetujuan/tolak", {"reason": "belum lengkap"}
    )


def approve(at: Stage) -> Deed:
    tab = at.hasan.twin()
    data = {"kode_iuran": f"{_known(at.way.submission).int % 10**12:012}"}
    return lambda: knock(tab, f"/cabang/pengajuan/{at.way.submission}/persetujuan", data)


def return_one(at: Stage) -> Deed:
    tab, row = at.hasan.twin(), str(at.rows()[0].id)
    data = {"baris_dicentang": row, "reason": "nama tidak sama dengan KK"}
    return lambda: knock(tab, f"/cabang/pengajuan/{at.way.submission}/pengembalian", data)


def return_all(at: Stage) -> Deed:
    tab, rows = at.hasan.twin(), [str(row.id) for row in at.rows()]
    data = {"baris_dicentang": rows, "reason": "nama tidak sama dengan KK"}
    return lambda: knock(tab, f"/cabang/pengajuan/{at.way.submission}/pengembalian", data)


def pay(at: Stage) -> Deed:
    tab, data = at.hasan.twin(), payment(at.invoice())
    return lambda: knock(tab, f"/cabang/tagihan/{at.way.invoice}/pembayaran", data)


def pay_in_another_way(at: Stage) -> Deed:
    tab, data = at.hasan.twin(), payment(at.invoice(), reference="NTB 2", channel="GoPay")
    return lambda: knock(tab, f"/cabang/tagihan/{at.way.invoice}/pembayaran", data)


def void_bill(at: Stage) -> Deed:
    tab = at.hasan.twin()
    return lambda: knock(tab, f"/cabang/tagihan/{at.way.invoice}/pembatalan", {"reason": "salah kode iuran"})


def split(at: Stage) -> Deed:
    tab, row = at.sari.twin(), str(at.rows()[0].id)
    return lambda: knock(tab, f"/sekolah/tagihan/{at.way.invoice}/pisah", {"orang": row})


def void_payment(at: Stage) -> Deed:
    tab = at.hasan.twin()
    return lambda: knock(tab, f"/cabang/pembayaran/{at.way.payment}/pembatalan", {"reason": "salah tagihan"})


MEETINGS = {
    "listed": [(send, send), (send, undo), (undo, send), (send, skip), (skip, send), (send, mend), (mend, send),
               (send, replace), (replace, send), (send, remap), (remap, send), (undo, mend), (mend, undo)],
    "sent": [(approve, approve), (approve, return_one), (return_one, approve), (approve, return_all),
             (return_all, approve), (return_one, return_one), (approve, withdraw), (withdraw, approve),
             (withdraw, return_one), (return_one, withdraw), (withdraw, withdraw)],
    "endorsing": [(endorse, refuse), (refuse, endorse), (withdraw, endorse), (endorse, withdraw), (endorse, endorse),
                  (refuse, withdraw)],
    "approved": [(pay, pay), (pay, pay_in_another_way), (pay, void_bill), (void_bill, pay), (split, pay),
                 (pay, split), (void_bill, void_bill), (split, split), (split, void_bill)],
    "covered": [(void_payment, void_payment), (void_payment, pay), (void_payment, void_bill)],
}  # fmt: skip


@pytest.mark.parametrize("far", MEETINGS)
def test_who_comes_second_is_told_and_nothing_is_lost(app: Flask, stage: Callable[..., Stage], far: str) -> None:
    wrong, numbers = [], 0
    for first, second in MEETINGS[far]:
        met = f"{first.__name__}, then {second.__name__}"
        at = stage(far, range(numbers, numbers := numbers + 3))
        try:
            one, other = overlapping(app, first(at), second(at))
        except Exception as error:
            wrong.append(f"{met}: broke: {type(error).__name__}: {str(error)[:300]}")
            db.session.rollback()
            continue
        if one.status not in {200, 303}:
            wrong.append(f"{met}: the first was not done: {one.status} {one.words[:200]}")
        if other.status not in TOLD | {200}:
            wrong.append(f"{met}: the second was told {other.status}")
        wrong += [f"{met}: {fault}" for fault in disorder()]
    assert not wrong, "\n".join(wrong)


# Two schools, one person.


def test_two_schools_send_the_same_person_and_one_is_told_without_a_name(
    app: Flask, cast: Cast, sari: Browser, rina: Browser
) -> None:
    ours, theirs = journey.listed(cast.sari, range(2)), journey.listed(cast.rina, range(1, 3))
    one, other = overlapping(
        app,
        lambda: knock(sari, f"/sekolah/daftar/{ours.roster}/ajukan/"),
        lambda: knock(rina, f"/sekolah/daftar/{theirs.roster}/ajukan/"),
    )
    assert (one.status, other.status) == (303, 303), "the second school's other intern goes in all the same"
    page = rina.get(f"/sekolah/daftar/{theirs.roster}?saring=salah")
    assert "1 salah" in page.words
    assert "Siswa ini masih terdaftar melalui sponsor lain sampai" in page.words
    assert "SMK Negeri 1" not in page.words
    assert not (found := disorder()), found


def test_two_schools_send_somebody_the_country_knows_already(
    app: Flask, cast: Cast, sari: Browser, rina: Browser
) -> None:
    """No new participant is written that the second school could stumble over, and no month: only a lock helps."""
    early = clock.today() + timedelta(days=3)
    known = journey.covered(cast.sari, cast.hasan, [0], name="PKL Awal", start=early, end=early)
    later = early + timedelta(days=1)
    assert Month.of(early) == Month.of(later), "the month is paid, so the new enrolments bring no contribution of it"
    ours = journey.listed(cast.sari, [0, 1], into=journey.wave(cast.sari, name="PKL Kedua", start=later, end=later))
    theirs = journey.listed(cast.rina, [0], into=journey.wave(cast.rina, name="PKL Kedua", start=later, end=later))
    assert known.payment
    one, other = overlapping(
        app,
        lambda: knock(sari, f"/sekolah/daftar/{ours.roster}/ajukan/"),
        lambda: knock(rina, f"/sekolah/daftar/{theirs.roster}/ajukan/"),
    )
    assert (one.status, other.status) == (303, 303)
    told = rina.follow(other).words
    assert "Tidak ada yang diajukan" in told
    assert "Siswa ini masih terdaftar melalui sponsor lain" in told
    assert not (found := disorder()), found


# What two tabs put in.


def test_the_same_file_in_two_tabs_is_one_list(app: Flask, cast: Cast, sari: Browser) -> None:
    wave = journey.wave(cast.sari).wave
    data = {"gelombang": str(wave), "text": people.pasted(range(3)).decode()}
    tabs = [sari.twin(), sari.twin()]
    one, other = overlapping(app, *(partial(knock, tab, "/sekolah/daftar/", data, unmasked=True) for tab in tabs))
    assert (one.status, other.status) == (303, 422)
    assert "sudah diunggah" in other.words
    assert counted()["roster"] == 1


def test_one_code_for_two_bills_is_refused_to_the_second(app: Flask, cast: Cast, hasan: Browser) -> None:
    first, second = (journey.sent(cast.sari, range(at, at + 2), name=f"PKL {at}") for at in (0, 2))
    tabs = [(hasan.twin(), each.submission) for each in (first, second)]
    one, other = overlapping(
        app,
        *(
            partial(knock, tab, f"/cabang/pengajuan/{submission}/persetujuan", {"kode_iuran": "261234567890"})
            for tab, submission in tabs
        ),
    )
    assert (one.status, other.status) == (303, 422)
    assert "sudah dipakai tagihan" in other.words
    assert not (found := disorder()), found


def test_a_wave_does_not_move_under_those_who_are_sent_in(app: Flask, cast: Cast, sari: Browser) -> None:
    at = journey.listed(cast.sari)
    tabs = sari.twin(), sari.twin()
    move = {"name": "PKL Pindah", "start": "2027-02-01", "end": "2027-03-31"}
    one, other = overlapping(
        app,
        lambda: knock(tabs[0], f"/sekolah/daftar/{at.roster}/ajukan/"),
        lambda: knock(tabs[1], f"/sekolah/gelombang/{at.wave}", move),
    )
    assert (one.status, other.status) == (303, 422)
    assert "sudah ada siswa yang diajukan" in other.words


def test_a_wave_is_not_removed_under_a_list_that_comes_in(app: Flask, cast: Cast, sari: Browser) -> None:
    wave = journey.wave(cast.sari).wave
    tabs = sari.twin(), sari.twin()
    data = {"gelombang": str(wave), "text": people.pasted(range(3)).decode()}
    one, other = overlapping(
        app,
        lambda: knock(tabs[0], "/sekolah/daftar/", data),
        lambda: knock(tabs[1], f"/sekolah/gelombang/{wave}/hapus"),
    )
    assert one.status == 303
    assert other.status in {409, 422}
    assert counted()["roster"] == 1


# The judge itself.


def test_disorder_is_found_where_there_is_some(cast: Cast) -> None:
    way = journey.covered(cast.sari, cast.hasan)
    assert disorder() == []
    sinners = {
        "update invoice set total = total + 1": "total is not the sum",
        "update contribution set state = 'billed'": "paid without money",
        "update payment set amount = amount - 1": "a payment that is not the sum",
        "update allocation set reversed = true": "paid without money",
        "update enrolment set covered_from = null": "cover that nobody paid",
        "update submission set people = people + 1": "counts other people",
        "update roster_row set fate = 'open'": "says it was sent",
        "delete from roster_row": "whose row is gone",
        "update gauge set amount = amount + 1 where what = 'received'": "a sum that is not what counting says",
        "update audit_event set actor_name = 'X' where sequence = 1": "the record",
    }
    assert way.payment
    for sin, told in sinners.items():
        with engine.writing(), db.engine.connect() as connection:
            transaction = connection.begin()
            connection.execute(text(sin))
            found = [what for what, query in NEVER.items() if connection.execute(text(query)).all()]
            if "gauge" in sin or "audit_event" in sin:
                transaction.commit()
                found = disorder()
            else:
                transaction.rollback()
        assert any(told in each for each in found), f"{sin}: {found}"
