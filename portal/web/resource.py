"""Doors and routes: the first two locks. A route that does not say what it requires does not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from flask import Blueprint, abort, flash, make_response, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.access.actor import Actor
from portal.access.permissions import Permission
from portal.web import idempotency
from portal.web.actor import PHONE_COOKIE, signed_in
from portal.web.pages import Answer, go_to
from portal.web.unit_of_work import let_go


class _Open:
    """A requirement other than a permission; has to be written out."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


#: No account needed.
ANYONE: Final = _Open("ANYONE")
#: Any signed-in person, whether or not they have chosen for whom they act.
SIGNED_IN: Final = _Open("SIGNED_IN")
#: Any person whose password was right, also before they showed the second factor that their role asks for.
HALF_IN: Final = _Open("HALF_IN")

Requires = Permission | _Open
View = Callable[..., ResponseReturnValue]


class Resource(Blueprint):
    """Routes of one noun. Several portals may mount the same resource; `url_for(".show")` stays within."""

    def add_url_rule(  # type: ignore[override]
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: View | None = None,
        *,
        requires: Requires,
        first: Callable[[], None] | None = None,
        **options: Any,
    ) -> None:
        """`first` is work that takes long and asks nothing of the database: it is done before the deed begins, with
        nothing held meanwhile, least of all the write lock or the form's key."""
        assert view_func is not None
        view = view_func

        @wraps(view)
        def guarded(**values: Any) -> ResponseReturnValue:
            refusal = _locked(requires)
            if refusal is not None:
                return refusal
            if first is not None:
                let_go()
                first()
            if request.method in {"POST", "PUT", "PATCH", "DELETE"}:
                return idempotency.once(lambda: make_response(view(**values)))
            return view(**values)

        guarded.requires = requires  # type: ignore[attr-defined]
        super().add_url_rule(rule, endpoint or view.__name__, guarded, **options)


class Portal(Blueprint):
    """A portal's door: whoever it does not admit gets 404, as if it were not there."""

    def __init__(self, name: str, import_name: str, *, url_prefix: str, admits: Callable[[Actor], bool]) -> None:
        super().__init__(name, import_name, url_prefix=url_prefix)
        self.admits = admits
        self.before_request(self._at_the_door)

    def _at_the_door(self) -> Answer | None:
        found = signed_in()
        if found is None:
            return to_sign_in()
        if found.unproved:
            return to_proof()
        if found.actor is None:
            return go_to(url_for("accounts.acting.index"))
        if not self.admits(found.actor):
            abort(404)
        return None


def within(endpoint: str) -> str:
    """An endpoint of the portal this request came in by: what lets one flow stand in several portals."""
    return f"{(request.blueprint or '').partition('.')[0]}.{endpoint}"


def to_sign_in() -> Answer:
    """Sign in first; the way back is kept in the session, so that no foreign address can be planted in it."""
    keep_way_back()
    if request.cookies.get(PHONE_COOKIE):
        session.pop("_user_id", None)
        return go_to(url_for("accounts.phones.show"))
    if session.pop("_user_id", None):
        flash("Sesi Anda telah berakhir. Silakan masuk kembali; pekerjaan yang sudah disimpan tidak hilang.", "info")
    return go_to(url_for("accounts.sessions.new"))


def to_proof() -> Answer:
    """The second factor first, and then on to where one was going."""
    if "way_back" not in session:
        keep_way_back()
    return go_to(url_for("accounts.proofs.new"))


def keep_way_back() -> None:
    if request.method == "GET" and not request.headers.get("HX-Request"):
        session["way_back"] = request.full_path.rstrip("?")
    elif page := request.headers.get("HX-Current-URL") or request.referrer:
        session["way_back"] = _path_of(page)


def _path_of(url: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return path if path.startswith("/") and not path.startswith("//") else "/"


def _locked(requires: Requires) -> Answer | None:
    if requires is ANYONE:
        return None
    found = signed_in()
    if found is None:
        return to_sign_in()
    if requires is HALF_IN:
        return None
    if found.unproved:
        return to_proof()
    if requires is SIGNED_IN:
        return None
    if found.actor is None:
        return go_to(url_for("accounts.acting.index"))
    if requires not in found.actor.permissions:
        abort(403)
    return None
