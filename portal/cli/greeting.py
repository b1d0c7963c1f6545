"""What `serve` says once the portal answers: where it is, and who can sign in to try it.

A process of its own, so that the parent need not load the whole portal to say two sentences.
"""

from __future__ import annotations

import sys
from importlib import import_module

from sqlalchemy import select

from portal.cli.demo import sign_ins
from portal.config import Settings
from portal.models import User, db, engine


def main() -> int:
    lines = [f"Gandeng siap di {Settings().address()}  (Ctrl-C untuk berhenti)"]
    people = sign_ins()
    with import_module("wsgi").app.app_context(), engine.reading():
        known = set(db.session.scalars(select(User.email).where(User.email.in_([each[1] for each in people]))))
    present = [each for each in people if each[1] in known]
    if present:
        lines += ["", "Akun contoh:"]
        lines += [f"  {who:<44} {sign_in:<36} {password}" for who, sign_in, password in present]
        lines += ["  Petugas kantor cabang juga diminta kode; di portal contoh kodenya tampil di halaman itu."]
    print("\n" + "\n".join(lines) + "\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
