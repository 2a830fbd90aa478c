"""How a study shows itself without knowing who draws it (decision 0001).

A study may not import ``report`` (imports go down only), yet ``study.report("out")`` should work. So the layer above
both registers a presenter here when ``takehome`` is imported, and a study delegates to it.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any, Protocol


class Presenter(Protocol):
    """What the layer above the studies can do for one of them."""

    def document(self, study: Any) -> dict[str, Any]: ...
    def write(self, study: Any, folder: Path) -> Path: ...
    def fragment(self, study: Any) -> str: ...


_presenters: list[Presenter] = []


def present_with(presenter: Presenter) -> None:
    """Make `presenter` the one that every study delegates to."""
    _presenters[:] = [presenter]


class Presentable:
    """Base of every concrete study: the five ways in which it leaves the program."""

    def to_dict(self) -> dict[str, Any]:
        """The report as a document that the published JSON schema accepts."""
        return _presenters[0].document(self)

    def report(self, path: str | PathLike[str]) -> Path:
        """Write ``report.html``, ``report.json`` and ``report.md`` into the folder `path`.

        Returns
        -------
        pathlib.Path
            The HTML page.
        """
        return _presenters[0].write(self, Path(path))

    def save(self, path: str | PathLike[str]) -> Path:
        """Save the fitted study as data only (JSON and arrays) in the folder `path`; ``takehome.load`` reads it."""
        from takehome.studies.saved import save

        this: Any = self  # the concrete study has what saving asks for
        return save(this, Path(path))

    def _repr_html_(self) -> str:
        """What a notebook shows: what is computed already; nothing is computed for it."""
        return _presenters[0].fragment(self)
