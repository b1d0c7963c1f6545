"""What is sent as plain text: the words of reminders, for a mail and for WhatsApp.

They are written outside requests too, by the daily round, so they know neither Flask nor an address of a page: links
are given as texts. No letter is ever given a NIK, and `holds_identity` is the last look before one goes.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.config import ROOT
from portal.papers.days import day, instant, weekday

#: Sixteen digits, however they are spaced: a NIK or a family card, which no message may carry.
_SIXTEEN = re.compile(r"(?<!\d)\d(?:[\s.\-–·/]{0,2}\d){15}(?!\d)")


def letter(kind: str, **facts: Any) -> tuple[str, str]:
    """Subject and body of ``templates/mail/<kind>.txt``: its first line, and what comes after the empty one."""
    subject, _, body = _written(f"{kind}.txt", facts).partition("\n")
    return subject.strip(), body.strip() + "\n"


def whatsapp(kind: str, **facts: Any) -> str:
    """The text of ``templates/mail/_<kind>_by_whatsapp.txt``."""
    return _written(f"_{kind}_by_whatsapp.txt", facts)


def holds_identity(text: str) -> bool:
    """Whether a text holds sixteen digits in a row, as a NIK is written."""
    return _SIXTEEN.search(text) is not None


def _written(name: str, facts: dict[str, Any]) -> str:
    text = _environment().get_template(name).render(facts).strip()
    return re.sub(r"\n{3,}", "\n\n", text)


@cache
def _environment() -> Environment:
    environment = Environment(  # noqa: S701  (plain text: nothing is escaped, for nothing reads it as HTML)
        loader=FileSystemLoader(ROOT / "templates" / "mail"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(day=day, weekday=weekday, instant=instant)
    return environment
