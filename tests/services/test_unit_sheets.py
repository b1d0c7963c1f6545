"""A tree from a sheet: read, told what is wrong, kept whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import func

from portal.access.actor import Actor, NotVisible
from portal.models import Organisation, UnitSheet, db
from portal.models.transaction import transaction
from portal.services import trees, unit_sheets, units
from portal.spreadsheets import templates
from portal.spreadsheets.columns import UNITS
from tests.cast import Cast, Person
from tests.make.trees import kept, received, refused, sheet


def faults(by: Person, unit: object, *lines: str) -> list[tuple[int, str]]:
    came = received(by, unit, sheet(*lines))  # type: ignore[arg-type]
    actor = by.actor()
    found = unit_sheets.outlined(actor, actor.find(UnitSheet, came))
    return [(number, fault.code) for number, fault in found.faults]


def test_a_sheet_makes_a_tree_below_the_unit(cast: Cast) -> None:
    kept(
        cast.yanto,
        cast.cicendo,
        ("BDG-01-02;Ranting Husen;Ranting;BDG-01", "A1;Anak Satu;;BDG-01-02", "A2;Anak Dua;Anak Ranting;BDG-01-01"),
    )
    actor = cast.yanto.actor()
    own = actor.find(Organisation, cast.cicendo)
    assert [each.name for each in trees.children(actor, own)] == ["Ranting Arjuna", "Ranting Husen"]
    deep = db.session.scalars(actor.sees(Organisation).where(Organisation.code == "A2")).one()
    assert deep.path == f"/{cast.garuda}/{cast.cicendo}/{cast.arjuna}/{deep.id}/"
    assert deep.top_id == cast.garuda
    assert cast.agus.actor().find(Organisation, deep.id)
    kept(cast.yanto, cast.cicendo, ("A2;Nama Lain;;BDG-01-01", "A3;Anak Tiga;;BDG-01-01"))
    db.session.refresh(deep)
    assert deep.name == "Anak Dua", "what stands is not changed by a sheet"


def test_what_is_wrong_names_line_and_cure(cast: Cast) -> None:
    by, unit = cast.yanto, cast.cicendo
    assert faults(by, unit, "X1;Satu;;X2", "X2;Dua;;X1") == [(2, "tree.cycle"), (3, "tree.cycle")]
    assert faults(by, unit, "X1;Satu;;HILANG") == [(2, "tree.orphan")]
    assert faults(by, unit, "X1;Satu;;", "X2;Dua;;") == [(2, "tree.not_own"), (3, "tree.not_own")]
    assert faults(by, unit, "BDG-02;Andir;;BDG-01") == [(2, "unit.code_taken")]
    assert faults(by, unit, "X1;Satu;;BDG-02") == [(2, "tree.orphan")], "a unit beside is as if it were not there"
    assert faults(by, unit, "X1;Ranting Arjuna;;BDG-01") == [(2, "tree.same_name")]
    with transaction():
        actor = by.actor()
        units.close(actor, actor.find(Organisation, cast.arjuna), reason="Sudah bubar")
    assert faults(by, unit, "X1;Satu;;BDG-01-01") == [(2, "tree.closed")]


def test_a_faulty_sheet_makes_nothing_and_none_is_kept_twice(cast: Cast) -> None:
    faulty = received(cast.yanto, cast.cicendo, sheet("X1;Satu;;BDG-01", "X2;Dua;;HILANG"))
    refused("sheet.faulty", lambda actor: unit_sheets.keep(actor, actor.find(UnitSheet, faulty)), cast.yanto)
    good = received(cast.yanto, cast.cicendo, sheet("X1;Satu;;BDG-01"))
    actor = cast.yanto.actor()
    waiting = unit_sheets.drafts(actor, actor.find(Organisation, cast.cicendo))
    assert [each.id for each in waiting] == [good, faulty]
    with transaction():
        actor = cast.yanto.actor()
        unit_sheets.keep(actor, actor.find(UnitSheet, good))
        unit_sheets.drop(actor, actor.find(UnitSheet, faulty))
    refused("sheet.closed", lambda actor: unit_sheets.keep(actor, actor.find(UnitSheet, good)), cast.yanto)
    refused("sheet.closed", lambda actor: unit_sheets.drop(actor, actor.find(UnitSheet, good)), cast.yanto)
    with pytest.raises(NotVisible):
        cast.euis.actor().find(UnitSheet, good)
    assert cast.hasan.actor().find(UnitSheet, faulty).rows == []


def test_the_template_is_read_by_its_own_reader(cast: Cast) -> None:
    def reading(content: bytes, name: str) -> Callable[[Actor], object]:
        return lambda actor: unit_sheets.receive(
            actor, actor.find(Organisation, cast.cicendo), content=content, filename=name
        )

    refused("tree.no_rows", reading(templates.template(UNITS), "contoh.xlsx"), cast.yanto)
    refused("tree.columns", reading(b"Kode;Nama\nA;Satu\n", "unit.csv"), cast.yanto)


def test_five_thousand_units_at_once(cast: Cast, queries: Callable[[], AbstractContextManager[list[str]]]) -> None:
    """The whole way: file, preview, units. The number of statements does not depend on the number of lines."""
    lines = [f"R{number};Ranting Nomor {number};Ranting;BDG-01" for number in range(70)]
    lines += [f"A{number};Anak Ranting {number};Anak Ranting;R{number % 70}" for number in range(4930)]
    began = time.process_time()
    with queries() as seen:
        kept(cast.yanto, cast.cicendo, lines)
    took = time.process_time() - began
    actor = cast.yanto.actor()
    count = actor.sees(Organisation).with_only_columns(func.count())
    assert db.session.scalar(count) == 5002
    assert len([each for each in seen if not each.startswith(("INSERT INTO organisation", "COPY"))]) < 40
    assert took < 10, "seconds of work, not of waiting for others"
    with transaction():
        assert len(trees.children(actor, actor.find(Organisation, cast.cicendo))) == 71
