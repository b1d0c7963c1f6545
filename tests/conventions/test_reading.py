"""Looking changes nothing, and costs the same for two rows as for two hundred."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from portal.access.permissions import Permission, Role
from portal.models import Organisation, User, db
from portal.models.transaction import transaction
from portal.rules.accidents import Evidence
from portal.services import organisations, tenures, trees, unit_sheets, units
from portal.values import clock
from portal.web.pages import Answer, page
from portal.web.resource import ANYONE, Resource
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.conventions.atlas import Door, World, doors
from tests.conventions.test_roles import UNMASKED
from tests.make import accidents, classes, earnings, journey, people

Counting = Callable[[], AbstractContextManager[list[str]]]
WRITES = ("INSERT", "UPDATE", "DELETE", "COPY")
#: A page may ask the database this often. A list, its figures, its menu and its session need no more.
MOST_QUERIES = 12


def pages(atlas: list[Door]) -> list[Door]:
    return [door for door in atlas if door.method == "GET"]


def costs(some: list[Door], world: World, visitors: dict[str, Browser], queries: Counting) -> dict[str, list[str]]:
    """door → the statements that opening it sends."""
    found = {}
    for door in some:
        url = world.url(door)
        with queries() as seen:
            visitors[door.house].get(url, status=None, unmasked=door.endpoint in UNMASKED)
        found[str(door)] = list(seen)
    return found


def plant(app: Flask) -> list[Door]:
    sinners = Resource("sinners", __name__, url_prefix="/dosa")

    @sinners.get("/menulis", requires=ANYONE)
    def index() -> Answer:
        db.session.execute(update(User).values(name="Siapa saja"))
        return page("errors/422.html")

    @sinners.get("/menghitung", requires=ANYONE)
    def show() -> Answer:
        for user in db.session.query(User).all():
            db.session.refresh(user)
        return page("errors/422.html")

    app._got_first_request = False
    app.register_blueprint(sinners)
    return [door for door in doors(app) if door.portal == "sinners"]


def test_the_sweeps_catch_the_planted(
    unserved: None, app: Flask, cast: Cast, world: World, visitors: dict[str, Browser], queries: Counting
) -> None:
    planted = plant(app)
    before = costs(planted, world, visitors, queries)
    assert writing(before) == ["GET sinners.index"]
    name = db.session.get_one(User, cast.sari.user_id).name
    assert name == cast.sari.name, "a GET kept what it wrote"
    with transaction():
        for _ in range(3):
            world.another(Role.SCHOOL_READER, cast.smkn1)
    assert growing(before, costs(planted, world, visitors, queries)) != []


def writing(found: dict[str, list[str]]) -> list[str]:
    return [
        door
        for door, statements in found.items()
        if any(each.lstrip().upper().startswith(WRITES) or "FOR UPDATE" in each.upper() for each in statements)
    ]


def growing(few: dict[str, list[str]], many: dict[str, list[str]]) -> list[str]:
    return [
        f"{door}: {len(few[door])} queries for few rows, {len(many[door])} for many"
        for door in few
        if len(many[door]) > len(few[door])
    ]


@pytest.mark.timeout(300)  # every page twice
def test_pages_cost_the_same_for_few_rows_and_for_many(
    app: Flask,
    cast: Cast,
    atlas: list[Door],
    world: World,
    visitors: dict[str, Browser],
    queries: Counting,
) -> None:
    """Also judges every page when it is full: the browser holds each to its budget of bytes."""
    few = costs(pages(atlas), world, visitors, queries)
    assert len(few) > 40
    assert writing(few) == []
    fill(world, cast)
    many = costs(pages(atlas), world, visitors, queries)
    assert writing(many) == []
    wrong = growing(few, many)
    wrong += [f"{door}: {len(each)} queries" for door, each in many.items() if len(each) > MOST_QUERIES]
    assert not wrong, "\n".join(["", *wrong])


def fill(world: World, cast: Cast) -> None:
    """Groups of two hundred, and lists of thirty."""
    sari, hasan = cast.sari, cast.hasan
    for number in range(30):
        journey.approved(sari, hasan, range(1000 + number, 1001 + number), name=f"Kecil {number}")
        journey.sent(sari, range(2000 + number, 2001 + number), name=f"Kecil dua {number}")
    world.groups = {
        "listed": journey.listed(sari, range(3000, 3200), name="Besar 1"),
        "sent": journey.sent(sari, range(3200, 3400), name="Besar 2"),
        "approved": journey.approved(sari, hasan, range(3400, 3600), name="Besar 3"),
        "covered": journey.covered(sari, hasan, range(3600, 3800), name="Besar 4"),
    }
    world._placement()
    classes.many(sari, world.groups["listed"].wave, range(5000, 5030))
    earnings.brought_in(cast.dewi, hasan, range(4000, 4060))
    with transaction():
        yanto = cast.yanto.actor()
        unit = yanto.find(Organisation, world.bough.unit)
        for number in range(200):
            units.open_unit(yanto, unit, name=f"Anak Ranting {number}", code=f"AR-{number}")
            units.open_unit(yanto, yanto.find(Organisation, cast.cicendo), name=f"Ranting Penuh {number}")
        for number in range(30):
            tenures.begin(yanto, unit, name=f"Ujang {number}", title=f"Anggota {number}", start=clock.today())
            world.another(Role.ORMAS_READER, unit.id)
            world.another(Role.ORMAS_READER, cast.cicendo)
            if number % 3 == 0:
                units.close(yanto, trees.children(yanto, unit)[0], reason="Sudah bubar")
        lines = "".join(f"\nBARU-{number};Anak Baru {number};;{unit.code}" for number in range(500))
        sheet = unit_sheets.receive(
            yanto, unit, content=f"Kode;Nama;Tingkat;Kode Induk{lines}".encode(), filename="unit.csv"
        )
        db.session.flush()
        world.bough = replace(world.bough, sheet=sheet.id)
    for number in range(30):
        then = clock.now() - timedelta(hours=13 * (number + 40))
        accidents.opened(sari, world._one_of("covered", 0).id, happened_at=then, clinic=cast.sehat)
        accidents.checked(cast.tono, people.nik(3600).digits, at=then)
        accidents.brought(sari, world._case(doors(world.app)[0]), Evidence.IDENTITY, 100 + number)
    with transaction():
        officer = hasan.actor()
        officer.must(Permission.ORGANISATION_WRITE)
        for number in range(30):
            world.another(Role.SCHOOL_READER, cast.smkn1)
            world.another(Role.BRANCH_OFFICER, None)
            organisations.register_school(officer, name=f"SMK Swasta {number}", npsn=f"2099{number:04}")


def test_a_session_costs_one_query(app: Flask, sari: Browser, queries: Counting) -> None:
    with queries() as seen:
        sari.get("/sekolah/tidak-ada", status=404)
    assert len([each for each in seen if "login_session" in each]) <= 1


def test_who_looks_is_counted_by_nobody(app: Flask, cast: Cast, browser: Callable[[Person], Browser]) -> None:
    """HEAD and OPTIONS are looks as well."""
    mine = browser(cast.sari)
    for method in ("HEAD", "OPTIONS"):
        mine._open(method, "/sekolah/gelombang/", status=200, htmx=False)
