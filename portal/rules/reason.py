"""Why an answer is what it is: what a bill, a card or a clerk at the counter can be told."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.rules.dated import Dated


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
