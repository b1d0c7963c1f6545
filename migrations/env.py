"""How migrations reach the database: through the app's own engine, types written as plain SQL types."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy.types import TypeDecorator

import portal.models
from portal.models import engine as engines

target = current_app.extensions["migrate"].db.metadata
assert portal.models.Base.metadata is target


def render_item(kind: str, item: Any, _context: Any) -> Any:
    """A migration outlives the code: it names the type that rests in the database, not our class for it."""
    if kind == "type" and isinstance(item, TypeDecorator):
        plain = item.impl_instance if hasattr(item, "impl_instance") else item.impl
        return f"sa.{plain!r}"
    return False


def run() -> None:
    engines.only_reads(False)
    with current_app.extensions["migrate"].db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target,
            render_as_batch=True,
            compare_type=True,
            render_item=render_item,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
