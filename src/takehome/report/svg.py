"""A drawn chart made fit for the page: named, themed, small.

vl-convert gives one SVG element a point, fixed colours, and a fixed size. Here the picture gets a title and a
description for screen readers, its colours become CSS variables, its internal names are made unique in the page, and
clouds of equal dots become a few paths: a dot is a zero-length stroke with round ends, ten bytes instead of 150.
"""

from __future__ import annotations

import re
from html import escape

from takehome.report.theme import FONT, PALETTE

# Dots of one path do not darken where they overlap; spread over eight paths, they still show density.
PATHS_PER_CLOUD = 8
SMALLEST_CLOUD = 24
_CIRCLE = r"M(?P<r>[\d.]+),0A(?P=r),(?P=r),0,1,1,-(?P=r),0A(?P=r),(?P=r),0,1,1,(?P=r),0"
_DOT = re.compile(
    rf'<path transform="translate\((?P<x>[-\d.e]+),(?P<y>[-\d.e]+)\)" d="{_CIRCLE}Z?" '
    r'fill="(?P<fill>[^"]+)"(?: stroke-width="[\d.]+")?(?: opacity="(?P<opacity>[\d.]+)")?/>'
)
_RUN = re.compile(rf"(?:<path transform=\"translate\([^)]*\)\" d=\"M[\d.]+,0A[^\"]*\"[^>]*/>){{{SMALLEST_CLOUD},}}")
# A rule at a constant is drawn once a row of the data, each upon the other.
_REPEATED = re.compile(r"(<(?:line|path|rect) [^>]*/>)\1+")
_TAG = re.compile(r"<[A-Za-z][^>]*>")
# The font stands once, on the whole; the roles would each want a name; an address would be a request.
_UNUSED = re.compile(r' (?:font-family|class|role|aria-[a-z]+|(?:xlink:)?href)="(?!#)[^"]*"')
_COLOURS = {light: f"var(--chart-{name},{light})" for name, (light, _) in PALETTE.items()}


def finish(svg: str, prefix: str, title: str, description: str) -> str:
    """The SVG, ready to stand in a page.

    Parameters
    ----------
    svg : as vl-convert draws it.
    prefix : makes the internal names unique in the page; letters, digits and dashes.
    title, description : plain text; escaped here.
    """
    svg = _REPEATED.sub(r"\1", svg)
    svg = _RUN.sub(lambda run: _merge(run[0]), svg)
    svg = _TAG.sub(lambda tag: _attributes(tag[0]), svg)
    svg = _renamed(svg, prefix)
    svg = svg.replace('<path d="" pointer-events="none" display="none"/>', "").replace(
        '<path d="" display="none"/>', ""
    )
    head = f'<title id="{prefix}-title">{escape(title)}</title><desc id="{prefix}-desc">{escape(description)}</desc>'
    named = f'font-family="{FONT}" role="img" aria-labelledby="{prefix}-title" aria-describedby="{prefix}-desc"'
    return re.sub(r"<svg ([^>]*)>", lambda found: f"<svg {named} {found[1]}>{head}", svg, count=1)


def _attributes(tag: str) -> str:
    """One tag with only what it needs; text between tags is data and stays as it is."""
    tag = _UNUSED.sub("", tag)
    tag = re.sub(r'"(#[0-9a-f]{6})"', lambda found: f'"{_COLOURS.get(found[1], found[1])}"', tag)
    return re.sub(r"(?<=\d\.\d{2})\d+", "", tag)


def _renamed(svg: str, prefix: str) -> str:
    """Internal names unique in the page and equal in equal pictures: vl-convert counts them through the process."""
    names: dict[str, str] = {}

    def rename(found: re.Match[str]) -> str:
        return found[1] + names.setdefault(found[2], f"{prefix}-{len(names) + 1}")

    return _TAG.sub(lambda tag: re.sub(r'( id="|url\(#|href="#)([\w-]+)', rename, tag[0]), svg)


def _merge(run: str) -> str:
    """Dots of one size and colour as at most eight paths; other elements stay as they are."""
    clouds: dict[tuple[str, str, str], list[str]] = {}
    rest = _DOT.sub(lambda dot: _collect(dot, clouds), run)
    merged = []
    for (radius, fill, opacity), places in clouds.items():
        style = f'stroke="{fill}" stroke-width="{2 * float(radius):.2f}" stroke-linecap="round" opacity="{opacity}"'
        merged += [f'<path d="{"".join(places[k::PATHS_PER_CLOUD])}" {style}/>' for k in range(PATHS_PER_CLOUD)]
    return rest + "".join(merged)


def _collect(dot: re.Match[str], clouds: dict[tuple[str, str, str], list[str]]) -> str:
    place = f"M{float(dot['x']):.1f},{float(dot['y']):.1f}h0"
    clouds.setdefault((dot["r"], dot["fill"], dot["opacity"] or "1"), []).append(place)
    return ""


def standalone(svg: str) -> str:
    """The SVG as a file of its own, which follows the reader's theme by itself."""
    dark = "".join(f"--chart-{name}:{dark};" for name, (_, dark) in PALETTE.items())
    style = f"<style>@media (prefers-color-scheme: dark){{svg{{{dark}}}}}</style>"
    return re.sub(r"(<svg [^>]*>)", lambda found: found[1] + style, svg, count=1)
