"""Text as data can hold it: markup, formulas, emoji, right-to-left, control characters, lone surrogates, 10 kB."""

from __future__ import annotations

from hypothesis import strategies as st

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "\"><svg onload='alert(1)'>",
    "{{ 7*7 }}{% raw %}",
    '=HYPERLINK("http://example.invalid","x")',
    "| a | b |\n|---|---|",
    "[x](javascript:alert(1)) ![y](http://example.invalid/z.png) <http://example.invalid>",
    "`code` **bold** _it_ ~~no~~ # head $x^2$ @name :smile: &amp; www.example.invalid",
    "مرحبا שלום 日本語 🦜👩‍👩‍👧",
    "\u202eright to left override",
    "nul \x00, bell \x07, lone \ud800, nonchar \uffff",
    "wide " * 2000,
    "unbroken" * 1250,
    " ",
)


def texts() -> st.SearchStrategy[str]:
    """Known hostile texts and anything that a Python string can hold, lone surrogates included."""
    anything = st.text(st.characters(exclude_categories=()), min_size=1, max_size=60)
    return st.one_of(st.sampled_from(HOSTILE), anything)
