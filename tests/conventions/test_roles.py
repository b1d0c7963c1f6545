"""Each role at each door of its own house: what it may it can, what it may not it is refused, and nothing breaks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portal.access.permissions import PERMISSIONS, Role
from portal.models.transaction import transaction
from portal.web.resource import ANYONE, HALF_IN, SIGNED_IN
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.conventions.atlas import Door, World
from tests.conventions.tally import rows
from tests.conventions.test_strangers import admits, knock

#: Answers of a door that is open: shown, done, sent on, told what is wrong with the form, or that it comes too late.
OPEN = {200, 204, 303, 409, 422, 429}
#: Pages where sixteen digits stand in the clear, and why.
UNMASKED = {
    "schools.rosters.rows.edit": "the operator mends the number that the school itself sent",
    "schools.rosters.rows.update": "the same, refused",
    "ormas.registrations.create": "the officer mends the number that was typed a moment ago",
    "ormas.registrations.quotes.create": "the same, with the price",
    "perisai.registrations.create": "the agent mends the number that was typed a moment ago",
    "perisai.registrations.quotes.create": "the same, with the price",
    "ormas.meeting_lines.create": "the officer mends what was typed a moment ago",
    "ormas.member_registrations.create": "the same, of several members",
    "ormas.member_registrations.quotes.create": "the same",
    "perisai.cover_checks.create": "the clerk mends the number that was typed a moment ago",
    "public.applicants.create": "somebody mends their own number, on their own phone",
    "public.applicants.prices.create": "the same, with the price",
    "public.entries.create": "the same, by a pupil",
}


def expected(door: Door, person: Person) -> set[int]:
    if not admits(door, person.role):
        return {404}
    if person.role is Role.PERISAI_AGENT and door.arguments & {"message_id", "reminder_id"}:
        return {403, 404}  # reminders go to the manager, who sees the whole wadah
    if door.endpoint == "accounts.acting.create":
        return OPEN | {404}  # nobody said for whom: the same answer as for another's membership
    if door.requires in (ANYONE, HALF_IN, SIGNED_IN) or door.permission in PERMISSIONS[person.role]:
        return OPEN
    return {403}


def test_the_matrix_knows_its_corners(cast: Cast, atlas: list[Door]) -> None:
    by_name = {str(door): door for door in atlas}
    waves = by_name["POST schools.waves.create"]
    assert expected(waves, cast.sari) == OPEN
    assert expected(waves, cast.budi) == {403}
    assert expected(waves, cast.hasan) == {404}
    assert expected(by_name["POST branch.approvals.create"], cast.sari) == {404}


@pytest.mark.parametrize("who", ["budi", "wahyu", "sari", "hasan", "yanto", "ratna", "dewi", "tono"])
def test_every_door_for_every_role(
    app: Flask, cast: Cast, atlas: list[Door], world: World, browser: Callable[[Person], Browser], who: str
) -> None:
    person: Person = getattr(cast, who)
    mine = browser(person)
    wrong = []
    for door in atlas:
        if not admits(door, person.role):
            continue  # strangers knock there
        comer, world.visitor = mine, person
        if door.portal == "accounts" and door.method == "POST":
            with transaction():  # for what one does to oneself, somebody else of the same kind
                world.visitor = world.another(person.role, person.organisation_id)
            comer = browser(world.visitor)
        url, allowed = world.url(door), expected(door, person)
        world.keep()
        before = rows() if door.method == "GET" or allowed != OPEN else {}
        try:
            status, _ = knock(comer, door, url, unmasked=door.endpoint in UNMASKED)
        except Exception as error:
            wrong.append(f"{door} for {who} broke: {type(error).__name__}: {error}")
            continue
        if status not in allowed:
            wrong.append(f"{door} for {who}: {status}, not {sorted(allowed)}")
        if before and rows() != before:
            wrong.append(f"{door} for {who} changed something")
        if door.method == "POST" and status < 400:
            world.renew()
    assert not wrong, "\n".join(["", *wrong])


def test_no_door_takes_a_post_without_a_token(
    cast: Cast, atlas: list[Door], world: World, visitors: dict[str, Browser]
) -> None:
    posts = [door for door in atlas if door.method == "POST"]
    assert len(posts) > 40
    for door in posts:
        visitors[door.house].post(world.url(door), {"csrf_token": None}, status=400)
