"""What can be wrong, as data: a code, the field, how grave it is, and the likely mend.

A sentence for people belongs in `web/wording.py`, which must have one for every code.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode


class Severity(StrEnum):
    """An error keeps a row from going on; a warning asks a person to look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one field (or, with `field` empty, with the whole).

    `params` fill the sentence; they hold no identity number and no mother's name.
    `proposal` is the text that would mend the field in one tap, when there is a likely one.
    """

    code: str
    field: str = ""
    severity: Severity = Severity.ERROR
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    proposal: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "c": self.code,
            "f": self.field,
            "s": self.severity.value,
            "p": dict(self.params),
            "m": self.proposal,
        }

    def as_line(self) -> str:
        """``code?param=value``: short, to be kept in a column and told later."""
        return f"{self.code}?{urlencode(self.params)}" if self.params else self.code

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Fault:
        return cls(data["c"], data["f"], Severity(data["s"]), data["p"], data["m"])


class Invalid(ValueError):
    """Raised at the border by a value that cannot exist; carries the fault that says why."""

    def __init__(self, code: str, field: str = "", **params: Any) -> None:
        self.fault = Fault(code, field, params=params)
        super().__init__(code)


class Refused(Exception):
    """A service declines what was asked, for reasons a person can act on; web answers 422."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__(", ".join(fault.code for fault in faults))

    @classmethod
    def because(cls, code: str, field: str = "", **params: Any) -> Refused:
        return cls(Fault(code, field, params=params))
