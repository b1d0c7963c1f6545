"""A line that was changed or taken out of the record is found, whoever did it and wherever it stood."""

from __future__ import annotations

import contextvars

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Connection, delete, select, update

from portal.models import AuditEvent, AuditHead, db, engine
from tests.cast import Cast
from tests.make import journey


@pytest.fixture
def chain(cast: Cast) -> str:
    journey.covered(cast.sari, cast.hasan)
    return str(cast.bandung)


def verify(app: Flask) -> Result:
    db.session.rollback()
    return contextvars.Context().run(app.test_cli_runner().invoke, args=["audit", "verify"])


def length(connection: Connection, chain: str) -> int:
    return connection.scalar(select(AuditHead.sequence).where(AuditHead.chain == chain)) or 0


def change_a_line(connection: Connection, chain: str) -> str:
    event = (AuditEvent.chain == chain) & (AuditEvent.sequence == 5)
    connection.execute(update(AuditEvent).where(event).values(actor_name="Orang Lain"))
    return "baris 5 diubah."


def change_the_facts(connection: Connection, chain: str) -> str:
    event = (AuditEvent.chain == chain) & (AuditEvent.sequence == 6)
    connection.execute(update(AuditEvent).where(event).values(facts={"amount": "Rp1"}))
    return "baris 6 diubah."


def remove_one_within(connection: Connection, chain: str) -> str:
    connection.execute(delete(AuditEvent).where(AuditEvent.chain == chain, AuditEvent.sequence == 4))
    return "baris 4 hilang."


def remove_the_first(connection: Connection, chain: str) -> str:
    connection.execute(delete(AuditEvent).where(AuditEvent.chain == chain, AuditEvent.sequence <= 2))
    return "baris 1–2 hilang."


def remove_the_last(connection: Connection, chain: str) -> str:
    last = length(connection, chain)
    connection.execute(delete(AuditEvent).where(AuditEvent.chain == chain, AuditEvent.sequence == last))
    return f"baris {last} hilang."


def remove_all(connection: Connection, chain: str) -> str:
    connection.execute(delete(AuditEvent).where(AuditEvent.chain == chain))
    return f"baris 1–{length(connection, chain)} hilang."


def remove_one_and_number_anew(connection: Connection, chain: str) -> str:
    """As somebody would who knows how it is built, but has no key."""
    connection.execute(delete(AuditEvent).where(AuditEvent.chain == chain, AuditEvent.sequence == 4))
    for sequence in range(5, length(connection, chain) + 1):
        event = (AuditEvent.chain == chain) & (AuditEvent.sequence == sequence)
        connection.execute(update(AuditEvent).where(event).values(sequence=sequence - 1))
    connection.execute(
        update(AuditHead).where(AuditHead.chain == chain).values(sequence=length(connection, chain) - 1)
    )
    return "baris 4 tidak menyambung"


def remove_the_end_of_the_chain(connection: Connection, chain: str) -> str:
    connection.execute(delete(AuditHead).where(AuditHead.chain == chain))
    return "ujung rantai hilang."


def move_the_end_back(connection: Connection, chain: str) -> str:
    connection.execute(update(AuditHead).where(AuditHead.chain == chain).values(digest=bytes(32)))
    return "ujung rantai diubah."


@pytest.mark.parametrize(
    "tamper",
    [
        change_a_line,
        change_the_facts,
        remove_one_within,
        remove_the_first,
        remove_the_last,
        remove_all,
        remove_one_and_number_anew,
        remove_the_end_of_the_chain,
        move_the_end_back,
    ],
)
def test_tampering_is_found(app: Flask, chain: str, tamper: object) -> None:
    db.session.rollback()
    with engine.writing(), db.engine.begin() as connection:
        told = tamper(connection, chain)  # type: ignore[operator]
    result = verify(app)
    assert result.exit_code == 1, result.output
    assert f"Kantor Cabang Bandung ({chain}): {told}" in result.output
    assert "TIDAK utuh" in result.output


def test_a_whole_record_is_whole(app: Flask, chain: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.services.chains.BATCH", 7)  # several batches, so that their seams are looked at too
    result = verify(app)
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == "Catatan utuh."


def test_the_record_of_nobody_is_whole(app: Flask) -> None:
    assert verify(app).exit_code == 0
