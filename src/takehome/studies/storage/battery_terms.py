"""A battery from what a user has: a mapping with everyday names, a :class:`Battery`, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery, Wear, WearKind

WEAR_KEYS = {
    "wear_per_kwh": WearKind.PER_KWH, "wear_per_cycle": WearKind.PER_CYCLE, "wear_by_depth": WearKind.DEPTH,
}  # fmt: skip
PLAIN = (
    "capacity_kwh", "power_kw", "charge_efficiency", "discharge_efficiency", "start_kwh", "end_kwh", "terminal_price",
    "sell_below_zero",
)  # fmt: skip
KEYS = (*PLAIN, "efficiency", *WEAR_KEYS, "depth_exponent")


def battery_of(given: Battery | Mapping[str, Any] | None) -> Battery | None:
    """The battery that `given` describes; None for None.

    Parameters
    ----------
    given : a battery, or a mapping with the fields of :class:`Battery`, where ``efficiency`` (round trip) may stand
        for the two one-way efficiencies (its square root each), and one of ``wear_per_kwh``, ``wear_per_cycle``,
        ``wear_by_depth`` (with ``depth_exponent``) for the wear.

    Raises
    ------
    InputError
        For an unknown key, two kinds of wear, an efficiency given twice, or values that no battery can have.
    """
    if given is None or isinstance(given, Battery):
        return given
    if not isinstance(given, Mapping):
        raise InputError(f"a battery of type {type(given).__name__}", "a Battery or a mapping", "battery={…}")
    for key in given:
        if key not in KEYS:
            raise InputError(f"battery: unknown key {key!r}", f"one of {', '.join(KEYS)}", "correct the key")
    for key in ("capacity_kwh", "power_kw"):
        if key not in given:
            flag = key.replace("_", "-")
            raise InputError(f"a battery without {key}", "its capacity and its power", f"--{flag}, or {key}=…")
    plain: dict[str, Any] = {key: given[key] for key in PLAIN if key in given}
    return Battery(**{**plain, **_efficiencies(given)}, wear=_wear(given))


def _efficiencies(given: Mapping[str, Any]) -> dict[str, float]:
    if "efficiency" not in given:
        return {}
    if "charge_efficiency" in given or "discharge_efficiency" in given:
        saw = "both efficiency (round trip) and a one-way efficiency"
        raise InputError(saw, "one or the other", "drop efficiency")
    value = given["efficiency"]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        raise InputError(f"efficiency = {value!r}", "a number above 0 and at most 1", "correct efficiency")
    return {"charge_efficiency": float(value) ** 0.5, "discharge_efficiency": float(value) ** 0.5}


def _wear(given: Mapping[str, Any]) -> Wear:
    kinds = [key for key in WEAR_KEYS if key in given]
    if len(kinds) > 1:
        raise InputError(f"{' and '.join(kinds)}", "one kind of wear, so that no use is charged twice", "drop one")
    if not kinds:
        return Wear()
    exponent = {"exponent": given["depth_exponent"]} if "depth_exponent" in given else {}
    return Wear(WEAR_KEYS[kinds[0]], given[kinds[0]], **exponent)
