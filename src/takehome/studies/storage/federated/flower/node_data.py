"""A node's homes, from files that never leave it.

A *node* is a computer that stands with the homes, most often a gateway with one home. Its folder holds one file a home,
``home-00017.npz``: plain arrays (no pickle, so that reading a file runs nothing), among them the home's *position*, its
number in the fleet, by which draws are keyed and sums are ordered. A gateway rewrites its file when new hours have been
metered (:func:`write_home` replaces it in one step, so that a round never reads half a file).

A file that cannot be used sets that home aside, with the reason in the node's own log; the node's other homes, and the
round, go on.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.homes.homes import HOURS, Homes

PATTERN = "home-*.npz"
BY_HOUR = ("hour", "day", "net_kwh", "buy", "sell")
"""Fields of :class:`~takehome.studies.storage.homes.homes.Homes` with one entry an hour."""
BY_HOME = ("pitch_kwh", "up", "down", "charge_efficiency", "discharge_efficiency", "wear", "begins")
"""Fields with one entry a home."""


@dataclass(frozen=True)
class Unusable:
    """A file whose home takes no part: its name and why. Stays on the node."""

    file: str
    reason: str


@dataclass(frozen=True, eq=False)
class NodeHomes:
    """What a node holds: position in the fleet to a home (a :class:`Homes` of one), and the files set aside."""

    homes: dict[int, Homes]
    set_aside: tuple[Unusable, ...] = ()

    @property
    def positions(self) -> list[int]:
        """Positions in the fleet, sorted."""
        return sorted(self.homes)


def write_home(home: Homes, position: int, folder: str | Path) -> Path:
    """Write one home's file, in one step.

    Parameters
    ----------
    home : one home. position : its number in the fleet, from 0. folder : the node's folder, made where absent.

    Raises
    ------
    InputError : not exactly one home, or a negative position.
    """
    if len(home) != 1 or position < 0:
        raise InputError(f"{len(home)} homes at position {position}", "one home, at 0 or more", "homes.take([i])")
    arrays = {name: getattr(home, name)[0] for name in (*BY_HOUR, *BY_HOME)}
    arrays |= {"position": position, "judged": home.judged, "name": home.names[0], "currency": home.currency}
    return replace_file(Path(folder) / f"home-{position:05d}.npz", packed(arrays))


def write_nodes(homes: Homes, folder: str | Path, nodes: Iterable[Iterable[int]] | None = None) -> list[Path]:
    """Write a fleet as nodes' folders ``node-00000``, ``node-00001``, …; for simulations and rehearsals.

    Parameters
    ----------
    homes : N homes. nodes : the positions of each node's homes; one home a node by default.

    Returns
    -------
    The nodes' folders, in order.
    """
    made = []
    for number, positions in enumerate([[i] for i in range(len(homes))] if nodes is None else nodes):
        made.append(Path(folder) / f"node-{number:05d}")
        for position in positions:
            write_home(homes.take(np.array([position])), int(position), made[-1])
    return made


def read_node(folder: str | Path) -> NodeHomes:
    """All homes of a node's folder.

    Raises
    ------
    InputError : the folder is absent or has no file of a home.
    """
    files = sorted(Path(folder).glob(PATTERN))
    if not files:
        raise InputError(f"no file {PATTERN} in {folder}", "one file a home", "write_home(home, position, folder)")
    homes, aside = {}, []
    for file in files:
        try:
            position, home = read_home(file)
        except InputError as refused:
            aside.append(Unusable(file.name, refused.saw))
            continue
        if position in homes:
            aside.append(Unusable(file.name, f"a second home at position {position}"))
            continue
        homes[position] = home
    return NodeHomes(homes, tuple(aside))


def read_home(file: Path) -> tuple[int, Homes]:
    """Position and home of one file.

    Raises
    ------
    InputError : the file is damaged, an array is absent or of another length, or a value is not a finite number;
        names the file, the array and the hour.
    """
    try:
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as stored:
            found = {name: stored[name] for name in stored.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as damaged:
        raise InputError(f"{file.name} cannot be read: {damaged}", "a file of write_home", "write it again") from None
    needed = {*BY_HOUR, *BY_HOME, "position", "judged", "name", "currency"}
    if absent := sorted(needed - set(found)):
        raise InputError(f"{file.name} without {', '.join(absent)}", "every array of a home", "write it again")
    _require_whole(file.name, found)
    arrays = {name: found[name][None] for name in (*BY_HOUR, *BY_HOME)}
    home = Homes(names=(str(found["name"]),), judged=int(found["judged"]), currency=str(found["currency"]), **arrays)
    if home.judged - int(home.begins[0]) < HOURS:
        raise InputError(f"{file.name}: {home.judged - int(home.begins[0])} own hours", "at least 24", "wait a day")
    return int(found["position"]), home


def _require_whole(file: str, found: dict[str, np.ndarray]) -> None:
    """Same length of all series, finite numbers in every field."""
    hours = len(found["hour"]) if found["hour"].ndim == 1 else -1
    for name in BY_HOUR:
        if found[name].shape != (hours,):
            raise InputError(f"{file}: {name} of shape {found[name].shape}", "one entry an hour", "write it again")
    for name in (*BY_HOUR, *BY_HOME):
        bad = np.flatnonzero(~np.isfinite(np.atleast_1d(found[name]).astype(float)))
        if len(bad):
            raise InputError(f"{file}: {name} is not a number at hour {bad[0]}", "finite numbers", "meter it again")
    if int(found["position"]) < 0 or not 0 <= int(found["begins"]) <= int(found["judged"]) <= hours:
        raise InputError(
            f"{file}: own hours {found['begins']} to {found['judged']}", "within the file", "write it again"
        )


def packed(arrays: Mapping[str, Any]) -> bytes:
    """Named arrays as the content of an ``.npz`` file."""
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    return stream.getvalue()


def replace_file(file: Path, content: bytes) -> Path:
    """Write a file so that a reader, or a restart after a crash, sees all of the old one or all of the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    with unfinished.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(unfinished, file)
    return file
