"""A workbook of xlsxwriter whose waiting rows and parts lie in files without a name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.packager import Packager

from exporters.nameless import NamelessFiles


class _NamelessPackager(Packager):  # type: ignore[misc]  # xlsxwriter is not annotated
    """Write each part of the package into a file that its given name only leads to."""

    def __init__(self, files: NamelessFiles) -> None:
        super().__init__()
        self._files = files

    def _filename(self, xml_filename: str) -> str:
        path = str(self._files.path())
        self.filenames.append((path, xml_filename, False))
        return path


class NamelessWorkbook(xlsxwriter.Workbook):  # type: ignore[misc]  # xlsxwriter is not annotated
    """A workbook of which nothing can be read once its process has ended; close `files` at last."""

    def __init__(self, stream: object, folder: Path, options: dict[str, Any]) -> None:
        self.files = NamelessFiles(folder)
        super().__init__(stream, {**options, "constant_memory": True, "tmpdir": str(folder)})

    def add_worksheet(self, name: str, worksheet_class: type) -> Any:
        """Add a worksheet whose rows wait without a name."""
        sheet = super().add_worksheet(name, worksheet_class)
        sheet.row_data_fh.close()
        Path(sheet.row_data_filename).unlink()
        path = self.files.path()
        sheet.row_data_filename = str(path)
        sheet.row_data_fh = sheet.fh = path.open("w+", encoding="utf-8")
        return sheet

    def _get_packager(self) -> _NamelessPackager:
        return _NamelessPackager(self.files)
