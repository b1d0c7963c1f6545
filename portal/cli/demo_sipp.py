"""The demo's hand-over to SIPP: a school's paid interns in a workbook, most of them taken, a few sent back."""

from __future__ import annotations

from uuid import UUID

from portal.access.actor import Actor
from portal.models import Organisation
from portal.services import sipp_files, sipp_results

_WHY = ("Nama tidak sesuai dengan data Adminduk", "Tanggal lahir tidak sesuai dengan data Adminduk")
#: Of so many handed over one has no answer yet.
_UNANSWERED = 9


def fill(hasan: Actor, school: UUID) -> None:
    """Everybody approved so far of a school: answered but for a few, two sent back, the rest with a KPJ."""
    file = sipp_files.make(hasan, hasan.find(Organisation, school))
    sipp_files.take(hasan, file, sipp_files.content(hasan, file), reason="diunggah ke SIPP")
    sipp_files.hand_over(hasan, file)
    rows = ["NIK;No KPJ;Status;Keterangan"]
    for each in sipp_files.entrants(hasan, file):
        if each.number <= len(_WHY):
            rows.append(f"{each.nik};;Tidak Valid;{_WHY[each.number - 1]}")
        elif each.number % _UNANSWERED:
            rows.append(f"{each.nik};26{each.number:09};Valid;")
    sipp_results.read(hasan, file, "\n".join(rows).encode(), title="hasil-data_tk_baru.csv")
