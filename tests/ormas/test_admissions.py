"""A list of members: put in, mended, taken onto the roster, taken back; matched with who is insured."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

import pytest

from portal.models import (
    Fate,
    Grade,
    Likeness,
    Organisation,
    OrmasMember,
    ReadEvent,
    Roster,
    RosterRow,
    RosterState,
    db,
)
from portal.models.transaction import transaction
from portal.rules.standings import Standing
from portal.services import tallies, units
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey, people

HEAD = "No KTA;Nama Anggota;Ranting;No HP;NIK;Tgl Lahir;Pekerjaan;PU/Karyawan"


def csv(*lines: str) -> bytes:
    return "\r\n".join((HEAD, *lines)).encode()


def put(browser: Browser, content: bytes, unit: UUID | None = None, name: str = "anggota.csv", status: int = 303):
    data = {"file": (content, name)} | ({"unit": str(unit)} if unit else {})
    return browser.post("/ormas/daftar/", data, status=status)


def rows_of(cast: Cast) -> list[RosterRow]:
    db.session.rollback()
    ours = cast.yanto.actor().sees(RosterRow)
    return list(db.session.scalars(ours.order_by(RosterRow.roster_id, RosterRow.number)))


def members_of(cast: Cast) -> dict[str, OrmasMember]:
    db.session.rollback()
    return {each.kta: each for each in db.session.scalars(cast.yanto.actor().sees(OrmasMember))}


def codes(row: RosterRow) -> list[str]:
    return [fault["c"] for fault in row.content["faults"]]


def recounted(cast: Cast) -> None:
    """Every unit's numbers are what counting its members says."""
    db.session.rollback()
    assert list(tallies.differences(cast.garuda)) == []


def test_a_list_is_mended_taken_in_and_taken_back(cast: Cast, yanto: Browser) -> None:
    covered = people.nik(0).digits
    journey.covered(cast.sari, cast.hasan, range(2))
    page = yanto.follow(
        put(
            yanto,
            csv(
                f"31.01-001;{people.name(0)};Ranting Arjuna;0812-3456-7890;{covered};;Ojek;",
                "31.01-002;Ujang Tukang;Ranting Arjuna;;;01/02/1980;Buruh bangunan;tidak",
                "31.01-003;Neng Karyawati;;0813;;;;ya",
                ";Tanpa Kartu;Ranting Arjuna;;;;;",
                "3101 002;Kembar Kartu;;;;;;",
                "31.01-004;;;;;;;",
                "31.01-005;Salah Unit;Ranting Arjunna;;;;;",
                "31.01-006;Nik Salah;;;32730144010900;;;",
            ),
        )
    )
    assert "Masukkan 4 anggota" in page.words
    rows = {row.number: row for row in rows_of(cast)}
    assert [codes(rows[number]) for number in range(2, 10)] == [
        [],
        [],
        ["phone.form"],
        ["kta.empty"],
        ["kta.twice"],
        ["name.empty"],
        ["unit.unknown"],
        ["nik.length"],
    ]
    assert [rows[number].grade for number in (2, 4, 5, 9)] == [
        Grade.READY,
        Grade.WARNED,
        Grade.FAULTY,
        Grade.WARNED,
    ]
    wrong = yanto.get(page.url + "?saring=salah")
    assert "Pakai “Ranting Arjuna”" in wrong.words
    row = rows[8]
    mended = yanto.htmx_post(
        f"/ormas/daftar/{row.roster_id}/baris/{row.id}/", {"unit": "Ranting Arjuna", "usulan": "1"}
    )
    assert "Masukkan 5 anggota" in mended.words

    done = yanto.follow(yanto.post(f"/ormas/daftar/{row.roster_id}/masuk/"))
    assert "5 anggota sudah masuk. 3 baris tinggal" in done.words
    members = members_of(cast)
    assert {kta: member.standing for kta, member in members.items()} == {
        "31.01-001": Standing.NOT_YET,
        "31.01-002": Standing.NOT_YET,
        "31.01-003": Standing.WAGE_EARNER,
        "31.01-005": Standing.NOT_YET,
        "31.01-006": Standing.NOT_YET,
    }
    assert members["31.01-001"].participant_id is not None, "matched by NIK"
    assert members["31.01-001"].organisation_id == cast.arjuna
    assert members["31.01-003"].organisation_id == cast.cicendo, "without a unit it is that of the list"
    assert members["31.01-006"].nik is None
    assert Counter(row.fate for row in rows_of(cast)) == {Fate.SENT: 5, Fate.OPEN: 3}
    recounted(cast)

    yanto.post(f"/ormas/daftar/{row.roster_id}/batal", status=422)
    back = yanto.follow(yanto.post(f"/ormas/daftar/{row.roster_id}/masuk/tarik"))
    assert "ditarik kembali" in back.words
    assert members_of(cast) == {}
    recounted(cast)
    yanto.post(f"/ormas/daftar/{row.roster_id}/batal")
    assert rows_of(cast) == []


def test_who_is_there_already_is_described_anew_and_put_back(cast: Cast, yanto: Browser, agus: Browser) -> None:
    roster = admitted(yanto, cast, csv("K-1;Asep Sunandar;Ranting Arjuna;081234567890;;;Ojek;", "K-2;Euis;;;;;;"))
    again = csv(
        "K1;ASEP SUNANDAR;;081234567999;;01/02/1980;;ya",
        "K-2;Orang Lain;;;;;;",
        "K-3;Baru Sekali;Ranting Arjuna;;;;;",
    )
    page = yanto.follow(put(yanto, again))
    first, second, third = rows_of(cast)[2:]
    assert (codes(first), codes(second), codes(third)) == (["kta.known"], ["kta.other_name"], [])
    assert "Sudah ada" not in page.words
    yanto.post(f"/ormas/daftar/{first.roster_id}/masuk/")
    members = members_of(cast)
    assert (members["K1"].phone, members["K1"].occupation) == ("+6281234567999", "Ojek")
    assert members["K1"].standing is Standing.WAGE_EARNER
    assert members["K1"].organisation_id == cast.arjuna, "a row without a unit moves nobody"
    assert members["K-2"].name == "Euis"
    recounted(cast)
    yanto.post(f"/ormas/daftar/{first.roster_id}/masuk/tarik")
    members = members_of(cast)
    assert set(members) == {"K-1", "K-2"}
    assert (members["K-1"].phone, members["K-1"].standing) == ("+6281234567890", Standing.NOT_YET)
    recounted(cast)

    # Whoever sees a part of the tree learns of the rest only that the card is taken.
    agus.follow(put(agus, csv("K-2;Euis;;;;;;")))
    ours = cast.agus.actor().sees(RosterRow)
    assert codes(db.session.scalars(ours).one()) == ["kta.elsewhere"]
    agus.get(f"/ormas/daftar/{roster}", status=404)


def test_units_are_found_by_code_or_name_among_those_in_sight(cast: Cast, yanto: Browser) -> None:
    with transaction():
        actor = cast.yanto.actor()
        cicendo, arjuna = (actor.find(Organisation, each) for each in (cast.cicendo, cast.arjuna))
        units.rename(actor, arjuna, name="Ranting Arjuna", code="A-01")
        units.open_unit(actor, arjuna, name="Kelompok Pasar")
        other = units.open_unit(actor, cicendo, name="Ranting Lama", code="L-01")
        units.open_unit(actor, other, name="Kelompok Pasar")
        shut = units.open_unit(actor, cicendo, name="Ranting Tutup", code="T-01")
        units.close(actor, shut, reason="dibubarkan")
    put(
        yanto,
        csv(
            "1;Agus A;a-01;;;;;",
            "2;Agus B;ranting  arjuna;;;;;",
            "3;Agus C;Kelompok Pasar;;;;;",
            "4;Agus D;T-01;;;;;",
            "5;Agus E;PAC Andir;;;;;",
        ),
    )
    assert [codes(row) for row in rows_of(cast)] == [
        [],
        [],
        ["unit.several"],
        ["unit.closed"],
        ["unit.unknown"],
    ], "a sister unit is unknown"


def test_without_nik_only_a_person_matches_and_is_remembered(cast: Cast, yanto: Browser) -> None:
    journey.covered(cast.sari, cast.hasan, range(2))
    born, phone = f"{people.born(0):%d/%m/%Y}", f"0812{1:08}"
    roster = admitted(
        yanto,
        cast,
        csv(
            f"K-1;{people.name(0)};Ranting Arjuna;;;{born};;",
            f"K-2;{people.name(1)};;{phone};;;;",
            f"K-3;{people.name(0)};;;;;;",
            f"K-4;{people.name(0)};;;;01/01/1970;;",
        ),
    )
    assert {kta: each.participant_id for kta, each in members_of(cast).items()} == dict.fromkeys(
        ("K-1", "K-2", "K-3", "K-4")
    ), "never by name alone, and never by itself"
    page = yanto.get("/ormas/cocokkan/")
    assert [word in page.words for word in ("KTA K-1", "KTA K-2", "KTA K-3", "KTA K-4")] == [True, True, False, False]
    first, second = (likeness_of(cast, kta) for kta in ("K-1", "K-2"))
    looks = len(reads(cast))
    beside = yanto.post(f"/ormas/cocokkan/{first.id}/banding", status=200)
    assert people.nik(0).digits not in beside.text
    assert people.mother(0) not in beside.words
    assert "SMK Negeri 1" not in beside.words
    assert "0812 0000 0000" not in beside.words
    assert len(reads(cast)) == looks + 1

    yanto.submit(beside, f"/ormas/cocokkan/{first.id}", {"keputusan": "sama"})
    assert members_of(cast)["K-1"].participant_id == first.participant_id
    recounted(cast)
    yanto.post(f"/ormas/cocokkan/{second.id}", {"keputusan": "beda"})
    again = yanto.follow(yanto.post("/ormas/cocokkan/"))
    assert "Tidak ada yang perlu dibandingkan" in again.words, "what was said is not asked again"
    assert members_of(cast)["K-2"].participant_id is None

    yanto.post(f"/ormas/daftar/{roster}/masuk/tarik")
    assert set(members_of(cast)) == {"K-1", "K-2"}, "whom somebody decided about stays"
    yanto.post(f"/ormas/cocokkan/{first.id}/urungkan")
    assert members_of(cast)["K-1"].participant_id is None
    recounted(cast)


def test_a_sister_unit_sees_no_question_of_ours(cast: Cast, yanto: Browser, browser) -> None:
    journey.covered(cast.sari, cast.hasan, range(1))
    admitted(yanto, cast, csv(f"K-1;{people.name(0)};;;;{people.born(0):%d/%m/%Y};;"))
    likeness, euis = likeness_of(cast, "K-1"), browser(cast.euis)
    for url in (f"/ormas/cocokkan/{likeness.id}/banding", f"/ormas/cocokkan/{likeness.id}"):
        euis.post(url, {"keputusan": "sama"}, status=404)
    assert "K-1" not in euis.get("/ormas/cocokkan/").words


def test_a_long_list_goes_in_by_jobs_and_a_killed_one_goes_on(
    cast: Cast, yanto: Browser, worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.services import admissions, rosters

    monkeypatch.setattr(rosters, "INLINE_BYTES", 100)
    monkeypatch.setattr(admissions, "INLINE", 3)
    monkeypatch.setattr(admissions, "CHUNK", 4)
    lines = [f"K-{at:03};Anggota {'ABCDEFGHIJ'[at]};Ranting Arjuna;;{people.nik(at).digits};;;" for at in range(10)]
    page = yanto.follow(put(yanto, csv(*lines)))
    assert "Membaca dan memeriksa baris" in page.words
    worker.drain()
    roster_id = db.session.scalars(cast.yanto.actor().sees(Roster)).one().id
    with transaction():  # as a worker that was killed after its first chunk leaves it
        actor = cast.yanto.actor()
        roster = admissions.admit(actor, actor.find(Roster, roster_id))
        assert admissions.take_in(actor, roster) == 4
    assert len(members_of(cast)) == 4
    assert "Memasukkan anggota" in yanto.get(f"/ormas/daftar/{roster_id}").words
    worker.drain()
    assert len(members_of(cast)) == 10
    recounted(cast)
    assert db.session.scalars(cast.yanto.actor().sees(Roster)).one().state is RosterState.OPEN
    yanto.post(f"/ormas/daftar/{roster_id}/masuk/tarik")
    worker.drain()
    assert members_of(cast) == {}
    recounted(cast)


def admitted(browser: Browser, cast: Cast, content: bytes) -> UUID:
    before = {row.roster_id for row in rows_of(cast)}
    put(browser, content)
    (roster_id,) = {row.roster_id for row in rows_of(cast)} - before
    browser.post(f"/ormas/daftar/{roster_id}/masuk/")
    return roster_id


def likeness_of(cast: Cast, kta: str) -> Likeness:
    db.session.rollback()
    found = cast.yanto.actor().sees(Likeness).join(OrmasMember, OrmasMember.id == Likeness.member_id)
    return db.session.scalars(found.where(OrmasMember.kta == kta)).one()


def reads(cast: Cast) -> list[ReadEvent]:
    db.session.rollback()
    return list(db.session.scalars(cast.yanto.actor().sees(ReadEvent)))
