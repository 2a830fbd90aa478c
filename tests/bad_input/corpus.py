"""The corpus of bad input: tables that people really send, each with what must become of it (DESIGN §6).

A table is either unusable, and refused with one clear message, or usable but bad, and then the right check says so.
Whatever runs on tables runs on this corpus: the door and the shared checks here, the commands elsewhere.
"""

import gzip
import itertools
import zipfile
from pathlib import Path

import numpy as np

from bad_input.expected import Entry, caution, failed, passed, refused, understood
from bad_input.writing import (
    ROWS,
    as_bytes,
    as_csv,
    as_json_lines,
    as_parquet,
    as_text,
    base,
    base_with,
    csv_text,
)

_RANDOM = np.random.default_rng(11)
_A, _Y = base()["a"], base()["y"]
_LETTERS = list(itertools.islice(itertools.cycle("abcd"), ROWS))


def _folder(folder: Path) -> Path:
    path = folder / "tables.csv"
    path.mkdir()
    return path


def _excel(folder: Path) -> Path:
    path = folder / "table.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return path


def _zip(folder: Path) -> Path:
    path = folder / "table.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("table.csv", csv_text(base()))
    return path


def _spoiled(values: list[object], every: int, by: object) -> list[object]:
    """The values with every so many replaced."""
    return [by if place % every == 1 else value for place, value in enumerate(values)]


UNUSABLE = (
    Entry("missing file", lambda folder: folder / "absent.csv", refused("there is no file", "absent.csv")),
    Entry("directory", _folder, refused("is a directory")),
    Entry("empty file", as_bytes(b""), refused("is empty")),
    Entry("only white space", as_text(" \n\n \n"), refused("is empty")),
    Entry("only a byte-order mark", as_bytes(b"\xef\xbb\xbf"), refused("is empty")),
    Entry("only a header", as_text("a,b,y\n"), refused("has no rows")),
    Entry("one row", as_text("a,b,y\n1,2,3\n"), refused("one row")),
    Entry("constant target", as_csv(base_with(y=[5] * ROWS)), refused("'y' is 5 in all 60 rows")),
    Entry(
        "target all missing", as_csv(base_with(y=[None] * ROWS)), refused("every value of the target 'y' is missing")
    ),
    Entry("target all infinite", as_csv(base_with(y=["inf"] * ROWS)), refused("'y' is missing or infinite")),
    Entry("one value in the target", as_csv(base_with(y=[4, *[None] * (ROWS - 1)])), refused("'y' has one value")),
    Entry(
        "target of two classes", as_csv(base_with(y=["yes", "no"] * (ROWS // 2))), refused("'y' is text", "classify")
    ),
    Entry("target of texts", as_csv(base_with(y=_LETTERS)), refused("the target 'y' is text", "'a', 'b', 'c'")),
    Entry(
        "target with two currencies",
        as_csv(base_with(y=[f"{'$' if row % 2 else '€'}{value}" for row, value in enumerate(_Y)])),
        refused("the target 'y'", "mixes units"),
    ),
    Entry(
        "target of dates", as_csv(base_with(y=[f"2024-01-{1 + row % 28:02}" for row in range(ROWS)])), refused("dates")
    ),
    Entry("target misspelled", as_csv(base()), refused("no column named 'Y1'", "did you mean 'y'"), target="Y1"),
    Entry("role misspelled", as_csv(base()), refused("no column named 'aa'", "did you mean 'a'"), roles={"aa": "id"}),
    Entry("no feature", as_csv({"y": _Y}), refused("no usable feature")),
    Entry("features all missing", as_csv({"a": [None] * ROWS, "y": _Y}), refused("no usable feature", "'a'")),
    Entry("features all constant", as_csv({"a": [1] * ROWS, "y": _Y}), refused("no usable feature", "'a'")),
    Entry(
        "dates alone as features",
        as_csv({"day": [f"2024-02-{1 + row % 28:02}" for row in range(ROWS)], "y": _Y}),
        refused("no usable feature", "'day'"),
    ),
    Entry("spreadsheet", _excel, refused("is a spreadsheet", "save the sheet as CSV")),
    Entry(
        "old spreadsheet", as_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "t.xls"), refused("spreadsheet")
    ),
    Entry("zip archive", _zip, refused("is a zip archive")),
    Entry("PDF", as_bytes(b"%PDF-1.7\n" + bytes(range(256)), "table.pdf"), refused("is a PDF")),
    Entry("picture called csv", as_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500)), refused("is a picture")),
    Entry("database", as_bytes(b"SQLite format 3\x00" + bytes(500), "t.db"), refused("SQLite")),
    Entry(
        "zero bytes in text", as_text(csv_text(base()).replace("\n", "\x00\n", 3)), refused("zero byte at position 5")
    ),
    Entry("truncated Parquet", as_parquet(base(), cut=40), refused("not a readable Parquet file")),
    Entry("CSV called Parquet", as_text(csv_text(base()), "table.parquet"), refused("does not begin as a Parquet")),
    Entry("bad JSON line", as_json_lines(base(), '{"a": 1, '), refused("line 61", "is not JSON")),
    Entry("JSON of numbers", as_text("1\n2\n", "table.jsonl"), refused("line 1", "int, not an object")),
    Entry("truncated gzip", as_bytes(gzip.compress(csv_text(base()).encode())[:-30], "t.csv.gz"), refused("gzip")),
    Entry("a row too long", as_text(csv_text(base()) + "1,2,3,4\n"), refused("row 61", "has 4 fields", "3 fields")),
    Entry("rows too short", as_text("a,b,y\n1,2,3\n4,5\n6\n7,8,9\n"), refused("row 2", "2 fields", "2 such rows")),
    Entry("quote never closed", as_text('a,b,y\n1,2,3\n"4,5,6\n7,8,9\n'), refused("row 2")),
    Entry(
        "lines above the header",
        as_text("Report of May\n" + csv_text(base())),
        refused("row 1", "3 fields", "above the header"),
    ),
    Entry("parted by colons", as_text(csv_text(base(), ":")), refused("one column", "':'")),
    Entry("parted by spaces", as_text(csv_text(base(), " ")), refused("one column", "' '")),
)
"""Tables that cannot be studied: one message each, exit code 2, nothing written."""

DOUBTFUL = (
    Entry("constant column", as_csv(base_with(c=[7] * ROWS)), failed("TAB003", "c")),
    Entry("constant text", as_csv(base_with(c=["same"] * ROWS)), failed("TAB003", "c")),
    Entry("nearly constant column", as_csv(base_with(c=[1] * (ROWS - 2) + [0, 0])), caution("TAB003", "c")),
    Entry("rows doubled", as_csv({name: values * 2 for name, values in base().items()}), failed("TAB002")),
    Entry(
        "one row doubled", as_csv({name: [*values, values[0]] for name, values in base().items()}), caution("TAB002")
    ),
    Entry("infinite in places", as_csv(base_with(b=_spoiled(base()["b"], 20, "inf"))), failed("TAB006", "b")),
    Entry("infinite target in places", as_csv(base_with(y=_spoiled(_Y, 20, "-inf"))), failed("TAB006", "y")),
    Entry("huge magnitudes", as_csv(base_with(b=[value * 1e300 for value in base()["b"]])), failed("TAB006", "b")),
    Entry("tiny magnitudes", as_csv(base_with(b=[value * 1e-300 for value in base()["b"]])), passed("TAB006")),
    Entry("missing everywhere", as_csv({k: _spoiled(v, 4, None) for k, v in base().items()}), caution("TAB005", "a")),
    Entry("a column all missing", as_csv(base_with(c=[None] * ROWS)), failed("TAB005", "c")),
    Entry("mostly missing", as_csv(base_with(b=[1.5] * 20 + [None] * 20 + [None] * 20)), failed("TAB005", "b")),
    Entry("target missing in places", as_csv(base_with(y=_spoiled(_Y, 10, None))), caution("TAB005", "y")),
    Entry("words for missing", as_csv(base_with(b=_spoiled(base()["b"], 9, "n/a"))), caution("TAB005", "b")),
    Entry("typing errors in numbers", as_csv(base_with(b=_spoiled(base()["b"], 30, "12x"))), caution("TAB009", "b")),
    Entry("many typing errors", as_csv(base_with(b=_spoiled(base()["b"], 7, "12x"))), failed("TAB009", "b")),
    Entry(
        "numbers and texts", as_csv(base_with(c=[*range(30), *[f"x{i}" for i in range(30)]])), caution("TAB009", "c")
    ),
    Entry("units mixed", as_csv(base_with(c=[f"{i}{'$€'[i % 2]}" for i in range(ROWS)])), caution("TAB009", "c")),
    Entry("beyond 2^53", as_csv(base_with(c=[2**53 + 2 * i + 1 for i in range(ROWS)])), caution("TAB009", "c")),
    Entry("beyond 2^53 in Parquet", as_parquet(base_with(c=[2**60 + i for i in range(ROWS)])), caution("TAB009", "c")),
    Entry("text target with $", as_csv(base_with(y=[f"${1000 + v:,.2f}" for v in _Y])), passed("TAB009")),
    Entry("percent signs", as_csv(base_with(b=[f"{v:.1f} %" for v in base()["b"]])), passed("TAB009")),
    Entry("negative count", as_csv(base_with(visits=[*range(1, ROWS), -5])), failed("TAB006", "visits")),
    Entry(
        "share above 1",
        as_csv(base_with(share=[*np.linspace(0.01, 0.99, ROWS - 1).round(3), 7.5])),
        failed("TAB006", "share"),
    ),
    Entry("percentage above 100", as_csv(base_with(load_pct=[*range(30, 89), 900])), failed("TAB006", "load_pct")),
    Entry("outside a declared range", as_csv(base()), failed("TAB006", "a"), ranges={"a": (0.0, 10.0)}),
    Entry(
        "dates as features",
        as_csv(base_with(day=[f"{1 + row % 28:02}.03.2024" for row in range(ROWS)])),
        caution("TAB007", "day"),
    ),
    Entry("row numbers", as_csv({"id": range(1, ROWS + 1), **base()}), failed("TAB004", "id")),
    Entry(
        "row names without a header",
        as_text(csv_text({"": range(ROWS), **base()}).replace(",a,", "a,", 1)),
        failed("TAB004", "column_1"),
    ),
    Entry("postal codes", as_csv(base_with(zip=[10000 + 37 * (i % 25) for i in range(ROWS)])), failed("TAB004", "zip")),
    Entry("names of people", as_csv(base_with(who=[f"person {i}" for i in range(ROWS)])), failed("TAB004", "who")),
    Entry("leaking copy", as_csv(base_with(copy=_Y)), failed("TAB001", "copy")),
    Entry("leaking logarithm", as_csv(base_with(other=np.log(np.array(_Y) + 100).round(9))), failed("TAB001", "other")),
    Entry(
        "leaking parts",
        as_csv({**base(), "y": [a + b for a, b in zip(_A, base()["b"], strict=True)]}),
        failed("TAB001", "a + b"),
    ),
    Entry(
        "name of the target",
        as_csv({"a": _A, "est_cost": [v + (-1) ** i for i, v in enumerate(_Y)], "cost": _Y}),
        caution("TAB001", "est_cost"),
        target="cost",
    ),
    Entry("few rows", as_csv({name: values[:12] for name, values in base().items()}), caution("TAB008")),
    Entry(
        "fewer rows than columns",
        as_csv({f"x{i}": _RANDOM.normal(size=30).round(5) for i in range(40)} | {"y": _Y[:30]}),
        failed("TAB008"),
    ),
    Entry(
        "10,000 columns",
        as_csv({f"x{i}": _RANDOM.normal(size=30).round(3) for i in range(10_000)} | {"y": _Y[:30]}),
        failed("TAB008"),
    ),
    Entry("many levels", as_csv({"c": [f"city {i % 40}" for i in range(400)], **base(400)}), caution("TAB010", "c")),
)
"""Tables that can be studied, and of which a check must complain."""

ODD = (
    Entry("empty columns at the end", as_text(csv_text(base()).replace("\n", ",,\n")), passed("TAB005")),
    Entry("byte-order mark", as_csv(base(), "utf-8-sig"), understood(a=_A[0])),
    Entry("UTF-16", as_csv(base_with(c=["é" + v for v in _LETTERS]), "utf-16"), understood(a=_A[0], c="éa")),
    Entry("UTF-16 without a mark", as_csv(base(), "utf-16-le"), understood(a=_A[0])),
    Entry("Latin-1", as_csv(base_with(Größe=["süß", "bitter"] * 30), "latin-1"), understood(Größe="süß")),
    Entry("Windows-1252", as_csv(base_with(c=["10 €", "€uro"] * 30), "cp1252"), understood(c="10 €")),
    Entry(
        "semicolons and decimal commas",
        as_text(csv_text({k: [str(x).replace(".", ",") for x in v] for k, v in base().items()}, ";")),
        understood(a=_A[0], y=_Y[0]),
    ),
    Entry(
        "continental money",
        as_csv(
            base_with(
                c=[f"1.{i:03},50 €" for i in range(ROWS)],
            ),
            separator=";",
        ),
        understood(c=1000.5),
    ),
    Entry("tabs", as_text(csv_text(base(), "\t"), "table.tsv"), understood(a=_A[0])),
    Entry("vertical bars", as_text(csv_text(base(), "|"), "table.txt"), understood(a=_A[0])),
    Entry("gzipped", as_bytes(gzip.compress(csv_text(base()).encode()), "table.csv.gz"), understood(a=_A[0])),
    Entry("Windows line ends", as_text(csv_text(base()).replace("\n", "\r\n")), understood(y=_Y[0])),
    Entry("no line end at the end", as_text(csv_text(base()).rstrip()), understood(y=_Y[0])),
    Entry(
        "a separator at the end of rows",
        as_text(csv_text(base()).replace("\n", ",\n").replace("y,", "y", 1)),
        understood(y=_Y[0]),
    ),
    Entry(
        "quotes and line breaks in fields",
        as_csv(base_with(c=['say "no",\nthen go', "x"] * 30)),
        understood(c='say "no",\nthen go'),
    ),
    Entry(
        "names doubled", as_text(csv_text(base()).replace("a,b,y", "a,a,y", 1)), understood(a=_A[0], a_2=base()["b"][0])
    ),
    Entry(
        "names empty",
        as_text(csv_text(base()).replace("a,b,y", "a,,y", 1)),
        understood(a=_A[0], column_2=base()["b"][0]),
    ),
    Entry("true and false", as_csv(base_with(c=["TRUE", "False"] * 30)), understood(c="true")),
    Entry("true and false in Parquet", as_parquet(base_with(c=[True, False] * 30)), understood(c="true")),
    Entry("leading zeros", as_csv(base_with(c=["007", "012", "101"] * 20)), understood(c="007")),
    Entry("losses in brackets", as_csv(base_with(c=["(300)", "1,200", "7"] * 20)), understood(c=-300.0)),
    Entry("collinear columns", as_csv(base_with(c=[3 * v + 1 for v in _A])), understood(c=3 * _A[0] + 1)),
    Entry(
        "HTML in names and values",
        as_csv(base_with(**{"<script>alert(1)</script>": ["<b>bold</b>", "&amp;"] * 30})),
        understood(**{"<script>alert(1)</script>": "<b>bold</b>"}),
    ),
    Entry(
        "formulas", as_csv(base_with(**{"=1+1": ["=cmd()", "@SUM(A1)", "-x"] * 20})), understood(**{"=1+1": "=cmd()"})
    ),
    Entry("emoji", as_csv(base() | {"🚀 speed": ["🐢", "🐇"] * 30}), understood(**{"🚀 speed": "🐢"})),
    Entry("right to left", as_csv(base() | {"السعر": ["نعم", "לא"] * 30}), understood(السعر="نعم")),
    Entry(
        "10 kB names and values",
        as_csv(base_with(**{"n" * 10_000: ["v" * 10_000, "w"] * 30})),
        understood(**{"n" * 10_000: "v" * 10_000}),
    ),
    Entry("nested JSON", as_json_lines(base_with(c=[{"k": 1}, [2]] * 30)), understood(c='{"k": 1}')),
    Entry("JSON of several kinds", as_json_lines(base_with(c=[1, "x", True] * 20)), caution("TAB009", "c")),
    Entry("spaces round values", as_text(csv_text(base()).replace(",", " , ")), understood(b=base()["b"][0])),
)
"""Tables that look odd and are fine."""

CORPUS = (*UNUSABLE, *DOUBTFUL, *ODD)
