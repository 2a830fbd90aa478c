"""What was asked for: the battery, what may be known, how the table is to be read, and where the past ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from takehome.studies.storage.battery import Battery
from takehome.studies.storage.information import Information

SIGNS = CHARGE, DISCHARGE = "charge", "discharge"
"""What positive numbers of a given schedule can do."""
Progress = Callable[[str], None]


def silent(step: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Reading:
    """How the table is to be read; None where it is to be found out.

    Attributes
    ----------
    price, time : columns. unit : of the price, ``"EUR/MWh"``. currency : where the unit does not say it.
    known : columns whose values are known for a whole day before it begins.
    buy_fee, sell_fee : per MWh. schedule : column of a dispatch that somebody else made, to be judged.
    schedule_positive : what its positive numbers do, ``"charge"`` or ``"discharge"``.
    """

    price: str | None = None
    time: str | None = None
    unit: str | None = None
    currency: str | None = None
    known: tuple[str, ...] = ()
    buy_fee: float = 0.0
    sell_fee: float = 0.0
    schedule: str | None = None
    schedule_positive: str | None = None


@dataclass(frozen=True)
class Settings:
    """Everything that the fit depends on, beside the table.

    Attributes
    ----------
    assumed : True where no battery was given and the reference battery stands in.
    information : what may be known when acting; None lets the step decide (hours: the day; shorter: it is asked for).
    train : share of the days, or a date, up to which policies learn; None lets the length decide.
    deep : also train the deep Q-network. fast : fewer seeds, and no policy that takes long to train.
    """

    battery: Battery
    assumed: bool = False
    information: Information | None = None
    train: float | str | None = None
    reading: Reading = field(default_factory=Reading)
    deep: bool = False
    seed: int = 0
    confidence_level: float = 0.95
    fast: bool = False


REFERENCE = Battery(capacity_kwh=2_000.0, power_kw=1_000.0)
"""Where no battery is given: 1 MW and 2 MWh without losses or wear, the size for which the trade quotes figures."""
