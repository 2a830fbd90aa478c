"""A study's form as the page asks it: each field with its choices, what was typed, and what was wrong with it.

Browsers change some texts on their way (a line feed becomes two characters, a NUL another one), so a column whose
name would not survive is sent by a code that no column is called; everything else is sent as it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from takehome.errors import InputError
from takehome.report.words import visible
from takehome.server.asking import FieldError
from takehome.studies.form_fields import FieldKind, Form, FormField

Typed = Mapping[str, Sequence[str]]

# These need a table's columns; an embedded problem brings its own.
_OF_COLUMNS = (FieldKind.COLUMN, FieldKind.COLUMNS, FieldKind.UNITS, FieldKind.RANGES)
# Up to so many columns there is a place for each; with more, a list in which the browser can search.
MANY = 60


# Fields that every study has on the page, and no form declares.
OWN_LABELS = {"economics": "Economics", "seed": "Seed"}


@dataclass(frozen=True, slots=True)
class Place:
    """A column's own place in a field that takes something of several columns: a unit, or a low and a high end."""

    column: str
    names: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One field on the page.

    Attributes
    ----------
    id : of the input, for its label. typed : what was typed or chosen last, as sent. columns : (value, name) pairs.
    places : of UNITS and RANGES. wrong : what was wrong with it, or empty.
    """

    field: FormField
    id: str
    typed: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
    wrong: str

    @property
    def kind(self) -> str:
        return self.field.kind.value

    @property
    def place(self) -> str:
        """Id of what is scrolled to: the input, or the group of inputs."""
        several = (FieldKind.COLUMNS, FieldKind.UNITS, FieldKind.RANGES)
        return f"{self.id}-group" if self.field.kind in several else self.id

    @property
    def text(self) -> str:
        return self.typed[0] if self.typed else ""

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Of CHOICE: what is sent, and its words."""
        return tuple((choice, choice) for choice in self.field.choices)

    @property
    def about_money(self) -> bool:
        """Whether it belongs to costs."""
        return self.field.kind is FieldKind.COST or "." in self.field.name

    @property
    def answered(self) -> bool:
        return any(map(str.strip, self.typed)) or any(value for place in self.places for value in place.values)


def questions(
    form: Form, columns: Sequence[Mapping[str, object]] | None, typed: Typed, problem: InputError | None = None
) -> list[Question]:
    """The questions of a form; `columns` are those of a preview, or None for an embedded problem."""
    codes = codes_of([str(column["name"]) for column in columns or ()])
    numbers = {str(column["name"]) for column in columns or () if column.get("kind") == "number"}
    at_fault = field_at_fault(form, problem)
    made = []
    for position, field in enumerate(form.fields):
        if columns is None and field.kind in _OF_COLUMNS:
            continue
        wrong = problem.saw if problem is not None and field is at_fault else ""
        answers = tuple(typed.get(field.name, ()))
        places = _places(field, codes, numbers, typed)
        made.append(Question(field, f"field-{position}", answers, tuple(codes.items()), places, wrong))
    return made


def codes_of(names: Sequence[str]) -> dict[str, str]:
    """What is sent for each column → its name."""
    known = set(names)
    made = {}
    for position, name in enumerate(names):
        survives = name != "" and visible(name) == name and not set(name) & set("\r\n")
        code = name if survives else f"column {position + 1} by number"
        while not survives and code in known:
            code += "."
        made[code] = name
    return made


def field_at_fault(form: Form, problem: InputError | None) -> FormField | None:
    """The field that an error is about: it says so itself, or its words quote the field's name or label."""
    if problem is None:
        return None
    if isinstance(problem, FieldError):
        return next((field for field in form.fields if field.name == problem.field), None)
    named = [field for field in form.fields if _quotes(problem.saw, field.name) or _quotes(problem.saw, field.label)]
    return max(named, key=lambda field: len(field.name), default=None)


def at_fault(asked: Sequence[Question], problem: InputError | None) -> list[tuple[str, str]]:
    """Where on the page the mistake is: the field's id and its label; the page's own fields say it themselves."""
    if isinstance(problem, FieldError) and problem.field in OWN_LABELS:
        return [(problem.field, OWN_LABELS[problem.field])]
    return [(question.place, question.field.label) for question in asked if question.wrong]


def _quotes(text: str, words: str) -> bool:
    return any(f"{before}{words}{after}" in text for before, after in (("'", "'"), ('"', '"'), ("“", "”")))


def sent_to_asking(columns: Sequence[str] | None, typed: Typed) -> dict[str, list[str]]:
    """What was typed as :mod:`takehome.server.asking.texts` reads it: the codes of columns are names again."""
    odd = {code: name for code, name in codes_of(columns or ()).items() if code != name}
    if not odd:
        return {name: list(values) for name, values in typed.items()}
    return {_decoded(name, odd): [odd.get(value, value) for value in values] for name, values in typed.items()}


def _decoded(sent: str, odd: Mapping[str, str]) -> str:
    """``units[CODE]`` with the column's own name."""
    field, bracket, rest = sent.partition("[")
    code, closing, end = rest.rpartition("]")
    return f"{field}[{odd[code]}]{end}" if bracket and closing and code in odd else sent


def _places(field: FormField, codes: Mapping[str, str], numbers: set[str], typed: Typed) -> tuple[Place, ...]:
    if field.kind not in (FieldKind.UNITS, FieldKind.RANGES):
        return ()
    ends = ("",) if field.kind is FieldKind.UNITS else (".low", ".high")
    return tuple(
        Place(name, names, tuple(_first(typed.get(sent, ())) for sent in names))
        for code, name in codes.items()
        if name in numbers
        for names in [tuple(f"{field.name}[{code}]{end}" for end in ends)]
    )


def _first(values: Iterable[str]) -> str:
    return next(iter(values), "")
