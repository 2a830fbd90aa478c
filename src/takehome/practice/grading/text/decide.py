"""Pass, wrong, or needs a reader: the one place where what was seen becomes an outcome.

*Pass*: every needed idea is there, every claim agrees, every number is the candidate's own, enough of them are quoted,
and the text has sense. *Wrong*: a claim or a number contradicts the evidence, or there is no answer (too short, a
copy, a heap of words), or most of what was asked is missing. *Needs a reader*: anything between; ideas may be there in
words that the rubric does not know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from takehome.practice.grading.text.binding import Misnamed, misnamed
from takehome.practice.grading.text.claims import Claim, Says, claim
from takehome.practice.grading.text.comparisons import contradicted
from takehome.practice.grading.text.negation import denied
from takehome.practice.grading.text.numbers import Seen, Standing, numbers, with_facts
from takehome.practice.grading.text.patterns import matches
from takehome.practice.grading.text.sentences import LONGEST, Sentence, sentences
from takehome.practice.grading.text.statements import strange
from takehome.practice.grading.text.substance import Substance, substance
from takehome.practice.results import About, Note, Outcome, Point, TextReading
from takehome.practice.spec import Concept, Facts, Rubric

MOST = 0.5
"""Share of the needed ideas and claims above which a reader may find the rest in other words."""


CLAUSE = 6
"""Words of a clause, on average, above which one sentence with everything in it may be a chain of key words."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that was seen in one text."""

    substance: Substance
    concepts: tuple[tuple[Concept, str | None], ...]
    claims: tuple[Claim, ...]
    numbers: tuple[Seen, ...]
    misnamed: tuple[Misnamed, ...] = ()
    strange: str | None = None
    contradicted: tuple[str, ...] = ()
    cut: bool = False

    @property
    def quoted(self) -> int:
        """How many different numbers of the candidate's own are quoted."""
        told = [seen for seen in self.numbers if seen.standing is Standing.QUOTED]
        times = Counter(seen.written for seen in told)  # a profit that equals the optimum is two results, said twice
        return sum(
            min(times[written], max(1, facts))
            for written, facts in {one.written: len(one.facts) for one in told}.items()
        )

    @property
    def foreign(self) -> list[Seen]:
        """Numbers that are presented as results and are none of the candidate's."""
        return [seen for seen in self.numbers if seen.standing is Standing.RESULT]

    @property
    def missing(self) -> list[Concept]:
        """The needed ideas that were not found."""
        return [concept for concept, passage in self.concepts if concept.needed and passage is None]

    @property
    def crowded(self) -> str | None:
        """The one sentence that holds all needed ideas, if there are several and it is one."""
        passages = [passage for concept, passage in self.concepts if concept.needed]
        if len(passages) < 3 or len(set(passages)) > 1 or passages[0] is None:
            return None
        whole = next(one for one in self.substance.statements if one.text == passages[0])
        return passages[0] if len(whole.tokens) > CLAUSE * (whole.tokens[-1].clause + 1) else None


def read(text: str, rubric: Rubric, facts: Facts, own_numbers: Sequence[float] = ()) -> TextReading:
    """Read a text.

    Parameters
    ----------
    text : as the candidate wrote it, Markdown. rubric : what it must hold. facts : what it may speak of.
    own_numbers : further numbers that it may quote.

    Returns
    -------
    TextReading
        NOT_ATTEMPTED where there is no text; else PASS, WRONG or NEEDS_READER with every point and note.
    """
    found = tuple(with_facts(sentence, facts) for sentence in sentences(text))
    if not found:
        return TextReading(Outcome.NOT_ATTEMPTED)
    seen = replace(_evidence(found, rubric, facts, own_numbers), cut=len(text) > LONGEST)
    wrong = tuple(_wrong(seen, rubric))
    open_points = () if wrong else tuple(_undecided(seen, rubric))
    outcome = Outcome.WRONG if wrong else Outcome.NEEDS_READER if open_points else Outcome.PASS
    return TextReading(outcome, tuple(_points(seen, rubric, outcome)), (*wrong, *open_points))


def _evidence(found: tuple[Sentence, ...], rubric: Rubric, facts: Facts, own: Sequence[float]) -> Evidence:
    kept = substance(found, rubric.question, rubric.words)
    concepts = tuple((concept, _passage(concept, kept.statements)) for concept in rubric.concepts)
    claims = tuple(claim(agreement, kept.statements, facts, rubric.names) for agreement in rubric.agreements)
    seen = numbers(kept.statements, rubric, facts, own)
    called, odd = misnamed(kept.statements, rubric.names), strange(kept.statements, rubric, facts)
    against = contradicted(kept.statements, facts, rubric.names)
    return Evidence(kept, concepts, claims, seen, called, odd, against)


def _passage(concept: Concept, found: Sequence[Sentence]) -> str | None:
    """The first sentence that holds an idea without denying it."""
    for pattern in concept.any_of:
        for sentence in found:
            if any(not denied(sentence, positions) for positions in matches(pattern, sentence)):
                return sentence.text
    return None


def _wrong(seen: Evidence, rubric: Rubric) -> Iterator[Note]:
    """What makes a text wrong, each in a sentence."""
    if seen.substance.problem:
        yield Note(About.TEXT, "substance", seen.substance.problem)
        return
    if seen.substance.doubt and (seen.missing or (seen.substance.sparse and seen.strange)):
        yield Note(About.TEXT, "substance", seen.substance.doubt)
    for one in seen.claims:
        if one.says is Says.FALSE:
            says = (
                f"Your results say otherwise than {_quote(one.passage)}. What is asked: {_lower(one.agreement.says)}."
            )
            yield Note(About.TEXT, one.agreement.fact, says)
    if len(seen.foreign) > seen.quoted:
        yield from map(_foreign, seen.foreign)
    yield from (_called(one) for one in seen.misnamed if one.sure)
    claimed = [one for one in seen.claims if one.due]
    needed = sum(concept.needed for concept in rubric.concepts) + len(claimed)
    missed = len(seen.missing) + sum(one.says is Says.NOTHING for one in claimed)
    if seen.quoted == 0 and rubric.numbers:
        yield Note(About.TEXT, "numbers", "It quotes none of your own results.")
    elif needed - missed <= MOST * needed and not _rich(seen, rubric):
        missing = "; ".join(_lower(concept.says) for concept in seen.missing)
        yield Note(About.TEXT, "missing", f"Most of what was asked is missing: {missing}.")


def _rich(seen: Evidence, rubric: Rubric) -> bool:
    """Enough own numbers: the ideas may be there in words that no rubric foresees."""
    return seen.quoted >= max(2, rubric.numbers)


def _undecided(seen: Evidence, rubric: Rubric) -> Iterator[Note]:
    """What keeps a text from passing without making it wrong."""
    if seen.substance.doubt:
        yield Note(About.TEXT, "substance", seen.substance.doubt)
    if seen.cut:
        says = f"Only its first {LONGEST:,} characters were read, which is ten times what an answer needs."
        yield Note(About.TEXT, "substance", says)
    if seen.strange:
        worst = _quote(seen.strange)
        says = f"Taken together it sounds more like a false answer than a true one, above all here: {worst}."
        yield Note(About.TEXT, "substance", says)
    for passage in seen.contradicted:
        says = f"The order of your own results seems to be another than the one claimed here: {_quote(passage)}."
        yield Note(About.TEXT, "order", says)
    if seen.crowded:
        says = f"All that was asked stands in one sentence, which may be a chain of key words: {_quote(seen.crowded)}."
        yield Note(About.TEXT, "substance", says)
    for concept in seen.missing:
        yield Note(About.TEXT, concept.name, f"The grader did not find this in your words: {_lower(concept.says)}.")
    for one in seen.claims:
        if one.says is Says.DOUBTFUL:
            says = (
                f"The grader could not tell what you claim here: {_quote(one.passage)} ({_lower(one.agreement.says)})."
            )
            yield Note(About.TEXT, one.agreement.fact, says)
        elif one.says is Says.NOTHING and one.due:
            says = f"The grader found no clear statement on this: {_lower(one.agreement.says)}."
            yield Note(About.TEXT, one.agreement.fact, says)
    yield from map(_foreign, (*seen.foreign, *(one for one in seen.numbers if one.standing is Standing.PASSING)))
    yield from (_called(one) for one in seen.misnamed if not one.sure)
    if seen.quoted < rubric.numbers:
        says = f"It quotes {seen.quoted} of your own results; at least {rubric.numbers} are asked for."
        yield Note(About.TEXT, "numbers", says)


def _foreign(number: Seen) -> Note:
    says = f"{number.written} (in {_quote(number.sentence)}) is none of your results, nor made from two of them."
    return Note(About.TEXT, "numbers", says)


def _called(one: Misnamed) -> Note:
    says = (
        f"{one.written} (in {_quote(one.sentence)}): your results give this number another name than the sentence does."
    )
    return Note(About.TEXT, "numbers", says)


def _points(seen: Evidence, rubric: Rubric, outcome: Outcome) -> Iterator[Point]:
    """Every line of the rubric with the passage that earned it."""
    senseless = seen.substance.problem is not None
    for concept, passage in seen.concepts:
        absent = None if outcome is Outcome.NEEDS_READER else False
        yield Point(concept.name, concept.says, absent if passage is None else not senseless, passage or "")
    for one in seen.claims:
        earned = {Says.TRUE: True, Says.FALSE: False}.get(one.says)
        if one.says is not Says.NOTHING or one.due:
            yield Point(one.agreement.fact, one.agreement.says, earned and not senseless, one.passage)
    quoted = [number for number in seen.numbers if number.standing is Standing.QUOTED]
    enough = seen.quoted >= rubric.numbers
    says = f"At least {rubric.numbers} of your own results {_be(rubric.numbers)} quoted, rounded as you like"
    yield Point("numbers", says, enough and not senseless, quoted[0].sentence if quoted else "")


def _be(count: int) -> str:
    return "is" if count == 1 else "are"


def _lower(says: str) -> str:
    """A published line inside a sentence."""
    text = says.rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() or text.startswith("A ") else text


def _quote(passage: str) -> str:
    """A passage in quotation marks, without the full stop that the sentence around it has."""
    return f"“{passage.rstrip('. ')}”"
