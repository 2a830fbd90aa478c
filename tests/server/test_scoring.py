"""Saved studies answering rows over HTTP; the oracle of every value is the same study called in Python."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.server.asking_the_server import TestClient, asking

import takehome as th
from takehome import api
from takehome.errors import InputError
from takehome.server.api.scoring import DIRECT
from takehome.server.refusal import Refusal
from takehome.server.scoring import row_body
from takehome.server.scoring.studies import MOST_LOADED, Scorers
from takehome.server.settings import Limits, Settings
from takehome.server.state.database import Database, new_id, now, open_database
from takehome.server.state.records import Run, RunKind, RunStatus
from takehome.server.state.runs import add_run, mark_finished, mark_running
from takehome.table import read

LINES = {"content-type": "application/x-ndjson"}
COLUMNS = ("x", "bill", "colour", "vip")


def world(rows: int = 240) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    x, colour = rng.normal(size=rows), rng.choice(["red", "blue", "1"], rows)
    left = rng.random(rows) < 1 / (1 + np.exp(1 - 1.5 * x - (colour == "blue")))
    return pd.DataFrame({
        "x": np.where(rng.random(rows) < 0.1, np.nan, x), "bill": rng.uniform(5, 90, rows), "colour": colour,
        "vip": rng.random(rows) < 0.3, "left": np.where(left, "yes", "no"), "spent": 3 + 2 * x + rng.normal(size=rows),
    })  # fmt: skip


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of each kind of answer, saved: decisions, predictions, segments, and actions that remember."""
    folder, data = tmp_path_factory.mktemp("studies"), world()
    own = {"fp": 5, "fn": "0.5 * bill + 10"}
    th.classify(data, "left", features=COLUMNS, costs=own, fast=True).save(folder / "churn")
    th.classify(data, "left", features=["x"], costs={"fp": 5, "fn": 40}, capacity=40, fast=True).save(folder / "few")
    th.regress(data, "spent", features=COLUMNS, fast=True).save(folder / "spending")
    th.segment(data[["x", "bill"]].dropna(), k=2, fast=True).save(folder / "groups" / "study")
    day = pd.DataFrame({"hour": range(24), "price": [30.0 + 20 * np.sin(h / 4) for h in range(24)]})
    th.trade(day, battery={"capacity_kwh": 100, "power_kw": 50}, currency="EUR").save(folder / "day")
    return folder


@pytest.fixture(scope="module")
def client(studies: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The whole application with these studies; a batch holds at most 50 rows."""
    named = tuple(studies / name for name in ("churn", "few", "spending", "groups", "day"))
    data = tmp_path_factory.mktemp("server") / "data"
    with asking(Settings(data, token="0123456789abcdef", studies=named, limits=Limits(batch_rows=50))) as made:
        yield made


def rows(count: int = 20) -> list[dict[str, Any]]:
    """New rows as a program has them, NaN as null."""
    frame = world(300).iloc[240 : 240 + count][list(COLUMNS)]
    return [{k: None if v != v else v for k, v in row.items()} for row in frame.to_dict("records")]


def score(client: TestClient, study: str, body: Any) -> Any:
    """The answer, which must be a good one."""
    answer = client.post(f"/v1/studies/{study}/score", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def problem(client: TestClient, study: str, status: int, **sent: Any) -> Any:
    """The refusal, of this status."""
    answer = client.post(f"/v1/studies/{study}/score", **sent)
    assert answer.status_code == status, answer.text
    assert set(answer.json()["error"]) == {"saw", "expected", "try_next"}
    return answer.json()


def in_python(folder: Path, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows through ``takehome.score``, which reads them as a frame."""
    columns = api.score(folder, read(pd.DataFrame(asked))).columns
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


@pytest.mark.parametrize("study", ["churn", "spending"])
def test_values_are_those_of_python_to_the_last_bit(client: TestClient, studies: Path, study: str) -> None:
    expected = in_python(studies / study, rows())
    batch = score(client, study, {"rows": rows()})["rows"]
    assert [answer["scores"] for answer in batch] == expected
    assert [score(client, study, row) for row in rows(3)] == batch[:3]


def test_a_segment_is_that_of_python(client: TestClient, studies: Path) -> None:
    asked = [{"x": 0.3, "bill": 20.0}, {"x": -1.0, "bill": 80.0}, {"x": 40.0, "bill": 1e6}]
    expected = in_python(studies / "groups" / "study", asked)
    batch = score(client, "groups", {"rows": asked})["rows"]
    assert [answer["scores"] for answer in batch] == expected
    assert [answer["segment"] for answer in batch] == [row["segment"] for row in expected]
    assert batch[2]["out_of_range"] == ["x", "bill"]


def test_an_answer_says_decision_money_reasons_and_what_is_unusual(client: TestClient) -> None:
    answer = score(client, "churn", {"x": 50, "bill": None, "colour": "green", "vip": True, "name": "B"} | {"bill": 20})
    assert answer["decision"] == answer["scores"]["decision"]
    assert answer["probability"] == answer["scores"]["probability"]
    assert answer["expected_money"] == answer["scores"]["expected_gain"]
    assert answer["currency"] == "$"
    assert "; ".join(answer["reasons"]) == answer["scores"]["reasons"]
    assert answer["reasons"]
    assert answer["reasons"][0].startswith("x 50")
    assert (answer["out_of_range"], answer["unknown"], answer["ignored"]) == (["x"], ["colour"], ["name"])
    assert score(client, "churn", {**rows(1)[0], "x": None})["missing"] == ["x"]
    assert "prediction" not in answer


def test_a_prediction_has_its_interval_and_no_money(client: TestClient) -> None:
    answer = score(client, "spending", rows(1)[0])
    assert answer["low"] < answer["prediction"] < answer["high"]
    assert (answer["expected_money"], answer["currency"], answer["reasons"]) == (None, None, [])


def test_kinds_are_those_of_the_training_whatever_one_row_looks_like(client: TestClient) -> None:
    """A level "1" may come as a number, and true as a truth; one row is not understood from its own values."""
    row = {**rows(1)[0], "colour": "1", "vip": True}
    expected = score(client, "churn", row)
    for same in ({"colour": 1}, {"colour": 1.0}, {"vip": "True"}, {"vip": "true"}):
        assert score(client, "churn", {**row, **same}) == expected
    assert expected["unknown"] == []


def test_rows_that_cannot_be_scored_are_named_each_and_nothing_is(client: TestClient) -> None:
    good, wrong, short = rows(3)
    wrong["x"] = "high"
    del short["colour"]
    found = problem(client, "churn", 422, json={"rows": [good, wrong, short]})
    assert found["error"]["saw"] == "row 2: 'x' is the text 'high' (2 of 3 rows cannot be scored)"
    assert [each["row"] for each in found["rows"]] == [2, 3]
    assert "'colour'" in found["rows"][1]["saw"]
    assert problem(client, "spending", 422, json={"rows": [good, wrong, short]})["rows"] == found["rows"]


@pytest.mark.parametrize("value", ["12", True, [1.0], {"a": 1}, 1e999, 10**400, "", "high"])
@pytest.mark.parametrize("study", ["churn", "spending"])
def test_what_is_no_number_is_refused_by_name(client: TestClient, study: str, value: Any) -> None:
    body = json.dumps({**rows(1)[0], "x": value})
    found = problem(client, study, 422, content=body, headers={"content-type": "application/json"})
    assert found["error"]["saw"].startswith("row 1: 'x' is ")


def test_huge_numbers_are_out_of_range_and_not_a_number_is_missing(client: TestClient) -> None:
    """JSON has no NaN, but what many programs write for it is understood."""
    for study in ("churn", "spending"):
        assert score(client, study, {**rows(1)[0], "x": 1e300})["out_of_range"] == ["x"]
        body = json.dumps({**rows(1)[0], "x": float("nan")})
        answer = client.post(f"/v1/studies/{study}/score", content=body)
        assert answer.json()["missing"] == ["x"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "no readable JSON"),
        (b"[1, 2]", "JSON that is no object"),
        (b"{", "no readable JSON"),
        (b"\xff\xfe{}", "no readable JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"x": 1, "x": 2}', "the key 'x' twice"),
        (b'{"x": "\\ud800"}', "no readable JSON"),
        (b'{"rows": []}', "no row"),
        (b'{"rows": [1]}', "row 1 is no object"),
        (b'{"rows": [], "mode": "fast"}', "'mode' beside 'rows'"),
        (b"9" * 5_000, "no readable JSON"),
        (b"{}", "row 1: a row without the column"),
    ],
)
def test_bodies_that_are_none_are_refused(client: TestClient, body: bytes, said: str) -> None:
    found = problem(client, "churn", 422, content=body, headers={"content-type": "application/json"})
    assert said in found["error"]["saw"]


def test_a_key_that_stands_twice_is_found_in_one_pass() -> None:
    """Keys that count how often they are compared: looking each of them up among all would take n² / 2 comparisons."""
    compared = 0

    class Key(str):
        __slots__ = ()
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return str.__eq__(self, other)

    keys = [Key(number) for number in range(2_000)]
    with pytest.raises(InputError, match="'1999' twice"):
        row_body._once([(key, 1) for key in [*keys, Key(1_999)]])
    assert compared < 10 * len(keys)


def test_a_batch_has_a_limit_and_a_type(client: TestClient) -> None:
    assert "51 rows" in problem(client, "churn", 413, json={"rows": [{}] * 51})["error"]["saw"]
    problem(client, "churn", 415, content=b"x,bill\n1,2", headers={"content-type": "text/csv"})


def test_lines_are_answered_one_by_one_and_a_bad_one_does_not_end_the_stream(client: TestClient) -> None:
    good = rows(4)
    lines = [json.dumps(good[0]), "{broken", "", json.dumps({"x": 1}), *map(json.dumps, good[1:])]
    answer = client.post("/v1/studies/churn/score", content="\n".join(lines), headers=LINES)
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    found = [json.loads(line) for line in answer.text.splitlines()]
    assert [each.get("line") for each in found] == [None, 2, 4, None, None, None]
    assert "without the column" in found[2]["error"]["saw"]
    assert [found[0], *found[3:]] == score(client, "churn", {"rows": good})["rows"]


def test_lines_may_come_in_any_pieces(client: TestClient) -> None:
    text = "\r\n".join(map(json.dumps, rows(5))).encode()
    expected = client.post("/v1/studies/churn/score", content=text, headers=LINES).text
    pieces = (text[i : i + 7] for i in range(0, len(text), 7))
    assert client.post("/v1/studies/churn/score", content=pieces, headers=LINES).text == expected
    assert len(expected.splitlines()) == 5


def test_a_line_without_end_ends_the_stream(client: TestClient) -> None:
    text = json.dumps(rows(1)[0]).encode() + b"\n" + b"x" * 1_100_000 + b"\n{}"
    found = client.post("/v1/studies/churn/score", content=text, headers=LINES).text.splitlines()
    assert len(found) == 2
    assert "more than 1,000,000 bytes" in json.loads(found[1])["error"]["saw"]


def test_a_study_that_remembers_answers_in_order_and_each_request_starts_anew(
    client: TestClient, studies: Path
) -> None:
    hours = [{"hour": h, "price": 30.0 + 20 * float(np.sin(h / 4))} for h in range(24)]
    ask = api.load(studies / "day").line_scorer().answer
    expected = [dict(ask(hour)) for hour in hours]
    batch = score(client, "day", {"rows": hours})["rows"]
    assert [answer["scores"] for answer in batch] == expected
    assert [answer["action"] for answer in batch] == [one["action"] for one in expected]
    stream = client.post("/v1/studies/day/score", content="\n".join(map(json.dumps, hours)), headers=LINES)
    assert [json.loads(line)["scores"] for line in stream.text.splitlines()] == expected
    first = [score(client, "day", hours[20]) for _ in range(2)]
    assert first[0] == first[1], "nothing is remembered between two requests"
    assert first[0]["scores"] == dict(api.load(studies / "day").line_scorer().answer(hours[20]))
    assert batch[0]["currency"] == "EUR"


def test_a_share_of_everybody_is_counted_within_one_request(client: TestClient, studies: Path) -> None:
    asked = [{"x": float(x)} for x in np.linspace(-2, 2, 30)]
    expected = [row["decision"] for row in in_python(studies / "few", asked)]
    assert [answer["decision"] for answer in score(client, "few", {"rows": asked})["rows"]] == expected


def test_every_study_is_listed_described_and_answers_its_example(client: TestClient) -> None:
    listed = client.get("/v1/studies").json()["studies"]
    assert [study["id"] for study in listed] == ["churn", "few", "spending", "groups", "day"]
    for study in listed:
        told = client.get(f"/v1/studies/{study['id']}").json()
        assert set(told["words"].values()) <= set(told["means"])
        assert {one["name"] for one in told["inputs"]} >= set(told["example"])
        answer = score(client, study["id"], told["example"])
        assert set(answer["scores"]) == set(told["means"])
        assert (answer["ignored"], answer["currency"]) == ([], told["currency"])
    assert "remembered" in client.get("/v1/studies/day").json()["order"]


@pytest.mark.parametrize("id", ["nobody", "0" * 16, "..", "%2e%2e%2fchurn", "churn%00", "a" * 201])
def test_a_study_that_is_not_there(client: TestClient, id: str) -> None:
    assert client.get(f"/v1/studies/{id}").status_code in (400, 404, 422)
    assert client.post(f"/v1/studies/{id}/score", json={}).status_code in (400, 404, 422)


@pytest.fixture
def own(settings: Settings) -> Iterator[tuple[Settings, Database]]:
    """Settings with an open database."""
    database = open_database(settings)
    yield settings, database
    database.close()


def finished(settings: Settings, db: Database, study: Path) -> Run:
    """A run that made this study."""
    run = Run(new_id(), 0, RunKind.STUDY, "classify", RunStatus.QUEUED, now(), "key", data_name="world.csv")
    run = add_run(db, run)
    assert mark_running(db, run.id, 1)
    shutil.copytree(study, settings.runs / run.id / "study")
    assert mark_finished(db, run.id, {}, "sha")
    return run


def test_a_run_s_study_is_asked_by_the_run_s_id_until_it_is_deleted(
    own: tuple[Settings, Database], studies: Path
) -> None:
    settings, db = own
    run = finished(settings, db, studies / "churn")
    with asking(settings) as client:
        listed = client.get("/v1/studies").json()["studies"]
        assert [(one["id"], one["run"], one["data"]) for one in listed] == [(run.id, run.number, "world.csv")]
        assert score(client, run.id, rows(1)[0])["decision"] in ("act", "leave")
        shutil.rmtree(settings.runs / run.id)
        problem(client, run.id, 404, json=rows(1)[0])
        assert client.get("/v1/studies").json()["studies"] == []


def test_a_study_that_was_saved_again_is_loaded_again_and_few_are_kept(
    own: tuple[Settings, Database], studies: Path, tmp_path: Path
) -> None:
    settings, db = own
    names = [f"copy{i}" for i in range(MOST_LOADED + 1)]
    for name in names:
        shutil.copytree(studies / "few", tmp_path / name)
    scorers = Scorers(dataclasses.replace(settings, studies=tuple(tmp_path / name for name in names)), db)
    first = scorers.get("copy0")
    assert scorers.get("copy0") is scorers.ready("copy0") is first
    api.load(tmp_path / "copy0").save(tmp_path / "copy0")
    assert scorers.ready("copy0") is None
    assert scorers.get("copy0") is not first
    for name in names[1:]:
        scorers.get(name)
    assert scorers.ready("copy0") is None
    assert scorers.ready(names[-1]) is not None
    with pytest.raises(Refusal, match="no study"):
        scorers.get("copy99")


def test_folders_that_hold_no_study_or_are_called_alike_are_refused_at_the_start(
    own: tuple[Settings, Database], studies: Path, tmp_path: Path
) -> None:
    settings, db = own
    shutil.copytree(studies / "few", tmp_path / "other" / "few")
    for folders in ((tmp_path,), (studies / "few", tmp_path / "other" / "few")):
        with pytest.raises(InputError):
            Scorers(dataclasses.replace(settings, studies=folders), db)


def test_the_way_past_the_framework_gives_what_the_described_address_gives(studies: Path, tmp_path: Path) -> None:
    """Taken out of the application, the address is answered by the endpoint that the OpenAPI document describes."""
    settings = Settings(tmp_path / "data", token="0123456789abcdef", studies=(studies / "churn",))
    with asking(settings) as client:
        routes = client.app.router.routes
        assert routes[0] is DIRECT
        good, bad = rows(1)[0], {"x": 1}
        quick = [client.post("/v1/studies/churn/score", json=row) for row in (good, bad)]
        routes.remove(DIRECT)
        described = [client.post("/v1/studies/churn/score", json=row) for row in (good, bad)]
    assert [answer.status_code for answer in quick] == [200, 422]
    assert [answer.content for answer in quick] == [answer.content for answer in described]
