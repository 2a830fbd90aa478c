"""Handing assignments out: what there is, what this server can do with it, and a candidate's notebook as bytes.

Nothing is kept: a hand-out is made in a temporary folder by `takehome.practice` and sent. The same request gives the
same bytes, sealed ones too, so a hand-out that was lost can be asked for again.
"""

from __future__ import annotations

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from takehome.errors import InputError, MissingExtra
from takehome.server.settings import Settings

NOTEBOOK_TYPE = "application/x-ipynb+json"
ZIP_TYPE = "application/zip"
LOCAL_COMMAND = "takehome practice grade NOTEBOOK.ipynb"
"""What grades a notebook on one's own machine, where it cannot be isolated here."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every member of a zip, so that equal hand-outs are equal byte by byte; a zip knows no earlier one."""
READABLE = 0o100644 << 16


class HandedOut(NamedTuple):
    """A file to send: its `name`, in any script, for the Content-Disposition header; its bytes; its media type."""

    name: str
    content: bytes
    media_type: str


class Isolation(NamedTuple):
    """Whether notebooks are run here, and what protects this machine from them.

    `missing` : the protections without which nothing is run, and why each is absent. `command` : what grades a notebook
    elsewhere. `remedies` : what whoever runs this machine can do.
    """

    active: bool
    missing: tuple[str, ...] = ()
    command: str = LOCAL_COMMAND
    remedies: tuple[str, ...] = ()


def assignments() -> list[dict[str, Any]]:
    """Every assignment: name, title, summary, minutes, `available` or what is `missing`, `levels`, `sections`."""
    from takehome.practice.listing import as_data

    return as_data()


def offers_sealed(settings: Settings) -> bool:
    """Whether sealed hand-outs can be made: they need the secret file."""
    return settings.secret_file is not None


def isolation_here() -> Isolation:
    """Whether a notebook that is handed in can be graded here; the probe takes up to some seconds.

    A notebook whose code could reach this machine's network, files or processes is never run by the server. That it can
    be isolated is found out once a process; that it cannot, again and again, so that nobody need restart the server.
    """
    from takehome.practice import available
    from takehome.practice.runner.probe import missing
    from takehome.practice.runner.remedies import remedies

    try:
        available.require("grading notebooks")
    except MissingExtra as problem:
        return Isolation(False, (f"{problem.saw}: {problem.try_next}",))
    absent = missing()
    return Isolation(False, absent, remedies=remedies()) if absent else Isolation(True)


def hand_out(
    settings: Settings, assignment: str, *, name: str, seed: int | None = None, level: int = 1, sealed: bool = False
) -> HandedOut:
    """A candidate's notebook; sealed, a zip of the folder with the notebook and its data. Blocks for about a second.

    Parameters
    ----------
    assignment : its name. name : the candidate's. seed : of practice mode; None draws one. level : 1 and up, the
        higher, the more traps.

    Raises
    ------
    InputError
        For an unknown or unavailable assignment, a level that it has not, a name or seed that cannot be used, or a
        sealed hand-out from a server without a secret.
    MissingExtra
        If the packages that write notebooks are absent.
    """
    from takehome import practice

    if sealed and not offers_sealed(settings):
        raise InputError(
            "a sealed hand-out from a server without a secret",
            "a secret, from which the seed of each candidate is computed",
            "takehome serve --secret-file secret.txt, or hand it out in practice mode",
        )
    with tempfile.TemporaryDirectory(prefix="takehome-handout-") as folder:
        path = practice.new(
            assignment, name=name, seed=seed, level=level, sealed=sealed, secret=settings.secret_file, out=folder
        )
        if not sealed:
            return HandedOut(path.name, path.read_bytes(), NOTEBOOK_TYPE)
        return HandedOut(f"{path.parent.name}.zip", _zipped(path.parent), ZIP_TYPE)


def _zipped(folder: Path) -> bytes:
    """The folder with everything in it, in the order of the names."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            member = zipfile.ZipInfo(path.relative_to(folder.parent).as_posix(), EARLIEST)
            member.external_attr = READABLE
            archive.writestr(member, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
