"""Can the segments be trusted, our own or somebody else's: from the findings about the segments themselves."""

from __future__ import annotations

from collections.abc import Sequence

from takehome.protocol import Finding, Status
from takehome.studies.segmentation.answer_words import MOST_NAMED, Evidence, counted
from takehome.studies.segmentation.checks.stage import CHOSEN, GIVEN
from takehome.studies.wording import listed

SEGMENTS = (CHOSEN, GIVEN)
"""Stages of the findings that are about the segments themselves."""

MOST_TOLD = 3
"""Failed titles, and open ones, that are told with what they cost; the report has all."""


def trust(seen: Evidence) -> str:
    """Which checks on the segments failed or are open, and which on the table and on other ways."""
    rows, groups = counted(seen.metrics["n_rows"], "row"), seen.metrics["groups"]
    able = [finding for finding in seen.findings if finding.status is not Status.NOT_APPLICABLE]
    own, others = [f for f in able if f.stage in SEGMENTS], [f for f in able if f.stage not in SEGMENTS]
    failed, unsure = _of(own, Status.FAILED), _of(own, Status.CAUTION)
    lead = f"Yes, for rows like these: {groups} among {rows}"
    if failed or not own:
        lead = f"{'Not without reserve' if failed else 'We cannot tell'}: {groups} among {rows}"
    if seen.k < 2:
        lead = f"There are no segments to trust: {groups} among {rows}, so the people are to be treated alike"
    parts = [
        f"{lead}.", *seen.stability(),
        f"Of {len(own)} findings on what was chosen {len(failed)} failed and {len(unsure)} "
        f"{'is' if len(unsure) == 1 else 'are'} open.",
    ]  # fmt: skip
    parts += [f"Failed: {told}" for told in _told(failed)] + [f"Open: {told}" for told in _told(unsure)]
    parts.append(f"Of {len(others)} on the table and on other ways {len(_of(others, Status.FAILED))} failed")
    return f"{' '.join(parts)}{_titles(_of(others, Status.FAILED))}."


def given(seen: Evidence) -> str:
    """The verdict on somebody else's segments, beside the number that the data vote for."""
    metrics = seen.metrics
    about = [f for f in seen.findings if f.stage in SEGMENTS and f.status is not Status.NOT_APPLICABLE]
    failed = _of(about, Status.FAILED)
    verdict = "No" if failed else "As far as these rows show, yes"
    names = list(metrics["given_names"].items())
    called = [f"{own} is '{theirs}'" for own, theirs in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        called.append(f"{len(names) - MOST_NAMED} more stand in the report")
    votes = f"; the votes go to {seen.voted}" if seen.voted else ""
    lead = (
        f"{verdict}: {len(failed)} of {len(about)} findings on the {seen.k} segments of '{metrics['given']}' "
        f"failed{_titles(failed)}{votes}."
    )
    return " ".join([lead, *seen.stability(), f"Here {listed(called)}."])


def _of(findings: Sequence[Finding], status: Status) -> list[Finding]:
    return [finding for finding in findings if finding.status is status]


def _told(findings: Sequence[Finding]) -> list[str]:
    """Each title once, with what its first finding costs and how many more there are."""
    by_title: dict[str, list[Finding]] = {}
    for finding in findings:
        by_title.setdefault(finding.title, []).append(finding)
    said = []
    for title, same in list(by_title.items())[:MOST_TOLD]:
        more = f" ({counted(len(same) - 1, 'more finding')} like it)" if len(same) > 1 else ""
        said.append(f"'{title}'{more}. {same[0].consequence}")
    return said


def _titles(failed: Sequence[Finding]) -> str:
    """``" ('Segments are apart' and 'Every segment is stable')"``, each title once; empty where none failed."""
    titles = list(dict.fromkeys(f"'{finding.title}'" for finding in failed))
    return f" ({listed(titles)})" if titles else ""
