"""``flask audit verify``: whether the record still holds every line that was ever written in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import select

from portal.models import Branch, db, engine
from portal.services import chains
from portal.web.wording.record import broken

commands = AppGroup("audit", help="Catatan perbuatan.")


@commands.command("verify")
def verify() -> None:
    """Periksa bahwa tidak ada baris catatan yang hilang atau diubah."""
    with engine.reading():
        names = {str(id_): name for id_, name in db.session.execute(select(Branch.id, Branch.name))}
        count = 0
        for chain, fault in breaks():
            count += 1
            print(f"{names.get(chain, 'Gandeng')} ({chain}): {broken(fault)}")
    if count:
        print(f"Catatan TIDAK utuh: {count} kerusakan.")
        sys.exit(1)
    print("Catatan utuh.")


def breaks() -> Iterator[tuple[str, chains.Break]]:
    """Every place where a chain does not hold, chain by chain, in batches: the record may be larger than memory."""
    for chain in chains.chains():
        at, over = chains.Place(), False
        while not over:
            found, at, over = chains.step(chain, at)
            yield from ((chain, each) for each in found)


def init_app(app: Flask) -> None:
    app.cli.add_command(commands)
