"""Keys of too many parts are told before TOML is read.

A reader of TOML keeps every beginning of a dotted key (``a``, ``a.b``, ``a.b.c`` …), so that a key of 50,000 parts, in
100 KB of text, takes gigabytes. The limit of nesting, which is looked at after reading, would come too late.

The text is cut into TOML's tokens, each of which takes in what it looked at: the work is in proportion to the length,
whatever the text holds. Up to the first thing that is no TOML the tokens are those of any reader, and a reader stops
there.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r'''
      (?P<dot>\.)
    | (?P<blank>[ \t]++)
    | (?P<skipped>\#[^\n]*+
        | """ (?: [^"\\] | \\(?:.|\Z) | "(?!"") )*+ (?:"{3,5}+|\Z)
        | \'\'\' (?: [^'] | '(?!\'\') )*+ (?:'{3,5}+|\Z) )
    | (?P<part>[\w\-]++ | " (?: [^"\\\n] | \\. )*+ "? | ' [^'\n]*+ '? )
    | (?P<other>.)
    ''',
    re.VERBOSE | re.DOTALL,
)


def has_long_key(text: str, most: int) -> bool:
    """Whether some key of a TOML text, or the name of a table, has more than `most` parts."""
    dots = 0
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "dot":
            dots += 1
            if dots >= most:
                return True
        elif token.lastgroup in ("skipped", "other"):
            dots = 0
    return False
