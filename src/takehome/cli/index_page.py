"""The page that links the demo's reports: each decision in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>takehome: decisions</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1.05rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem;
  color: light-dark(#1b1b1f, #e8e8ea); background: light-dark(#fff, #16161a) }}
a {{ color: light-dark(#0b57d0, #a8c7fa) }}
section {{ border-top: 1px solid light-dark(#767680, #8e8e99); padding: .5rem 0 }}
</style>
</head>
<body>
<main>
<h1>What to do</h1>
{sections}
</main>
</body>
</html>
"""

SECTION = """<section>
<h2>{title}: {name}</h2>
<p>{question}</p>
<p><strong>{sentence}</strong></p>
<p><a href="{link}">The report on {name}</a></p>
</section>"""


def index_page(studies: Mapping[str, Any], pages: Mapping[str, Path], folder: Path) -> str:
    """One section a study, in the order run; links are relative to `folder`."""
    sections = (
        SECTION.format(
            title=escape(study.title),
            name=escape(name),
            question=escape(study.question),
            sentence=escape(study.recommend().sentence),
            link=escape(quote(pages[name].relative_to(folder).as_posix())),
        )
        for name, study in studies.items()
    )
    return PAGE.format(sections="\n".join(sections))
