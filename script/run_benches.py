"""Run the benches of tests/bench and show what they measured (see script/bench).

A bench is a file with a function run(bench) that yields Row objects.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCHES = {path.stem: path for path in sorted((ROOT / "tests/bench").glob("*.py"))}
COLUMNS = ("name", "metric", "value", "unit", "against", "ratio", "goal", "ok")
SIGNIFICANT = 3


@dataclass
class Row:
    """One measured number. A goal bounds the ratio where there is one to compare with, else the value."""

    metric: str
    value: float
    unit: str
    against: str = ""
    reference: float | None = None
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ratio(self):
        return self.value / self.reference if self.reference else None

    @property
    def ok(self):
        measured = self.value if self.ratio is None else self.ratio
        return (self.at_most is None or measured <= self.at_most) and (self.at_least is None or measured >= self.at_least)

    @property
    def goal(self):
        bounds = (("<=", self.at_most), (">=", self.at_least))
        return " ".join(f"{sign} {bound:g}" for sign, bound in bounds if bound is not None)

    def result(self, name):
        values = asdict(self) | {"name": name, "ratio": self.ratio, "goal": self.goal, "ok": self.ok}
        return {column: values[column] for column in COLUMNS}


class Bench:
    """What a bench may use: databases, scripts, a stopwatch."""

    root = ROOT
    Row = Row

    def __init__(self):
        self.prefix = os.environ["OUTREACH_TEST_PREFIX"]
        self.numbers = count(1)
        self.databases = []

    def name(self):
        """Return an unused name for a database, which is dropped in the end."""
        self.databases.append(f"{self.prefix}_{next(self.numbers)}")
        return self.databases[-1]

    def database(self, *options):
        """Return a new database: with the addon, or --base without it, or --demo with the demo data too."""
        name = self.name()
        self.script("db", "new", name, *options)
        return name

    def script(self, name, *arguments, text=None):
        """Run one of the project's scripts and return what it printed."""
        result = subprocess.run(
            [ROOT / "script" / name, *arguments], input=text or "", capture_output=True, text=True, check=False
        )
        if result.returncode:
            sys.exit(f"Error: script/{name} {' '.join(arguments)} failed:\n{result.stdout}{result.stderr}")
        return result.stdout

    def shell(self, database, code):
        """Run Python code with Odoo's env and return what it printed."""
        return self.script("odoo", "shell", "-d", database, "--no-http", "--log-level=warn", text=code)

    @staticmethod
    def seconds(function, *arguments):
        """Return how long a call takes."""
        started = time.perf_counter()
        function(*arguments)
        return time.perf_counter() - started

    def close(self):
        for name in set(self.databases) & set(self.script("db", "list").split()):
            self.script("db", "drop", name)


def load(path):
    spec = importlib.util.spec_from_file_location(f"bench_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown(value):
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if isinstance(value, float):
        digits = max(0, SIGNIFICANT - len(str(int(abs(value)))))
        return f"{value:,.{digits}f}"
    return "" if value is None else str(value)


def table(rows):
    cells = [COLUMNS, *([shown(row[column]) for column in COLUMNS] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    numbers = {COLUMNS.index("value"), COLUMNS.index("ratio")}
    for line in cells:
        columns = enumerate(zip(line, widths, strict=True))
        yield "  ".join(cell.rjust(width) if index in numbers else cell.ljust(width) for index, (cell, width) in columns).rstrip()


def measure(names):
    bench = Bench()
    rows = []
    try:
        for name in names:
            print(f"measuring {name} …", file=sys.stderr, flush=True)
            rows.extend(row.result(name) for row in load(BENCHES[name]).run(bench))
    finally:
        bench.close()
    return rows


def main():
    parser = argparse.ArgumentParser(prog="script/bench", description="Measure what the project promises.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(BENCHES)} (default: all)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the results to this file")
    options = parser.parse_args()
    for name in options.names:
        if name not in BENCHES:
            sys.exit(f"Error: there is no bench '{name}'. There are: {', '.join(BENCHES)}.")
    rows = measure(options.names or list(BENCHES))
    print("\n".join(table(rows)))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.exit(not all(row["ok"] for row in rows))


if __name__ == "__main__":
    main()
