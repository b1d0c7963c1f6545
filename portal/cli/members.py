"""``flask members recount``: whether the numbers of every unit are what counting its members says."""

from __future__ import annotations

import sys
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from portal.access.actor import everyone
from portal.models import Organisation, OrganisationKind, db, engine
from portal.models.transaction import transaction
from portal.services import tallies

commands = AppGroup("members", help="Anggota ormas.")


@commands.command("recount")
@click.option("--mend", is_flag=True, help="Perbaiki angka yang tidak cocok.")
def recount(mend: bool) -> None:
    """Hitung ulang anggota setiap unit dari awal, dan bandingkan dengan angka yang disimpan."""
    wrong = 0
    with engine.reading():
        tops = [(each.id, each.name) for each in _ormas()]
        for top_id, name in tops:
            for each in tallies.differences(top_id):
                wrong += 1
                print(f"{name}: unit {each.unit_id} tercatat {each.kept.members}, dihitung {each.counted.members}.")
    if wrong and mend:
        for top_id, _ in tops:
            with transaction():
                tallies.mend(db.session.scalars(_every().where(Organisation.id == top_id)).one())
        print(f"{wrong} unit diperbaiki.")
    elif wrong:
        print(f"Angka TIDAK cocok di {wrong} unit. Perbaiki dengan: flask members recount --mend")
        sys.exit(1)
    else:
        print(f"Angka semua unit cocok ({len(tops)} ormas).")


def _every() -> Any:
    return everyone(Organisation, because="whoever keeps the house recounts every ormas")


def _ormas() -> list[Organisation]:
    tops = _every().where(Organisation.kind == OrganisationKind.ORMAS, Organisation.parent_id.is_(None))
    return list(db.session.scalars(tops.order_by(Organisation.id)))


def init_app(app: Flask) -> None:
    app.cli.add_command(commands)
