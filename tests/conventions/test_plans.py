"""Among millions no page and no deed reads a table from end to end: SQLite says how it would find the rows.

The planner is told that every table is large, as in a country that has been insured; PostgreSQL plans by the same
indexes, and the benchmarks measure both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, text

from portal.access.permissions import Role
from portal.models import Enrolment, Organisation, Participant, db, engine
from portal.models.transaction import transaction
from portal.services import members, payout_returns, recounts, sightings, standings, units, upkeep
from portal.services.members import Description
from portal.values import clock
from portal.values.month import Month
from tests.browser import Browser
from tests.cast import Cast, founder, newcomer
from tests.conventions.atlas import Door, World
from tests.conventions.test_roles import UNMASKED
from tests.make import earnings, journey, people

pytestmark = pytest.mark.once

#: What grows with the country; the tables of offices, policies and law stay short.
LARGE = ("participant", "enrolment", "contribution", "allocation", "payment", "invoice", "submission", "roster_row",
         "roster", "wave", "audit_event", "read_event", "idempotency_key", "login_session", "invitation",
         "organisation", "membership", "relocation", "stewardship", "handover",
         "tenure", "unit_sheet", "ormas_member", "tally", "target",
         "message", "reminded", "reminder_round", "event", "attendance", "lead",
         "registration_link", "meeting_sheet", "sheet_photo", "ktp_photo", "applicant",
         "consent_sheet", "consent_photo",
         "cover_check", "accident_case", "case_step", "case_health", "case_document", "case_feedback",
         "one_time_code", "incentive_entry", "dispute", "payout_line",
         "bank_statement", "bank_row", "credit", "credit_use", "sipp_line")  # fmt: skip
_READS_ALL = re.compile(rf"^SCAN (?:{'|'.join(LARGE)})\b(?! USING)|AUTOMATIC.*INDEX")
_PLANNED = ("select", "update", "delete")

Watch = Callable[[str], AbstractContextManager[list[str]]]


@pytest.fixture
def watch(app: Flask) -> Watch:
    """`with watch(what) as sins:` collects each statement that would read a large table from end to end."""
    _pretend_millions()

    @contextmanager
    def watched(what: str) -> Iterator[list[str]]:
        sins: list[str] = []

        def note(connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
            if many or not statement.lstrip().lower().startswith(_PLANNED):
                return
            plan = connection.connection.driver_connection.execute(f"explain query plan {statement}", parameters)
            told = [step[3] for step in plan.fetchall()]
            sins.extend(f"{what}: {step}: {statement[:1500]}" for step in told if _READS_ALL.search(step))

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield sins
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return watched


def _pretend_millions() -> None:
    with engine.writing(), db.engine.begin() as connection:
        connection.execute(text("analyze"))
        connection.execute(text("delete from sqlite_stat1"))
        found = connection.execute(text("select name, tbl_name from sqlite_schema where type = 'index'")).all()
        for name, table in found:
            columns = len(connection.execute(text(f"pragma index_info('{name}')")).all())
            listed = connection.execute(text(f"pragma index_list('{table}')")).all()
            unique = {each[1]: each[2] for each in listed}[name]
            spread = [max(2, 1000 // 10**at) for at in range(columns)]
            if unique:
                spread[-1] = 1
            rows = 5_000_000 if table in LARGE else 50
            connection.execute(
                text("insert into sqlite_stat1 values (:table, :name, :stat)"),
                {"table": table, "name": name, "stat": " ".join(map(str, [rows, *spread]))},
            )
    db.engine.dispose()  # a connection reads the statistics when it opens


def test_the_sweep_catches_the_planted(cast: Cast, watch: Watch) -> None:
    with watch("planted") as sins:
        db.session.execute(cast.sari.actor().sees(Enrolment).where(Enrolment.name_key.contains("x")))
        assert sins == [], "within one school it may look at all"
        db.session.execute(
            text("select participant.name from participant where participant.name = 'Asep'"),
        )
        db.session.query(Participant.name).execution_options(seen_by="planted").filter_by(name="Asep").all()
    assert len(sins) == 2


def test_no_page_reads_a_table_from_end_to_end(
    atlas: list[Door], world: World, visitors: dict[str, Browser], watch: Watch
) -> None:
    wrong = []
    for door in atlas:
        if door.method == "GET":
            with watch(str(door)) as sins:
                visitors[door.house].get(world.url(door), status=None, unmasked=door.endpoint in UNMASKED)
            wrong += sins
    assert not wrong, "\n".join(["", *wrong])


def test_no_deed_reads_a_table_from_end_to_end(cast: Cast, sari: Browser, hasan: Browser, watch: Watch) -> None:
    with watch("from the list to the cover") as sins:
        way = journey.covered(cast.sari, cast.hasan, range(5))
        sari.post("/sekolah/peserta/cari/", {"q": people.nik(2).digits}, status=None)
        sari.get("/sekolah/peserta/", query_string={"q": people.name(2).split()[0]})
        hasan.post(f"/cabang/pembayaran/{way.payment}/pembatalan", {"reason": "salah tagihan"})
        hasan.post(f"/cabang/tagihan/{way.invoice}/pembatalan", {"reason": "salah kode iuran"})
        returned = journey.sent(cast.sari, range(10, 15), name="PKL Kedua")
        sari.post(f"/sekolah/pengajuan/{returned.submission}/tarik")
    assert not sins, "\n".join(["", *sins])


def test_no_deed_of_the_ledger_reads_a_table_from_end_to_end(cast: Cast, dewi: Browser, watch: Watch) -> None:
    month = Month.of(clock.today()) + -1
    with watch("from the first month to money and back") as sins:
        with time_machine.travel(clock.start_of(month.first_day) + timedelta(days=9), tick=True):
            payment = earnings.brought_in(cast.dewi, cast.hasan, range(3))
            bounced = earnings.brought_in(cast.joko, cast.hasan, [9])
            earnings.bounced(cast.hasan, bounced)
            earnings.paid_again(cast.hasan, bounced)
        payout = earnings.added_up(cast.hasan, month)
        with transaction():
            lilis = newcomer("Lilis Suryani", Role.BRANCH_OFFICER, cast.bandung, None)
        earnings.agree(lilis, payout)
        earnings.deliver(cast.hasan, payout)
        earnings.accounts(cast.ratna)
        with transaction():
            payout_returns.reissue(cast.hasan.actor())
        earnings.bounced(cast.hasan, payment)
        earnings.closed(cast.hasan, cast.mandiri, month)
        dewi.get("/perisai/insentif/")
        dewi.get(f"/perisai/insentif/{cast.dewi.membership_id}/{month}")
        assert recounts.recount(recounts.wadahs()[0], month).agrees
    assert not sins, "\n".join(["", *sins])


def test_no_deed_on_members_reads_a_table_from_end_to_end(cast: Cast, yanto: Browser, watch: Watch) -> None:
    with transaction():
        actor = cast.yanto.actor()
        unit = actor.find(Organisation, cast.arjuna)
        listed = members.add(actor, unit, Description(people.name(1), "A-1", people.nik(1))).id
    with watch("from the roster to the cover") as sins:
        journey.covered(cast.sari, cast.hasan, range(5))
        for tab in ("belum", "semua", "terlindungi"):
            yanto.get("/ormas/anggota/", query_string={"keadaan": tab})
            yanto.get("/ormas/anggota/", query_string={"keadaan": tab, "sesudah": str(listed)})
            yanto.get("/ormas/anggota/", query_string={"keadaan": tab, "q": people.name(1).split()[0]})
        yanto.post("/ormas/cari-anggota", {"q": people.nik(1).digits}, status=None)
        yanto.post(f"/ormas/anggota/{listed}/penerima-upah")
        yanto.post(f"/ormas/anggota/{listed}/pindah", {"unit": str(cast.cicendo)})
        with transaction():
            standings.turn()
        with transaction():
            top = founder(cast.bandung)
            units.move(top, top.find(Organisation, cast.arjuna), top.find(Organisation, cast.andir))
    assert not sins, "\n".join(["", *sins])


def test_the_daily_round_reads_no_table_from_end_to_end(cast: Cast, watch: Watch) -> None:
    with watch("tidying") as sins, transaction():
        upkeep.forget()
        list(sightings.of(cast.bandung))
    assert not sins, "\n".join(["", *sins])
