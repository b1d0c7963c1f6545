"""Choosing an occupation from the list that PP 50/2025 needs: from a menu, or by typing a part of it."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField

from portal.rules import occupations
from portal.values import clock


class OccupationField(SelectField):
    """A menu of all of them in their groups; `data` is a code, or "" before one is chosen."""

    def __init__(self, label: str, validators: Any = (), **kwargs: Any) -> None:
        super().__init__(label, validators, validate_choice=False, **kwargs)
        listed = {
            group.title: {each.code: each.name for each in group.occupations}
            for group in occupations.groups(clock.today())
        }
        self.choices = {"": "Pilih pekerjaan", **listed}


def names() -> list[str]:
    """What a field to type into proposes."""
    return [each.name for group in occupations.groups(clock.today()) for each in group.occupations]
