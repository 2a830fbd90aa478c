"""The saved studies that can be asked: those that runs made, and those that the operator named; loaded when needed.

A study is loaded once and kept while it is among the most recently asked; a folder that was replaced is loaded anew,
and one that was deleted is gone at once. Both are seen from its manifest's file status, a few microseconds a request.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from takehome import api
from takehome.errors import InputError
from takehome.server.refusal import absent
from takehome.server.scoring.scorer import Scorer
from takehome.server.settings import Settings
from takehome.server.state.database import Database
from takehome.studies.saved import MANIFEST

MOST_LOADED = 8
"""Studies in memory at a time; each is as large as its table."""
STUDY = "study"
"""Folder of the saved study in a run's folder, and in a report's."""
RUN_ID = re.compile(r"[0-9a-f]{16}")

Stamp = tuple[int, int, int]


@dataclass
class _Slot:
    """A study's place in memory; the lock lets one thread load it while others wait."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    stamp: Stamp | None = None
    scorer: Scorer | None = None


class Scorers:
    """Every study that can be asked, by its id: that of the run that made it, or the name of its folder.

    Parameters
    ----------
    settings : whose runs and studies they are. db : where the runs are remembered.

    Raises
    ------
    InputError
        If a folder that the operator named holds no saved study, or two are called alike.
    """

    def __init__(self, settings: Settings, db: Database) -> None:
        self.db = db
        self._runs = settings.runs
        self.named = _named(settings.studies)
        self._slots: OrderedDict[str, _Slot] = OrderedDict()
        self._lock = threading.Lock()

    def has(self, id: str) -> bool:
        """Whether a study of this id is saved."""
        return self._folder(id) is not None

    def folder_of(self, id: str) -> Path:
        """Where the study of this id is saved; raises :class:`Refusal` (404) where there is none."""
        folder = self._folder(id)
        if folder is None:
            raise absent("study", repr(id[:40]), "/v1/studies")
        return folder

    def _folder(self, id: str) -> Path | None:
        folder = self.named.get(id) or (self._runs / id / STUDY if RUN_ID.fullmatch(id) else None)
        return folder if folder is not None and (folder / MANIFEST).is_file() else None

    def ready(self, id: str) -> Scorer | None:
        """The scorer of a study that is loaded and unchanged; never waits."""
        with self._lock:
            slot = self._slots.get(id)
            if slot is None or slot.scorer is None or slot.stamp != _stamp(self.folder_of(id)):
                return None
            self._slots.move_to_end(id)
            return slot.scorer

    def get(self, id: str) -> Scorer:
        """The scorer of a study, loaded where need be, which takes a second.

        Raises
        ------
        Refusal
            404, if there is no such study.
        InputError
            If it cannot be loaded, or scores no rows.
        """
        folder = self.folder_of(id)
        with self._lock:
            slot = self._slots.setdefault(id, _Slot())
            self._slots.move_to_end(id)
            while len(self._slots) > MOST_LOADED:
                self._slots.popitem(last=False)
        with slot.lock:
            stamp = _stamp(folder)
            if slot.scorer is None or slot.stamp != stamp:
                slot.scorer, slot.stamp = Scorer(api.load(folder)), stamp
            return slot.scorer


def _stamp(folder: Path) -> Stamp | None:
    """What changes when a study is saved again; None where it is gone."""
    try:
        found = (folder / MANIFEST).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def _named(folders: Iterable[Path]) -> dict[str, Path]:
    made: dict[str, Path] = {}
    for given in folders:
        folder = given / STUDY if not (given / MANIFEST).is_file() else given
        resolved = folder.resolve()
        name = resolved.parent.name if resolved.name == STUDY else resolved.name
        if not (folder / MANIFEST).is_file():
            raise InputError(
                f"{given}, which holds no saved study", "a folder of study.save(path) or --out", "check it"
            )
        if name in made or RUN_ID.fullmatch(name) or "/" in name:
            raise InputError(f"two studies called {name!r}", "folders of different names", "rename one of them")
        made[name] = folder
    return made
