"""What a candidate's picture shows: the data and labels of one axes, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass

Series = tuple[tuple[float, ...], tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One axes of one figure.

    Attributes
    ----------
    section : number of the section whose cell drew it. lines : (x, y) of every line, markers without a line included.
    points : (x, y) of every scatter. colours : one list of colour numbers per scatter, empty where it has one colour.
    bars : (place, height) of vertical bars, (place, width) of horizontal ones. ticks : labels at the bars' axis.
    """

    section: int
    title: str = ""
    x_label: str = ""
    y_label: str = ""
    lines: tuple[Series, ...] = ()
    points: tuple[Series, ...] = ()
    colours: tuple[tuple[float, ...], ...] = ()
    bars: tuple[Series, ...] = ()
    ticks: tuple[str, ...] = ()
