r"""Ten thousand homes out of 34: real profiles, prices and weather, put together at random by a seed.

Home *i* of seed *s* is drawn from the generator of :math:`(s, i)` alone, so it is the same home whatever the number of
homes. What is judged is drawn before the home's own days, and these backwards from it, so that a home with 3 own days
is judged on the same hours as with 30.

======================  ============================================================================================
a home's                is drawn as
======================  ============================================================================================
profile                 one of 34 homes, times a size (lognormal, sd .3), times hourly noise (lognormal, sd .25)
generator               none 30 %, sun 45 %, wind 25 %; 2 to 7 kW
tariff                  flat 20 %, time of use 50 % (level lognormal, sd .1), dynamic 30 % (wind: Chicago; else Austin)
battery                 5, 10 or 13.5 kWh, full in 2 or 4 hours; 95 % each way; no wear
first judged day        any of the profiles' 364 days
======================  ============================================================================================

`unlike` says how unlike homes are. 1 is the table above. At 0 all are the first home of Austin with 4.5 kW of sun, a
time-of-use tariff and 10 kWh, and only days and noise differ; in between a home departs from that one, trait by trait,
with probability `unlike`, and spreads are `unlike` times as wide. Above 1 only the spreads grow.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.homes.homes import HOURS, TOP, Homes
from takehome.studies.storage.homes.profiles import PROFILE_HOURS, Profiles, profiles
from takehome.studies.storage.homes.tariffs import Tariff, prices

SIZE_SPREAD, NOISE_SPREAD, LEVEL_SPREAD = 0.3, 0.25, 0.1
KILOWATTS = (2.0, 7.0)
CAPACITIES = (5.0, 10.0, 13.5)
EFFICIENCY = 0.95
MONDAY = 18_988
"""Days from 1970-01-01 to Monday 27 December 2021, the first day of the profiles."""


class Generator(IntEnum):
    """What a home makes power with."""

    NONE = 0
    SUN = 1
    WIND = 2


@dataclass(frozen=True, eq=False)
class HomeFacts:
    """What kind of home each is: who wins, and who loses.

    Attributes
    ----------
    generator, tariff : (N,) values of :class:`Generator` and of :class:`~.tariffs.Tariff`.
    capacity_kwh, full_hours, generator_kw : (N,) of the battery, hours to fill it, and the generator's power.
    profile : (N,) row of the embedded profiles.
    """

    generator: np.ndarray
    tariff: np.ndarray
    capacity_kwh: np.ndarray
    full_hours: np.ndarray
    generator_kw: np.ndarray
    profile: np.ndarray


@dataclass(frozen=True, slots=True)
class _Traits:
    """One home before its hours."""

    profile: int
    size: float
    generator: int
    kilowatts: float
    tariff: int
    level: float
    capacity: float
    full_hours: int
    first_day: int


def semi_synthetic(
    homes: int, own_days: float = 14, judged_days: int = 28, seed: int = 0, unlike: float = 1.0
) -> Homes:
    """The homes alone; see :func:`drawn`."""
    return drawn(homes, own_days, judged_days, seed, unlike)[0]


def drawn(
    homes: int, own_days: float = 14, judged_days: int = 28, seed: int = 0, unlike: float = 1.0
) -> tuple[Homes, HomeFacts]:
    """Homes made up from the embedded profiles, and what kind of home each is.

    Parameters
    ----------
    homes : how many. own_days : of local data before what is judged. judged_days : days on which policies are valued.
    seed : of everything drawn. unlike : see the module; not below 0.

    Raises
    ------
    InputError
        For fewer than one home, fewer than two own days, less than a judged day, or a negative `unlike`.
    """
    _require(homes, own_days, judged_days, unlike)
    own, judged = round(own_days * HOURS), judged_days * HOURS
    data = profiles()
    net, buy, sell = (np.empty((homes, own + judged)) for _ in range(3))
    traits, start = [], np.empty(homes, np.int64)
    for i in range(homes):
        rng = np.random.default_rng((seed, i))
        one = _traits(rng, unlike, data)
        traits.append(one)
        start[i] = (one.first_day * HOURS - own) % PROFILE_HOURS
        noise = np.concatenate([rng.standard_normal(judged), rng.standard_normal(own)])
        noise = np.exp(NOISE_SPREAD * np.concatenate([noise[judged:][::-1], noise[:judged]]))
        _fill(one, data, start[i], noise, net[i], buy[i], sell[i])
    facts = _facts(traits)
    clock = start[:, None] + np.arange(own + judged)
    pitch = facts.capacity_kwh / TOP
    power = facts.capacity_kwh / facts.full_hours
    made = Homes(
        names=tuple(f"home {i + 1}" for i in range(homes)),
        hour=clock % HOURS, day=MONDAY + clock // HOURS, net_kwh=net, buy=buy, sell=sell, pitch_kwh=pitch,
        up=whole_levels(power * EFFICIENCY / pitch), down=whole_levels(power / EFFICIENCY / pitch),
        charge_efficiency=np.full(homes, EFFICIENCY), discharge_efficiency=np.full(homes, EFFICIENCY),
        wear=np.zeros(homes), judged=own, begins=np.zeros(homes, np.int64),
    )  # fmt: skip
    return made, facts


def whole_levels(levels: np.ndarray) -> np.ndarray:
    """Levels of an hour at full power: the nearest whole number from 1 to full, at most 2.5 % of the battery off."""
    return np.clip(np.round(levels), 1, TOP).astype(np.int64)


def _require(homes: int, own_days: float, judged_days: int, unlike: float) -> None:
    asked = (
        ("homes", homes, 1), ("own_days", own_days, 2), ("judged_days", judged_days, 1), ("unlike", unlike, 0),
    )  # fmt: skip
    for name, value, least in asked:
        if not np.isfinite(value) or value < least:
            raise InputError(f"{name} = {value!r}", f"at least {least}", f"correct {name}")


def _traits(rng: np.random.Generator, unlike: float, data: Profiles) -> _Traits:
    """Draw one home; the draws are the same whatever `unlike` is, so that homes change with it step by step."""
    own = rng.random(6) < unlike
    picks = rng.random(6)
    spreads = np.exp(unlike * rng.standard_normal(2) * (SIZE_SPREAD, LEVEL_SPREAD))
    low, high = KILOWATTS
    return _Traits(
        profile=int(picks[0] * len(data.load_kwh)) if own[0] else 0,
        size=float(spreads[0]),
        generator=int(np.searchsorted((0.3, 0.75), picks[1], "right")) if own[1] else int(Generator.SUN),
        kilowatts=float(low + (high - low) * picks[2]) if own[2] else (low + high) / 2,
        tariff=int(np.searchsorted((0.2, 0.7), picks[3], "right")) if own[3] else int(Tariff.TIME_OF_USE),
        level=float(spreads[1]),
        capacity=CAPACITIES[int(picks[4] * 3)] if own[4] else CAPACITIES[1],
        full_hours=2 + 2 * int(picks[5] * 2) if own[5] else 2,
        first_day=int(rng.integers(PROFILE_HOURS // HOURS)),
    )


def _fill(
    one: _Traits, data: Profiles, start: int, noise: np.ndarray, net: np.ndarray, buy: np.ndarray, sell: np.ndarray
) -> None:
    """Write one home's hours (T,)."""
    hours = (start + np.arange(len(noise))) % PROFILE_HOURS
    net[:] = data.load_kwh[one.profile][hours] * one.size * noise
    net -= generated(data, one.generator, one.profile, hours) * one.kilowatts
    day_ahead = data.chicago if one.generator == Generator.WIND else data.austin
    buy[:], sell[:] = prices(Tariff(one.tariff), hours % HOURS, day_ahead[hours], one.level)


def generated(data: Profiles, generator: int, profile: int, hours: np.ndarray) -> np.ndarray:
    """(T,) kWh per kW of a home's generator in these hours of the profiles' year."""
    if generator == Generator.NONE:
        return np.zeros(len(hours))
    return (data.sun_of(profile) if generator == Generator.SUN else data.wind)[hours]


def generation_kwh(homes: Homes, facts: HomeFacts) -> np.ndarray:
    """(N, T) what drawn homes make; their use is ``homes.net_kwh + generation_kwh(homes, facts)``."""
    data, hours = profiles(), ((homes.day - MONDAY) * HOURS + homes.hour) % PROFILE_HOURS
    per_kw = [
        generated(data, facts.generator[i], facts.profile[i], hours[i]) * facts.generator_kw[i]
        for i in range(len(homes))
    ]
    return np.stack(per_kw)


def _facts(traits: list[_Traits]) -> HomeFacts:
    return HomeFacts(
        generator=np.array([one.generator for one in traits]),
        tariff=np.array([one.tariff for one in traits]),
        capacity_kwh=np.array([one.capacity for one in traits]),
        full_hours=np.array([one.full_hours for one in traits]),
        generator_kw=np.array([one.kilowatts if one.generator else 0.0 for one in traits]),
        profile=np.array([one.profile for one in traits]),
    )
