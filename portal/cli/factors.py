"""``flask factors forget``: an officer who lost phone and codes, where no colleague of the branch is left to help."""

from __future__ import annotations

import sys

import click
from flask import Flask
from flask.cli import AppGroup

from portal.models import User, db
from portal.models.transaction import transaction
from portal.services import second_factors, sign_in

commands = AppGroup("factors", help="Pengaman masuk.")


@commands.command("forget")
@click.argument("identifier")
def forget(identifier: str) -> None:
    """Hapus semua pengaman masuk satu akun (e-mail atau nomor HP); ia memasang yang baru saat masuk."""
    with transaction():
        found = sign_in.candidate(identifier)
        user = db.session.get(User, found.user_id) if found.user_id else None
        if user is not None:
            second_factors.forget_for(user)
    if user is None:
        print("Akun itu tidak ada.")
        sys.exit(1)
    print(f"Pengaman {user.name} dihapus, semua sesinya diakhiri.")


def init_app(app: Flask) -> None:
    app.cli.add_command(commands)
