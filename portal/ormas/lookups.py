"""Members by name, a page at a time; among very many as far as a page may look, and on from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from portal.flows.paging import Page, paged
from portal.models import Organisation, OrmasMember
from portal.rules.standings import Standing
from portal.services import members
from portal.web.actor import actor

#: What says where one is in a search: to be kept in links to other pages of it, and in forms that come back to it.
PLACE = ("q", "lepas", "sesudah", "sebelum", "lanjut")


@dataclass(frozen=True, slots=True)
class Lookup:
    """What was found. `loose`: nobody's name begins with what was typed, so its words may stand apart."""

    page: Page[OrmasMember]
    words: str
    loose: bool

    @property
    def search(self) -> dict[str, Any]:
        """Of every page of this search."""
        return {"q": self.words or None, "lepas": 1 if self.loose else None}

    @property
    def on(self) -> dict[str, Any]:
        """Where the search looks on, once this page has looked far enough."""
        start = {name: request.args.get(name) for name in ("sesudah", "sebelum")}
        return self.search | start | {"lanjut": self.page.further}


def looked_up(unit: Organisation, words: str, size: int, *, standing: Standing | None = None) -> Lookup:
    """The page that the address names, of members of a unit and below it, which are `size` in all."""

    def found(loose: bool) -> Lookup:
        listing = members.listed(actor(), unit, standing=standing, words=words, size=size, loose=loose)
        return Lookup(paged(actor(), listing.query, listing.keys, stretch=listing.stretch), words, loose)

    if "lepas" in request.args:
        return found(True)
    strict = found(False)
    begun = any(name in request.args for name in ("sesudah", "sebelum", "lanjut"))
    nobody = not strict.page.rows and strict.page.further is None
    return found(True) if nobody and not begun and size > members.FEW and " " in words else strict
