"""Templates: each is somebody's, none trusts what people typed, all speak through the kit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from flask import Flask

from tests.conventions.atlas import Door
from tests.conventions.source import ROOT, sources

TEMPLATES = ROOT / "templates"
#: Folders that hold no page of a route.
SHARED = {"layouts", "kit", "errors", "mail"}
#: Forms without an idempotency key, and why a second tap does no harm.
UNKEYED = {
    "layouts/portal.html": "signing out twice is signing out",
    "accounts/sessions/new.html": "signing in anew is another session",
    "accounts/proofs/new.html": "a code is taken once, whoever sends it twice",
    "accounts/factors/new.html": "only its button to sign out",
    "accounts/factors/index.html": "a passkey answers one question once",
    "accounts/phones/show.html": "a PIN is tried, and trying it again is another try",
    "flows/enrolments/_search.html": "looks a person up and changes nothing",
    "ormas/members/_search.html": "looks a member up and changes nothing",
    "ormas/relocations/new.html": "shows who would be moved, and moves nobody",
    "flows/enrolments/disclosures/_form.html": "every look is recorded, also the second",
    "flows/ktp_photos/_photo.html": "the same, of the photograph of a card",
    "ormas/likenesses/index.html": "the same",
    "branch/likenesses/edit.html": "the same",
    "ormas/meetings/_photos.html": "the same",
}

PATTERNS = {
    "trusts a text": re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+false"),
    "a style of its own": re.compile(r"\sstyle\s*=|<style"),
    "a script of its own": re.compile(r"\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)"),
    "another house": re.compile(
        r"""<(?:link|script|img|iframe|use|form)\b[^>]*(?:src|href|action)\s*=\s*["'](?:https?:)?//"""
    ),
    "a deed by a link": re.compile(r"hx-(?:put|patch|delete)"),
    "inherited htmx": re.compile(r"<body[^>]*hx-|hx-boost"),
    "a form by hand": re.compile(r"<form\b"),
}
#: Where a pattern is at home.
HOMES = {
    "a form by hand": {"kit/forms.html", "flows/invoices/_classes.html"},  # (the latter only asks, by GET)
}


def templates() -> dict[str, str]:
    return {path.relative_to(TEMPLATES).as_posix(): path.read_text() for path in sorted(TEMPLATES.rglob("*.*"))}


def sinning(pattern: str, texts: dict[str, str]) -> list[str]:
    """Lines of templates that match, but for comments."""
    found = []
    for name, text in texts.items():
        if name in HOMES.get(pattern, set()) or name.startswith("mail/"):
            continue
        bare = re.sub(r"\{#.*?#\}", lambda match: "\n" * match[0].count("\n"), text, flags=re.DOTALL)
        found += [
            f"{name}:{number}" for number, line in enumerate(bare.splitlines(), 1) if PATTERNS[pattern].search(line)
        ]
    return found


SINS = {
    "trusts a text": "{{ name | safe }}",
    "a style of its own": '<p style="color: red">',
    "a script of its own": '<button onclick="x()">',
    "another house": '<img src="https://contoh.id/x.png">',
    "a deed by a link": '<a hx-delete="/x">',
    "inherited htmx": '<body hx-boost="true">',
    "a form by hand": '<form method="post">',
}


@pytest.mark.unit
@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_sweep_catches_the_planted(pattern: str) -> None:
    assert sinning(pattern, {"schools/x.html": SINS[pattern]}) == ["schools/x.html:1"]
    assert sinning(pattern, {"schools/x.html": "{# " + SINS[pattern] + " #}"}) == []


@pytest.mark.unit
@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_template_sins(pattern: str) -> None:
    assert sinning(pattern, templates()) == []


@pytest.mark.unit
def test_forms_without_a_key_are_listed() -> None:
    found = {name for name, text in templates().items() if "keyed=false" in text and name != "kit/forms.html"}
    assert found == set(UNKEYED)


def orphans(names: Iterable[str], endpoints: set[str]) -> list[str]:
    """Pages that no endpoint of that name renders: ``schools/waves/index.html`` is schools.waves.index."""
    found = []
    for name in names:
        folder, *rest = name.split("/")
        if folder in SHARED or Path(name).stem.startswith("_") or not name.endswith(".html"):
            continue
        noun = rest[-2] if len(rest) > 1 else ""
        action = Path(rest[-1]).stem
        if not any(_rhymes(endpoint, noun, action) for endpoint in endpoints):
            found.append(name)
    return found


def _rhymes(endpoint: str, noun: str, action: str) -> bool:
    parts = endpoint.split(".")
    if len(parts) < 2 or parts[-2] != noun:
        return False
    # A form refused is shown by the deed, from the page of the form.
    return parts[-1] == action or {action, parts[-1]} in ({"new", "create"}, {"edit", "update"})


@pytest.mark.unit
def test_the_rhyme_catches_the_planted() -> None:
    endpoints = {"schools.waves.index", "schools.waves.create"}
    assert orphans(["schools/waves/index.html", "schools/waves/new.html", "flows/waves/index.html"], endpoints) == []
    assert orphans(["schools/waves/list.html", "schools/wave/index.html"], endpoints) == [
        "schools/waves/list.html",
        "schools/wave/index.html",
    ]
    assert orphans(["schools/waves/_row.html", "errors/404.html"], endpoints) == []


#: Pages of another name than their endpoint's: a state of the noun that wants a page of its own.
STATES = {
    "branch/bank_statements/waiting.html": "bank_statements.show, while its rows are read or recorded",
    "public/feedbacks/closed.html": "feedbacks.new, of a link that opens nothing any more",
    "public/guardian_consents/closed.html": "guardian_consents.show, of a link that opens nothing",
    "public/entries/closed.html": "entries.new, of a link that is not open any more",
    "public/applicants/closed.html": "applicants.new, of a link that is not open any more",
    "accounts/invitations/closed.html": "invitations.show, of a link that opens nothing",
    "accounts/resets/closed.html": "resets.edit, of a link that opens nothing",
    "flows/cards/progress.html": "prints.show, while the cards are made",
    "flows/enrolments/disclosures/clear.html": "disclosures.create, with what was asked for",
    "flows/enrolments/found.html": "searches.create, with who was found",
    "flows/submissions/new.html": "quotes.new, the bill before it is sent",
    "flows/colleagues/invited.html": "colleagues.create, when the link is to be handed over",
    "ormas/member_searches/unfound.html": "member_searches.create, with a number that is nobody's here",
    "flows/rosters/waiting.html": "rosters.show, while nothing is read yet",
    "flows/submissions/sending.html": "submissions.show, while it is being sent",
}


def test_every_page_rhymes_with_its_endpoint(app: Flask, atlas: list[Door]) -> None:
    found = set(orphans(templates(), {door.endpoint for door in atlas})) - set(STATES)
    assert not found, "\n".join(["", *sorted(found)])


def test_every_page_is_rendered_by_somebody() -> None:
    code = "\n".join(source.text for source in sources())
    inside = "\n".join(templates().values())
    unused = [
        name
        for name in templates()
        if not name.startswith(("kit/", "errors/", "mail/")) and f'"{name}"' not in code + inside
    ]
    assert not unused, "\n".join(["", *unused])


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'id="([\w-]+)"', (ROOT / "static" / "icons.svg").read_text()))
    named = {icon for text in templates().values() for icon in re.findall(r'(?:icon\(|icon_name=)"([\w-]+)"', text)}
    assert named - {each.removeprefix("i-") for each in sprite} - sprite == set()
