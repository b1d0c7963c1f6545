"""A planted NIK and a mother's name go the whole way through the portal, and are found nowhere in the clear."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, Uuid, select, type_coerce

from portal.config import Settings
from portal.models import Base, Invoice, Job, Participant, RosterRow, Submission, db
from portal.models.transaction import transaction
from portal.services import rosters
from tests import databases
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Hand
from tests.make import journey, people

NIK = people.nik(4711).digits
MENDED = people.nik(4712).digits
MOTHER = "Ratnaningsih Kusumawardhani"
#: What must not be found: the number, its telling part, the name, and both as they look inside base64.
SECRETS = {
    "the NIK": NIK.encode(),
    "the mended NIK": MENDED.encode(),
    "birth date and serial of the NIK": NIK[6:].encode(),
    "the mother's name": MOTHER.encode(),
    "a word of the mother's name": MOTHER.split()[1].encode(),
    "the NIK in base64": base64.b64encode(NIK.encode())[:16],
    "the NIK in hex": NIK.encode().hex().encode(),
    "the NIK in UTF-16": NIK.encode("utf-16-le"),
}


def found_in(name: str, content: bytes) -> list[str]:
    lower = content.lower()
    return [f"{what} in {name}" for what, secret in SECRETS.items() if secret.lower() in lower]


def roster_file(count: int = 4) -> bytes:
    rows = [list(people.TITLES), *(people.line(number) for number in range(4000, 4000 + count))]
    planted = people.line(4711)
    planted[people.TITLES.index("Nama Ibu Kandung")] = MOTHER
    broken = people.line(4712)
    broken[1] = MENDED[:-1]  # a digit short: mended in the page below
    return "\n".join(";".join(row) for row in (*rows, planted, broken)).encode()


@pytest.fixture
def planted(
    app: Flask,
    capsys: pytest.CaptureFixture[str],  # from here on, so that every line of the log is looked at
    cast: Cast,
    sari: Browser,
    hasan: Browser,
    worker: Hand,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """Uploaded, read by a job, mended, sent, approved, looked at, searched for, and quoted by a bug."""
    monkeypatch.setattr(rosters, "INLINE_ROWS", 2)
    wave = journey.wave(cast.sari).wave
    done = sari.post("/sekolah/daftar/", {"gelombang": str(wave), "file": (roster_file(), "daftar siswa.csv")})
    assert worker.drain() >= 1
    roster = sari.follow(done).url
    rows = list(db.session.scalars(cast.sari.actor().sees(RosterRow).order_by(RosterRow.number)))
    assert rows[-2].content["values"]["nik"] == NIK
    assert rows[-2].content["values"]["mother_name"] == MOTHER
    sari.post(f"{roster}/baris/{rows[-1].id}/", {"nik": MENDED}, status=None, unmasked=True)
    sari.post(f"{roster}/ajukan/", {})
    worker.drain()
    submission = db.session.scalars(cast.hasan.actor().sees(Submission)).one()
    assert submission.people == 6
    hasan.post(f"/cabang/pengajuan/{submission.id}/persetujuan", {"kode_iuran": "260000000001"})
    assert db.session.scalars(cast.hasan.actor().sees(Invoice)).first() is not None
    sari.post("/sekolah/peserta/cari/", {"q": NIK}, status=None)
    sari.get(f"/sekolah/peserta/?q={NIK}", status=None)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(rosters, "finish", _broken)
    monkeypatch.setattr(rosters, "INLINE_ROWS", 2_000)
    sari.post(
        "/sekolah/daftar/",
        {"gelombang": str(wave), "file": (roster_file(3), "lagi.csv")},
        status=500,
    )
    return roster


def _broken(*_: object) -> None:
    raise RuntimeError(f"{NIK} {MOTHER}")


def test_the_search_would_find_it() -> None:
    for secret in (NIK, MOTHER, NIK.encode("utf-16-le").decode("latin-1")):
        assert found_in("x", f"- {secret} -".encode("latin-1"))
    assert found_in("x", base64.b64encode(f"{NIK}{MOTHER}".encode()))


def test_nothing_rests_in_the_clear(
    app: Flask, cast: Cast, settings: Settings, planted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    db.session.rollback()
    logs = capsys.readouterr()
    assert '"schools.rosters.create"' in logs.out
    found = found_in("the log", (logs.out + logs.err).encode())
    for name, content in everything_kept(app, settings):
        found += found_in(name, content)
    assert not found, "\n".join(["", *found])


def everything_kept(app: Flask, settings: Settings) -> Iterator[tuple[str, bytes]]:
    """Every file of the installation as it lies on the disk, and every value of every table as it rests."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    files = [path for path in settings.instance.rglob("*") if path.is_file()]
    if url.startswith("sqlite"):
        database = Path(url.removeprefix("sqlite:///"))
        kept = [database, database.with_name(database.name + "-wal")]
        assert all(path.exists() for path in kept)
        files += kept
    for path in files:
        content = path.read_bytes()
        yield path.name, gzip.decompress(content) if path.suffix == ".gz" else content
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                raw = type_coerce(column, LargeBinary()) if _is_binary(column) else column
                if isinstance(column.type, Uuid):
                    continue
                for (value,) in connection.execute(select(raw).where(column.is_not(None))):
                    yield f"{table.name}.{column.name}", _bytes(value)


def _is_binary(column: object) -> bool:
    kind = getattr(column, "type", None)
    return isinstance(getattr(kind, "impl_instance", kind), LargeBinary)


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return value.encode() if isinstance(value, str) else json.dumps(value, default=repr).encode()


def test_a_job_is_told_ids_and_counts_only(app: Flask, cast: Cast, planted: str) -> None:
    db.session.rollback()
    jobs = list(db.session.scalars(cast.sari.actor().sees(Job)))
    assert len(jobs) >= 1
    for job in jobs:
        told = json.dumps([job.payload, job.result, job.error])
        assert not found_in(job.kind, told.encode())
        assert "Asep" not in told


def test_who_has_the_key_can_read_it(app: Flask, cast: Cast, planted: str) -> None:
    """Else the search above would prove nothing."""
    people_of_sari = db.session.scalars(cast.sari.actor().sees(Participant)).all()
    assert NIK in {person.nik.digits for person in people_of_sari}
    assert MOTHER in {person.mother_name for person in people_of_sari}
    assert MENDED in {person.nik.digits for person in people_of_sari}


def test_a_copied_database_without_the_keys_opens_nothing(
    app: Flask, cast: Cast, planted: str, tmp_path: Path
) -> None:
    from portal.app import create_app
    from portal.models.sealing import CannotOpen

    settings: Settings = app.config["SETTINGS"]
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    thief = create_app(Settings(instance=tmp_path / "thief", DATABASE_URL=url, web_threads=2))
    with thief.app_context():
        with pytest.raises(CannotOpen), transaction():
            db.session.scalars(cast.sari.actor().sees(Participant)).all()
        db.session.remove()
        db.engine.dispose()
    assert databases.engine_kind() in url
    assert settings.instance != tmp_path / "thief"
