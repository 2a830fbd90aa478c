"""Heavy packages have an address: each is imported only where it is listed, and never by ``import takehome``."""

import ast
import fnmatch
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src/takehome"

ADDRESSES = {
    "pyarrow": ["table/*"],
    "narwhals": ["table/*"],
    "pandas": ["table/*", "studies/scores.py", "practice/assignments/*"],
    "sklearn": ["studies/*", "practice/assignments/*"],
    "statsmodels": ["stats/*", "studies/*"],
    "threadpoolctl": ["studies/*"],
    "jinja2": ["report/*", "practice/feedback/*", "server/pages/*"],
    "vl_convert": ["report/*"],
    "jsonschema": ["report/*", "practice/feedback/*"],
    "numba": ["stats/*", "studies/*"],
    "rich": ["cli/*"],
    "gymnasium": ["studies/storage/environments/*"],
    "jax": ["studies/storage/deep/*", "studies/storage/federated/deep/*"],
    "optax": ["studies/storage/deep/*", "studies/storage/federated/deep/*"],
    "flwr": ["studies/storage/federated/flower/*"],
    "dp_accounting": ["studies/storage/federated/privacy/accounting.py"],
    "nbformat": ["practice/*"],
    "nbclient": ["practice/revealing.py"],
    "jupyter_client": ["practice/revealing.py", "practice/runner/*"],
    "zmq": ["practice/runner/*"],
    "fastapi": ["server/*"],
    "starlette": ["server/*"],
    "uvicorn": ["server/launch.py"],
    "pydantic": ["server/api/*"],
    "prometheus_client": ["server/scoring/*"],
    "sqlalchemy": ["server/state/*"],
    "alembic": ["server/state/*"],
    # never in the package; they belong to tests, examples or extras that do not exist yet
    "matplotlib": [],
    "seaborn": [],
    "ipykernel": [],
    "polars": [],
    "duckdb": [],
}
LATE = (*(set(ADDRESSES) - {"narwhals"}), "narwhals", "scipy", "numpy")
"""What neither ``import takehome`` nor ``takehome --help`` may load."""


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Top-level package and line of every import that runs (those for type checkers alone do not)."""
    tree = ast.parse(path.read_text())
    for_checkers = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_checkers:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0], node.lineno


def test_heavy_packages_are_imported_only_at_their_addresses() -> None:
    strays = []
    for path in sorted(SOURCE.rglob("*.py")):
        address = path.relative_to(SOURCE).as_posix()
        if "/tests/" in address:
            continue
        for package, line in imports(path):
            allowed = ADDRESSES.get(package)
            if allowed is not None and not any(fnmatch.fnmatch(address, pattern) for pattern in allowed):
                strays.append(f"{address}:{line} imports {package}")
    assert not strays


@pytest.mark.parametrize(
    "statement",
    [
        "import takehome",
        "import takehome; dir(takehome)",
        "from takehome.cli.group import takehome; takehome(['--help'])",
        "import takehome.practice; dir(takehome.practice)",
        "from takehome.cli.group import takehome; takehome(['practice', '--help'])",
        "import takehome.server; dir(takehome.server)",
        "from takehome.cli.group import takehome; takehome(['serve', '--help'])",
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(statement: str) -> None:
    """Said by ``sys.modules``, not by a clock: the time depends on the machine, the modules do not."""
    program = f"import sys\ntry:\n    {statement}\nexcept SystemExit:\n    pass\nprint('LOADED', *sys.modules)"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(result.stdout.rpartition("LOADED")[2].split())
    assert loaded
    assert not loaded & set(LATE)
