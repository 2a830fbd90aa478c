"""The interface for programs: what is asked for is done, and whatever is wrong is said in three parts, never with 5xx.

The oracle of a report is the same study called from Python in this process. Bad input is a list of what once broke a
server: zero bytes, halves of surrogate pairs, numbers without end, nesting without end, bodies of another type.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.server.asking_the_server import DATABASES, TestClient, asking, database_of
from tests.server.test_events import events_of

from takehome import api
from takehome.server.settings import Settings
from takehome.server.state.runs import mark_finished, mark_running

UNKNOWN = "0123456789abcdef"
JSON = {"Content-Type": "application/json"}


def small_table() -> str:
    """Eighty rows in which a cost rises with hours, and with the team."""
    draw = random.Random(5)
    rows = ["hours,team,cost"]
    for _ in range(80):
        hours, team = draw.uniform(1, 40), draw.choice(["red", "blue"])
        cost = 20 + 3 * hours + (8 if team == "red" else 0) + draw.gauss(0, 4)
        rows.append(f"{hours:.2f},{team},{cost:.2f}")
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="module", params=DATABASES)
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One application whose queue runs nothing, on either database."""
    settings = Settings(data=tmp_path_factory.mktemp("api") / "data", token=UNKNOWN)
    with database_of(request) as url, asking(replace(settings, database=url)) as made:
        yield made


@pytest.fixture(scope="module")
def upload(client: TestClient) -> str:
    answer = client.post("/v1/uploads", files={"file": ("costs.csv", small_table())})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


@pytest.fixture
def run(client: TestClient) -> dict[str, Any]:
    """A run that waits."""
    answer = client.post("/v1/runs", json={"verb": "regress", "scenario": "omnicorp-servers"})
    assert answer.status_code == 202, answer.text
    return answer.json()


def assert_refused(answer: Any, status: int) -> dict[str, str]:
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert set(error) == {"saw", "expected", "try_next"}
    assert all(error.values())
    return error


def finish(client: TestClient, run_id: str, **files: str) -> Path:
    """What a worker leaves behind."""
    state = client.app.state
    folder = state.settings.runs / run_id
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    mark_running(state.db, run_id, 1)
    mark_finished(state.db, run_id, {"title": "Regression", "sentence": "Do it."}, "0" * 64)
    return folder


def test_a_study_over_the_interface_gives_the_report_that_python_gives(tmp_path: Path) -> None:
    """Nothing is faked: upload, run in a worker process, events, report; equal in everything but `run`."""
    # a report calls an upload so, whatever the client called it: equal tables give equal reports
    path = tmp_path / "uploaded-table"
    path.write_text(small_table())
    options = {"target": "cost", "units": {"cost": "$/h"}, "fast": True}
    with asking(Settings(data=tmp_path / "data", token=UNKNOWN), real_queue=True) as client:
        kept = client.post("/v1/uploads", files={"file": ("costs.csv", path.read_bytes())}).json()
        asked = {"verb": "regress", "upload": kept["id"], "options": options, "seed": 3}
        made = client.post("/v1/runs", json=asked).json()
        events = events_of(client.get(f"/v1/runs/{made['id']}/events").text)
        done = client.get(f"/v1/runs/{made['id']}").json()
        assert done["status"] == "finished", done["problem"]
        document = client.get(f"/v1/runs/{made['id']}/report.json").json()
        page = client.get(f"/v1/runs/{made['id']}/report.html")
    expected = json.loads(json.dumps(api.run("regress", path, seed=3, **options).to_dict()))
    assert {**document, "run": None} == {**expected, "run": None}
    assert str(tmp_path) not in json.dumps(document)
    assert done["summary"]["sentence"] == document["recommendation"]["sentence"]
    assert {"report.html", "report.json", "report.md"} <= set(done["files"])
    assert "sandbox allow-scripts" in page.headers["content-security-policy"]
    numbers = [event["data"]["number"] for event in events if event["event"] == "step"]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 2
    assert events[-1] == {"event": "end", "data": {"status": "finished"}}


def test_nothing_is_answered_without_the_token_but_health(client: TestClient) -> None:
    stranger = TestClient(client.app, base_url="http://127.0.0.1:8642")
    names = {"id": UNKNOWN, "verb": "regress", "name": "a.csv", "study": UNKNOWN}
    for path, methods in client.get("/v1/openapi.json").json()["paths"].items():
        for method in methods:
            answer = stranger.request(method.upper(), path.format(**names))
            if path == "/v1/health":
                assert answer.status_code == 200
            else:
                assert_refused(answer, 401)


def test_what_can_be_asked_for_comes_from_the_registry(client: TestClient) -> None:
    verbs = {each["verb"]: each for each in client.get("/v1/verbs").json()}
    assert set(verbs) == {entry.verb for entry in api.entries()}
    for entry in api.entries():
        told = client.get(f"/v1/verbs/{entry.verb}").json()
        assert told["title"] == entry.title
        assert told["options"]["type"] == "object"
        assert bool(told["economics"]) == bool(entry.economics)
    scenarios = {each["name"] for each in client.get("/v1/scenarios").json()}
    assert scenarios == {name for entry in api.entries() for name in entry.scenarios}
    assert_refused(client.get("/v1/verbs/divine"), 404)


def test_a_run_waits_with_its_place_and_is_listed_newest_first(client: TestClient, upload: str) -> None:
    asked = {"verb": "regress", "upload": upload, "options": {"target": "cost"}, "economics": "# nothing\n"}
    first = client.post("/v1/runs", json=asked).json()
    second = client.post("/v1/runs", json={**asked, "economics": {}}).json()
    assert first["status"] == "queued"
    assert second["place"] == first["place"] + 1
    assert first["key"] == second["key"]
    assert first["data_name"] == "costs.csv"
    listed = [each["id"] for each in client.get("/v1/runs", params={"limit": 2}).json()]
    assert listed == [second["id"], first["id"]]
    before = client.get("/v1/runs", params={"before": second["number"], "limit": 1}).json()
    assert [each["id"] for each in before] == [first["id"]]
    assert client.get("/v1/runs", params={"status": "finished", "text": "costs"}).json() == []


def test_a_run_is_cancelled_once_and_repeated(client: TestClient, run: dict[str, Any]) -> None:
    assert client.post(f"/v1/runs/{run['id']}/cancel").json()["status"] == "cancelled"
    assert "cancelled" in assert_refused(client.post(f"/v1/runs/{run['id']}/cancel"), 409)["saw"]
    again = client.post(f"/v1/runs/{run['id']}/repeat").json()
    assert again["repeats"] == run["id"]
    assert again["key"] == run["key"]
    assert client.delete(f"/v1/runs/{again['id']}").status_code == 204
    assert_refused(client.get(f"/v1/runs/{again['id']}"), 404)


def test_a_report_is_there_when_the_run_has_finished_and_goes_with_it(client: TestClient, run: dict[str, Any]) -> None:
    address = f"/v1/runs/{run['id']}"
    assert "queued" in assert_refused(client.get(f"{address}/report.json"), 404)["saw"]
    folder = finish(client, run["id"], report_html="<p>é", report_json="{}", report_md="# é", dispatch_csv="a\n")
    (folder / "study").mkdir()
    (folder / "secret.txt").write_text("no")
    assert client.get(address).json()["files"] == ["report.html", "report.json", "report.md", "dispatch.csv"]
    assert client.get(f"{address}/report.html").text == "<p>é"
    assert client.get(f"{address}/report.md").headers["content-type"] == "text/markdown; charset=utf-8"
    table = client.get(f"{address}/files/dispatch.csv")
    assert table.headers["content-disposition"] == 'attachment; filename="dispatch.csv"'
    for name in ("secret.txt", "report.html", "..%2f..%2ftoken", "%2e%2e%2ftoken", "study", ".csv", "a.csv%00"):
        assert client.get(f"{address}/files/{name}").status_code in (400, 404, 422)
    assert client.delete(address).status_code == 204
    assert not folder.exists()


def test_a_note_is_kept_as_it_was_written(client: TestClient, run: dict[str, Any]) -> None:
    note = "for Tuesday: <b>50 %</b> of Ünal’s plan 🙂 _ \\ "
    assert client.put(f"/v1/runs/{run['id']}/note", json={"note": note}).json()["note"] == note
    found = client.get("/v1/runs", params={"text": "ünal"}).json()
    assert [each["id"] for each in found] == [run["id"]]
    assert_refused(client.put(f"/v1/runs/{run['id']}/note", json={"note": "x" * 10_001}), 422)


def test_a_file_that_a_run_waits_for_is_not_deleted(client: TestClient) -> None:
    kept = client.post("/v1/uploads", files={"file": ("a.csv", small_table())}).json()
    made = client.post("/v1/runs", json={"verb": "regress", "upload": kept["id"], "options": {"target": "cost"}}).json()
    assert str(made["number"]) in assert_refused(client.delete(f"/v1/uploads/{kept['id']}"), 409)["saw"]
    client.post(f"/v1/runs/{made['id']}/cancel")
    assert client.delete(f"/v1/uploads/{kept['id']}").status_code == 204
    assert client.get(f"/v1/runs/{made['id']}").json()["upload"] is None
    assert_refused(client.post(f"/v1/runs/{made['id']}/repeat"), 409)


def test_everything_is_deleted_only_for_the_words(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", token=UNKNOWN)
    with asking(settings) as client:
        client.post("/v1/uploads", files={"file": ("a.csv", small_table())})
        made = client.post("/v1/runs", json={"verb": "regress", "scenario": "omnicorp-servers"}).json()
        finish(client, made["id"], report_json="{}")
        assert_refused(client.request("DELETE", "/v1/everything", json={"confirm": "yes"}), 409)
        assert_refused(client.request("DELETE", "/v1/everything"), 422)
        assert client.get("/v1/runs").json()
        done = client.request("DELETE", "/v1/everything", json={"confirm": "delete everything"})
        assert done.status_code == 204
        assert client.get("/v1/runs").json() == client.get("/v1/uploads").json() == []
    assert [path for folder in (settings.uploads, settings.runs) for path in folder.rglob("*")] == []


BAD_RUNS = {
    "an unknown verb": ({"verb": "divine", "scenario": "omnicorp-servers"}, 422),
    "neither table nor scenario": ({"verb": "regress"}, 422),
    "both": ({"verb": "regress", "scenario": "omnicorp-servers", "upload": UNKNOWN}, 422),
    "an unknown upload": ({"verb": "regress", "upload": UNKNOWN}, 404),
    "a path as upload": ({"verb": "regress", "upload": "/etc/passwd"}, 422),
    "a path as scenario": ({"verb": "regress", "scenario": "../../etc/passwd"}, 422),
    "a scenario of another verb": ({"verb": "regress", "scenario": "omnicorp-churn"}, 422),
    "an unknown field": ({"verb": "regress", "scenario": "omnicorp-servers", "path": "/etc/passwd"}, 422),
    "an unknown option": ({"verb": "regress", "scenario": "omnicorp-servers", "options": {"path": "/etc"}}, 422),
    "options as a list": ({"verb": "regress", "scenario": "omnicorp-servers", "options": []}, 422),
    "a zero byte": ({"verb": "regress\x00", "scenario": "omnicorp-servers"}, 422),
    "a zero byte in an option": ({"verb": "regress", "scenario": "omnicorp-servers", "options": {"id": "\x00"}}, 422),
    "a zero byte in TOML": ({"verb": "regress", "scenario": "omnicorp-servers", "economics": "a = 1\x00"}, 422),
    "TOML that is none": ({"verb": "regress", "scenario": "omnicorp-servers", "economics": "a = = 1"}, 422),
    "economics with null": ({"verb": "regress", "scenario": "omnicorp-servers", "economics": {"a": None}}, 422),
    "economics of a date": ({"verb": "regress", "scenario": "omnicorp-servers", "economics": "a = 2024-01-01"}, 422),
    "economics as a number": ({"verb": "regress", "scenario": "omnicorp-servers", "economics": 5}, 422),
    "a negative seed": ({"verb": "regress", "scenario": "omnicorp-servers", "seed": -1}, 422),
    "a seed without end": ({"verb": "regress", "scenario": "omnicorp-servers", "seed": 10**30}, 422),
    "a seed as text": ({"verb": "regress", "scenario": "omnicorp-servers", "seed": "1"}, 422),
    "a seed that is true": ({"verb": "regress", "scenario": "omnicorp-servers", "seed": True}, 422),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_RUNS)
def test_a_run_that_cannot_be_is_refused_in_words(client: TestClient, case: str) -> None:
    body, status = BAD_RUNS[case]
    count = len(client.get("/v1/runs", params={"limit": 200}).json())
    assert_refused(client.post("/v1/runs", json=body), status)
    assert len(client.get("/v1/runs", params={"limit": 200}).json()) == count


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", JSON, 422),
        (b"{", JSON, 422),
        (b"null", JSON, 422),
        (b"[]", JSON, 422),
        (b'"text"', JSON, 422),
        (b"\xff\xfe", JSON, 422),
        (b'{"verb": "\xff"}', JSON, 400),
        (b'{"verb": "\\ud800", "scenario": "omnicorp-servers"}', JSON, 422),
        (b'{"verb": "regress", "scenario": "omnicorp-servers", "options": {"\\udfff": 1}}', JSON, 422),
        (b'{"verb": "regress", "scenario": "omnicorp-servers", "economics": {"a": NaN}}', JSON, 422),
        (b'{"verb": "regress", "scenario": "omnicorp-servers", "economics": {"a": 1e999}}', JSON, 422),
        (b'{"verb": "regress", "scenario": "x", "seed": ' + b"9" * 5_000 + b"}", JSON, 400),
        (b'{"verb": "regress", "options": ' + b'{"a":' * 5_000, JSON, 400),
        (b'{"verb": "regress", "options": ' + b'{"a":' * 200 + b"1" + b"}" * 200 + b"}", JSON, 422),
        (b'{"verb": "regress"}', {"Content-Type": "text/plain"}, 415),
        (b'{"verb": "regress"}', {"Content-Type": "application/xml"}, 415),
        (b"verb=regress", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        (b'{"verb": "regress"}', {"Content-Type": "%"}, 415),
        (b"x" * 3_000_000, JSON, 413),
    ],
)
def test_a_body_that_is_no_request_is_refused(
    client: TestClient, body: bytes, headers: dict[str, str], status: int
) -> None:
    assert_refused(client.post("/v1/runs", content=body, headers=headers), status)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/runs?limit=-1", 422),
        ("/v1/runs?limit=201", 422),
        ("/v1/runs?limit=x", 422),
        ("/v1/runs?before=0", 422),
        ("/v1/runs?before=99999999999999999999999", 422),
        ("/v1/runs?status=odd", 422),
        ("/v1/runs?text=%00", 422),
        ("/v1/runs?text=" + "x" * 500, 422),
        ("/v1/uploads?limit=0", 422),
        ("/v1/runs/0", 422),
        ("/v1/runs/%00", 400),
        ("/v1/runs/%F0%9F%99%82", 422),
        ("/v1/runs/0123456789ABCDEF", 422),
        (f"/v1/runs/{UNKNOWN}", 404),
        (f"/v1/uploads/{UNKNOWN}", 404),
        (f"/v1/compare?a={UNKNOWN}&b={UNKNOWN}", 404),
        ("/v1/compare?a=1", 422),
        (f"/v1/practice/gradebook?run={UNKNOWN}", 404),
        ("/v1/nothing", 404),
        ("/v1", 404),
        ("/v1/runs/", 404),
    ],
)
def test_an_address_that_is_odd_is_refused(client: TestClient, path: str, status: int) -> None:
    assert_refused(client.get(path), status)


def test_odd_bytes_in_a_search_find_nothing(client: TestClient) -> None:
    for text in ("%FF%FE", "%ED%A0%80", "%F0%9F%99%82", "'%22%3B--", "%25", "_", "\\"):
        assert client.get(f"/v1/runs?text={text}").status_code == 200


def test_a_method_that_an_address_does_not_take_is_told_all_that_it_takes(client: TestClient) -> None:
    answer = client.delete("/v1/runs")
    assert_refused(answer, 405)
    assert set(answer.headers["allow"].split(", ")) >= {"GET", "POST"}


def test_a_fault_of_our_own_tells_no_detail(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: Any, **options: Any) -> Any:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr("takehome.server.api.uploads.list_uploads", broken)
    answer = client.get("/v1/uploads")
    assert_refused(answer, 500)
    assert "secret" not in answer.text


def test_two_runs_are_compared(client: TestClient, run: dict[str, Any]) -> None:
    other = client.post("/v1/runs", json={"verb": "regress", "scenario": "omnicorp-servers", "seed": 7}).json()
    compared = client.get("/v1/compare", params={"a": run["id"], "b": other["id"]}).json()
    assert compared["a"]["number"] == run["number"]
    assert [each["name"] for each in compared["settings"]] == ["seed"]


def test_an_assignment_is_handed_out_and_a_bad_one_is_refused(client: TestClient) -> None:
    available = [each for each in client.get("/v1/practice/assignments").json() if each["available"]]
    asked = {"assignment": available[0]["name"], "name": "Zoë Müller", "seed": 7}
    answer = client.post("/v1/practice/handouts", json=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ipynb+json"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.json()["cells"]
    climbing = client.post("/v1/practice/handouts", json={**asked, "name": "../../x"})
    assert "/" not in climbing.headers["content-disposition"]
    for change in ({"assignment": "x"}, {"name": " "}, {"level": 99}, {"level": 0}, {"seed": -1},
                   {"sealed": True, "seed": None}, {"name": "\x00"}, {"out": "/tmp"}):  # fmt: skip
        assert_refused(client.post("/v1/practice/handouts", json={**asked, **change}), 422)


def test_notebooks_are_refused_where_they_cannot_be_isolated(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from takehome.server import handing_out

    monkeypatch.setattr(handing_out, "isolation_here", lambda: handing_out.Isolation(False, ("network: none",)))
    answer = client.post("/v1/practice/submissions", files={"file": ("a.ipynb", '{"cells": []}')})
    assert "takehome practice grade" in assert_refused(answer, 409)["try_next"]
    assert client.get("/v1/uploads").status_code == 200


@pytest.mark.parametrize("content", [b"", b"no JSON", b"{}", b"[" * 100_000, b"PK\x03\x04 cut", b"\x00\xff"])
def test_what_is_no_notebook_is_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    from takehome.server import handing_out

    monkeypatch.setattr(handing_out, "isolation_here", lambda: handing_out.Isolation(True))
    assert_refused(client.post("/v1/practice/submissions", files={"file": ("a.ipynb", content)}), 422)


def test_a_notebook_waits_to_be_graded(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from takehome.server import handing_out

    monkeypatch.setattr(handing_out, "isolation_here", lambda: handing_out.Isolation(True))
    answer = client.post("/v1/practice/submissions", files={"file": ("ada.ipynb", '{"cells": []}')})
    assert answer.status_code == 202, answer.text
    made = answer.json()
    assert (made["kind"], made["verb"], made["data_name"]) == ("grade", "grade", "ada.ipynb")
    grades = json.dumps([{"file": "ada.ipynb"}])
    finish(client, made["id"], gradebook_csv="file,candidate\n'=1+1,x\n", grades_json=grades)
    book = client.get("/v1/practice/gradebook", params={"run": made["id"]})
    assert book.text == "file,candidate\n'=1+1,x\n"
    assert book.headers["content-type"] == "text/csv; charset=utf-8"
    assert client.get("/v1/practice/feedback", params={"run": made["id"]}).json() == [{"file": "ada.ipynb"}]
    assert_refused(client.post("/v1/runs", json={"verb": "regress", "upload": made["upload"]}), 422)
