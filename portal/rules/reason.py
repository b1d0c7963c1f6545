"""Why an answer is what it is: what a bill, a card or a clerk at the counter can be told."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from portal.rules.dated import Dated
from portal.values.month import Month
from portal.values.rupiah import Rupiah


@dataclass(frozen=True, slots=True)
class Reason:
    """A code for a sentence, what fills it, where it is written, and how sure that is.

    `params` are values (Rupiah, Month, date, datetime, int, str), never sentences and never personal data.
    """

    code: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    citation: str = ""
    certainty: str = ""

    @classmethod
    def by(cls, entry: Dated, code: str, **params: Any) -> Reason:
        """A reason that stands on one entry of the law."""
        return cls(code, params, entry.citation, entry.certainty)

    def as_json(self) -> dict[str, Any]:
        """What JSON can hold, for an answer that is kept as it was given."""
        params = {name: _packed(value) for name, value in self.params.items()}
        return {"c": self.code, "p": params, "s": self.citation, "k": self.certainty}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(data["c"], {name: _unpacked(value) for name, value in data["p"].items()}, data["s"], data["k"])


def _packed(value: Any) -> Any:
    match value:
        case datetime():
            return {"t": value.isoformat()}
        case date():
            return {"d": value.isoformat()}
        case Month():
            return {"m": str(value)}
        case Rupiah():
            return {"r": value.amount}
        case tuple() | list():
            return [_packed(each) for each in value]
    return value


def _unpacked(value: Any) -> Any:
    match value:
        case {"t": text}:
            return datetime.fromisoformat(text)
        case {"d": text}:
            return date.fromisoformat(text)
        case {"m": text}:
            return Month.parse(text)
        case {"r": amount}:
            return Rupiah(amount)
        case list():
            return tuple(_unpacked(each) for each in value)
    return value
