"""The server's memory: the model and the record of every round, on disk before the next round begins.

One file a round (``round-00007.npz``: the shared arrays after that round, and what the server keeps for the next) and
one index (``history.json``), each replaced in one step. The index is written last and names the arrays' file with its
SHA-256; after a crash at any moment it therefore describes whole files, and a new run goes on after the last round that
it lists.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.federated.flower.node_data import packed, replace_file
from takehome.studies.storage.federated.ledger import Ledger, Sent
from takehome.studies.storage.federated.task import Arrays

INDEX = "history.json"
MEMORY = "server/"
"""How names of arrays begin that the server keeps for itself; they are not sent to anybody."""


@dataclass(frozen=True)
class Kept:
    """One round.

    Attributes
    ----------
    round : from 0. asked, summed : number of homes that were asked, and whose updates were usable.
    cohort, answered : their positions; empty where who took part is secret.
    lost : reasons for which nodes did not answer, by node name, without anything of their data.
    changed : whether the model was changed; not where fewer than the quorum answered.
    seconds : from the orders to the model. file, sha256 : the arrays after the round. book : what was sent.
    """

    round: int
    asked: int
    summed: int
    cohort: tuple[int, ...]
    answered: tuple[int, ...]
    lost: dict[str, str]
    changed: bool
    seconds: float
    file: str
    sha256: str
    book: tuple[Sent, ...] = ()


class History:
    """The rounds that are on disk in one folder."""

    def __init__(self, folder: str | Path) -> None:
        """Continue what is in `folder`, or begin.

        Raises
        ------
        InputError : the index is damaged, or a file of arrays is not what the index says.
        """
        self.folder = Path(folder)
        self.rounds: list[Kept] = []
        if (self.folder / INDEX).exists():
            self.rounds = _read_index(self.folder / INDEX)

    @property
    def ledger(self) -> Ledger:
        """The book of what was sent, in all rounds."""
        return Ledger(tuple(row for one in self.rounds for row in one.book))

    def latest(self) -> Arrays | None:
        """The arrays after the last round; None before the first.

        Raises
        ------
        InputError : the file is not what the index says.
        """
        return self.arrays(self.rounds[-1]) if self.rounds else None

    def arrays(self, one: Kept) -> Arrays:
        """The arrays after a round; see :meth:`latest`."""
        return {name: array for name, array in self._whole(one).items() if not name.startswith(MEMORY)}

    def memory(self) -> Arrays:
        """What the server kept for itself after the last round; see :meth:`latest`."""
        if not self.rounds:
            return {}
        whole = self._whole(self.rounds[-1])
        return {name.removeprefix(MEMORY): array for name, array in whole.items() if name.startswith(MEMORY)}

    def _whole(self, one: Kept) -> Arrays:
        content = (self.folder / one.file).read_bytes()
        if hashlib.sha256(content).hexdigest() != one.sha256:
            raise InputError(f"{one.file} was changed", "the file that was written", "begin in an empty folder")
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}

    def keep(
        self, arrays: Arrays, *, cohort: list[int], answered: list[int], lost: dict[str, str], changed: bool,
        seconds: float, book: tuple[Sent, ...] = (), named: bool = True, memory: Arrays | None = None,
    ) -> Kept:  # fmt: skip
        """Write the next round: the arrays first, the index last.

        named : positions may be written down. memory : what the server keeps for itself.
        """
        own = {MEMORY + name: array for name, array in (memory or {}).items()}
        content, number = packed({**arrays, **own}), len(self.rounds)
        file = replace_file(self.folder / f"round-{number:05d}.npz", content)
        who = (tuple(cohort), tuple(answered), lost) if named else ((), (), {})
        one = Kept(
            number, len(cohort), len(answered), *who, changed, seconds, file.name, hashlib.sha256(content).hexdigest(),
            book,
        )  # fmt: skip
        self.rounds.append(one)
        index = {"rounds": [asdict(each) for each in self.rounds]}
        replace_file(self.folder / INDEX, json.dumps(index, indent=1).encode())
        return one


def _read_index(file: Path) -> list[Kept]:
    try:
        return [_kept(one) for one in json.loads(file.read_text())["rounds"]]
    except (ValueError, KeyError, TypeError) as damaged:
        raise InputError(
            f"{file} cannot be read: {damaged}", "an index of rounds", "begin in an empty folder"
        ) from None


def _kept(row: dict[str, Any]) -> Kept:
    lists = {"shape", "norm_before", "norm_after"}
    rows: list[dict[str, Any]] = [{k: tuple(v) if k in lists else v for k, v in each.items()} for each in row["book"]]
    book = tuple(Sent(**each) for each in rows)
    return Kept(**{**row, "cohort": tuple(row["cohort"]), "answered": tuple(row["answered"]), "book": book})
