"""What comes in, read without NUL: it ends texts elsewhere, PostgreSQL stores none, and no person types one."""

from __future__ import annotations

from typing import Any

from flask import Flask, Request, abort, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.utils import cached_property

_NUL = "\0"


class HouseRequest(Request):
    """A request whose query and form hold no NUL; files are left as they are."""

    @cached_property
    def args(self) -> MultiDict[str, str]:  # type: ignore[override]
        return _without_nul(super().args)

    def _load_form_data(self) -> None:
        super()._load_form_data()
        self.__dict__["form"] = _without_nul(self.__dict__["form"])


def _without_nul(given: MultiDict[str, str]) -> MultiDict[str, str]:
    pairs = list(given.items(multi=True))
    if not any(_NUL in name or _NUL in text for name, text in pairs):
        return given
    return ImmutableMultiDict([(name.replace(_NUL, ""), text.replace(_NUL, "")) for name, text in pairs])


def init_app(app: Flask) -> None:
    app.request_class = HouseRequest

    @app.before_request
    def no_such_path() -> Any:
        if _NUL in request.path:
            abort(404)
