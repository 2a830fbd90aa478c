"""Feedback: the document and back, the published schema, the page and the Markdown, the class at a glance."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from practice.made_up_grades import ACCURACY, AUDIT, BARE, BROKEN, CLASS, GRADE, LINE, PASSED, REPAIR, SEALED, hostile
from takehome.errors import InputError
from takehome.practice import feedback
from takehome.practice.feedback import document, summary, wording
from takehome.practice.results import About, Grade, Note, Outcome, Point, Protection, SectionGrade

PUBLISHED = Path(__file__).parents[2] / "docs" / "schema" / "feedback-1.0.json"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>|`*_[a](http://b)\x00"

texts = st.text(max_size=20)
notes = st.lists(st.builds(Note, st.sampled_from(About), texts, texts), max_size=2).map(tuple)
points = st.lists(st.builds(Point, texts, texts, st.sampled_from([True, False, None]), texts), max_size=2).map(tuple)
sections = st.builds(
    SectionGrade, st.integers(1, 9), texts, st.sampled_from(Outcome), notes, points, texts, st.lists(texts).map(tuple)
)
json_values = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
grades = st.builds(
    Grade, texts, texts, texts, st.integers(0), st.integers(0), texts, texts, st.sampled_from(Outcome),
    st.lists(sections, max_size=2).map(tuple), notes,
    st.lists(st.builds(Protection, texts, st.booleans(), texts), max_size=2).map(tuple), texts,
    st.dictionaries(texts, json_values | st.lists(json_values, max_size=2), max_size=2),
)  # fmt: skip


@given(grades)
def test_every_grade_comes_back_from_its_document(grade):
    """Through text, with any character that JSON can hold."""
    again = json.loads(feedback.to_json(grade))
    assert feedback.from_document(again) == grade
    assert feedback.to_document(feedback.from_document(again)) == again


def test_keys_are_stable_and_what_varies_stands_in_run_alone():
    written = feedback.to_document(GRADE)
    assert list(written) == [
        "schema_version", "file", "sha256", "assignment", "version", "level", "mode", "candidate", "outcome",
        "sections", "notes", "protections", "problem", "run",
    ]  # fmt: skip
    assert list(written["sections"][0]) == ["number", "title", "outcome", "notes", "points", "reader", "right"]
    other = feedback.to_document(replace(GRADE, run={"seconds": 3.0}))
    assert [key for key in written if written[key] != other[key]] == ["run"]


def test_the_schema_is_valid_and_the_published_copy_is_the_shipped_one():
    """JSON Schema 2020-12, its own meta-schema."""
    Draft202012Validator.check_schema(document.schema())
    assert json.loads(PUBLISHED.read_text("utf-8")) == document.schema()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"outcome": "excellent"}, "$.outcome"),
        ({"sections": [{"number": 1}]}, "$.sections[0]"),
        ({"marks": 100}, "marks"),
        ({"schema_version": "9.0"}, "$.schema_version"),
    ],
)
def test_a_document_that_breaks_the_schema_is_refused_by_name(change, named):
    with pytest.raises(InputError) as problem:
        feedback.from_document({**feedback.to_document(GRADE), **change})
    assert named in problem.value.saw


@pytest.mark.parametrize(
    ("grade", "sentence"),
    [
        (GRADE, "2 of 6 sections pass; section 2 is wrong, section 5 could not run, section 3 needs a reader, section "
                "6 was not attempted."),
        (PASSED, "All 3 sections pass."),
        (BROKEN, "This notebook could not be graded: the file is not a notebook: its JSON ends after 1,204 bytes."),
        (replace(GRADE, sections=(AUDIT, AUDIT)), "Nothing was attempted: none of the 2 sections has an answer."),
        (replace(GRADE, sections=(REPAIR, replace(REPAIR, number=4))),
         "None of 2 sections passes; sections 2 and 4 are wrong."),
        (replace(GRADE, sections=(LINE, REPAIR)), "1 of 2 sections passes; section 2 is wrong."),
        (replace(GRADE, sections=(REPAIR,)), "Section 2 is wrong."),
        (replace(GRADE, sections=(AUDIT,)), "Nothing was attempted: the section has no answer."),
    ],
)  # fmt: skip
def test_the_outcome_is_one_sentence(grade, sentence):
    assert wording.overall(grade) == sentence
    assert sentence in feedback.html(grade).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("grade", "sentence"),
    [
        (PASSED, "The notebook passes."),
        (GRADE, "The notebook has sections to mend."),
        (BROKEN, "The notebook could not be graded."),
    ],
)
def test_a_class_of_one_is_no_class(grade, sentence):
    assert feedback.class_text([grade]).splitlines()[0] == sentence


def _shown(page):
    """The text of a page without its markup."""
    body = page.partition("<body>")[2]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))).replace("\u00a0", " ")


def test_the_page_says_every_outcome_in_words_and_shows_what_explains_it():
    shown = _shown(feedback.html(GRADE))
    for words in wording.OUTCOME_WORDS.values():
        assert words in shown
    for section in GRADE.sections:
        for note in section.notes:
            assert note.sentence in shown
        for sentence in section.right:
            assert sentence in shown
        for point in section.points:
            assert point.says in shown
    for said in ("Earned", "Not earned", "Undecided", "Grace Hopper, instructor", "21.3 s on Linux", "numpy 2.1.0"):
        assert said in shown
    assert "2 of 6 sections pass" in shown
    assert "takehome practice grade 'submissions/Ada Lovelace.ipynb' --html feedback.html" in shown


def test_a_recognised_mistake_stands_before_everything_else_of_its_section():
    for text in (feedback.html(GRADE), feedback.markdown(GRADE)):
        section = text[text.index("The repair and what it says", text.index("given: data")) :]
        price, right, wrong = (section.index(part) for part in ("10,300", "1.98", "41.2"))
        assert price < right < wrong


@pytest.mark.parametrize("grade", [*CLASS, BARE, hostile(SCRIPT), hostile("x" * 100_000)])
def test_the_page_asks_for_nothing_and_stays_small(grade):
    """No address but those in text, no script, no source; at most 200 kB whatever a candidate wrote."""
    page = feedback.html(grade)
    markup = "".join(re.findall(r"<[^>]+>", page))
    assert not re.search(r"(?i)(src|href|action)\s*=\s*[\"'](?!#|data:,)", markup)
    assert "url(" not in page.partition("</style>")[0]
    assert "<script" not in page
    assert "<img" not in page
    assert len(page.encode("utf-8")) <= 200_000


def test_what_a_candidate_wrote_is_shown_and_is_no_markup():
    text = hostile(SCRIPT)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in feedback.html(text)
    assert "\x00" not in feedback.html(text)
    written = feedback.markdown(text)
    assert not re.search(r"(?<!\\)<script", re.sub(r"```sh.*?```", "", written, flags=re.DOTALL))
    assert "<script" not in feedback.class_page([text])


def test_the_terminal_shows_what_to_work_on_and_no_markup():
    shown = feedback.text(GRADE)
    flat = " ".join(shown.split())
    assert flat.startswith(wording.overall(GRADE))
    assert "Recognised: 22.7 $/h is the straight line's error" in flat
    assert "Not earned: Says why this way and not another." in flat
    assert "Names linearity" not in flat
    assert "Right: memory_per_gb: 1.98 $/h per GB." in flat
    assert "takehome practice hint 'submissions/Ada Lovelace.ipynb' --section 2" in shown
    assert "Warning: 1 of 8 protections" in " ".join(feedback.text(BARE).split())
    assert "\\" not in shown
    assert not re.search("[\x00-\x09\x0b-\x1f]", feedback.text(hostile("\x1b[2J\r\x00gone")))


def test_a_long_passage_is_cut():
    grade = replace(GRADE, sections=(replace(LINE, points=(Point("a", "Says so.", True, "w" * 5_000),)),))
    for text in (feedback.html(grade), feedback.markdown(grade)):
        assert "w" * (wording.PASSAGE_LENGTH - 1) + "…" in text
        assert "w" * wording.PASSAGE_LENGTH not in text


def test_how_to_grade_again_is_always_told():
    recorded = "takehome practice grade 'submissions/Ada Lovelace.ipynb' --html feedback.html"
    assert recorded in feedback.markdown(GRADE)
    assert "takehome practice grade sealed.ipynb --secret-file secret.txt" in feedback.markdown(replace(SEALED, run={}))
    assert "takehome practice grade broken.ipynb\n" in feedback.markdown(BROKEN)


def test_a_candidate_is_not_told_the_path_within_the_zip_of_the_class():
    zipped = replace(GRADE, file="class.zip/class/Ada Lovelace.ipynb", run={})
    assert "takehome practice hint 'Ada Lovelace.ipynb' --section 2" in feedback.markdown(zipped)
    assert "takehome practice grade class.zip\n" in feedback.markdown(zipped)


def test_the_parts_of_a_problem_stand_where_they_are_read():
    problem = "A notebook that is cut short. Expected: a whole notebook (.ipynb). Try: download it again."
    broken = replace(BROKEN, problem=problem)
    assert wording.overall(broken) == "This notebook could not be graded: a notebook that is cut short."
    assert wording.next_steps(broken)[0] == ("Expected: a whole notebook (.ipynb). Try: download it again.", "")
    assert "Feedback for broken.ipynb" in _shown(feedback.html(broken))


def test_who_has_attempted_nothing_is_offered_no_interview():
    untouched = replace(GRADE, sections=(AUDIT,), outcome=Outcome.NOT_ATTEMPTED)
    assert "interview" not in feedback.text(untouched)
    assert "interview" in feedback.text(GRADE)


def test_a_protection_that_was_absent_is_said_plainly():
    sentence = "Warning: 1 of 8 protections was not active while the notebook ran: no network."
    assert sentence in _shown(feedback.html(BARE))
    assert sentence in feedback.markdown(BARE)
    assert "Warning" not in _shown(feedback.html(GRADE))
    assert "All 8 protections were active" in _shown(feedback.html(GRADE))


def test_hints_and_solutions_are_offered_in_practice_mode_alone():
    assert "takehome practice hint" in feedback.markdown(GRADE)
    assert "takehome practice reveal" in feedback.html(GRADE)
    for text in (feedback.markdown(SEALED), feedback.html(SEALED)):
        assert "takehome practice hint" not in text
        assert "takehome practice reveal" not in text
    assert "hint" not in feedback.markdown(PASSED)
    undecided = replace(GRADE, sections=(ACCURACY, replace(ACCURACY, number=4)))
    assert "The text of sections 3 and 4 is for a person to read" in feedback.markdown(undecided)
    assert "hint" not in feedback.markdown(undecided)


def test_the_class_counts_people_and_puts_the_most_frequent_first():
    assert summary.overall(CLASS) == ("1 of 4 notebooks passes; 2 have sections to mend, 1 could not be graded.")
    first = summary.traps(CLASS)[0]
    assert (first.name, first.section, first.count, first.among) == ("still-a-line", 2, 2, 3)
    assert [(t.name, t.count) for t in summary.missed_points(CLASS)] == [("why", 2)]
    counts = {tally.number: dict(tally.counts) for tally in summary.sections(CLASS)}
    assert counts[2] == {**dict.fromkeys(Outcome, 0), Outcome.WRONG: 2, Outcome.PASS: 1}


def test_a_point_that_a_passing_text_did_without_is_not_missed():
    spare = replace(LINE, points=(*LINE.points, Point("spare", "Says more than is needed.", False)))
    assert summary.missed_points([replace(PASSED, sections=(spare,))]) == []


def test_a_notebook_handed_in_twice_and_a_name_on_two_notebooks_are_told():
    copy, other = replace(GRADE, file="copy.ipynb"), replace(GRADE, file="other.ipynb", sha256="0" * 64)
    grace = replace(PASSED, sha256="1" * 64)
    told = summary.repeated([GRADE, copy, other, grace, BROKEN, replace(BROKEN, file="too.ipynb")])
    assert told == [
        "submissions/Ada Lovelace.ipynb and copy.ipynb are the same notebook, byte by byte.",
        "submissions/Ada Lovelace.ipynb and other.ipynb are different notebooks of Ada Lovelace for servers-and-churn.",
    ]
    for shown in (_shown(feedback.class_page([GRADE, copy])), feedback.class_text([GRADE, copy])):
        assert told[0] in shown


def test_the_class_is_shown_as_a_page_and_as_text():
    page = feedback.class_page(CLASS, {GRADE.file: "ada.html"})
    assert 'href="ada.html"' in page
    for shown in (_shown(page), feedback.class_text(CLASS)):
        assert "still-a-line" in shown
        assert "1 of 4 notebooks passes" in shown
        assert "its JSON ends" in shown or "could not be graded" in shown
    assert feedback.class_text([]) == "No notebook was graded.\n"
    assert "No notebook was graded." in feedback.class_page([])
