"""An ormas under another branch, for what goes from one branch to the other."""

from __future__ import annotations

from portal.access.permissions import Role
from portal.models.transaction import transaction
from portal.services import ormas
from tests.cast import Cast, Person, founder, newcomer


def citra(cast: Cast) -> Person:
    """Coordinator of an ormas under Mira's branch."""
    with transaction():
        top = ormas.register(founder(cast.garut), name="Karya Garut", code="GRT", level_names=("MPC",))
        return newcomer("Citra Lestari", Role.ORMAS_COORDINATOR, cast.garut, top.id)
