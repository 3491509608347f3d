"""Who may read what is written: as before, and the internal edition never by more people."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.disk.writing import resemble
from netmap.formats.manifest import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from netmap.vocabulary import Audience


@dataclass(frozen=True)
class Rights:
    """The rights of a folder and of its files.

    Attributes
    ----------
    former
        The folder whose rights are kept, file by file; None: there is none, and the system's
        own mask decides, as for any new folder.
    project
        The project's folder; the internal edition is readable by nobody who cannot read it.
    audience
        The edition.
    """

    former: Path | None
    project: Path
    audience: Audience

    @property
    def file_mode(self) -> int:
        """The rights of a new file, from which the system's mask takes."""
        return 0o666 & self._ceiling

    @property
    def _ceiling(self) -> int:
        return 0o777 if self.audience == "public" else stat.S_IMODE(self.project.stat().st_mode)

    def make_folder(self, staging: Path) -> None:
        """Make the folder in which files are written; a former one's rights come in the end."""
        if self.former is not None:
            staging.mkdir(mode=0o700)
            return
        staging.mkdir(mode=0o700 | self._ceiling & 0o777)
        self.lower([staging])

    def settle(self, staging: Path) -> None:
        """Give the written folder and its files their rights, those of the former ones first."""
        files = sorted(staging.iterdir())
        if self.former is not None and self.former.is_dir():
            for file in files:
                like = self.former / file.name
                model = like if like.is_file() else self.former / MANIFEST
                if model.is_file():
                    resemble(model, file)
                else:
                    file.chmod(stat.S_IMODE(file.stat().st_mode) & self.former.stat().st_mode)
            resemble(self.former, staging)
        self.lower([*files, staging])

    def lower(self, paths: Iterable[Path]) -> None:
        """Take from paths of the internal edition what those who cannot read the project read.

        In another group than the project's, anybody may be in the group or out of it.
        """
        if self.audience == "public" or os.name != "posix":
            return
        home = self.project.stat()
        for path in paths:
            ceiling, found = self._ceiling, path.stat()
            if found.st_gid != home.st_gid:
                both = ceiling & 0o7 & (ceiling >> 3)
                ceiling = (ceiling & 0o700) | both << 3 | both
            path.chmod(stat.S_IMODE(found.st_mode) & (0o7700 | ceiling))
