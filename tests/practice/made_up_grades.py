"""Grades as the grader would write them, for the tests of what shows them: no notebook runs here."""

from __future__ import annotations

from dataclasses import replace

from takehome.practice.results import About, Grade, Note, Outcome, Point, Protection, SectionGrade

PROTECTIONS = (
    Protection("no network", True, "an own network namespace without any interface"),
    Protection("private folder", True, "an own mount namespace; the rest of the disk is read-only"),
    Protection("own processes", True, "an own process namespace: other processes cannot be seen or ended"),
    Protection("memory", True, "at most 4.00 GB of address space per process"),
    Protection("processor time", True, "at most 60 s a cell and 120 s in all"),
    Protection("number of processes", True, "at most 64 processes"),
    Protection("size of files", True, "at most 200 MB a file"),
    Protection("empty environment", True, "no variable of the grader's environment is handed on"),
)

LINE = SectionGrade(
    1,
    "The straight line",
    Outcome.PASS,
    points=(
        Point("linearity", "Names linearity as the assumption that is broken.", True,
              "The residuals bend upwards, so the relation is not linear"),
        Point("cost", "Says what it costs for the servers older than 8 years.", True,
              "we quote the servers older than 8 years 21.4 $/h too low on average"),
        Point("curve", "Describes the curve in the plot.", True, "a U shape: positive at both ends, negative between"),
    ),
    right=(
        "rmse: 22.7 $/h is the straight line's error on the test servers.",
        "assumption: linearity.",
        "The plot shows the residuals of the 200 test servers against their predictions.",
        "The same cells were right on the second data set too.",
    ),
)  # fmt: skip
REPAIR = SectionGrade(
    2,
    "The repair and what it says",
    Outcome.WRONG,
    notes=(
        Note(About.TRAP, "still-a-line", "22.7 $/h is the straight line's error: the age term is still in your "
             "residuals. It quotes the 24 test servers older than 8 years 21.4 $/h too low, 10,300 $ a day for a fleet "
             "of 200 servers."),
        Note(About.ANSWER, "rmse_repaired", "Your repaired error is 22.7 $/h; a repaired model reaches 5.1 $/h ± 0.6."),
        Note(About.ANSWER, "year_8_to_9", "You say that the ninth year costs 9.80 $/h more; it costs 41.2 $/h ± 3.1."),
        Note(About.SECOND_SEED, "rmse_repaired", "On the second data set your error is 25.1 $/h; 5.0 $/h ± 0.6 was "
             "expected."),
        Note(About.TEXT, "year_8_to_9", "The text says 14 $/h for the ninth year; your own answer is 9.80 $/h."),
    ),
    points=(
        Point("how", "Says how the model was repaired.", True, "I added Age squared to the regression"),
        Point("why", "Says why this way and not another.", False),
        Point("money", "Says what a GB of memory and the ninth year cost.", None,
              "one more GB adds 1.98 $/h and <b>the ninth year</b> about 14 $/h"),
    ),
    right=("memory_per_gb: 1.98 $/h per GB.",),
)  # fmt: skip
ACCURACY = SectionGrade(
    3,
    "The dangerous accuracy",
    Outcome.NEEDS_READER,
    points=(
        Point("recall", "Says how many of those who left were caught.", True, "it caught 27 of the 61 who left"),
        Point("imbalance", "Says that nobody leaving is nearly as accurate.", None,
              "a stopped clock would have been about as good as this here " + "and so on " * 40),
    ),
)  # fmt: skip
THRESHOLD = SectionGrade(
    4,
    "The threshold in money",
    Outcome.PASS,
    reader="Grace Hopper, instructor (marks.csv, line 7)",
    notes=(Note(About.TEXT, "worth", "This grader could not decide one point; Grace Hopper did."),),
    points=(Point("direction", "Says whether more people are contacted than at 0.5.", True, "we contact more people"),),
)
DRIVERS = SectionGrade(
    5,
    "What drives the forest",
    Outcome.COULD_NOT_RUN,
    notes=(Note(About.RUN, "todo-5", "The cell of section 5 stopped after 1.20 s: NameError: name 'forst' is not "
                "defined."),),
)  # fmt: skip
AUDIT = SectionGrade(6, "The audit", Outcome.NOT_ATTEMPTED)

GRADE = Grade(
    file="submissions/Ada Lovelace.ipynb",
    sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    assignment="servers-and-churn",
    version=1,
    level=2,
    mode="practice",
    candidate="Ada Lovelace",
    outcome=Outcome.WRONG,
    sections=(LINE, REPAIR, ACCURACY, THRESHOLD, DRIVERS, AUDIT),
    notes=(
        Note(About.HANDOUT, "given-data", "The cell “given: data” had been changed and was put back before running."),
        Note(About.HANDOUT, "name", "The file is named “Ada Lovelace”, the first cell says “A. Lovelace”."),
    ),
    protections=PROTECTIONS,
    run={
        "seconds": 21.34,
        "versions": {"takehome": "0.1.0", "python": "3.12.3", "numpy": "2.1.0"},
        "machine": "Linux x86_64, 2 cores",
        "command": "takehome practice grade 'submissions/Ada Lovelace.ipynb' --html feedback.html",
    },
)
PASSED = replace(
    GRADE, file="Grace.ipynb", candidate="Grace Hopper", level=1, outcome=Outcome.PASS, notes=(),
    sections=(LINE, replace(REPAIR, outcome=Outcome.PASS, notes=(), points=REPAIR.points[:1]), THRESHOLD),
)  # fmt: skip
BROKEN = replace(
    GRADE, file="broken.ipynb", assignment="", mode="", candidate="", level=0, version=0, notes=(), sections=(),
    protections=(), outcome=Outcome.COULD_NOT_RUN, run={},
    problem="the file is not a notebook: its JSON ends after 1,204 bytes",
)  # fmt: skip
BARE = replace(GRADE, protections=(replace(PROTECTIONS[0], active=False, how="user namespaces are switched off here"),
                                   *PROTECTIONS[1:]))  # fmt: skip
SEALED = replace(GRADE, mode="sealed", file="sealed.ipynb", candidate="Alan Turing")
CLASS = (GRADE, PASSED, SEALED, BROKEN)


def hostile(text: str) -> Grade:
    """A grade in which every text that a candidate can choose is `text`."""
    notes = tuple(Note(about, text, text) for about in About)
    points = tuple(Point(text, text, earned, text) for earned in (True, False, None))
    sections = tuple(
        SectionGrade(i, text, outcome, notes, points, text, (text, text)) for i, outcome in enumerate(Outcome, 1)
    )
    return Grade(
        text, text, text, 1, 2, text, text, Outcome.WRONG, sections, notes, (Protection(text, False, text),), "",
        {"command": text, "machine": text, "seconds": 1.5, "versions": {text: text}},
    )  # fmt: skip
