"""One day of prices at two houses, a shift's log, and what the homes of a fleet send home.

Each day has two cheap spells and two dear ones; House B has the same kind of day with its spells at other hours. From
level 2 on, there are also weeks of past days.
"""

import numpy as np
import pandas as pd

HOURS = np.arange(24)
BLOCKS = 8  # three-hour blocks of a day: one weight each


def day_shape(rng):
    """What a kind of day is: hours and heights ($/MWh) of its morning and evening peaks, and the night's price."""
    return {
        "night": rng.uniform(12, 22),
        "noon": rng.uniform(4, 10),
        "morning": rng.uniform(6.5, 8.5),
        "morning_height": rng.uniform(30, 50),
        "evening": rng.uniform(20.0, 21.5),
        "evening_height": rng.uniform(60, 100),
    }


def shape_prices(shape, shift=0.0):
    """(24,) $/MWh without noise; `shift` moves both peaks by hours, around the clock."""

    def peak(hour, width):
        away = (HOURS - hour - shift + 12) % 24 - 12
        return np.exp(-0.5 * (away / width) ** 2)

    morning = shape["morning_height"] * peak(shape["morning"], 1.5)
    evening = shape["evening_height"] * peak(shape["evening"], 2.1)
    return shape["night"] + morning + evening + shape["noon"] * peak(11.5, 1.2)


def noisy(rng, smooth, spread):
    """Prices to the cent, never below 10 $/MWh."""
    return np.round(np.maximum(smooth + rng.normal(0, spread, smooth.shape), 10.0), 2)


def shift_log(rng, start):
    """A trainee's 24 actions: sells until the store is empty and once more, buys until it is full and once more."""
    actions = [2] * (start + 1) + [1] * 11
    charge = 10
    while len(actions) < 23:
        action = int(rng.choice([0, 1, 2, 2])) if charge < 10 else int(rng.choice([0, 2, 2]))
        charge += {0: 0, 1: 1, 2: -1}[action]
        actions.append(action)
    return [*actions, 2]


def home_updates(rng, shape):
    """What each home sends: on how many days it has learned, and its price for each three-hour block ($/MWh)."""
    homes = int(rng.integers(7, 13))
    samples = np.round(np.exp(rng.uniform(np.log(8), np.log(1500), homes))).astype(int)
    samples[rng.permutation(homes)[:3]] = [rng.integers(8, 15), rng.integers(15, 40), rng.integers(900, 1500)]
    truth = shape_prices(shape).reshape(BLOCKS, 3).mean(axis=1)
    own = rng.normal(0, 3, (homes, BLOCKS)) + rng.normal(0, 1, (homes, BLOCKS)) * 90 / np.sqrt(samples)[:, None]
    weights = np.round(truth + own, 3)
    columns = {"Home": np.arange(1, homes + 1), "Samples": samples}
    return pd.DataFrame({**columns, **{f"w{block + 1}": weights[:, block] for block in range(BLOCKS)}})


def past_days(rng, shape, level):
    """Five or six weeks of days: Price, and Forecast, Load and Wind, which a vendor sells as known the day before."""
    days = 7 * int(rng.integers(5, 7))
    moved = int(rng.choice([2, 3, 4])) * int(rng.choice([-1, 1])) if level >= 3 else 0
    # weather moves the spells of a day by up to two hours, and those of the judged week by none on average
    weather = [*rng.choice([-2, -1, 0, 0, 1, 2], days - 7), *rng.permutation([-2, -1, 0, 0, 0, 1, 2])]
    rows = []
    for day in range(1, days + 1):
        smooth = shape_prices(shape, moved if day > days - 7 else 0) * rng.uniform(0.85, 1.15)
        away = int(weather[day - 1])
        price = noisy(rng, np.roll(smooth, away), 5.0)
        forecast = np.round(price + rng.normal(0, 0.05, 24), 2)
        load = np.round(300 + 2.2 * smooth + rng.normal(0, 25, 24), 1)
        wind = np.round(np.maximum(120 - 0.5 * np.roll(smooth, away) + rng.normal(0, 22, 24), 0), 1)
        columns = {"Day": day, "Hour": HOURS, "Price": price, "Forecast": forecast, "Load": load, "Wind": wind}
        rows.append(pd.DataFrame(columns))
    return pd.concat(rows, ignore_index=True), moved


def draw(seed, level=1):
    """The tables, the numbers of the scenario, and what was planted, of one seed and level."""
    rng = np.random.default_rng([seed, level, 3])
    shape = day_shape(rng)
    start = int(rng.integers(2, 5))
    shift = float(rng.choice([-5, -4, -3, -2, 2, 3, 4, 5])) + rng.uniform(-0.4, 0.4)
    prices = noisy(rng, shape_prices(shape), 5.0)
    other = {**shape, "evening_height": shape["evening_height"] * rng.uniform(0.7, 1.2), "night": rng.uniform(12, 22)}
    prices_b = noisy(rng, shape_prices(other, shift), 5.0)
    tables = {
        "prices": pd.DataFrame({"Hour": HOURS, "Price": prices, "Action": shift_log(rng, start)}),
        "prices_b": pd.DataFrame({"Hour": HOURS, "Price": prices_b}),
        "updates": home_updates(rng, shape),
    }
    business = {
        "capacity": 10,
        "start_charge": start,
        "wear_cost": round(float(rng.uniform(7, 11)), 2),
        "penalty": 50,
        "fleet": int(rng.integers(3, 13)) * 10,
        "days_a_year": 365,
        "episodes_b": 200,
        "judged_days": 7,
    }
    planted = {"shift_b": shift, "moved": 0}
    if level >= 2:
        tables["days"], planted["moved"] = past_days(rng, shape, level)
    return tables, business, planted
