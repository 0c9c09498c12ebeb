"""Pytest plugin: the tests run in several processes, yet the last line counts them all.

An early part keeps its results (--keep-results FILE). The last part takes them in (--earlier NAME STATUS SECONDS FILE):
their failures come first in its summary, its closing line and exit status speak for everything.
"""

import json
import os
import shutil
import signal
from contextlib import contextmanager
from pathlib import Path

import pytest

KNOWN_STATUS = {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}


def pytest_addoption(parser):
    group = parser.getgroup("parts")
    group.addoption("--keep-results", metavar="FILE", help="write the result of every test to this file")
    group.addoption("--earlier", nargs=4, action="append", default=[], metavar=("NAME", "STATUS", "SECONDS", "FILE"))


def pytest_configure(config):
    # Without this a terminated run would leave its browsers behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if hasattr(config, "workerinput"):
        # One of several workers; the process they report to keeps the results.
        if config.pluginmanager.hasplugin("odoo"):
            give_own_filestore()
        return
    if config.option.keep_results:
        config.pluginmanager.register(ResultKeeper(config))
    if config.option.earlier:
        config.pluginmanager.register(EarlierResults(config))


def give_own_filestore():
    """Give each worker's copy of the database its own files: pytest-odoo lets all share one folder, where one cleans up what another still needs."""
    import pytest_odoo

    from odoo.tools import config

    @contextmanager
    def own_filestore(original, database):
        if database == original:
            yield
            return
        folder = Path(config.filestore(database))
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(config.filestore(original), folder, copy_function=os.link)
        try:
            yield
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    pytest_odoo._shared_filestore = own_filestore


class ResultKeeper:
    def __init__(self, config):
        self.config = config
        self.path = Path(config.option.keep_results)

    def pytest_runtest_logreport(self, report):
        data = self.config.hook.pytest_report_to_serializable(config=self.config, report=report)
        # Which worker it was is an object that cannot be written down, and is of no interest.
        data.pop("node", None)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(data, default=str) + "\n")

    def pytest_collectreport(self, report):
        if report.failed:
            self.pytest_runtest_logreport(report)


class EarlierResults:
    def __init__(self, config):
        self.config = config
        self.parts = []

    def reports(self, name, status, file):
        path = Path(file)
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        for line in lines:
            report = self.config.hook.pytest_report_from_serializable(config=self.config, data=json.loads(line))
            if isinstance(report.longrepr, list):  # the place of a skipped test, a tuple before it was written as JSON
                report.longrepr = tuple(report.longrepr)
            yield report
        if status not in KNOWN_STATUS:
            message = f"The part '{name}' did not run to its end (exit status {status}); see above."
            yield pytest.CollectReport(name, "failed", message, [])

    def category(self, report):
        if isinstance(report, pytest.CollectReport):
            return "error"
        return self.config.hook.pytest_report_teststatus(report=report, config=self.config)[0]

    def pytest_sessionfinish(self, session):
        terminal = self.config.pluginmanager.getplugin("terminalreporter")
        earlier = {}
        for name, status, seconds, file in self.config.option.earlier:
            self.parts.append((name, float(seconds)))
            for report in self.reports(name, int(status), file):
                earlier.setdefault(self.category(report), []).append(report)
            if int(status) != 0:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED
        for category, reports in earlier.items():
            terminal.stats[category] = reports + terminal.stats.get(category, [])
        self.last_part = terminal._session_start.elapsed().seconds
        # The closing line gives the time of all parts.
        start = terminal._session_start
        object.__setattr__(start, "perf_count", start.perf_count - sum(seconds for _name, seconds in self.parts))

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter):
        times = [*self.parts, ("last part", self.last_part)]
        terminalreporter.write_line(", ".join(f"{name}: {seconds:.0f} s" for name, seconds in times))
