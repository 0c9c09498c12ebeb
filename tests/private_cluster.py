"""A PostgreSQL server of a test's own, which can be restarted without hurting anybody else."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

ROOT_USER = 0


class PrivateCluster:
    def __init__(self, directory, programs):
        self.directory, self.programs = directory, programs
        self.address = {"host": str(directory), "port": "5432", "user": "odoo", "password": ""}
        self.environment = {**os.environ, **{f"PG{name.upper()}": value for name, value in self.address.items()}}

    @property
    def odoo_options(self):
        return [f"--db_{name}={value}" for name, value in self.address.items() if value]

    def run(self, program, *arguments):
        """Run one of PostgreSQL's programs, which refuse to run as root."""
        other_user = ("runuser", "-u", "postgres", "--") if os.geteuid() == ROOT_USER else ()
        command = [*other_user, self.programs / program, *arguments]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)

    def make(self):
        if os.geteuid() == ROOT_USER:
            shutil.chown(self.directory, "postgres")
        data = self.directory / "data"
        self.run("initdb", "-D", data, "-U", "odoo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(f"listen_addresses = ''\nunix_socket_directories = '{self.directory}'\nport = 5432\nfsync = off\n")
        self.control("start")

    def control(self, *verb):
        data = self.directory / "data"
        self.run("pg_ctl", "-D", data, "-l", data / "server.log", "-w", *verb)

    def copy(self, database):
        """Copy a database of the tests into this cluster, under its own name."""
        subprocess.run(["createdb", database], check=True, env=self.environment)
        dump = subprocess.Popen(["pg_dump", "--no-owner", database], stdout=subprocess.PIPE)
        load = ["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-d", database]
        subprocess.run(load, check=True, stdin=dump.stdout, env=self.environment)
        assert dump.wait() == 0


@contextmanager
def private_cluster():
    """Yield a running cluster; nothing of it stays."""
    programs = Path(sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))[-1])
    # A short path: the name of a socket may have a hundred characters. User postgres must be able to walk there.
    directory = Path(tempfile.mkdtemp(prefix="cluster-", dir="/tmp"))
    cluster = PrivateCluster(directory, programs)
    try:
        cluster.make()
        yield cluster
    finally:
        cluster.control("-m", "immediate", "stop")
        shutil.rmtree(directory)
