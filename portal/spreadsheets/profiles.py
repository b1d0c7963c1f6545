"""Every kind of list that is read, by its name: how the process that parses is told which one it holds."""

from __future__ import annotations

from collections.abc import Mapping

from portal.spreadsheets.bank_columns import BANK
from portal.spreadsheets.columns import ROSTER, UNITS, Profile
from portal.spreadsheets.member_columns import MEMBERS
from portal.spreadsheets.schools import SCHOOLS
from portal.spreadsheets.sipp_columns import ANSWERS

_ALL = (ROSTER, UNITS, MEMBERS, SCHOOLS, BANK, ANSWERS)

PROFILES: Mapping[str, Profile] = {profile.name: profile for profile in _ALL}
