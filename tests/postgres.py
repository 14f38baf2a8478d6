"""A PostgreSQL of the tests' own: started in a temporary folder, shared by the test processes, and stopped by us."""

import fcntl
import os
import pwd
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

POSTGIS_TEMPLATE = "postgis_template"

# Nothing here outlives the run, so nothing has to reach the disk.
_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


def find_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL that has PostGIS, None where there is none."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    for programs in versions:
        control = Path("/usr/share/postgresql") / programs.parent.name / "extension" / "postgis.control"
        if (programs / "initdb").exists() and control.exists():
            return programs
    return None


@dataclass(frozen=True, slots=True)
class Cluster:
    """A PostgreSQL server on a free port of 127.0.0.1, its data in `folder`."""

    programs: Path
    folder: Path

    def ensure_started(self) -> None:
        """Start the server unless another test process has; the first one also makes the PostGIS template."""
        with self._locked():
            if self._port_file.exists():
                return
            self._run(
                "initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
            )
            port = _free_port()
            options = f"-c listen_addresses=127.0.0.1 -p {port} -k {self.folder}"
            options += "".join(f" -c {name}={value}" for name, value in _SETTINGS.items())
            self._run("pg_ctl", "start", "-w", "-D", self._data, "-l", self.folder / "log", "-o", options)
            self._port_file.write_text(str(port))
            self.create(POSTGIS_TEMPLATE, template="template1")
            with psycopg.connect(self.address(POSTGIS_TEMPLATE), autocommit=True) as connection:
                connection.execute("CREATE EXTENSION postgis")

    def stop(self) -> None:
        """Stop the server if it runs. What it held is gone with its folder."""
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", self._data)

    def address(self, database: str) -> str:
        """Return the address of a database for psycopg."""
        return f"postgresql://postgres@127.0.0.1:{self._port_file.read_text()}/{database}"

    def url(self, database: str) -> str:
        """Return the address of a database for SQLAlchemy, as SORAMICHI_DATABASE_URL takes it."""
        return self.address(database).replace("postgresql:", "postgresql+psycopg:", 1)

    def exists(self, database: str) -> bool:
        """Whether the server has this database."""
        with psycopg.connect(self.address("postgres")) as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [database])
            return found.rowcount == 1

    def create(self, database: str, template: str) -> None:
        """Copy a database that nobody is connected to."""
        self._execute("CREATE DATABASE {} TEMPLATE {}", database, template)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def once(self, database: str) -> Iterator[bool]:
        """Hold the cluster's lock; the value tells whether this process is to make the database."""
        with self._locked():
            yield not self.exists(database)

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [str(self.programs / program), *map(str, arguments)]
        identity: dict[str, Any] = {}
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        # Output to a file: the server inherits it, and a pipe would be waited for until the server ends.
        with (self.folder / f"{program}.out").open("wb") as output:
            done = subprocess.run(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **identity
            )
        if done.returncode:
            logs = (self.folder / f"{program}.out", self.folder / "log")
            said = "\n".join(log.read_text(errors="replace") for log in logs if log.exists())
            raise RuntimeError(f"{program} ended with {done.returncode}:\n{said}")

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _port_file(self) -> Path:
        return self.folder / "port"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
