"""Who is not of the house finds no door: not a row, not a hint that there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from portal.access.permissions import (
    BRANCH_ROLES,
    CLINIC_ROLES,
    ORMAS_ROLES,
    PERISAI_ROLES,
    PERMISSIONS,
    SCHOOL_ROLES,
    Role,
)
from portal.models import OrganisationKind, Wave, db
from portal.models.transaction import transaction
from portal.web.pages import Answer, page
from portal.web.resource import Portal, Resource
from tests.browser import Browser
from tests.cast import Cast, Person, newcomer, partner
from tests.conventions.atlas import Door, World, doors, plain
from tests.conventions.tally import rows

Opens = Callable[[Person], Browser]


def knock(browser: Browser, door: Door, url: str, *, htmx: bool = False, unmasked: bool = False) -> tuple[int, str]:
    """Status, and where to or what was said, of a bare request."""
    headers = {"HX-Request": "true"} if htmx else {}
    ask = browser.get if door.method == "GET" else browser.post
    answer = ask(url, status=None, headers=headers, unmasked=unmasked)
    return answer.status, answer.location or plain(answer.text if answer.is_html else "")


@pytest.fixture
def strangers(cast: Cast, browser: Opens) -> dict[Role, Browser]:
    """Rina's school, Euis's PAC, another wadah and another clinic have somebody in every role, but that Joko is an
    agent of the same wadah; Mira stands for every other branch."""
    with transaction():
        more: dict[Role, Person] = {
            role: newcomer(f"Orang{number} Lain", role, cast.bandung, cast.smkn2)
            for number, role in enumerate(SCHOOL_ROLES)
            if role is not Role.SCHOOL_OPERATOR
        }
        more |= {
            role: newcomer(f"Pengurus{number} Lain", role, cast.bandung, cast.andir)
            for number, role in enumerate(ORMAS_ROLES)
            if role is not Role.ORMAS_COORDINATOR
        }
        wadah = partner(cast.bandung, OrganisationKind.PERISAI, "Wadah Lain", npw="NPW-32-0002")
        clinic = partner(cast.bandung, OrganisationKind.CLINIC, "Klinik Lain")
        more[Role.PERISAI_MANAGER] = newcomer("Wadah Pengurus", Role.PERISAI_MANAGER, cast.bandung, wadah)
        more |= {
            role: newcomer(f"Klinik{number} Lain", role, cast.bandung, clinic)
            for number, role in enumerate(CLINIC_ROLES)
        }
    more |= {Role.SCHOOL_OPERATOR: cast.rina, Role.ORMAS_COORDINATOR: cast.euis, Role.PERISAI_AGENT: cast.joko}
    people = {**more, Role.BRANCH_OFFICER: cast.mira}
    return {role: browser(person) for role, person in people.items()}


def admits(door: Door, role: Role) -> bool:
    """Whether the door's portal is the one for people of this role; one for everybody admits all."""
    portals = {
        "schools": SCHOOL_ROLES,
        "ormas": ORMAS_ROLES,
        "perisai": PERISAI_ROLES + CLINIC_ROLES,
        "branch": BRANCH_ROLES,
        "sinners": SCHOOL_ROLES,
    }
    return role in portals.get(door.portal, tuple(Role))


def addresses(world: World, some: list[Door]) -> dict[Door, tuple[str, str]]:
    """Of each door, where something of another's stands, and where nothing does."""
    return {door: (world.url(door), world.nowhere(door)) for door in some}


def sins(some: dict[Door, tuple[str, str]], role: Role, stranger: Browser) -> Iterator[str]:
    """What a stranger of this role learns at doors of another's things that they should not."""
    for door, (theirs, nothing) in some.items():
        if not admits(door, role):
            continue  # see below: nobody of another kind of house gets as far as a row
        status, said = knock(stranger, door, theirs)
        # Whoever may not do it at all is told so, whatever the id; this says nothing of the row.
        expected = 404 if door.permission in PERMISSIONS[role] else 403
        if status != expected:
            yield f"{door} for {role}: {status}, not {expected}"
        elif (status, said) != (nowhere := knock(stranger, door, nothing)):
            yield f"{door} for {role}: can be told from a row that is not there ({nowhere[0]})"


#: Arguments that name a thing of the house and nobody's row: a policy, a step of the drive, a kind of file, a queue.
OF_THE_HOUSE = {"key", "step", "kind", "month", "queue", "subject"}


def with_ids(atlas: list[Door]) -> list[Door]:
    """Doors of somebody's own; a link with a secret in it is a key of its own."""
    return [door for door in atlas if door.arguments - OF_THE_HOUSE and door.permission is not None]


def test_the_sweep_catches_a_view_that_forgets_whose_row_it_is(
    unserved: None, app: Flask, cast: Cast, world: World, strangers: dict[Role, Browser]
) -> None:
    from portal.access.permissions import Permission

    leaky = Resource("leaky", __name__, url_prefix="/bocor")

    @leaky.get("/<uuid:wave_id>", requires=Permission.WAVE_READ)
    def show(wave_id: object) -> Answer:
        return page("errors/422.html", sentences=["Gelombang ini ada."])

    @leaky.post("/<uuid:wave_id>", requires=Permission.WAVE_WRITE)
    def update(wave_id: object) -> Answer:
        there = db.session.get(Wave, wave_id, execution_options={"seen_by": "leak"}) is not None
        return page("errors/422.html", status=422 if there else 404)

    app._got_first_request = False  # the app has served the signing in; this test alone adds a room to it
    portal = Portal("sinners", __name__, url_prefix="/dosa", admits=lambda actor: not actor.is_branch)
    portal.register_blueprint(leaky)
    app.register_blueprint(portal)
    planted = [door for door in doors(app) if door.portal == "sinners"]
    found = list(sins(addresses(world, planted), Role.SCHOOL_OPERATOR, strangers[Role.SCHOOL_OPERATOR]))
    assert found == [
        "GET sinners.leaky.show for school_operator: 200, not 404",
        "POST sinners.leaky.update for school_operator: 422, not 404",
    ]


@pytest.mark.timeout(300)  # every door for every kind of stranger
def test_another_s_rows_are_not_there(
    app: Flask, atlas: list[Door], world: World, strangers: dict[Role, Browser]
) -> None:
    mine = addresses(world, with_ids(atlas))
    assert len(mine) > 50
    before = rows()
    found = [sin for role, stranger in strangers.items() for sin in sins(mine, role, stranger)]
    assert not found, "\n".join(["", *found])
    assert rows() == before


@pytest.mark.once  # a portal asks of what kind somebody's house is, and no engine for a row
@pytest.mark.parametrize("who", ["sari", "yanto", "ratna", "tono", "hasan"])
def test_every_portal_is_shut_to_other_kinds_of_houses(
    app: Flask, cast: Cast, atlas: list[Door], world: World, browser: Opens, who: str
) -> None:
    person: Person = getattr(cast, who)
    comer = browser(person)
    nothing = plain(comer.get("/tidak-ada", status=404).text)
    others = [(door, world.url(door)) for door in atlas if not admits(door, person.role)]
    assert len(others) > 50
    before = rows()
    for door, url in others:
        assert knock(comer, door, url) == (404, nothing), door
    assert rows() == before


def test_nobody_is_sent_to_the_door(app: Flask, atlas: list[Door], world: World, anonymous: Browser) -> None:
    mine = [(door, world.url(door)) for door in atlas if door.permission is not None]
    before = rows()
    for door, url in mine:
        status, said = knock(anonymous, door, url)
        assert (status, said) == (303, "/masuk"), f"{door}: {status} {said}"
        status, said = knock(anonymous, door, url, htmx=True)
        assert (status, said) == (204, "/masuk"), f"{door} by htmx: {status} {said}"
    assert rows() == before


def test_an_actor_is_asked_for_where_one_is_needed(
    app: Flask, cast: Cast, atlas: list[Door], world: World, browser: Opens
) -> None:
    """Somebody whose access ended is signed in, and nowhere."""
    from sqlalchemy import update

    from portal.models import Membership
    from portal.values import clock

    former = browser(cast.budi)
    with transaction() as session:
        session.execute(
            update(Membership).where(Membership.id == cast.budi.membership_id).values(ended_at=clock.now())
        )
    for door in atlas:
        if door.permission is None:
            continue
        status, said = knock(former, door, world.url(door) if door.arguments == set() else world.nowhere(door))
        assert (status, said) == (303, "/akun/bertindak"), f"{door}: {status} {said}"
