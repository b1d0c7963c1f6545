"""Why a whole file was declined."""

from __future__ import annotations

from portal.values.fault import Fault, Refused


class FileRefused(Refused):
    """The file cannot be read; the fault's code starts with ``file.`` and says why and how to cure it."""

    @property
    def fault(self) -> Fault:
        return self.faults[0]
