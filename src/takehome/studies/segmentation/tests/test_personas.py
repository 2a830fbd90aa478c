"""Profiles against SciPy and pandas, names against the brief's own groups never in contradiction, ids over refits."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from takehome.errors import InputError
from takehome.studies.segmentation.personas.category_profile import cramer_v
from takehome.studies.segmentation.personas.cells import Cell
from takehome.studies.segmentation.personas.describe import Persona, personas
from takehome.studies.segmentation.personas.matching import match_ids
from takehome.studies.segmentation.personas.members import standing
from takehome.studies.segmentation.personas.naming import SEPARATOR, computed_names, traits
from takehome.studies.segmentation.personas.profile import Profile, profile
from takehome.studies.segmentation.personas.spoken import phrase, spoken, spoken_names
from takehome.studies.segmentation.scenario import FEATURES, UNITS, omnicorp_users
from takehome.table import read

IDS = ("S1", "S2", "S3", "M1")


def brief(seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """The brief's users and their true groups: window shoppers, big spenders, complainers, bots."""
    made = omnicorp_users(seed)
    order = list(made.truth["sizes"])
    frame = pd.DataFrame({name: made.table[name].values for name in FEATURES})
    return frame, np.array([order.index(group) for group in made.truth["group"]])


def profiled(frame: pd.DataFrame, codes: np.ndarray, ids: tuple[str, ...] = IDS) -> Profile:
    units = {name: unit for name, unit in UNITS.items() if name in frame}
    return profile(read(frame, units=units), codes, ids, list(frame.columns))


def described(
    frame: pd.DataFrame, codes: np.ndarray, ids: tuple[str, ...] = IDS, **more: dict[str, str]
) -> dict[str, Persona]:
    x = frame.to_numpy(float)
    found = personas(profiled(frame, codes, ids), x, list(frame.columns), (x - x.mean(0)) / x.std(0), codes, **more)
    return {persona.id: persona for persona in found}


@pytest.mark.parametrize("seed", range(20))
def test_the_briefs_groups_get_names_that_a_marketer_knows(seed: int) -> None:
    """Big spenders: high cart value. Complainers: returns and tickets. Window shoppers: views."""
    found = described(*brief(seed))
    names = {group: persona.name.lower() for group, persona in found.items()}
    assert "many items viewed" in names["S1"]
    assert "low cart value" in names["S1"]
    assert "very high cart value" in names["S2"]
    assert "high return rate" in names["S3"]
    assert "many support tickets" in names["S3"]
    assert names["M1"].startswith("dense odd group: very many items viewed")
    assert "very short session time" in names["M1"]
    assert found["S2"].rival in ("S1", "S3")
    assert len(set(names.values())) == 4


def test_a_reason_carries_numbers_and_units() -> None:
    frame, codes = brief(42)
    persona = described(frame, codes)["S2"]
    middle = frame.Cart_Value[codes == 1].median()
    assert f"median Cart_Value {middle:.0f} $ against" in persona.reason
    assert persona.reason.endswith("for the rest.")
    assert persona.n == 200
    assert persona.share == pytest.approx(200 / 700)
    assert "median" in persona.contrast
    assert persona.contrast.startswith(f"Against {persona.rival} it differs most in ")


def cell_of(frame: pd.DataFrame, codes: np.ndarray, group: str, column: str) -> Cell:
    return profiled(frame, codes).cells[group, column]


@pytest.mark.parametrize("group", range(4))
@pytest.mark.parametrize("column", FEATURES)
def test_cells_are_what_scipy_and_pandas_say(group: int, column: str) -> None:
    """Welch's interval by ``scipy.stats.ttest_ind`` at Bonferroni's level; bots are in nobody's rest."""
    frame, codes = brief(3)
    frame.iloc[::17, 2] = np.nan
    cell = cell_of(frame, codes, IDS[group], column)
    own = frame[column][codes == group].dropna()
    rest = frame[column][(codes != group) & (codes < 3)].dropna()
    welch = stats.ttest_ind(own, rest, equal_var=False).confidence_interval(1 - 0.05 / 20)
    assert (cell.difference.low, cell.difference.high) == pytest.approx(tuple(welch))
    assert (cell.n, cell.rest_n) == (own.size, rest.size)
    assert (cell.mean, cell.sd, cell.rest_mean) == pytest.approx((own.mean(), own.std(), rest.mean()))
    assert cell.quartiles == pytest.approx(tuple(own.quantile([0.25, 0.5, 0.75])))
    assert cell.rest_median == pytest.approx(rest.median())
    pooled = ((own.size - 1) * own.var() + (rest.size - 1) * rest.var()) / (own.size + rest.size - 2)
    assert cell.d == pytest.approx((own.mean() - rest.mean()) / math.sqrt(pooled))
    assert cell.place == pytest.approx(stats.percentileofscore(rest, own.median(), kind="mean") / 100)


def test_eta_squared_is_that_of_the_analysis_of_variance() -> None:
    """η² = F (K − 1) / (F (K − 1) + n − K), F by ``scipy.stats.f_oneway`` over the segments."""
    frame, codes = brief(5)
    made = profiled(frame, codes)
    for name in FEATURES:
        f = stats.f_oneway(*(frame[name][codes == g] for g in range(3))).statistic
        assert made.eta_squared[name] == pytest.approx(2 * f / (2 * f + 650 - 3))


def test_categories() -> None:
    """Shares and lift by hand; V against ``scipy.stats.contingency.association`` where the sample is large."""
    frame = pd.DataFrame({"plan": ["free", "free", "pro", "pro", "pro", None], "x": [1.0, 2, 3, 4, 5, 6]})
    made = profile(read(frame), np.array([0, 0, 0, 1, 1, 1]), ("S1", "S2"), ["plan", "x"]).categories[0]
    at = made.levels.index
    assert made.levels[0] == "pro"
    assert made.shares["S1"][at("free")] == pytest.approx(2 / 3)
    assert made.lifts["S1"][at("free")] == pytest.approx(200)
    assert made.shares["S2"][at("missing")] == pytest.approx(1 / 3)
    counts = np.array([[30_000, 10_000, 5_000], [9_000, 22_000, 8_000]])
    assert cramer_v(counts) == pytest.approx(stats.contingency.association(counts), abs=1e-3)
    assert cramer_v(np.array([[25, 25], [25, 25]])) == 0


def test_noise_belongs_to_no_group() -> None:
    frame, codes = brief(1)
    made = profiled(frame, codes, ("S1", "S2", "noise", "M1"))
    assert made.ids == ("S1", "S2", "M1")
    assert made.shares[0] == pytest.approx(300 / 700)
    assert made.cells["S1", "Cart_Value"].rest_n == 200
    with_none = profiled(frame, np.where(codes == 2, -1, codes), ("S1", "S2", "unused", "M1"))
    assert with_none.cells["S1", "Cart_Value"].rest_n == 200


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 9), st.integers(1, 4))
def test_names_never_contradict_and_never_collide(seed: int, groups: int, columns: int) -> None:
    """Any groups of any table, counts with many ties among them: no feature twice, no name twice, words that hold."""
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, groups, 200)
    kinds = [rng.normal(size=200), rng.poisson(0.4, 200), rng.exponential(size=200) ** 3, rng.integers(0, 2, 200)]
    x = np.column_stack([kinds[j] + rng.normal(size=groups)[codes].round(1) * (j % 2 == 0) for j in range(columns)])
    frame = pd.DataFrame(x, columns=["Cart_Value", "Items_Viewed", "Visit_Time", "Member"][:columns])
    ids = tuple(f"S{g + 1}" for g in range(groups))
    made = profiled(frame, codes, ids)
    names = computed_names(made, {})
    assert len(set(names.values())) == groups
    for group, name in names.items():
        said = [spoken(column) for column in frame.columns]
        assert all(name.lower().count(words) <= 1 for words in said)
        for trait in traits(made, group):
            up = any(word in trait.words.split() for word in ("high", "many", "long", "above-average", "1"))
            own, rest = frame[trait.column][codes == ids.index(group)], frame[trait.column][codes != ids.index(group)]
            assert up == (own.mean() > rest.mean())
            assert 0 not in trait.cell.difference


def test_groups_alike_are_average_and_told_apart() -> None:
    frame = pd.DataFrame({"Cart_Value": np.random.default_rng(0).normal(size=400)})
    names = computed_names(profiled(frame, np.arange(400) % 2, ("S1", "S2")), {})
    assert all(name.startswith(("Average on every feature", "Lower", "Higher")) for name in names.values())
    assert len(set(names.values())) == 2
    alone = described(frame, np.zeros(400, int), ("S1",))["S1"]
    assert (alone.name, alone.rival, alone.borderline) == ("Everyone (one group)", "", None)


@pytest.mark.parametrize("factor", [12.0, 100.0, 1e-6])
def test_a_change_of_unit_changes_no_name(factor: float) -> None:
    frame, codes = brief(7)
    other = frame * np.array([1, 1, factor, 1, factor])
    assert computed_names(profiled(frame, codes), {}) == computed_names(profiled(other, codes), {})


def test_typical_and_borderline_members() -> None:
    """By brute force over all rows and centres."""
    frame, codes = brief(2)
    z = ((frame - frame.mean()) / frame.std()).to_numpy()
    centres = np.array([z[codes == g].mean(axis=0) for g in range(4)])
    apart = np.square(z[:, None] - centres).sum(axis=2)
    found = standing(z, codes, [True, True, True, False])
    for g in range(4):
        rows = np.flatnonzero(codes == g)
        assert found.typical[g] == rows[apart[rows, g].argmin()]
        margins = {r: min(apart[r, h] - apart[r, g] for h in range(4) if h != g) for r in rows.tolist()}
        held = {r: m for r, m in margins.items() if m >= 0}
        assert found.borderline[g] == min(held, key=held.__getitem__)
        others = [h for h in range(3) if h != g]
        assert found.rival[g] == min(others, key=lambda h: np.square(centres[g] - centres[h]).sum())
    member = described(frame, codes)["S2"].typical
    assert member is not None
    assert list(member.values.values()) == frame.iloc[member.row].tolist()


def test_a_group_keeps_its_id_beside_a_larger_one_of_another_kind() -> None:
    """A segment swallows a micro-cluster of 100 rows and an old segment of 10: it is that segment still."""
    found = match_ids(np.repeat([0, 1], [10, 100]), np.zeros(110, int), ("S1", "M1"), ("S1",))
    assert found.ids == ("S1",)
    assert found.jaccard == pytest.approx((10 / 110,))


def test_users_rename_by_id_or_by_name() -> None:
    frame, codes = brief(42)
    before = described(frame, codes)
    after = described(frame, codes, rename={"S2": "Whales", before["S3"].name: "Complainers"})
    assert [after[g].name for g in ("S1", "S2", "S3")] == [before["S1"].name, "Whales", "Complainers"]
    with pytest.raises(InputError, match="S1 \\(Very many items viewed"):
        described(frame, codes, rename={"S9": "Nobody"})
    with pytest.raises(InputError, match="a name of its own"):
        described(frame, codes, rename={"S1": "Whales", "S2": "Whales"})
    with pytest.raises(InputError, match="empty name"):
        described(frame, codes, rename={"S1": " "})


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 5))
def test_ids_keep_as_many_rows_as_any_pairing_could(seed: int, before: int, after: int) -> None:
    """Against all pairings."""
    rng = np.random.default_rng(seed)
    old, new = rng.integers(-1, before, 60), rng.integers(-1, after, 60)
    old_ids, new_ids = [f"S{i + 1}" for i in range(before)], [f"S{i + 1}" for i in range(after)]
    found = match_ids(old, new, old_ids, new_ids)
    assert len(set(found.ids)) == after
    kept = sum(
        int(((old == old_ids.index(name)) & (new == j)).sum()) for j, name in enumerate(found.ids) if name in old_ids
    )
    wide = np.array(
        [[((old == i) & (new == j)).sum() for j in range(max(before, after))] for i in range(max(before, after))]
    )
    best = max(sum(wide[i, j] for i, j in enumerate(order)) for order in itertools.permutations(range(len(wide))))
    assert kept == best


def test_ids_survive_and_kinds_do_not_mix() -> None:
    old = np.repeat([0, 1, 2], [100, 80, 10])
    new = np.concatenate([np.repeat([1, 0], [90, 10]), np.repeat([0], [80]), np.repeat([2], [10])])
    found = match_ids(old, new, ("S1", "S2", "M1"), ("S1", "S2", "M1"))
    assert found.ids == ("S2", "S1", "M1")
    assert found.jaccard == pytest.approx((80 / 90, 90 / 100, 1.0))
    turned = match_ids(old, new, ("S1", "S2", "M1"), ("S1", "S2", "S3"))
    assert turned.ids == ("S2", "S1", "S3")
    assert turned.jaccard[2] == 0
    assert match_ids(old, np.full(190, -1), ("S1", "S4", "M1"), ("S1",)).ids == ("S5",)


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("Avg_Session_Time", "session time"),
        ("Items_Viewed", "items viewed"),
        ("CartValue", "cart value"),
        ("Annual Income(1,000s)", "annual income"),
        ("Spending Score (1-100)", "spending score"),
        ("RFM_score", "RFM score"),
        ("V14", "V14"),
        ("total", "total"),
        ("x_1", "x 1"),
        ("größe", "größe"),
        ("(odd)", "(odd)"),
    ],
)
def test_columns_in_plain_words(column: str, words: str) -> None:
    assert spoken(column) == words


def test_words_fit_their_nouns() -> None:
    assert phrase("items viewed", True, very=True) == "very many items viewed"
    assert phrase("session time", False) == "short session time"
    assert phrase("bounce rates", True) == "high bounce rates"
    assert phrase("recency", True, very=True) == "very long inactive"
    assert phrase("age", False) == "younger"
    said = spoken_names(("Visits", "Avg_Price", "Total_Price", "Administrative", "Administrative_Duration"))
    assert list(said.values()) == [
        "visits",
        "avg price",
        "total price",
        "administrative activity",
        "administrative duration",
    ]
    assert SEPARATOR not in "".join(said.values())


def test_a_group_without_a_value_in_a_column_is_described_by_the_others() -> None:
    frame, codes = brief(4)
    frame.loc[codes == 1, "Cart_Value"] = np.nan
    made = profiled(frame, codes)
    assert made.cells["S2", "Cart_Value"].n == 0
    assert computed_names(made, {})["S2"].startswith("Very long session time")
    assert "cart value" not in computed_names(made, {})["S2"]


def test_a_table_without_numbers_is_named_by_its_levels() -> None:
    """Shares by hand; S1 and S2 share two levels, so the third tells them apart."""
    frame = pd.DataFrame({
        "region": ["north"] * 8 + ["south"] * 4,
        "plan": ["free"] * 8 + ["pro"] * 4,
        "channel": ["web"] * 4 + ["app"] * 4 + ["app"] * 4,
    })  # fmt: skip
    codes = np.repeat([0, 1, 2], 4)
    made = profile(read(frame), codes, ("S1", "S2", "S3"), list(frame.columns))
    names = computed_names(made, {})
    assert names["S1"] == "Channel = web · region = north"
    assert names["S3"] == "Region = south · plan = pro"
    assert len(set(names.values())) == 3
    none = np.zeros((12, 0))
    found = {one.id: one for one in personas(made, none, (), np.eye(3)[codes], codes)}
    assert found["S3"].reason.startswith("Region = south in 100 % of its rows against 0 %; plan = pro in 100 %")
    same = profile(read(frame), np.tile([0, 1], 6), ("S1", "S2"), ["region"])
    assert computed_names(same, {}) == {"S1": "Average on every feature (S1)", "S2": "Average on every feature (S2)"}
    told = personas(same, none, (), np.eye(2)[np.tile([0, 1], 6)], np.tile([0, 1], 6))
    assert told[0].reason.startswith("No category sets it apart")
