"""How pages speak of the rosters of each kind, and where such a roster belongs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from portal.models import Fate, Organisation, Roster, RosterKind, Wave
from portal.web.formats import span
from portal.web.resource import within
from portal.web.wording.names import name_of

Crumbs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Noun:
    """Words and first fields for the rosters of one kind; `param` is how an address names what a new one is of."""

    person: str
    title: str
    group: str
    param: str
    #: What the table of rows shows beside a name.
    number: str
    #: What pages call rows that went on, the word for letting them, and the permission for that.
    sent: str
    sent_stat: str
    verb: str
    sends: str
    #: From the upload to the end.
    steps: tuple[str, ...]
    #: Shown in the form of a row even when nothing is wrong with them.
    always: tuple[str, ...]
    #: Fields that may be the same for everybody on the list, when no column says them.
    constants: tuple[str, ...]
    #: The column in which one wrong value most often stands in many rows.
    repeated: str
    file_hint: str
    paste_hint: str
    again_hint: str

    def fate(self, fate: Fate) -> str:
        return self.sent if fate is Fate.SENT else name_of(fate)


NOUNS: Mapping[RosterKind, Noun] = {
    RosterKind.INTERNS: Noun(
        person="siswa",
        title="Daftar siswa",
        group="Gelombang",
        param="gelombang",
        number="NIK",
        sent="Diajukan",
        sent_stat="sudah diajukan",
        verb="ajukan",
        sends="submission:send",
        steps=("Unggah", "Periksa", "Ajukan", "Dibayar"),
        # What a card, a claim and the branch need.
        always=("nik", "name", "birth_date", "sex", "mother_name", "phone", "class_name"),
        constants=(
            "class_name",
            "start",
            "end",
            "host",
            "host_address",
            "host_region",
            "supervisor",
            "supervisor_phone",
        ),
        repeated="class_name",
        file_hint="Unduhan “Daftar Peserta Didik” dari Dapodik bisa langsung dipakai.",
        paste_hint="Satu siswa satu baris, misalnya: 1. Siti Aminah – lalu NIK-nya",
        again_hint="Siswa yang sudah ada akan ditandai, tidak didaftarkan dua kali.",
    ),
    RosterKind.MEMBERS: Noun(
        person="anggota",
        title="Daftar anggota",
        group="Unit",
        param="unit",
        number="KTA",
        sent="Sudah masuk",
        sent_stat="sudah masuk",
        verb="masukkan",
        sends="member:write",
        steps=("Unggah", "Periksa", "Masukkan", "Cocokkan"),
        always=("kta", "name", "unit", "phone", "nik", "birth_date", "occupation", "wage_earner"),
        constants=("unit", "occupation", "wage_earner"),
        repeated="unit",
        file_hint="Daftar anggota yang sudah Anda punyai bisa langsung dipakai; NIK boleh kosong.",
        paste_hint="Salin kolom dari Excel, bersama judul kolomnya.",
        again_hint="Anggota yang sudah ada ditandai, tidak dicatat dua kali.",
    ),
}


def noun_of(roster: Roster) -> Noun:
    return NOUNS[roster.kind]


def subject_of(roster: Roster) -> Wave | Organisation:
    """The wave or the unit; both must have been loaded with the roster."""
    return roster.organisation if roster.wave_id is None else roster.wave  # type: ignore[return-value]


def crumbs(subject: Wave | Organisation) -> Crumbs:
    """The way to what a roster is of."""
    if isinstance(subject, Wave):
        return [("Gelombang PKL", url_for(within("waves.index"))), (subject.name, home(subject))]
    return [("Daftar anggota", url_for(within("rosters.index"))), (subject.name, home(subject))]


def home(subject: Wave | Organisation) -> str:
    if isinstance(subject, Wave):
        return url_for(within("waves.show"), wave_id=subject.id)
    return url_for(within("units.show"), unit_id=subject.id)


def about(subject: Wave | Organisation) -> str:
    """What a person must know of it to see that this is the right list."""
    return span(subject.start, subject.end) if isinstance(subject, Wave) else ""
