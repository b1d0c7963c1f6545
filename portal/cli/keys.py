"""``flask keys rotate``: seal all personal data anew under a fresh key, while the portal goes on working.

    flask keys rotate --new-key      a fresh key seals from now on; then everything older is sealed anew
    flask keys rotate                the same without a fresh key: goes on where it was stopped
    flask keys retire                forget the older keys, once nothing rests under them

Where the keys stand in the environment, put the fresh one in front there, start every process anew, and rotate.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import Column, LargeBinary, Table, and_, bindparam, func, select, type_coerce, update

from portal.access import audit
from portal.access.audit import Action
from portal.config import Settings, fresh_key
from portal.models import Base, db, engine, sealing
from portal.models.columns import Sealed, SealedBytes
from portal.models.transaction import transaction

commands = AppGroup("keys", help="Kunci data pribadi.")


@commands.command("rotate")
@click.option("--new-key", is_flag=True, help="Buat kunci baru lebih dahulu.")
def rotate(new_key: bool) -> None:
    """Segel ulang semua data pribadi dengan kunci terbaru."""
    settings: Settings = current_app.config["SETTINGS"]
    if new_key:
        _add_key(settings)
    for place in places():
        count = sum(reseal(place))
        print(f"{place.name}: {count} nilai disegel ulang dengan kunci {sealing.ring().current}.")
    print("Selesai. Setelah semua proses dimulai ulang, jalankan sekali lagi, lalu `flask keys retire`.")


@commands.command("retire")
def retire() -> None:
    """Buang kunci lama, jika tidak ada lagi yang disegel dengannya."""
    settings: Settings = current_app.config["SETTINGS"]
    with engine.reading():
        left = {place.name: count for place in places() if (count := place.left())}
    if left:
        for name, count in left.items():
            print(f"{name}: {count} nilai masih disegel dengan kunci lama.")
        print("Kunci lama belum dibuang. Jalankan `flask keys rotate` lebih dahulu.")
        sys.exit(1)
    _refuse_environment(settings)
    pairs = settings.sealing_keys_now().split(",")
    settings.keep_sealing_keys(pairs[0].strip())
    print(f"{len(pairs) - 1} kunci lama dibuang; kunci {sealing.ring().current} tetap.")


@dataclass(frozen=True)
class Place:
    """A column that rests sealed, with its table and the table's one key."""

    model: type[Any]
    table: Table
    key: Column[Any]
    column: Column[Any]
    kind: Sealed

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.column.name}"

    @property
    def chunk(self) -> int:
        """How many values at once: files are large, names are not."""
        return 10 if isinstance(self.kind, SealedBytes) else 1_000

    @property
    def raw(self) -> Any:
        return type_coerce(self.column, LargeBinary())

    @property
    def older(self) -> Any:
        """Sealed by another key than the present one."""
        return and_(
            self.column.is_not(None),
            func.substr(self.raw, 1, 1) != bindparam(None, bytes([sealing.ring().current]), type_=LargeBinary()),
        )

    def left(self) -> int:
        counted = select(func.count()).select_from(self.table).where(self.older)
        return db.session.scalar(counted.execution_options(seen_by="keys")) or 0


def places() -> list[Place]:
    """Every sealed column of the house, found by walking its models, so that a new one is never forgotten."""
    found = []
    for mapper in Base.registry.mappers:
        table = mapper.local_table
        assert isinstance(table, Table)
        for column in table.columns:
            if isinstance(column.type, Sealed):
                (key,) = table.primary_key.columns
                found.append(Place(mapper.class_, table, key, column, column.type))
    return sorted(found, key=lambda place: place.name)


def reseal(place: Place) -> Iterator[int]:
    """Seal what rests under older keys, a chunk a transaction; yields how many values each chunk sealed.

    Whoever writes a value meanwhile wins: only a value that is still the one that was read is replaced.
    """
    table, binary = place.table, LargeBinary()
    mine = update(table).where(place.key == bindparam("its_key"), place.raw == bindparam("old", type_=binary))
    mine = mine.values({place.column.name: bindparam("new", type_=binary)})
    after: Any = None
    while True:
        with transaction():
            rest = select(place.key, place.raw).where(place.older).order_by(place.key).limit(place.chunk)
            if after is not None:
                rest = rest.where(place.key > after)
            rows = db.session.execute(rest.execution_options(seen_by="keys")).all()
            if not rows:
                return
            after = rows[-1][0]
            anew = [{"its_key": key, "old": bytes(old), "new": _anew(place, bytes(old))} for key, old in rows]
            with audit.personal(Action.KEYS_ROTATED, None, who="flask keys rotate"):
                audit.bulk_update(place.model, mine, anew)
                audit.fact(column=place.name, rows=len(anew), key=sealing.ring().current)
        yield len(anew)


def _anew(place: Place, old: bytes) -> bytes:
    name = place.kind.place.encode()
    return sealing.ring().seal(sealing.opened(old, name), name)


def _add_key(settings: Settings) -> None:
    _refuse_environment(settings)
    ids = sealing.ring().ids
    fresh_id = next((each for each in range(max(ids) + 1, 256)), None) or min(set(range(1, 256)) - set(ids))
    settings.keep_sealing_keys(f"{fresh_id}:{fresh_key()},{settings.sealing_keys_now()}")
    sealing.renew()


def _refuse_environment(settings: Settings) -> None:
    if settings.sealing_keys.get_secret_value():
        print("Kunci berasal dari GANDENG_SEALING_KEYS. Ubahlah di sana, lalu mulai ulang semua proses.")
        sys.exit(2)


def init_app(app: Flask) -> None:
    app.cli.add_command(commands)
