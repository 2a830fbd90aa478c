"""Answers are a pure function of the other results, say first when a premise is false, and hold the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from takehome.protocol import Direction, Effect, Finding, Interval, Recommendation, Status
from takehome.studies.segmentation.answers import answers
from takehome.studies.segmentation.effects import OF_STRANGERS
from takehome.units import Money, Quantity

SHOP: Mapping[str, Any] = {
    "n_rows": 700, "k_segments": 3, "k_micro": 1, "k_wanted": None, "k_winner": 3,
    "groups": "3 segments + 1 micro-cluster", "k_votes": {"silhouette": 3, "knee": 3, "criterion": 10},
    "structure_p": 0.0008, "stability_min": 0.97, "silhouette": 0.669, "method": "K-means",
    "variance_2d": 0.906, "variance_2d_everybody": 0.878, "picture_agreement": 0.99, "picture_trusted": True,
    "picture_for": ["telling the segments apart"], "picture_not_for": [], "picture_reasons": ["because of 1"],
    "micro_clusters": [50], "micro_share": 50 / 700, "noise_share": 2 / 700,
    "segment_sizes": {"S1": 300, "S2": 200, "S3": 148},
    "personas": {"S1": "Many items", "S2": "High cart", "S3": "Many tickets", "M1": "Dense odd group: very many items"},
    "persona_reasons": {"S1": "Median 20.", "S2": "Median 498.", "S3": "Median 5.18.", "M1": "Median 99.0."},
    "means": {}, "k_with_strangers": 4, "most_moved": "Items_Viewed",
    "dbscan_eps": 0.5, "dbscan_min_samples": 5, "dbscan_rows": 700, "dbscan_clusters": 4, "dbscan_noise": 12,
    "dbscan_micro_rows": 50, "dbscan_micro_in_noise": 0, "dbscan_micro_clusters": 1, "dbscan_micro_company": 0,
    "dbscan_noise_segments": {"S1": 5, "S3": 7}, "dbscan_noise_scattered": 2,
    "micro_nearest": {"S1": 41, "S3": 9}, "far_p_value": 0.005, "far_micro": 47, "far_people": 3,
    "action": "a", "gain": 1.0,
}  # fmt: skip

CROWD: Mapping[str, Any] = {
    **{key: value for key, value in SHOP.items() if key not in ("k_with_strangers", "most_moved")},
    "k_segments": 1, "k_micro": 0, "groups": "no segments", "structure_p": 0.62, "stability_min": None,
    "silhouette": None, "picture_agreement": None, "picture_trusted": False, "picture_for": [],
    "picture_not_for": ["seeing the shape of the crowd"], "micro_clusters": [], "micro_share": 0.0, "noise_share": 0.0,
    "segment_sizes": {"S1": 700}, "personas": {"S1": "Everyone (one group)"},
    "persona_reasons": {"S1": "There is no other segment to hold it against."},
    "dbscan_micro_rows": 0, "dbscan_micro_clusters": 0, "dbscan_noise_segments": {"S1": 12}, "micro_nearest": {},
    "far_micro": 0,
}  # fmt: skip

ZERO = Money(0.0, "$", "month, 700 customers")
DECISION = Recommendation(
    "a", "b", ZERO, Interval(0, 0), 0.0, (), "Do a: it gains 0 $ per month, 700 customers.",
    would_change_if=("The uplift were 0.01.",),
)  # fmt: skip

SHIFT = Effect(
    "Items_Viewed", "with the 50 strangers left in", Quantity(6.1, "items"), None, Direction.INCREASING,
    "Left in, the 50 rows of micro-clusters raise the mean Items_Viewed by 6.10 items.", OF_STRANGERS,
)  # fmt: skip


def told(metrics: Mapping[str, Any], *findings: Finding, effects: tuple[Effect, ...] = ()) -> dict[str, str]:
    """The answers by id; every citation is checked on the way."""
    made = answers(findings, effects, DECISION, metrics)
    known = {finding.code for finding in findings} | {effect.subject for effect in effects} | set(metrics)
    for answer in made:
        assert answer.evidence, answer.id
        assert set(answer.evidence) <= known, answer.id
        assert any(letter.isdigit() for letter in answer.answer), answer.id
        assert answer.answer.endswith((".", ".)")), answer.answer
        assert "  " not in answer.answer
        assert ".." not in answer.answer
    return {answer.id: answer.answer for answer in made}


def of(k: int, micro: int, groups: str) -> Mapping[str, Any]:
    """Metrics with so many segments and micro-clusters, all of one size."""
    ids = [*(f"S{j + 1}" for j in range(k)), *(f"M{j + 1}" for j in range(micro))]
    return {
        **(SHOP if k > 1 else CROWD),
        "k_segments": k,
        "k_micro": micro,
        "groups": groups,
        "micro_clusters": [9] * micro,
        "segment_sizes": dict.fromkeys(ids[:k], 100),
        "personas": {one: f"persona {one}" for one in ids},
        "persona_reasons": dict.fromkeys(ids, "Median 7."),
    }


def seen(code: str, status: Status, stage: str = "chosen") -> Finding:
    said = f"Seen {code} 12.3."
    return Finding(code, f"title {code}", status, "good 1", said, f"Costs {code} 4.5.", "remedy 1", stage=stage)


def test_the_ids_are_permanent() -> None:
    always = [
        "interview-1-variance", "groups", "interview-2-personas", "bots", "interview-3-noise", "interview-3-realtime",
        "action", "trust",
    ]  # fmt: skip
    assert list(told(SHOP, effects=(SHIFT,))) == list(told(CROWD)) == always


def test_variance_does_not_decide_about_trust() -> None:
    said = told(SHOP)["interview-1-variance"]
    assert said.startswith("No: the plane loses 9.40 % of the variance, not 40 %, and keeps 90.6 %")
    assert "(with all 700 rows it would keep 87.8 %)" in said
    assert "agrees with them at 0.99" in said
    assert "This picture may be trusted: of 1 uses it is good for 1 (telling the segments apart)." in said


def test_a_plane_that_loses_more_than_the_brief_asks_about_is_said_first() -> None:
    said = told({**SHOP, "variance_2d": 0.55})["interview-1-variance"]
    assert said.startswith("Yes: the plane loses 45.0 % of the variance")
    assert "would not decide" in said


@pytest.mark.parametrize(
    ("k", "micro", "groups", "lead"),
    [
        (3, 1, "3 segments + 1 micro-cluster", "Yes: 3 segments + 1 micro-cluster; the strangers are set apart"),
        (4, 0, "4 segments", "Yes: 4 segments."),
        (2, 1, "2 segments + 1 micro-cluster", "Only if the strangers are counted: 2 segments + 1 micro-cluster."),
        (2, 0, "2 segments", "No, the premise is false here: 2 segments, not 3 or more."),
        (1, 0, "no segments", "No, the premise is false here: no segments among 700 rows."),
        (1, 2, "no segments + 2 micro-clusters", "No, the premise is false here: no segments + 2 micro-clusters among"),
    ],
)
def test_whether_there_are_three_groups_is_said_first(k: int, micro: int, groups: str, lead: str) -> None:
    assert told(of(k, micro, groups))["groups"].startswith(lead)


def test_votes_and_dissent_are_told_by_name_and_the_veto_too() -> None:
    assert "2 of 3 indices vote for 3 (silhouette and knee); criterion says 10." in told(SHOP)["groups"]
    vetoed = told({**SHOP, "k_winner": 10, "k_segments": 10, "k_votes": {"a": 3, "b": 3, "c": 10}})["groups"]
    assert "2 of 3 indices vote for 3 (a and b); c says 10; 3 are not found again" in vetoed
    assert "so 10 are taken" in vetoed


def test_what_the_user_asked_for_is_no_vote() -> None:
    said = told({**SHOP, "k_wanted": 5, "k_segments": 5, "k_winner": 5, "groups": "5 segments + 1 micro-cluster"})
    assert said["groups"].startswith("Yes: the votes go to 3; shown are those that you asked for, 5 segments + 1 micro")
    assert "are taken" not in said["groups"]
    crowd = told({**SHOP, "k_wanted": 3, "structure_p": 0.4})["groups"]
    assert crowd.startswith("No, the premise is false here, for the data show 1 crowd; shown are those that you asked")


def test_segments_that_are_not_found_again_are_no_plain_yes() -> None:
    assert told({**SHOP, "stability_min": 0.61})["groups"].startswith("Perhaps, for not all are stable: 3 segments")


def test_without_segments_the_votes_do_not_count() -> None:
    said = told(CROWD)
    assert "with a probability of 62 %" in said["groups"]
    assert "The votes of the 3 indices do not count then" in said["groups"]
    assert (
        said["interview-2-personas"] == "There are not 4 clusters here but one crowd: no segments among all 700 rows."
    )
    assert said["trust"].startswith(
        "There are no segments to trust: no segments among 700 rows, so the people are to be"
    )


def test_too_few_rows_are_no_vote() -> None:
    assert "12 rows are too few" in told({**CROWD, "n_rows": 12, "k_votes": {}})["groups"]


def test_every_group_has_its_name_and_reason() -> None:
    said = told(SHOP)["interview-2-personas"]
    assert said.startswith("There are 4 groups: 3 segments + 1 micro-cluster.")
    assert "S2 (200 rows, 28.6 %): Name = High cart. Reason: median 498." in said
    assert "M1 (50 rows, 7.14 %): Name = Dense odd group: very many items. Reason: median 99.0." in said


def test_another_number_than_four_is_said_first() -> None:
    said = told(of(2, 1, "2 segments + 1 micro-cluster"))["interview-2-personas"]
    assert said.startswith("There are not 4 clusters: 2 segments + 1 micro-cluster. S1 (100 rows")
    many = told(of(15, 0, "15 segments"))["interview-2-personas"]
    assert "S12 (100 rows" in many
    assert many.endswith("3 more groups stand in the report.")


def test_the_bots_are_counted_and_their_harm_is_said() -> None:
    made = answers((), (SHIFT,), DECISION, SHOP)
    said = {answer.id: answer for answer in made}["bots"]
    assert said.answer.startswith(
        "Yes, as rows that act alike and unlike all others: 50 rows of 700 (7.14 %) in 1 dense"
    )
    assert SHIFT.sentence in said.answer
    assert "would then go to 4, where they go to 3 without them" in said.answer
    assert "2 rows are scattered noise" in said.answer
    assert OF_STRANGERS in said.answer
    assert "Items_Viewed" in said.evidence


def test_no_bots_is_an_answer() -> None:
    assert told(CROWD)["bots"].startswith("No: 0 of 700 rows form a dense odd micro-cluster")


@pytest.mark.parametrize(
    ("inside", "clusters", "company", "lead", "rest"),
    [
        (0, 1, 0, "Not the bots: of the 50 rows", "50 stand in 1 distinct, tight cluster (with 0 other rows in it)"),
        (8, 2, 3, "Only partly the bots: of the 50 rows", "42 stand in 2 clusters (with 3 other rows in them)"),
        (50, 0, 0, "The bots among others: ", "gives −1 to all 50 rows of micro-clusters"),
    ],
)
def test_what_minus_one_means_is_counted(inside: int, clusters: int, company: int, lead: str, rest: str) -> None:
    metrics = {
        **SHOP, "dbscan_micro_in_noise": inside, "dbscan_micro_clusters": clusters, "dbscan_micro_company": company,
        "dbscan_noise": 12 + inside,
    }  # fmt: skip
    said = told(metrics)["interview-3-noise"]
    assert said.startswith(lead)
    assert rest in said
    assert f"−1 stands for {12 + inside} of 700 rows" in said
    assert (
        "By nearest segment, 5 are in S1 and 7 are in S3; 2 of them are scattered noise by this study's rule too"
        in said
    )
    assert f"would challenge 12 other rows and find {inside} of 50 strangers." in said


def test_minus_one_may_stand_for_nobody() -> None:
    metrics = {**SHOP, "dbscan_noise": 0, "dbscan_noise_segments": {}, "dbscan_noise_scattered": 0}
    assert "−1 stands for nobody here, 0 of 700 rows (0 %). To take −1" in told(metrics)["interview-3-noise"]


def test_minus_one_without_bots_is_thin_places() -> None:
    said = told(CROWD)["interview-3-noise"]
    assert said.startswith("Single rows in thin places, not bots: DBSCAN at the brief's setting (eps 0.5, 5 rows")


def test_real_time_is_answered_from_what_was_caught() -> None:
    said = told(SHOP)["interview-3-realtime"]
    assert said.startswith("Neither alone: ")
    assert "DBSCAN's −1 catches 0 of 50, with 12 other rows;" in said
    assert "puts 41 into S1 and 9 into S3" in said
    assert "(farther than all but 0.5 % of a segment's rows) gives away 47 of 50, with 3 of 650 other rows" in said
    assert told(CROWD)["interview-3-realtime"].startswith("Neither can be recommended from these data: 0 rows")


def test_failed_checks_on_the_segments_are_told_with_their_cost_and_those_on_the_table_by_title() -> None:
    said = told(
        SHOP, seen("SEG007", Status.FAILED), seen("SEG005", Status.CAUTION), seen("SEG005", Status.CAUTION),
        seen("SEG009", Status.PASSED),
        seen("SEG001", Status.FAILED, "data"), seen("SEG001", Status.FAILED, "data"),
    )["trust"]  # fmt: skip
    assert said.startswith("Not without reserve: 3 segments + 1 micro-cluster among 700 rows.")
    assert "Of 4 findings on what was chosen 1 failed and 2 are open." in said
    assert "Failed: 'title SEG007'. Costs SEG007 4.5." in said
    assert "Open: 'title SEG005' (1 more finding like it). Costs SEG005 4.5." in said
    assert said.endswith("Of 2 on the table and on other ways 2 failed ('title SEG001').")


def test_what_fails_elsewhere_does_not_make_the_segments_wrong() -> None:
    said = told(SHOP, seen("SEG005", Status.PASSED), seen("SEG003", Status.FAILED, "data"))["trust"]
    assert said.startswith("Yes, for rows like these: 3 segments + 1 micro-cluster among 700 rows.")
    assert told(SHOP)["trust"].startswith("We cannot tell: ")


def test_somebody_elses_segments_are_judged() -> None:
    given = {**SHOP, "given": "cluster", "given_names": {"S1": "a", "S2": "b", "S3": "c"}}
    said = told(
        given, seen("SEG007", Status.FAILED, "given"), seen("SEG008", Status.PASSED, "given"),
        seen("TAB001", Status.FAILED, "data"),
    )  # fmt: skip
    assert said["given"].startswith(
        "No: 1 of 2 findings on the 3 segments of 'cluster' failed ('title SEG007'); the votes"
    )
    assert "the votes go to 3" in said["given"]
    assert "Here S1 is 'a', S2 is 'b' and S3 is 'c'." in said["given"]
    assert "; shown are those that the column 'cluster' has, 3 segments + 1 micro-cluster." in said["groups"]
    assert "the same labels as here" not in said["interview-3-realtime"]
    sound = told(given, seen("SEG007", Status.PASSED, "given"))["given"]
    assert sound.startswith("As far as these rows show, yes: 0 of 1 findings")


def test_the_action_is_the_recommendation_and_what_would_change_it() -> None:
    assert told(SHOP)["action"] == f"{DECISION.sentence} It would change if the uplift were 0.01."
