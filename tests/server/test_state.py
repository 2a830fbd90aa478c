"""What the server remembers, on SQLite and on a real PostgreSQL: what goes in comes out, and no race loses anything.

Oracles: the records that were put in; the numbers 1 … n that n calls must give; for changes of status, the few lines of
`Model` below, which say what the records' documentation says.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st
from sqlalchemy import update

from takehome.errors import InputError
from takehome.server.refusal import Refusal
from takehome.server.settings import Settings
from takehome.server.state import events, retention, runs, tables, uploads
from takehome.server.state.counting import place_in_queue
from takehome.server.state.database import Database, new_id, now, open_database
from takehome.server.state.records import Event, Problem, Run, RunKind, RunStatus, Upload, UploadKind

THREADS = 8
one_database = tries(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
texts = st.text(st.characters(), max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
documents = st.dictionaries(texts, json_values, max_size=4).map(lambda found: json.loads(json.dumps(found)))
HARD = ["😀 Übergrößen.csv", "half\ud83d", "with\x00nul", "\x10", "\x100000", "ア" * 3_500, "'; DROP TABLE runs; --"]


def a_run(**changes: Any) -> Run:
    """A run that was asked for just now."""
    asked = Run(new_id(), 0, RunKind.STUDY, "value", RunStatus.QUEUED, created=now(), key="k")
    return dataclasses.replace(asked, **changes)


def an_upload(**changes: Any) -> Upload:
    """An upload that was accepted just now."""
    return dataclasses.replace(Upload(new_id(), UploadKind.TABLE, "a.csv", 3, "0" * 64, now()), **changes)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What the calls return, begun together by a thread each."""
    gate = threading.Barrier(len(calls))

    def called(call: Callable[[], Any]) -> Any:
        gate.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(called, calls))


# --- what goes in comes out -------------------------------------------------------------------------------------------


@one_database
@given(data=st.data())
def test_runs_come_back_as_they_were(db: Database, data: st.DataObject) -> None:
    run = a_run(
        seed=data.draw(st.integers()),
        options=data.draw(documents),
        created=data.draw(st.datetimes(timezones=st.just(UTC))),
        **{name: data.draw(texts) for name in ("verb", "scenario", "economics", "version", "data_name", "note", "key")},
    )
    added = runs.add_run(db, run)
    assert added == dataclasses.replace(run, number=added.number)
    assert runs.get_run(db, run.id) == added == runs.run_by_number(db, added.number)


def test_hard_texts_survive_and_are_found(db: Database) -> None:
    """Neither database takes all of them as they are; none is refused or changed."""
    for text in HARD:
        upload = an_upload(name=text, preview={text: [text]})
        uploads.add_upload(db, upload)
        assert uploads.get_upload(db, upload.id) == upload
        run = runs.add_run(db, a_run(data_name=text, upload=upload.id, note=text))
        assert run.id in [found.id for found in runs.list_runs(db, text=text[:100])]
        assert events.add_event(db, run.id, text, 0.5) == Event(run.id, 1, text, 0.5)
        assert events.events_after(db, run.id) == [Event(run.id, 1, text, 0.5)]
        assert runs.mark_failed(db, run.id, Problem(text, text, text, ours=True))
        failed = runs.get_run(db, run.id)
        assert failed
        assert failed.problem == Problem(text, text, text, ours=True)
        assert runs.get_run(db, text) is None
    assert runs.list_runs(db, text="neither this") == []


def test_times_are_in_utc_whatever_zone_they_were_given_in(db: Database) -> None:
    moment = datetime.fromisoformat("2026-03-29T02:30:00.123456+05:45")
    run = runs.add_run(db, a_run(created=moment))
    back = runs.get_run(db, run.id)
    assert back
    assert back.created == moment
    assert back.created.tzinfo is UTC


def test_uploads_are_listed_newest_first_and_by_kind(db: Database) -> None:
    start = now()
    made = [an_upload(created=start + timedelta(seconds=second), kind=kind) for second, kind in enumerate(UploadKind)]
    for upload in made:
        uploads.add_upload(db, upload)
    assert uploads.list_uploads(db) == made[::-1]
    assert uploads.list_uploads(db, limit=1) == made[-1:]
    assert uploads.list_uploads(db, UploadKind.TABLE) == [each for each in made if each.kind is UploadKind.TABLE]


def test_a_deleted_upload_leaves_its_runs(db: Database) -> None:
    upload = an_upload()
    uploads.add_upload(db, upload)
    run = runs.add_run(db, a_run(upload=upload.id, data_name="a.csv"))
    assert uploads.delete_upload(db, upload.id)
    assert not uploads.delete_upload(db, upload.id)
    assert runs.get_run(db, run.id) == dataclasses.replace(run, upload=None)
    with pytest.raises(InputError, match="not there any more"):
        runs.add_run(db, a_run(upload=upload.id))


# --- races ------------------------------------------------------------------------------------------------------------


def test_numbers_are_given_once_and_in_order(db: Database) -> None:
    found = at_once(*[lambda: [runs.add_run(db, a_run()).number for _ in range(5)]] * THREADS)
    assert sorted(number for numbers in found for number in numbers) == list(range(1, 5 * THREADS + 1))
    assert all(numbers == sorted(numbers) for numbers in found)
    assert [run.number for run in runs.list_runs(db, limit=100)] == list(range(5 * THREADS, 0, -1))


def test_two_servers_on_one_database_give_no_number_twice(settings_of_both: Settings) -> None:
    """Opened at the same moment while it is empty: one makes the tables, the others wait."""
    servers = at_once(*[lambda: open_database(settings_of_both)] * 3)
    with contextlib.ExitStack() as stack:
        for server in servers:
            stack.callback(server.close)
        added = at_once(*[lambda db=db: [runs.add_run(db, a_run()).number for _ in range(5)] for db in servers])
        assert sorted(number for numbers in added for number in numbers) == list(range(1, 16))
        (first, *others) = runs.list_runs(servers[0])
        taken = at_once(*[lambda db=db: runs.mark_running(db, first.id, 1) for db in servers])
        assert sorted(taken) == [False, False, True]
        assert len(others) == 14


def test_an_upload_is_deleted_or_read_and_never_both(db: Database) -> None:
    """Somebody deletes a table while somebody else asks for a run of it: one of the two is told that it cannot be."""
    for _ in range(10):
        upload = an_upload()
        uploads.add_upload(db, upload)

        def asked(upload: Upload = upload) -> Run | None:
            try:
                return runs.add_run(db, a_run(upload=upload.id))
            except InputError:
                return None

        run, told = at_once(asked, lambda upload=upload: uploads.delete_unread_upload(db, upload.id))
        assert told == ((True, 0) if run is None else (False, run.number))
        assert (uploads.get_upload(db, upload.id) is None) == (run is None)
    assert uploads.delete_unread_upload(db, new_id()) == (False, 0)


def test_a_run_that_is_just_being_asked_for_keeps_its_upload(db: Database) -> None:
    upload, run = an_upload(), runs.add_run(db, a_run())
    uploads.add_upload(db, upload)
    with ThreadPoolExecutor(1) as pool:
        with db.writing() as connection:
            connection.execute(update(tables.runs).where(tables.runs.c.id == run.id).values(upload=upload.id))
            told = pool.submit(uploads.delete_unread_upload, db, upload.id)
            with pytest.raises(TimeoutError):
                told.result(0.2)
        assert told.result() == (False, run.number)
    assert uploads.get_upload(db, upload.id) == upload


def test_beyond_so_many_no_run_is_put_into_the_queue(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "MOST_WAITING", 3)

    def asked() -> Run | None:
        try:
            return runs.add_run(db, a_run())
        except Refusal as refused:
            assert refused.status == 429
            return None

    added = [run for run in at_once(*[asked] * THREADS) if run]
    assert sorted(run.number for run in added) == [1, 2, 3]
    assert asked() is None
    runs.mark_running(db, added[0].id, 0)
    assert asked().number == 4, "a number that was refused is not used up"


def test_a_waiting_run_is_taken_once(db: Database) -> None:
    run = runs.add_run(db, a_run())
    takes = [lambda worker=worker: runs.mark_running(db, run.id, worker) for worker in range(1, THREADS)]
    assert at_once(*takes).count(True) == 1


def test_a_run_ends_once(db: Database) -> None:
    run = runs.add_run(db, a_run())
    runs.mark_running(db, run.id, 7)
    ways = [lambda: runs.mark_cancelled(db, run.id), lambda: runs.mark_finished(db, run.id, {"sentence": "Keep"}, "a")]
    cancelled, finished, *others = at_once(*ways, *ways)
    ended = runs.get_run(db, run.id)
    assert [cancelled, finished, *others].count(True) == 1
    assert ended
    assert bool(ended.summary) == (ended.status is RunStatus.FINISHED)


def test_events_are_numbered_without_a_gap(db: Database) -> None:
    run = runs.add_run(db, a_run())
    told = at_once(*[lambda: [events.add_event(db, run.id, "step", 1.0).number for _ in range(5)]] * THREADS)
    assert sorted(number for numbers in told for number in numbers) == list(range(1, 5 * THREADS + 1))
    assert [event.number for event in events.events_after(db, run.id, 37)] == [38, 39, 40]
    assert events.events_after(db, run.id, 10**30) == []
    runs.delete_run(db, run.id)
    assert events.events_after(db, run.id) == []
    with pytest.raises(InputError, match="not there"):
        events.add_event(db, run.id, "late", 2.0)


# --- the life of a run ------------------------------------------------------------------------------------------------


@dataclasses.dataclass
class Model:
    """What may happen to a run, in the words of its documentation."""

    status: RunStatus = RunStatus.QUEUED
    worker: int = 0

    def take(self) -> bool:
        return self._to(RunStatus.RUNNING, self.status is RunStatus.QUEUED, 5)

    def hand_over(self) -> bool:
        return self._to(self.status, self.status is RunStatus.RUNNING, 6)

    def end(self, status: RunStatus) -> bool:
        return self._to(status, not self.status.final, 0)

    def _to(self, status: RunStatus, allowed: bool, worker: int) -> bool:
        if allowed:
            self.status, self.worker = status, worker
        return allowed


STEPS: dict[str, tuple[Callable[[Database, str], bool], Callable[[Model], bool]]] = {
    "take": (lambda db, id: runs.mark_running(db, id, 5), Model.take),
    "hand over": (lambda db, id: runs.set_worker(db, id, 6), Model.hand_over),
    "finish": (lambda db, id: runs.mark_finished(db, id, {}, "a"), lambda model: model.end(RunStatus.FINISHED)),
    "fail": (lambda db, id: runs.mark_failed(db, id, Problem("x")), lambda model: model.end(RunStatus.FAILED)),
    "cancel": (runs.mark_cancelled, lambda model: model.end(RunStatus.CANCELLED)),
    "interrupt": (runs.mark_interrupted, lambda model: model.end(RunStatus.INTERRUPTED)),
    "note": (lambda db, id: runs.set_note(db, id, "seen"), lambda model: True),
}


@one_database
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=8))
def test_only_allowed_changes_are_made_and_a_final_state_stays(db: Database, steps: list[str]) -> None:
    run, model = runs.add_run(db, a_run()), Model()
    for step in steps:
        real, expected = STEPS[step]
        before = runs.get_run(db, run.id)
        assert before
        done = real(db, run.id)
        after = runs.get_run(db, run.id)
        assert after
        assert done == expected(model)
        assert (after.status, after.worker) == (model.status, model.worker)
        assert (after.finished is not None) == model.status.final
        assert done or after == before
    runs.delete_run(db, run.id)


def test_queue_and_sweep_see_what_they_must(db: Database) -> None:
    first, second, third = (runs.add_run(db, a_run(key=key)) for key in ("a", "b", "a"))
    assert [place_in_queue(db, run.id) for run in (first, second, third)] == [1, 2, 3]
    runs.mark_running(db, first.id, 9)
    assert runs.next_queued(db) == second
    assert [place_in_queue(db, id) for id in (first.id, second.id, third.id, "none")] == [0, 1, 2, 0]
    assert [run.id for run in runs.unfinished(db)] == [first.id]
    assert [run.id for run in runs.runs_with_key(db, "a")] == [first.id, third.id]
    for run in (first, second, third):
        runs.mark_finished(db, run.id, {}, "a")
    assert runs.next_queued(db) is None
    assert [run.id for run in runs.finished_like(db, second)] == [third.id, first.id]
    assert runs.finished_like(db, a_run(verb="another")) == []


def test_the_number_of_a_deleted_run_is_not_given_again(db: Database) -> None:
    first = runs.add_run(db, a_run())
    again = runs.add_run(db, a_run(repeats=first.id))
    assert runs.delete_run(db, again.id)
    third = runs.add_run(db, a_run(repeats=first.id))
    assert third.number == 3
    assert runs.delete_run(db, first.id)
    assert runs.get_run(db, third.id) == dataclasses.replace(third, repeats=None)
    assert not runs.delete_run(db, first.id)
    assert runs.run_by_number(db, 1) is None
    assert runs.run_by_number(db, 10**30) is None


# --- the history ------------------------------------------------------------------------------------------------------


SEARCHES = {
    "50%": ["percent"],
    "%": ["percent"],
    "t_p": ["underscore"],
    "_": ["underscore"],
    "PRICE list": ["plain", "underscore"],
    "STRASSE": ["sharp"],
    "e\u0301lan call": ["answer"],
    "trade": ["sharp"],
    "/": ["slash"],
    "\\": ["slash"],
    "'": [],
    "margin absent": [],
    "  \t ": ["answer", "slash", "sharp", "plain", "underscore", "percent"],
}
"""What is typed, and which runs have it, newest first."""


@pytest.fixture
def history(db: Database) -> dict[str, int]:
    """Runs by what is special about them."""
    made = {
        "percent": runs.add_run(db, a_run(note="margin 50% up")),
        "underscore": runs.add_run(db, a_run(data_name="list_price.csv")),
        "plain": runs.add_run(db, a_run(data_name="listXprice.csv", note="margin 50 up")),
        "sharp": runs.add_run(db, a_run(scenario="Straße", verb="trade")),
        "slash": runs.add_run(db, a_run(note="a/b \\c")),
        "answer": runs.add_run(db, a_run(kind=RunKind.GRADE)),
    }
    runs.mark_finished(db, made["answer"].id, {"sentence": "Call ÉLAN customers first"}, "a")
    return {name: run.number for name, run in made.items()}


def test_a_search_takes_every_character_literally(db: Database, history: dict[str, int]) -> None:
    found = {text: [run.number for run in runs.list_runs(db, text=text)] for text in SEARCHES}
    assert found == {text: [history[name] for name in names] for text, names in SEARCHES.items()}


def test_the_history_is_cut_by_kind_status_verb_and_number(db: Database, history: dict[str, int]) -> None:
    def numbers(**chosen: Any) -> list[int]:
        return [run.number for run in runs.list_runs(db, **chosen)]

    assert numbers(kind=RunKind.GRADE) == numbers(status=RunStatus.FINISHED) == [history["answer"]]
    assert numbers(verb="trade") == [history["sharp"]]
    assert numbers(limit=2) == [6, 5]
    assert numbers(limit=2, before=5) == [4, 3]
    assert numbers(before=0) == numbers(before=-(10**30)) == []
    assert len(numbers(before=10**30)) == 6
    with pytest.raises(InputError, match="501 characters"):
        numbers(text="x" * 501)


def test_a_new_note_is_found_and_the_old_one_is_not(db: Database, history: dict[str, int]) -> None:
    (run,) = runs.list_runs(db, text="50%")
    assert runs.set_note(db, run.id, "Reviewed")
    assert runs.list_runs(db, text="50%") == []
    assert [found.note for found in runs.list_runs(db, text="REVIEWED")] == ["Reviewed"]
    assert not runs.set_note(db, new_id(), "nobody")


# --- retention --------------------------------------------------------------------------------------------------------


def test_what_is_old_expires_and_what_is_still_needed_does_not(db: Database) -> None:
    day, border = timedelta(days=1), now() - timedelta(days=10)
    old, needed = an_upload(created=border - day), an_upload(created=border - day)
    for upload in (old, needed, an_upload(created=border + day), an_upload(created=border)):
        uploads.add_upload(db, upload)
    waiting = runs.add_run(db, a_run(created=border - day, upload=needed.id))
    asked_long_ago = runs.add_run(db, a_run(created=border - day, upload=old.id))
    runs.mark_cancelled(db, asked_long_ago.id)
    assert retention.expired(db, border) == ([old.id], [])
    found_uploads, found_runs = retention.expired(db, now() + day)
    assert needed.id not in found_uploads
    assert len(found_uploads) == 3
    assert found_runs == [asked_long_ago.id]
    assert waiting.id not in found_runs


def test_deleting_everything_leaves_nothing_and_the_server_goes_on(db: Database) -> None:
    upload = an_upload()
    uploads.add_upload(db, upload)
    run = runs.add_run(db, a_run(upload=upload.id))
    runs.add_run(db, a_run(repeats=run.id))
    events.add_event(db, run.id, "step", 1.0)
    retention.delete_everything(db)
    assert (uploads.list_uploads(db), runs.list_runs(db), events.events_after(db, run.id)) == ([], [], [])
    assert runs.add_run(db, a_run()).number == 1
