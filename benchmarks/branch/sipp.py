"""A workbook for SIPP, from who stands in it to its bytes, against a bare writer of the same cells."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from uuid import UUID

import xlsxwriter

from benchmarks import crowds
from benchmarks.figures import Figure, compared
from benchmarks.stages import Stage
from portal.models import SippFile
from portal.models.transaction import transaction
from portal.services import sipp_files
from portal.spreadsheets import sipp
from tests.cast import Person


def workbooks(engine: str, *, people: int = sipp.MOST, times: int = 3) -> list[Figure]:
    """Reading and opening ten thousand people beside writing them."""
    crowd, _ = crowds.stage(engine, people)
    stage = crowd.copy()
    try:
        hasan = crowds.known(stage, "hasan")
        file_id = stage.act(partial(_made, hasan))
        rows = [sipp.HEAD, *stage.act(lambda: list(map(sipp.cells, _entrants(hasan, file_id))))]
        assert len(rows) == people + 1
        seconds = compared(
            {"bare": partial(_bare, rows), "file": partial(_taken, stage, hasan, file_id)}, times=times
        )
    finally:
        stage.strike()
    took = seconds["file"]
    ratio = took / seconds["bare"]
    return [Figure("branch", "SIPP file", engine, people, took, "s", 2, "a bare writer of its cells", ratio)]


def _made(by: Person) -> UUID:
    with transaction():
        return sipp_files.make(by.actor()).id


def _entrants(by: Person, file_id: UUID) -> list[sipp.Entrant]:
    actor = by.actor()
    return list(sipp_files.entrants(actor, actor.find(SippFile, file_id)))


def _taken(stage: Stage, by: Person, file_id: UUID) -> None:
    def content() -> bytes:
        actor = by.actor()
        return sipp_files.content(actor, actor.find(SippFile, file_id))

    stage.act(content)


def _bare(rows: list[tuple[str, ...]]) -> None:
    """The same library, told nothing but the cells."""
    book = xlsxwriter.Workbook(BytesIO(), {"in_memory": True})
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell:
                sheet.write_string(at, column, cell)
    book.close()
