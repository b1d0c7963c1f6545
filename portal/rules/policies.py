"""What the law leaves open, and what a branch decides about it.

Each open point is one field of `Policies` with the default this portal states, the places to read, and the
settings it can take. Sentences live in the wording under `policy.KEY.title`, `policy.KEY.explanation` and
`policy.KEY.option.TEXT` for each choice.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from portal.rules.dated import law
from portal.values.fault import Invalid

Setting = bool | int | str


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off, stored as ``on`` and ``off``."""

    def parse(self, text: str) -> Setting:
        if text not in {"on", "off"}:
            raise Invalid("policy.switch")
        return text == "on"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few texts or numbers."""

    options: tuple[int | str, ...]

    def parse(self, text: str) -> Setting:
        for option in self.options:
            if text == str(option):
                return option
        raise Invalid("policy.choice")


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number from `least` to `most`."""

    least: int
    most: int

    def parse(self, text: str) -> Setting:
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise Invalid("policy.count", least=self.least, most=self.most)
        number = int(text)
        if not self.least <= number <= self.most:
            raise Invalid("policy.count", least=self.least, most=self.most)
        return number


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of a code, as people draw it: ``9`` a digit, ``A`` a letter, ``*`` either, ``- / .`` themselves.

    Empty: any text will do. Not a regular expression, which a branch officer cannot read and which could be
    written so that it never ends.
    """

    longest: int = 40

    def parse(self, text: str) -> Setting:
        if len(text) > self.longest or set(text) - set("9A*-/."):
            raise Invalid("policy.shape", longest=self.longest)
        return text

    @staticmethod
    def fits(shape: str, text: str) -> bool:
        """Whether `text` has this shape; an empty shape fits everything."""
        return not shape or (len(shape) == len(text) and all(map(_fits, shape, text)))


Kind = Switch | Choice | Count | Shape


@dataclass(frozen=True, slots=True)
class Policy:
    """One open point: the settings it takes, the default, and the citation that leaves it open."""

    key: str
    kind: Kind
    default: Setting
    citation: str
    why_open: str  # for developers; what people read is the wording

    def parse(self, text: str) -> Setting:
        """A stored or typed text; `Invalid` policy.switch, .choice, .count or .shape, in the field `key`."""
        try:
            return self.kind.parse(text.strip())
        except Invalid as error:
            raise Invalid(error.fault.code, self.key, **error.fault.params) from None

    @staticmethod
    def text(setting: Setting) -> str:
        """As it is stored: the inverse of `parse`."""
        if isinstance(setting, bool):
            return "on" if setting else "off"
        return str(setting)


def _incentive_versions() -> tuple[str, ...]:
    """By name, the newest first: a version is an entry of the law, and no code knows them."""
    begun = {entry.key.partition(".")[2]: entry.since for entry in law() if entry.key.startswith("incentive.")}
    return tuple(sorted(begun, key=lambda name: begun[name], reverse=True))


def _open(kind: Kind, default: Setting, *, citation: str, why: str) -> Any:
    return dataclasses.field(default=default, metadata={"kind": kind, "citation": citation, "why": why})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """The decisions of one branch in force on one day: hashable, so that what rests on them can be remembered."""

    pkl_relief: bool = _open(
        Switch(),
        False,
        citation="PP 50/2025 Pasal 3",
        why="Names workers outside employment and the self-employed; PKL students are not named.",
    )
    guardian_consent_required: bool = _open(
        Switch(),
        False,
        citation="UU 27/2022 Pasal 25",
        why="A child's data want a guardian's consent; whether a branch approves nobody without it, no text says.",
    )
    relief_state_funded: str = _open(
        Choice(("apbn_apbd_and_bos", "apbn_apbd_only")),
        "apbn_apbd_and_bos",
        citation="PP 50/2025; Permendikbudristek 63/2022 (BOS)",
        why="Contributions paid from APBN or APBD are excluded; whether school aid (BOS) is that, no text says.",
    )
    relief_arrears: str = _open(
        Choice(("by_month", "settled_first")),
        "by_month",
        citation="PP 50/2025",
        why="A rule for arrears older than the relief exists; its text is cut off in every copy read.",
    )
    jkm_waiting_counts: str = _open(
        Choice(("completed", "begun")),
        "completed",
        citation="Permenaker 1/2025",
        why="“Bulan pertama hingga ketiga”: whether a fourth month must be completed or only begun.",
    )
    jkm_waiting_after_lapse: str = _open(
        Choice(("restarts", "continues")),
        "restarts",
        citation="Permenaker 1/2025",
        why="Whether months before a lapse still count after paying again.",
    )
    jkm_reduced_split: str = _open(
        Choice(("funeral_only", "heirs_and_funeral")),
        "funeral_only",
        citation="Permenaker 1/2025",
        why="Sources agree on Rp10.000.000 and differ on its split (10, or 8 + 2).",
    )
    report_two_hours: int = _open(
        Choice((48, 72)),
        48,
        citation="Permenaker 1/2025; pedoman JKK lama",
        why="2×24 hours in older texts, 3×24 in present practice; the shorter one is never too late.",
    )
    jkk_claim_years: int = _open(
        Choice((5, 2)),
        5,
        citation="PP 82/2019; PP 44/2015 Pasal 26",
        why="The five years of PP 82/2019 were seen in one source.",
    )
    claim_in_arrears: str = _open(
        Choice(("after_settled", "payable", "not_payable")),
        "after_settled",
        citation="Tanya jawab resmi BPU (2023)",
        why="No text says whether an accident in the first three unpaid months is paid.",
    )
    kode_iuran_pattern: str = _open(
        Shape(),
        "",
        citation="Tidak ada sumber terbuka",
        why="The format of a kode iuran was not found.",
    )
    kode_iuran_days: int = _open(
        Count(0, 366),
        0,
        citation="Tidak ada sumber terbuka",
        why="How many days a kode iuran is valid was not found; 0: do not say.",
    )
    kpj_length: int = _open(
        Count(8, 13),
        11,
        citation="Kartu peserta: 11 angka",
        why="One source says 11, one system accepts 8 to 13; another length is a warning.",
    )
    transfer_days: int = _open(
        Count(0, 60),
        7,
        citation="Tidak ada sumber terbuka",
        why="No text says how long a sponsor may take to answer for somebody whom another asks for.",
    )
    incentive_version: str = _open(
        Choice(_incentive_versions()),
        "v2022",
        citation="Perdir 13/PERDIR.02/042022; Peraturan BPJSTK 1/2023 Pasal 11",
        why="No version after 2025 was found; the PKS can name another.",
    )
    incentive_month_counts: str = _open(
        Choice(("contribution_months", "calendar_months")),
        "contribution_months",
        citation="Perdir 13/PERDIR.02/042022 (bulan iuran)",
        why="“Month 1–24” may be months paid or months since signing up.",
    )
    incentive_former_interns: bool = _open(
        Switch(),
        False,
        citation="Perdir 13/PERDIR.02/042022 (NIK belum pernah terdaftar di segmen BPU)",
        why="An intern is registered as bukan penerima upah; whether that makes the NIK a known one, no text says.",
    )
    incentive_tax: str = _open(
        Choice(("none", "pph21", "pph21_pph23")),
        "none",
        citation="Perdir 13/PERDIR.02/042022 (pajak sesuai ketentuan); PMK 168/2023; UU PPh Pasal 23",
        why="“Pajak sesuai ketentuan”: which tax, and who withholds it, was not found in any text.",
    )
    agent_pass_score: int = _open(
        Count(0, 100),
        70,
        citation="Tidak ada sumber terbuka",
        why="Agents pass an examination; no text says with how many points.",
    )
    agent_return_months: int = _open(
        Count(0, 24),
        6,
        citation="Aturan Perisai 2018; Perdir 13/PERDIR.02/042022 tidak menyebut",
        why="Six months in 2018; the text of 2022 says nothing of returning.",
    )
    bpu_template: str = _open(
        Choice(("sipp_data_tk_baru", "plain")),
        "sipp_data_tk_baru",
        citation="Petunjuk pengisian SIPP (segmen upah)",
        why="The collective BPU workbook was not found; the wage segment's is the nearest.",
    )

    @classmethod
    def defaults(cls) -> Policies:
        return _DEFAULTS

    @classmethod
    def of(cls, decided: Mapping[str, Setting | str]) -> Policies:
        """The defaults with these decisions: settings, or the texts they are stored as.

        `Invalid` with policy.unknown for a key that is none, and as `Policy.parse` for nonsense.
        """
        return _decided(tuple(sorted((key, Policy.text(setting)) for key, setting in decided.items())))

    def deciding(self, key: str, text: str) -> Policies:
        """These with one point decided otherwise; errors as `of`."""
        texts = {each: Policy.text(self[each]) for each in CATALOGUE}
        return Policies.of(texts | {key: text})

    def __getitem__(self, key: str) -> Setting:
        if key not in CATALOGUE:
            raise KeyError(key)
        setting: Setting = getattr(self, key)
        return setting


@lru_cache(maxsize=1024)
def _decided(texts: tuple[tuple[str, str], ...]) -> Policies:
    settings: dict[str, Any] = {}
    for key, text in texts:
        if key not in CATALOGUE:
            raise Invalid("policy.unknown", "key")
        settings[key] = CATALOGUE[key].parse(text)
    return Policies(**settings)


def _fits(mark: str, character: str) -> bool:
    match mark:
        case "9":
            return character.isascii() and character.isdigit()
        case "A":
            return character.isascii() and character.isalpha()
        case "*":
            return character.isascii() and character.isalnum()
        case _:
            return mark == character


_DEFAULTS = Policies()

#: Every open point by key, in the order of the settings page.
CATALOGUE: Mapping[str, Policy] = MappingProxyType(
    {
        field.name: Policy(
            field.name,
            field.metadata["kind"],
            getattr(_DEFAULTS, field.name),
            field.metadata["citation"],
            field.metadata["why"],
        )
        for field in dataclasses.fields(Policies)
    }
)
