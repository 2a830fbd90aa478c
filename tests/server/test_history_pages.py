"""Pages about runs that there are: found again, annotated, compared, repeated, deleted.

The oracles are the runs that a test made, the database after a request, and the arithmetic of two gains.
"""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from sqlalchemy import insert, select
from tests.server import runs_made as made
from tests.server.asking_the_server import TestClient, asking

from takehome.server.pages.history import PAGE
from takehome.server.settings import Settings
from takehome.server.state.database import Database, now
from takehome.server.state.records import Problem, Run, RunStatus, Upload, UploadKind
from takehome.server.state.runs import get_run, list_runs, set_note
from takehome.server.state.tables import uploads
from takehome.server.state.uploads import add_upload, list_uploads


@pytest.fixture
def client(settings: Settings):
    with asking(settings) as opened:
        yield opened


@pytest.fixture
def db(client: TestClient) -> Database:
    return client.app.state.db


def document(settings: Settings, run: Run) -> dict:
    return json.loads((settings.runs / run.id / "report.json").read_text())


def text_of(html: str) -> str:
    """What a person reads: tags out, entities back, blanks as one."""
    inline = re.sub(r"</?(bdi|code|a|b)\b[^>]*>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", inline)).split())


# -- the list


def test_an_empty_history_leads_to_the_first_page(client):
    page = client.get("/runs")
    assert page.status_code == 200
    assert "Nothing was asked for yet." in page.text
    assert 'href="/"' in page.text


def test_runs_stand_newest_first_with_decision_gain_and_note(client, db, settings):
    first = made.finished(settings, db, data_name="servers.csv", scenario="")
    set_note(db, first.id, "For <b>May</b>")
    made.failed(db, Problem("the column “Cost” is text"), data_name="other.csv", scenario="")
    page = client.get("/runs")
    said = text_of(page.text)
    assert said.index("Run 2") < said.index("Run 1")
    assert "Replace servers when they turn 6" in said
    assert "21,100 $ per year, 200 servers" in said
    assert "the column “Cost” is text" in said
    assert "For <b>May</b>" in said
    assert "<b>May</b>" not in page.text, "a note is text"


@pytest.mark.parametrize(
    ("query", "numbers"),
    [("text=MAY", {1}), ("text=churn", {2}), ("status=failed", {2}), ("verb=regress", {1}), ("text=100%25", set())],
)
def test_the_search_finds_by_words_status_and_study(client, db, settings, query, numbers):
    set_note(db, made.finished(settings, db).id, "budget of May")
    made.failed(db, Problem("no"), verb="classify", data_name="churn.csv", scenario="")
    page = client.get(f"/runs?{query}")
    assert set(map(int, re.findall(r">Run (\d+)</a>", page.text))) == numbers
    assert numbers or "No run matches." in page.text


def test_what_was_searched_for_stays_in_the_form(client, db):
    made.asked(db)
    page = client.get("/runs", params={"text": 'a "quoted" word', "status": "failed"}).text
    assert 'value="a &#34;quoted&#34; word"' in page
    assert '<option value="failed" selected>' in page


@pytest.mark.parametrize("query", ["status=lost", "kind=dream", "before=-1", "before=x", "text=" + "w" * 501])
def test_a_search_that_cannot_be_made_says_why_and_shows_all(client, db, query):
    made.asked(db)
    page = client.get(f"/runs?{query}")
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert "Run 1" in page.text


def test_older_runs_are_on_further_pages_and_none_is_lost(client, db):
    for _ in range(PAGE + 2):
        made.asked(db)
    address, numbers = "/runs?status=queued", []
    while address:
        page = client.get(address).text
        numbers += map(int, re.findall(r">Run (\d+)</a>", page))
        found = re.search(r'<a href="([^"]+)" rel="next">', page)
        address = unescape(found[1]) if found else ""
    assert numbers == list(range(PAGE + 2, 0, -1))


def test_the_same_answer_is_said_with_the_runs_number(client, db, settings):
    for _ in range(2):
        made.finished(settings, db, key="one key")
    said = text_of(client.get("/runs").text)
    assert "The same answer as run 1, digit for digit" in said
    assert "fault" not in said


def test_another_answer_to_the_same_key_is_said_loudly(client, db, settings):
    first = made.finished(settings, db, key="one key")
    second = made.finished(settings, db, made.changed_document(document(settings, first)), key="one key")
    assert "This is a fault of takehome's: run 1 and run 2" in text_of(client.get("/runs").text)
    page = client.get(f"/compare?a={first.id}&b={second.id}").text
    assert 'role="alert"' in page
    assert f"/runs/{second.id}/files/report.json" in page


# -- what can be done with one run


def test_a_note_is_kept_and_shown_on_the_run(client, db):
    run = made.asked(db)
    answer = client.post(f"/runs/{run.id}/note", data={"note": " two\r\nlines "}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/runs/{run.id}#note")
    assert get_run(db, run.id).note == "two\nlines"
    client.post(f"/runs/{run.id}/note", data={"note": ""})
    assert get_run(db, run.id).note == ""


@pytest.mark.parametrize("note", ["x" * 2001, "a\0b"])
def test_a_note_that_cannot_be_kept_is_refused(client, db, note):
    run = made.asked(db)
    assert client.post(f"/runs/{run.id}/note", data={"note": note}).status_code == 422
    assert get_run(db, run.id).note == ""


def test_cancel_repeat_and_delete(client, db, settings):
    run = made.asked(db)
    answer = client.post(f"/runs/{run.id}/cancel", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/runs/{run.id}")
    assert get_run(db, run.id).status is RunStatus.CANCELLED
    answer = client.post(f"/runs/{run.id}/repeat", follow_redirects=False)
    again = list_runs(db)[0]
    assert answer.headers["location"] == f"/runs/{again.id}"
    assert (again.repeats, again.scenario, again.seed) == (run.id, run.scenario, run.seed)
    done = made.finished(settings, db)
    answer = client.post(f"/runs/{done.id}/delete", follow_redirects=False)
    assert answer.headers["location"] == "/runs"
    assert get_run(db, done.id) is None
    assert not (settings.runs / done.id).exists()


@pytest.mark.parametrize("action", ["cancel", "repeat", "note", "delete"])
def test_an_absent_run_is_404_as_a_page(client, action):
    answer = client.post(f"/runs/{'0' * 16}/{action}")
    assert answer.status_code == 404
    assert "<h1>" in answer.text


@pytest.mark.parametrize("action", ["cancel", "repeat", "note", "delete"])
def test_nothing_is_done_without_the_sessions_own_token(client, db, settings, action):
    """With the cookie alone, as a forged form of another page would come, though from our own origin."""
    run = made.finished(settings, db)
    client.headers.pop("Authorization")
    client.get("/", params={"token": settings.token})
    origin = {"Origin": "http://127.0.0.1:8642"}
    assert client.post(f"/runs/{run.id}/{action}", data={"note": "x"}, headers=origin).status_code == 403
    assert get_run(db, run.id) == run
    assert len(list_runs(db)) == 1


# -- side by side


def test_two_ticked_runs_are_compared_the_older_first(client, db, settings):
    first, second = (made.finished(settings, db) for _ in range(2))
    answer = client.get("/compare", params={"run": [second.id, first.id]}, follow_redirects=False)
    assert answer.headers["location"] == f"/compare?a={first.id}&b={second.id}"
    assert client.get("/compare", params={"run": [first.id, second.id, "3"]}).status_code == 422
    assert "With which run?" in client.get("/compare", params={"run": [first.id]}).text
    assert client.get("/compare", follow_redirects=False).headers["location"] == "/runs"


def test_the_comparison_shows_settings_money_and_findings(client, db, settings):
    first = made.finished(settings, db, economics="[costs]\nreplacement = 620\n")
    changed = made.changed_document(document(settings, first))
    second = made.finished(settings, db, changed, economics="[costs]\nreplacement = 800\n", seed=3)
    page = client.get(f"/compare?a={first.id}&b={second.id}")
    said = text_of(page.text)
    assert page.status_code == 200
    assert "the table is the same, 2 settings differ, the gain is 3,200 $ less" in said
    assert "economics.costs.replacement 620 800" in said
    assert "seed 0 3" in said
    assert "−3,200 $" in said
    assert "Missing values: Age appeared" in said
    assert "Influential rows: Memory vanished" in said
    assert "Normal noise got worse" in said
    assert "no interval of its own" in said


def test_runs_can_be_named_by_their_numbers(client, db, settings):
    made.finished(settings, db)
    made.finished(settings, db)
    assert "Run 1 and run 2" in client.get("/compare?a=1&b=2").text
    assert client.get("/compare?a=1&b=7").status_code == 404
    assert client.get("/compare?a=1&b=../../etc").status_code == 404


def test_a_run_that_failed_can_be_set_beside_one_that_did_not(client, db, settings):
    first, second = made.finished(settings, db), made.failed(db, Problem("no"))
    page = client.get(f"/compare?a={first.id}&b={second.id}")
    assert page.status_code == 200
    assert "There is no answer to compare: run 2 (failed)" in text_of(page.text)


def test_hostile_texts_are_shown_as_texts(client, db, settings):
    hostile = "<script>alert(1)</script>\"'&{{ 7 * 7 }}\u202e"
    first = made.finished(settings, db, options={hostile: hostile}, data_name=hostile, scenario="")
    changed = document(settings, first)
    for name in ("title", "seen", "subject"):
        changed["findings"][0][name] = hostile
    changed["findings"][0]["status"] = "caution"
    changed["recommendation"].update(action=hostile, sentence=hostile)
    second = made.finished(settings, db, changed, economics=f"# {hostile}")
    set_note(db, second.id, hostile)
    for address in ("/runs", f"/compare?a={first.id}", f"/compare?a={first.id}&b={second.id}"):
        page = client.get(address)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "\u202e" not in page.text
        assert ">49<" not in page.text


# -- everything


def test_everything_is_deleted_once_the_words_are_typed(client, db, settings):
    made.finished(settings, db)
    made.asked(db)
    add_upload(db, Upload("a" * 16, UploadKind.TABLE, "t.csv", 1, "0" * 64, list_runs(db)[0].created))
    (settings.uploads / ("a" * 16)).mkdir(parents=True)
    assert "1 uploaded file and 2 runs" in text_of(client.get("/delete-everything").text)
    wrong = client.post("/delete-everything", data={"confirm": "delete"})
    assert (wrong.status_code, len(list_runs(db))) == (422, 2)
    assert 'value="delete"' in wrong.text
    done = client.post("/delete-everything", data={"confirm": "Delete everything "})
    assert "Everything was deleted" in done.text
    assert (list_runs(db), list_uploads(db)) == ([], [])
    assert [path for folder in (settings.runs, settings.uploads) for path in folder.iterdir()] == []


def test_what_there_is_to_delete_is_counted_to_the_last(client, db):
    first = Upload("0" * 16, UploadKind.TABLE, "t.csv", 1, "0" * 64, now())
    add_upload(db, first)
    with db.writing() as connection:
        row = connection.execute(select(uploads)).one()._asdict()
        connection.execute(insert(uploads), [{**row, "id": f"{number:016x}"} for number in range(1, 10_001)])
    assert "10,001 uploaded files and 0 runs" in text_of(client.get("/delete-everything").text)


# -- the interface


def test_the_interface_shows_every_operation_of_the_openapi_document(client):
    page = client.get("/interface").text
    document = client.get("/v1/openapi.json").json()
    for path, methods in document["paths"].items():
        assert f"<code>{path}</code>" in page
        assert all(f"Command for {method.upper()} {path}" in page for method in methods)
    assert "$TAKEHOME_SERVER_TOKEN" in page
    assert client.app.state.settings.token not in page
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors, "every link within the page leads somewhere"
