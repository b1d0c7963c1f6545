"""What is wrong, and the cure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from portal.values.fault import Fault
from portal.values.month import Month
from portal.web import formats

FAULTS: dict[str, str] = {}


def sentence(fault: Fault) -> str:
    """The sentence of a fault, its params filled in as people read them."""
    return fill(FAULTS.get(fault.code, "Isian ini tidak dapat diterima. Periksa kembali."), fault.params)


def fill(text: str, params: Mapping[str, Any]) -> str:
    return text.format_map({key: _shown(value) for key, value in params.items()})


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, Month):
        return formats.month_name(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return formats.number(value)
    return str(value)
