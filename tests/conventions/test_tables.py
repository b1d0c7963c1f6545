"""What every table keeps: keys that sort by time, indexed references, an owner, whole rupiah."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, DateTime, Float, ForeignKey, Integer, MetaData, Numeric, Table, Uuid

from portal.models import Base, Owned
from portal.models.base import Identified

pytestmark = pytest.mark.unit


def unindexed(metadata: MetaData) -> list[str]:
    """Foreign keys that no index leads with: a delete or a join would read the whole table."""
    found = []
    for table in metadata.sorted_tables:
        leads = {next(iter(index.columns)).name for index in table.indexes}
        leads |= {next(iter(table.primary_key.columns)).name} if table.primary_key.columns else set()
        for constraint in table.constraints:
            columns = list(getattr(constraint, "columns", ()))
            if type(constraint).__name__ == "UniqueConstraint" and columns:
                leads.add(columns[0].name)
        leads |= {column.name for column in table.columns if column.unique or column.index}
        for key in table.foreign_keys:
            if key.parent.name not in leads:
                found.append(f"{table.name}.{key.parent.name}")
    return found


def floats(metadata: MetaData) -> list[str]:
    return [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Float | Numeric) and not isinstance(column.type, Integer)
    ]


def zoneless(metadata: MetaData) -> list[str]:
    return [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, DateTime) and not column.type.timezone
    ]


def test_the_sweeps_catch_the_planted() -> None:
    metadata = MetaData()
    Table("parent", metadata, Column("id", Uuid, primary_key=True))
    Table(
        "sinner",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("parent_id", ForeignKey("parent.id")),
        Column("amount", Float),
        Column("at", DateTime),
    )
    assert unindexed(metadata) == ["sinner.parent_id"]
    assert floats(metadata) == ["sinner.amount"]
    assert zoneless(metadata) == ["sinner.at"]


def test_every_reference_is_indexed() -> None:
    assert unindexed(Base.metadata) == []


def test_money_is_never_a_float() -> None:
    assert floats(Base.metadata) == []


def test_instants_have_their_zone() -> None:
    assert zoneless(Base.metadata) == []


def test_ids_in_addresses_are_uuids() -> None:
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, Identified):
            assert isinstance(mapper.local_table.columns["id"].type, Uuid), mapper.class_.__name__


def test_what_belongs_to_an_organisation_belongs_to_its_branch_too() -> None:
    owned = [mapper.local_table for mapper in Base.registry.mappers if issubclass(mapper.class_, Owned)]
    assert len(owned) > 8
    for table in owned:
        assert {"organisation_id", "branch_id"} <= set(table.columns.keys()), table.name
        assert not table.columns["organisation_id"].nullable, table.name


def test_every_constraint_has_a_name_a_migration_can_drop() -> None:
    for table in Base.metadata.sorted_tables:
        for constraint in table.constraints:
            assert constraint.name, f"{table.name}: {constraint}"


def test_relationships_never_load_by_surprise() -> None:
    """A list that forgot to load what it shows fails in its first test instead of asking once a row."""
    for mapper in Base.registry.mappers:
        for relationship in mapper.relationships:
            assert relationship.lazy in {"raise", "raise_on_sql"}, f"{mapper.class_.__name__}.{relationship.key}"
