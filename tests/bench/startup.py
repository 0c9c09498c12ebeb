"""How long people wait: for the addon to be installed, for a fresh database, for the server."""

import signal
import subprocess


def install(bench, database, module):
    bench.script("odoo", "-d", database, "-i", module, "--stop-after-init", "--no-http", "--log-level=warn")


def start_server(bench, database):
    """Start the server, wait until it says that it answers, and stop it."""
    command = [bench.root / "script/server", "--database", database]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        output = []
        for line in server.stdout:
            output.append(line)
            if line.startswith("Ready."):
                break
        server.send_signal(signal.SIGTERM)
        output.extend(server.stdout)
    if not any(line.startswith("Ready.") for line in output):
        raise SystemExit(f"Error: the server did not start:\n{''.join(output)}")


def run(bench):
    reference = bench.seconds(install, bench, bench.database("--base"), "mass_mailing")
    addon = bench.seconds(install, bench, bench.database("--base"), "circular_outreach")
    yield bench.Row("install the addon", addon, "s", "installing mass_mailing", reference)
    bench.database("--demo")
    yield bench.Row("new database", bench.seconds(bench.database), "s", at_most=10)
    yield bench.Row("new database with demo data", bench.seconds(bench.database, "--demo"), "s", at_most=10)
    server = bench.name()
    start_server(bench, server)
    yield bench.Row("server to its first page", bench.seconds(start_server, bench, server), "s", at_most=20)
