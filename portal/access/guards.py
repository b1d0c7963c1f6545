"""Tripwires on the session: what was forgotten fails loudly, in tests and in production alike."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from sqlalchemy import Delete, Table, Update, event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql import visitors
from sqlalchemy.sql.visitors import ExternallyTraversible

from portal.access.visibility import guarded_models
from portal.models import (
    Base,
    Branch,
    Invitation,
    Membership,
    RecoveryCode,
    Rewritten,
    SecondFactor,
    User,
    WrittenOnce,
)


class UnscopedRead(RuntimeError):
    """An owned table was read without `actor.sees`."""


class UnauditedWrite(RuntimeError):
    """An owned table was written outside an audited action."""


#: Written only inside an audited action, though they may be read before anyone is signed in.
AUDITED_TOO: frozenset[type[Any]] = frozenset({User, Membership, Invitation, Branch, SecondFactor, RecoveryCode})


@cache
def guarded_tables() -> frozenset[str]:
    return frozenset(model.__tablename__ for model in guarded_models())


@cache
def audited_models() -> tuple[type[Any], ...]:
    from portal.models import AuditEvent, ReadEvent

    return tuple((guarded_models() - {AuditEvent, ReadEvent}) | AUDITED_TOO)


@cache
def tables_written_once() -> frozenset[str]:
    mappers = (each for each in Base.registry.mappers if issubclass(each.class_, WrittenOnce))
    return frozenset(each.local_table.name for each in mappers if isinstance(each.local_table, Table))


@event.listens_for(Session, "do_orm_execute")
def refuse_rewriting(state: ORMExecuteState) -> None:
    if isinstance(state.statement, Update | Delete):
        name = getattr(state.statement.table, "name", "")
        if name in tables_written_once():
            raise Rewritten(name)


@event.listens_for(Session, "before_flush")
def refuse_rewriting_rows(session: Session, _context: object, _instances: object) -> None:
    changed = (each for each in session.dirty if session.is_modified(each))
    for each in (*changed, *session.deleted):
        if isinstance(each, WrittenOnce):
            raise Rewritten(type(each).__name__)


@event.listens_for(Session, "do_orm_execute")
def refuse_unscoped_reads(state: ORMExecuteState) -> None:
    if "seen_by" in state.execution_options or state.is_column_load or state.is_relationship_load:
        return
    if not (state.is_select or state.is_update or state.is_delete):
        return
    tables = {
        element.name
        for element in visitors.iterate(cast(ExternallyTraversible, state.statement))
        if isinstance(element, Table)
    }
    tables |= {table.name for mapper in state.all_mappers if isinstance(table := mapper.local_table, Table)}
    if unscoped := tables & guarded_tables():
        raise UnscopedRead(", ".join(sorted(unscoped)))


@event.listens_for(Session, "before_flush")
def refuse_unaudited_writes(session: Session, _context: object, _instances: object) -> None:
    from portal.access import audit

    touched = [
        each for each in (*session.new, *session.dirty, *session.deleted) if isinstance(each, audited_models())
    ]
    touched = [each for each in touched if each not in session.dirty or session.is_modified(each)]
    if not touched:
        return
    action = audit.current()
    if action is None:
        raise UnauditedWrite(", ".join(sorted({type(each).__name__ for each in touched})))
    for each in touched:
        action.note(each, session)
