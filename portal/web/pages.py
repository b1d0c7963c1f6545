"""The three answers of the house: a page, a part of a page, go elsewhere. Only this file knows htmx."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, jsonify, make_response, redirect, render_template, url_for
from flask_htmx import HTMX
from werkzeug.wrappers import Response as WerkzeugResponse

htmx = HTMX()

Answer = Response | WerkzeugResponse
Otherwise = str | Callable[[], Answer]


def wants_part() -> bool:
    """Whether htmx asks for a fragment: not when it restores history or boosts a whole page."""
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def page(template: str, *, status: int = 200, **context: Any) -> Answer:
    """A whole page."""
    return _answer(render_template(template, **context), status)


def part(
    template: str, *, also: Sequence[str] = (), otherwise: Otherwise, status: int = 200, **context: Any
) -> Answer:
    """To htmx the fragment, with the companions in `also` riding out of band; to a plain browser `otherwise`:
    a page's template, or a function that answers. It has no default: the way without JavaScript is an argument."""
    if not wants_part():
        return page(otherwise, status=status, **context) if isinstance(otherwise, str) else otherwise()
    html = render_template(template, riding=False, **context)
    companions = (render_template(companion, riding=True, **context) for companion in also)
    # Each in a room of its own: behind a table's row the browser would read it as part of the table, and forms in it
    # would lose their buttons.
    html += "".join(f"<template>{each}</template>" for each in companions if each.strip())
    return _answer(html, status)


def go(endpoint: str, **values: Any) -> Answer:
    """See other: the browser GETs the place, so that a reload never posts again."""
    return go_to(url_for(endpoint, **values))


def go_to(location: str) -> Answer:
    """`go`, to a location that is already a URL of ours."""
    if wants_part():
        answer = make_response("", 204)
        answer.headers["HX-Redirect"] = location
    else:
        answer = make_response(redirect(location, 303))
    answer.vary.add("HX-Request")
    return answer


def download(content: bytes, *, name: str, mimetype: str, inline: bool = False) -> Answer:
    """A file to keep; `name` is what it is called on the person's disk."""
    answer = make_response(content)
    answer.mimetype = mimetype
    answer.headers.set("Content-Disposition", "inline" if inline else "attachment", filename=name)
    return answer


def facts(**known: str) -> Answer:
    """A few facts for a script of ours, not for people."""
    return jsonify(known)


def where_to(answer: Answer) -> str | None:
    """The place an answer sends to, whichever way it says so."""
    return answer.headers.get("HX-Redirect") or answer.headers.get("Location")


def _answer(html: str, status: int) -> Answer:
    answer = make_response(html, status)
    answer.vary.add("HX-Request")
    return answer
