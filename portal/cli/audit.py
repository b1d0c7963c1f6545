"""``flask audit verify``: whether the record still holds every line that was ever written in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import select

from portal.access.actor import everyone
from portal.access.audit import digest
from portal.models import AuditEvent, AuditHead, Branch, db, engine

commands = AppGroup("audit", help="Catatan perbuatan.")

_BATCH = 1_000


@commands.command("verify")
def verify() -> None:
    """Periksa bahwa tidak ada baris catatan yang hilang atau diubah."""
    with engine.reading():
        names = {str(id_): name for id_, name in db.session.execute(select(Branch.id, Branch.name))}
        broken = 0
        for chain, fault in breaks():
            broken += 1
            print(f"{names.get(chain, 'Gandeng')} ({chain}): {fault}")
    if broken:
        print(f"Catatan TIDAK utuh: {broken} kerusakan.")
        sys.exit(1)
    print("Catatan utuh.")


def breaks() -> Iterator[tuple[str, str]]:
    """Every place where a chain does not hold: (chain, what is wrong). The table is read once, in batches."""
    heads = {head.chain: (head.sequence, head.digest) for head in db.session.scalars(select(AuditHead))}
    db.session.expunge_all()
    for chain, events in groupby(_events(), key=lambda event: event.chain):
        last, previous = 0, bytes(32)
        for event in events:
            if event.sequence != last + 1:
                yield chain, f"baris {_span(last + 1, event.sequence - 1)} hilang."
            elif event.previous != previous:
                yield chain, f"baris {event.sequence} tidak menyambung ke baris sebelumnya."
            if digest(event) != event.digest:
                yield chain, f"baris {event.sequence} diubah."
            last, previous = event.sequence, event.digest
        head = heads.pop(chain, None)
        if head is None:
            yield chain, "ujung rantai hilang."
        elif head[0] > last:
            yield chain, f"baris {_span(last + 1, head[0])} hilang."
        elif head != (last, previous):
            yield chain, "ujung rantai diubah."
    for chain, (sequence, _) in heads.items():
        if sequence:
            yield chain, f"baris {_span(1, sequence)} hilang."


def _events() -> Iterator[AuditEvent]:
    """The whole record in its order, by keyset: the table may be far larger than memory."""
    in_order = everyone(AuditEvent, because="whoever keeps the house verifies the whole record").order_by(
        AuditEvent.chain, AuditEvent.sequence
    )
    after: tuple[Any, ...] | None = None
    while True:
        rest = in_order
        if after is not None:
            chain, sequence = after
            rest = rest.where(
                (AuditEvent.chain > chain) | ((AuditEvent.chain == chain) & (AuditEvent.sequence > sequence))
            )
        events = db.session.scalars(rest.limit(_BATCH)).all()
        if not events:
            return
        yield from events
        after = (events[-1].chain, events[-1].sequence)
        db.session.expunge_all()


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def init_app(app: Flask) -> None:
    app.cli.add_command(commands)
