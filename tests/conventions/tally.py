"""Whether something was written, and how much there is: what the sweeps ask at every door.

To count a hundred tables takes PostgreSQL longer than most requests, and most doors write nothing: as long as this
process committed nothing, what was counted last is still so.

    commits()    how often something was committed in this process
    rows()       → {table: rows}, of the database of the app whose context is pushed
    forgotten()  somebody changed a database without asking the engine: nothing is known any more
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, event, text

from portal.models import Base, db

_COUNTS = text(
    " union all ".join(f"select '{name}', count(*) from \"{name}\"" for name in sorted(Base.metadata.tables))
)
_commits = 0
_counted: tuple[int, str, dict[str, int]] = (-1, "", {})


@event.listens_for(Engine, "commit")
def _committed(_connection: Connection) -> None:
    global _commits
    _commits += 1


def forgotten() -> None:
    global _commits
    _commits += 1


def commits() -> int:
    return _commits


def rows() -> dict[str, int]:
    """How many rows each table has; the ground on which "nothing was changed" stands. At most one query."""
    global _counted
    db.session.rollback()
    url = str(db.engine.url)
    if _counted[:2] != (_commits, url):
        at = _commits
        with db.engine.connect() as connection:
            found = {str(name): int(number) for name, number in connection.execute(_COUNTS)}
        _counted = (at, url, found)
    return _counted[2]
