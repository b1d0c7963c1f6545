"""What is sent as plain text: the words of reminders, for a mail and for WhatsApp.

They are written outside requests too, by the daily round, so they know neither Flask nor an address of a page: links
are given as texts. No letter is ever given a NIK, and `holds_identity` is the last look before one goes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.config import ROOT
from portal.papers.days import day, instant, weekday
from portal.papers.message_kinds import KINDS

#: Sixteen digits, however they are spaced: a NIK or a family card, which no message may carry.
_SIXTEEN = re.compile(r"(?<!\d)\d(?:[\s.\-–·/]{0,2}\d){15}(?!\d)")

_BETWEEN_BRACES = re.compile(r"\{([^{}\n]*)\}")
#: The block at the end of a mail that no branch words: how to have no more of them, and whose it is.
_FOOT = "kaki"


def letter(kind: str, own: str | None = None, **facts: Any) -> tuple[str, str]:
    """Subject and body of ``templates/mail/<kind>.txt``: its first line, and what comes after the empty one. `own` is
    a branch's text instead (`message_kinds`)."""
    text = _written(f"{kind}.txt", facts) if own is None else filled(kind, own, facts)
    subject, _, body = text.partition("\n")
    return subject.strip(), body.strip() + "\n"


def whatsapp(kind: str, own: str | None = None, **facts: Any) -> str:
    """The text of ``templates/mail/_<kind>_by_whatsapp.txt``, or the branch's `own`."""
    return _written(f"_{kind}_by_whatsapp.txt", facts) if own is None else filled(f"{kind}_by_whatsapp", own, facts)


def house_text(kind: str) -> str:
    """The house's own text of one of `KINDS`, with placeholders where the facts stand."""
    known = KINDS[kind]
    blocks = {part: f"{{{part}}}" for part in known.parts} | ({_FOOT: ""} if known.mail else {})
    said = "".join(f"{{% block {name} %}}{text}{{% endblock +%}}" for name, text in blocks.items())
    plain = _environment().from_string(f'{{% extends "{known.template}" %}}{said}')
    return _tidy(plain.render({fact: f"{{{placeholder}}}" for placeholder, fact in known.facts.items()}))


def placeholders(text: str) -> list[str]:
    """What stands between braces, in its order; also what is no placeholder."""
    return [match[1].strip() for match in _BETWEEN_BRACES.finditer(text)]


def filled(kind: str, own: str, facts: Mapping[str, Any]) -> str:
    """A branch's text with the facts in it; what a fact says is never looked at again."""
    known = KINDS[kind]
    template = _environment().get_template(known.template)

    def part(name: str) -> str:
        return "".join(template.blocks[name](template.new_context(dict(facts))))

    values = {placeholder: str(facts[fact]) for placeholder, fact in known.facts.items()}
    values |= {name: part(name).strip("\n") for name in known.parts if name in placeholders(own)}
    return _tidy(put_in(own, values) + (part(_FOOT) if known.mail else ""))


def put_in(own: str, values: Mapping[str, str]) -> str:
    """The text with each placeholder replaced; one that has no value stays as it was typed."""
    return _BETWEEN_BRACES.sub(lambda match: values.get(match[1].strip(), match[0]), own)


def holds_identity(text: str) -> bool:
    """Whether a text holds sixteen digits in a row, as a NIK is written."""
    return _SIXTEEN.search(text) is not None


def _written(name: str, facts: dict[str, Any]) -> str:
    return _tidy(_environment().get_template(name).render(facts))


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text.strip())


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
