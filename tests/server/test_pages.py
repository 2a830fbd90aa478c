"""The pages without a script: the whole path from a table to its report, mistakes, and text that must not act.

A page is judged by what Python's own HTML parser reads in it, and a form is sent as it stands there.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report.texts import HOSTILE
from tests.server.asking_the_server import asking
from tests.server.form_reader import Page
from tests.server.runs_made import asked, failed, finished

from takehome import api
from takehome.server.pages.pictures import HEIGHT, WIDTH, column
from takehome.server.pages.questions import codes_of, sent_to_asking
from takehome.server.pages.sign_in import sign_in_page
from takehome.server.state import runs as runs_of_state
from takehome.server.state.database import new_id, now
from takehome.server.state.events import add_event
from takehome.server.state.records import Problem, RunStatus, Upload, UploadKind
from takehome.server.state.runs import get_run, mark_cancelled, mark_interrupted, mark_running
from takehome.server.state.uploads import add_upload, delete_upload, get_upload

ORIGIN = {"Origin": "http://127.0.0.1:8642"}
CSV = "Age,Plan,Churn\n" + "".join(f"{20 + i % 50},{'abc'[i % 3]},{'yes' if i % 4 else 'no'}\n" for i in range(60))
VERBS = [entry.verb for entry in api.entries()]


@pytest.fixture
def client(settings):
    """A client with the token in a header, and nothing that works on runs."""
    with asking(settings) as made:
        yield made


@pytest.fixture
def db(client):
    return client.app.state.db


def described(name: str, kind: str = "number", **more: Any) -> dict[str, Any]:
    usual = {"missing": 0, "distinct": 3, "unit": "", "low": None, "high": None, "top": [], "histogram": []}
    return {"name": name, "kind": kind, **usual, **more}


def kept(db, *columns: dict[str, Any], name: str = "table.csv", **more: Any) -> Upload:
    """A table as it stands in the database, without its file."""
    preview = {"rows": 60, "rows_in_source": 60, "notes": [], "columns": list(columns), "columns_left_out": 0, **more}
    upload = Upload(new_id(), UploadKind.TABLE, name, 1000, "0" * 64, now(), preview)
    add_upload(db, upload)
    return upload


def read(answer, status: int = 200) -> Page:
    assert answer.status_code == status, answer.text[:2000]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


def test_the_whole_path_works_without_a_script(settings, tmp_path):
    """Sign in by the address, upload, choose, fill in, run, read, note: links and forms alone, with a cookie."""
    with asking(settings) as client:
        client.headers.pop("Authorization")
        client.headers.update(ORIGIN)
        page = read(client.get("/", params={"token": settings.token}))
        assert settings.token not in str(client.get("/").url)
        form = page.form("/uploads")
        answer = client.post("/uploads", data=form.values, files={"file": ("churn.csv", CSV)})
        page = read(answer)
        assert "60 rows and 3 columns" in page.text
        choice = next(a["href"] for tag, a in page.tags if tag == "a" and "verb=classify" in a.get("href", ""))
        form = read(client.get(choice)).form("/runs")
        answers = {"target": "Churn", "costs.fp": "10", "costs.fn": "100", "units[Age]": "years", "fast": "yes"}
        answer = client.post("/runs", data=form.filled(**answers))
        page = read(answer)
        assert "it is the next" in page.text
        run = get_run(client.app.state.db, str(answer.url).rpartition("/")[2])
        wanted = {"target": "Churn", "costs": {"fp": 10, "fn": 100}, "units": {"Age": "years"}, "fast": True}
        assert (run.verb, run.options, run.economics, run.seed) == ("classify", wanted, "", 0)
        assert client.post(f"/runs/{run.id}/cancel", data=page.form(f"/runs/{run.id}/cancel").values).is_success
        assert get_run(client.app.state.db, run.id).status is RunStatus.CANCELLED


def test_a_form_without_the_token_of_its_session_is_refused(settings):
    with asking(settings) as client:
        client.headers.pop("Authorization")
        client.headers.update(ORIGIN)
        client.get("/", params={"token": settings.token})
        answer = client.post("/uploads", files={"file": ("churn.csv", CSV)})
        assert answer.status_code == 403
        assert client.app.state.db is not None
        assert "churn.csv" not in client.get("/").text


def test_a_finished_run_shows_its_decision_and_hands_its_report_out(client, db, settings):
    run = finished(settings, db)
    page = read(client.get(f"/runs/{run.id}"))
    assert run.summary["sentence"] in page.text.replace("\u00a0", " ")
    frame = next(attributes for tag, attributes in page.tags if tag == "iframe")
    assert frame["sandbox"] == "allow-scripts"
    report = client.get(frame["src"])
    assert "sandbox allow-scripts" in report.headers["content-security-policy"]
    assert report.content == (settings.runs / run.id / "report.html").read_bytes()
    links = [a["href"] for tag, a in page.tags if tag == "a" and "download" in a]
    assert [link.rpartition("/")[2] for link in links] == ["report.html", "report.json", "report.md"]
    for link in links:
        got = client.get(link)
        assert got.headers["content-disposition"].startswith("attachment")
        assert got.content == (settings.runs / run.id / link.rpartition("/")[2]).read_bytes()
    assert client.get(f"/runs/{run.id}/report.json").json()["title"] == run.summary["title"]
    read(client.get(f"/runs/{run.id}/secrets.txt"), 404)


def test_equal_runs_say_that_they_gave_the_same_answer(client, db, settings):
    first = finished(settings, db, key="same")
    second = finished(settings, db, key="same")
    assert f"The same answer as run {first.number}" in read(client.get(f"/runs/{second.id}")).text


def test_a_run_that_works_shows_its_steps(client, db):
    run = asked(db)
    mark_running(db, run.id, 0)
    add_event(db, run.id, "fitting the <b>baseline</b>", 1.25)
    page = read(client.get(f"/runs/{run.id}"))
    assert "Fitting the <b>baseline</b>" in page.text
    assert "b" not in {tag for tag, _ in page.tags}
    assert {"http-equiv": "refresh", "content": "5"} in [attributes for tag, attributes in page.tags if tag == "meta"]


@pytest.mark.parametrize("ours", [False, True])
def test_a_failed_run_says_why_and_can_be_repeated(client, db, ours):
    run = failed(db, Problem("more memory than 4,000 MB", "less", "takehome serve --memory 8000", ours))
    page = read(client.get(f"/runs/{run.id}"))
    assert "takehome serve --memory 8000" in page.text
    assert ("fault of takehome" in page.text) == ours
    assert page.form(f"/runs/{run.id}/repeat").method == "post"


@pytest.mark.parametrize(
    ("end", "words"), [(mark_interrupted, "ended before the run did"), (mark_cancelled, "was cancelled")]
)
def test_an_interrupted_or_cancelled_run_can_be_repeated(client, db, end, words):
    run = asked(db)
    mark_running(db, run.id, 0)
    end(db, run.id)
    page = read(client.get(f"/runs/{run.id}"))
    assert words in page.text
    assert page.form(f"/runs/{run.id}/repeat")


def test_an_interrupted_run_whose_table_was_deleted_promises_nothing(client, db):
    upload = kept(db, described("Age"), described("Churn"))
    runs = [asked(db, upload=upload.id, scenario=""), asked(db)]
    for run in runs:
        mark_interrupted(db, run.id)
    first = f"/runs/{runs[0].id}"
    assert "your table is still here. Repeat it" in read(client.get(first)).text
    assert "table is still here" not in read(client.get(f"/runs/{runs[1].id}")).text, "a scenario is nobody's table"
    delete_upload(db, upload.id)
    page = read(client.get(first)).text
    assert "Nothing of it was kept." in page
    assert "still here" not in page
    assert "Repeat it" not in page


def test_where_too_many_runs_wait_nothing_typed_is_lost(client, db, monkeypatch):
    monkeypatch.setattr(runs_of_state, "MOST_WAITING", 1)
    upload = kept(db, described("Age"), described("Churn", "category"))
    asked(db)
    form = read(client.get(f"/uploads/{upload.id}?verb=classify")).form("/runs")
    sent = form.filled(target="Churn", seed="77")
    page = read(client.post("/runs", data=sent, follow_redirects=False), 429)
    assert "wait already" in page.text
    again = page.form("/runs").values
    assert (again["target"], again["seed"]) == (["Churn"], ["77"])


def test_after_a_mistake_nothing_is_lost_and_the_mistake_is_at_its_field(client, db):
    """WCAG 2.2, 3.3.1 (error identification) and 3.3.3 (suggestion)."""
    upload = kept(db, described("Age"), described("Churn", "category"))
    form = read(client.get(f"/uploads/{upload.id}?verb=classify")).form("/runs")
    changed = form.values["economics"][0].replace("fn = 100", "fn = 250")
    typed = {"target": "Churn", "costs.fp": "1,000 €", "units[Age]": "years", "ignore": ["Age"], "economics": changed}
    page = read(client.post("/runs", data=form.filled(**typed, seed="7")), 422)
    assert next(tag for tag in page.tags if tag[0] == "title")
    again = page.form("/runs").values
    for name, value in {**typed, "seed": "7"}.items():
        assert again[name] == ([value] if isinstance(value, str) else value), name
    wrong = page.field("costs.fp")
    assert wrong["aria-invalid"] == "true"
    explained = [page.with_id(name) for name in wrong["aria-describedby"].split()]
    assert [each["class"] for each in explained] == ["help", "wrong"]
    assert [a["href"] for tag, a in page.tags if tag == "a" and a["href"] == f"#{wrong['id']}"]
    assert any(attributes.get("role") == "alert" for _, attributes in page.tags)


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"target": ""}, "target"),
        ({"threshold": "0.2, many"}, "threshold"),
        ({"seed": "many"}, "seed"),
        ({"seed": "99999999999"}, "seed"),
        ({"economics": "currency = "}, "economics"),
        ({"target": "No such column"}, "target"),
    ],
)
def test_every_mistake_is_shown_at_its_field(client, db, changes, at):
    upload = kept(db, described("Age"), described("Churn", "category"))
    form = read(client.get(f"/uploads/{upload.id}?verb=classify")).form("/runs")
    page = read(client.post("/runs", data=form.filled(**{"target": "Churn", **changes})), 422)
    assert page.field(at)["aria-invalid"] == "true"


@pytest.mark.parametrize(
    ("change", "claimed", "used"), [(False, False, False), (False, True, True), (True, False, True)]
)
def test_example_prices_are_used_only_when_they_are_meant(client, db, change, claimed, used):
    upload = kept(db, described("Age"), described("Churn", "category"))
    form = read(client.get(f"/uploads/{upload.id}?verb=classify")).form("/runs")
    text = form.values["economics"][0]
    assert text.strip() == api.economics_template("classify").strip()
    text = (text.replace("fn = 100", "fn = 250") if change else text).replace("\n", "\r\n")
    more = {"economics_as_it_is": "yes"} if claimed else {}
    answer = client.post("/runs", data=form.filled(target="Churn", economics=text, **more), follow_redirects=False)
    run = get_run(db, answer.headers["location"].rpartition("/")[2])
    assert bool(run.economics) == used
    assert ("fn = 250" in run.economics) == change


@pytest.mark.parametrize("verb", VERBS)
def test_every_study_can_be_set_up_for_a_table_and_a_scenario(client, db, verb):
    """Every field of the study's form is on the page with its label and its help."""
    upload = kept(db, described("Age", unit="years"), described("Churn", "category"), described("When", "date"))
    entry = next(entry for entry in api.entries() if entry.verb == verb)
    page = read(client.get(f"/uploads/{upload.id}?verb={verb}"))
    for field in api.form(verb).fields:
        assert field.label in page.text
        assert field.help in page.text
    for scenario in entry.scenarios:
        form = read(client.get(f"/scenarios/{scenario}")).form("/runs")
        answer = client.post("/runs", data=form.values, follow_redirects=False)
        assert answer.status_code == 303, answer.text[:2000]
        assert get_run(db, answer.headers["location"].rpartition("/")[2]).scenario == scenario


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_hostile_names_and_values_are_text(client, db, verb):
    """No tag and no attribute that acts comes out of a column's name, a value, a file's name or a note."""
    names = [name for name in HOSTILE if "\ud800" not in name]
    columns = [described(name, "category", top=[[name, 4], ["x", 2]], unit=name) for name in names]
    columns += [described(f"{name} number", histogram=[1, 5, 2], low=0, high=3) for name in names]
    upload = kept(db, *columns, name=names[0], notes=names)
    page = read(client.get(f"/uploads/{upload.id}", params={"verb": verb}))
    assert_inert(page)
    assert names[0] in page.text


def assert_inert(page: Page) -> None:
    allowed = {"src": "/static/pages.js", "defer": ""}
    assert all(attributes == allowed for tag, attributes in page.tags if tag == "script")
    assert not {tag for tag, _ in page.tags} & {"img", "object", "embed", "style"}
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
        assert not attributes.get("href", "").startswith(("javascript:", "data:text")), tag


def test_hostile_text_of_a_run_is_text(client, db):
    text = " ".join(name for name in HOSTILE if "\ud800" not in name and "\x00" not in name)[:3000]
    run = failed(
        db, Problem(text, text, text), data_name=text[:200], options={"target": text[:400]}, economics=f"# {text}"
    )
    assert_inert(read(client.get(f"/runs/{run.id}")))
    assert_inert(read(client.get("/")))


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=12), unique=True, max_size=12))
def test_the_code_of_a_column_leads_back_to_its_name(names):
    """Whatever columns are called, what the page sends for one is unique, survives a browser, and is it again."""
    codes = codes_of(names)
    assert list(codes.values()) == names
    for code, name in codes.items():
        assert code == name or code not in names
        assert not set(code) & set("\x00\r\n")
        sent = {"target": [code], f"units[{code}]": ["kg"], f"ranges[{code}].low": ["0"]}
        read_again = {"target": [name], f"units[{name}]": ["kg"], f"ranges[{name}].low": ["0"]}
        assert sent_to_asking(names, sent) == read_again


@pytest.mark.parametrize("name", ["two\nlines", " Churn ", "0.2"])
def test_a_column_of_any_name_can_be_chosen(client, db, name):
    upload = kept(db, described(name, "category"), described("Churn", "category"), described("Age"))
    form = read(client.get(f"/uploads/{upload.id}?verb=classify")).form("/runs")
    code = form.offered["target"][1]
    answer = client.post("/runs", data=form.filled(target=code), follow_redirects=False)
    assert answer.status_code == 303, Page(answer.text).text
    assert get_run(db, answer.headers["location"].rpartition("/")[2]).options["target"] == name


def test_a_wide_table_is_shown_in_part_and_can_be_set_up(client, db):
    columns = [described(f"column {i}") for i in range(300)]
    upload = kept(db, *columns, columns_left_out=7, names_left_out=[f"column {i}" for i in range(300, 307)])
    page = read(client.get(f"/uploads/{upload.id}?verb=classify"))
    assert "100 of 307 columns are shown" in page.text.replace("\n", " ")
    form = page.form("/runs")
    assert len(form.offered["target"]) == 308
    answer = client.post("/runs", data=form.filled(target="column 306"), follow_redirects=False)
    assert answer.status_code == 303, read(answer, 422).text[:500]
    assert len(page.tags) < 5000


@pytest.mark.parametrize(
    "path", ["/runs/0000", "/uploads/0000", "/scenarios/none", "/uploads/0000?verb=classify", "/static/none.css"]
)
def test_what_is_not_there_is_said(client, path):
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_an_upload_that_cannot_be_read_is_explained_on_the_first_page(client, db):
    page = read(client.post("/uploads", files={"file": ("page.csv", "<!doctype html><html></html>")}), 422)
    assert page.field("file")["aria-invalid"] == "true"
    assert "HTML" in page.text
    page = read(client.post("/uploads", data={"file": ""}), 422)
    assert "no file was chosen" in page.text


def test_a_deleted_study_of_the_upload_is_said(client, db):
    upload = kept(db, described("Age"), described("Churn"))
    read(client.get(f"/uploads/{upload.id}?verb=none"), 404)
    read(client.post("/runs", data={"upload": upload.id, "verb": ""}), 422)
    assert get_upload(db, upload.id)


def test_static_files_are_asked_for_once(client):
    for name in ("base.css", "pages.css", "records.css", "pages.js"):
        first = client.get(f"/static/{name}")
        assert first.status_code == 200
        again = client.get(f"/static/{name}", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_the_page_that_asks_for_the_token_repeats_nothing_unescaped():
    page = Page(sign_in_page(wrong="<b>no</b>", back='/x"><script>'))
    assert page.form("/sign-in").values == {"back": ['/x"><script>'], "token": [""]}
    assert_inert(page)


def test_a_histogram_stays_inside_its_picture_and_says_what_it_shows():
    shown = column(described("Age", low=0, high=100, histogram=[1, 0, 8, 3], missing=6), 60)
    assert len(shown.bars) == 3
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH and 0 < bar.height < HEIGHT for bar in shown.bars)
    assert shown.picture == (
        "Histogram from 0 to 100: the fullest of 4 bins is in the middle, with 67 % of the values."
    )
    assert (shown.span, shown.missing) == ("0 to 100", "6 missing (10 %)")
    names = column(described("Id", "category", top=[["a", 1], ["b", 1]], distinct=60), 60)
    assert names.bars == ()


def test_a_table_can_be_deleted_unless_a_run_reads_it(client, db):
    upload = kept(db, described("Age"), described("Churn"))
    form = read(client.get(f"/uploads/{upload.id}")).form(f"/uploads/{upload.id}/delete")
    run = asked(db, upload=upload.id, scenario="")
    assert f"run {run.number}" in read(client.post(form.action, data=form.values), 409).text
    mark_cancelled(db, run.id)
    assert client.post(form.action, data=form.values, follow_redirects=False).headers["location"] == "/"
    assert get_upload(db, upload.id) is None
    read(client.post(form.action, data=form.values), 404)
