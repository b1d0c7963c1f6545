"""Every route says whom it admits, and is called what its view is called."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import pytest
from flask import Blueprint, Flask

from portal.access.permissions import Permission
from portal.web.resource import ANYONE, HALF_IN, SIGNED_IN, Portal, Resource
from tests.conventions.atlas import Door, doors

#: Permissions whose rooms are not built yet.
UNUSED: dict[Permission, str] = {}
#: What anyone may POST, and why that needs no permission.
OPEN_POSTS = {
    "accounts.sessions.create": "signing in",
    "accounts.resets.create": "asking for a new password",
    "accounts.resets.update": "setting it, by the link",
    "accounts.invitations.create": "taking up an invitation, by the link",
    "accounts.invitations.identify": "signing in to take up an invitation",
    "accounts.unlocks.create": "a PIN on a phone that colleagues share",
    "accounts.phones.destroy": "a phone is shared no more; whoever holds it may say so",
    "public.check_ins.create": "whoever stands at the door of an event writes themselves down",
    "public.referrals.create": "leaving a number, by an officer's link",
    "public.opt_outs.create": "no more reminders, by the link in a mail",
    "public.opt_outs.destroy": "reminders again, by the same link",
    "public.guardian_consents.create": "a parent agrees, by the link on their phone",
    "public.guardian_consents.destroy": "and takes it back, by the same link",
    "public.feedbacks.create": "saying how one was treated, by the link that the branch gave",
    "public.card_notices.create": "whoever finds the bearer of a card hurt says so",
    "public.one_time_codes.create": "asking for a code to one's own mailbox",
    "public.one_time_codes.update": "typing it in",
    "public.own_cover.destroy": "closing the page that the code opened",
    "public.applicants.create": "sending oneself in, by a unit's link",
    "public.entries.create": "a pupil sends their own line, by their class's link",
    "public.applicants.prices.create": "what it would cost; nothing is kept",
}
#: Portals that nobody enters without an actor it admits; the others hold what a guest or any signed-in person may.
GUARDED = {"schools", "ormas", "perisai", "branch"}
ACTIONS = {"index", "new", "create", "show", "edit", "update", "destroy"}
#: An eighth action is usually a missing noun; these are the ones for which nobody found it.
EIGHTH = {
    "devices.clear": "end all sessions but this one",
    "invitations.accept": "taken up by who is signed in",
    "invitations.identify": "signs in on the way",
    "resets.sent": "says that a mail is on its way",
    "home.find": "a code typed off a paper, without JavaScript",
    "colleagues.reset": "a link for a colleague who forgot the password",
    "colleagues.revoke": "an invitation is taken back where it is listed",
    "organisation_colleagues.reset": "the same, for a school",
    "organisation_colleagues.revoke": "the same, for a school",
    "unit_colleagues.reset": "the same, for a unit below",
    "unit_colleagues.revoke": "the same, for a unit below",
    "colleagues.dismiss": "ends all sessions of a colleague",
    "colleagues.disarm": "second factors that are lost are forgotten, of a colleague",
    "organisation_colleagues.dismiss": "ends all sessions of a colleague of a school",
    "organisation_colleagues.disarm": "second factors that are lost are forgotten, of a colleague of a school",
    "unit_colleagues.dismiss": "ends all sessions of a colleague of a unit below",
    "unit_colleagues.disarm": "second factors that are lost are forgotten, of a colleague of a unit below",
    "rows.reveal": "shows what is masked, and records it",
    "invoices.people": "the people of a bill, on pages of their own",
}


def unguarded(all_doors: Iterable[Door]) -> list[str]:
    return [str(door) for door in all_doors if door.requires is None]


def reading_writes(all_doors: Iterable[Door]) -> list[str]:
    """POSTs guarded by a permission that only reads."""
    return [str(door) for door in all_doors if door.method != "GET" and (door.permission or "").endswith(":read")]


def strange_methods(all_doors: Iterable[Door]) -> list[str]:
    return [str(door) for door in all_doors if door.method not in {"GET", "POST"}]


def open_posts(all_doors: Iterable[Door]) -> set[str]:
    return {door.endpoint for door in all_doors if door.method == "POST" and door.requires is ANYONE}


def open_in_a_portal(all_doors: Iterable[Door]) -> list[str]:
    return [
        str(door) for door in all_doors if door.portal in GUARDED and door.requires in (ANYONE, HALF_IN, SIGNED_IN)
    ]


def sinners() -> list[Door]:
    """An app with one route of each kind that must not be."""
    app = Flask("sinners")
    bad, good = Blueprint("bad", __name__), Resource("good", __name__)
    bad.add_url_rule("/naked", "index", lambda: "")
    good.add_url_rule("/reads", "create", lambda: "", requires=Permission.WAVE_READ, methods=["POST"])
    good.add_url_rule("/puts", "update", lambda: "", requires=Permission.WAVE_WRITE, methods=["PUT"])
    good.add_url_rule("/opens", "destroy", lambda: "", requires=ANYONE, methods=["POST"])
    portal = Portal("schools", __name__, url_prefix="/s", admits=lambda _actor: True)
    portal.register_blueprint(good)
    app.register_blueprint(bad)
    app.register_blueprint(portal)
    return [door for door in doors(app) if door.endpoint != "static"]


def test_the_sweeps_catch_the_planted() -> None:
    planted = sinners()
    assert unguarded(planted) == ["GET bad.index"]
    assert reading_writes(planted) == ["POST schools.good.create"]
    assert strange_methods(planted) == ["PUT schools.good.update"]
    assert open_posts(planted) == {"schools.good.destroy"}
    assert open_in_a_portal(planted) == ["POST schools.good.destroy"]


def test_a_route_that_does_not_say_whom_it_admits_is_a_type_error() -> None:
    resource = Resource("forgetful", __name__)
    with pytest.raises(TypeError, match="requires"):

        @resource.get("/")  # type: ignore[call-arg]
        def index() -> str:
            return ""


def test_every_route_says_whom_it_admits(atlas: list[Door]) -> None:
    assert unguarded(atlas) == []
    assert len(atlas) > 80


def test_a_permission_to_read_guards_no_write(atlas: list[Door]) -> None:
    assert reading_writes(atlas) == []


def test_pages_get_and_forms_post(atlas: list[Door]) -> None:
    assert strange_methods(atlas) == []


def test_what_anyone_may_post_is_listed(atlas: list[Door]) -> None:
    assert open_posts(atlas) == set(OPEN_POSTS)


def test_within_a_portal_everything_asks_for_a_permission(atlas: list[Door]) -> None:
    assert open_in_a_portal(atlas) == []


def test_every_portal_has_its_door(app: Flask) -> None:
    assert {name for name, blueprint in app.blueprints.items() if isinstance(blueprint, Portal)} == GUARDED
    roots = {name for name in app.blueprints if "." not in name}
    assert roots == GUARDED | {"accounts", "public"}, "a new portal must say whom it admits, or be listed as open"


def test_every_permission_guards_something(atlas: list[Door]) -> None:
    guarding = {door.permission for door in atlas} - {None}
    assert set(Permission) - guarding == set(UNUSED)


def test_actions_are_the_seven(atlas: list[Door]) -> None:
    eighth = {".".join(door.endpoint.split(".")[-2:]) for door in atlas if door.action not in ACTIONS}
    assert eighth - set(EIGHTH) == set()


def test_addresses_are_indonesian_and_carry_nobody(atlas: list[Door]) -> None:
    english = {
        "new",
        "edit",
        "create",
        "update",
        "delete",
        "show",
        "rosters",
        "waves",
        "invoices",
        "payments",
        "login",
    }
    for door in atlas:
        parts = {part for part in door.path.strip("/").split("/") if not part.startswith("<")}
        assert not parts & english, door.path
        assert not door.arguments & {"nik", "name", "email", "phone"}, door.path


def test_view_and_endpoint_rhyme(app: Flask, atlas: list[Door]) -> None:
    """schools.waves.create is portal.schools.waves.create; what portals share is portal.flows.…"""
    for door in atlas:
        view = app.view_functions[door.endpoint]
        home = view.__module__.split(".")
        nouns = sum(isinstance(each, Resource) for each in vars(import_module(view.__module__)).values())
        # Small resources of one noun may share a file, and then their views cannot all be called `create`.
        assert view.__name__ == door.action or nouns > 1, f"{door}: the view is called {view.__name__}"
        assert home[0] == "portal", door
        assert home[1] in {door.portal, "flows"}, f"{door} lives in {view.__module__}"


def untested(app: Flask, all_doors: Iterable[Door], texts: dict[str, str]) -> list[str]:
    """Modules of routes with neither a test file of their name nor a test in their room that knocks at their address.

    `texts`: name of a test file (``flows/test_rosters``) → what it says.
    """
    found = set()
    for door in all_doors:
        _, room, *rest = app.view_functions[door.endpoint].__module__.split(".")
        noun = rest[-1] if rest else ""
        near = [text for name, text in texts.items() if name.startswith(f"{room}/")]
        ends = [part for part in door.path.split("/") if part and "<" not in part][-1:]
        if f"{room}/test_{noun}" not in texts:
            found.add((f"{room}/{noun}", any(end in text for text in near for end in ends)))
    tested = {module for module, knocked in found if knocked}
    return sorted({module for module, _ in found} - tested)


def test_the_rhyme_of_tests_catches_the_planted(app: Flask, atlas: list[Door]) -> None:
    texts = {"schools/test_waves": "", "branch/test_submissions": 'post(f"/cabang/pengajuan/{id}/persetujuan")'}
    missing = untested(app, atlas, texts)
    assert "schools/home" in missing
    assert "branch/approvals" not in missing
    assert "schools/waves" not in missing


def test_every_module_of_routes_has_its_tests(app: Flask, atlas: list[Door]) -> None:
    tests = Path(__file__).resolve().parent.parent
    texts = {
        path.relative_to(tests).with_suffix("").as_posix(): path.read_text() for path in tests.glob("*/test_*.py")
    }
    missing = untested(app, atlas, texts)
    assert not missing, "\n".join(["", *missing])
