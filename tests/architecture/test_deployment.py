"""What the container files and the sample environment name is really there."""

import importlib.util
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from config.web import worker

ROOT = Path(settings.BASE_DIR)
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
OURS = {
    name: service for name, service in COMPOSE["services"].items() if service.get("image") == "svitlytsia"
}


def image_commands() -> list[list[str]]:
    """Commands that the image itself runs: its own, its health check, and those of its building."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lists = [yaml.safe_load(found) for found in re.findall(r"CMD (\[.+\])", text)]
    run = [shlex.split(found) for found in re.findall(r"python (\S+\.py[^&\n]*)", text)]
    return lists + [["python", *words] for words in run]


def assert_exists(words: list[str]) -> None:
    """Fail unless the command's modules, files, subcommand and options exist."""
    program, *rest = words
    if program == "python" and rest[0] == "-m":
        assert importlib.util.find_spec(rest[1]), rest[1]
    elif program == "python":
        assert (ROOT / rest[0]).is_file(), rest[0]
        assert rest[0] != "manage.py" or rest[1] in get_commands(), f"manage.py {rest[1]}"
    elif program == "celery":
        from celery.bin.celery import celery

        subcommand = next(word for word in rest if word in celery.commands)
        known = {option for param in celery.commands[subcommand].params for option in param.opts}
        assert {word for word in rest[rest.index(subcommand) :] if word.startswith("--")} <= known
    else:
        pytest.fail(f"an unknown program: {program}")
    for word in rest:
        module = word.split(":")[0]
        if module.startswith("config/"):
            assert (ROOT / module).is_file(), module
        elif module.startswith("config."):
            assert importlib.util.find_spec(module), module


def test_the_whole_is_there() -> None:
    assert set(COMPOSE["services"]) == {
        "proxy",
        "migrate",
        "prepare",
        "web",
        "worker",
        "scheduler",
        "database",
        "redis",
    }
    assert set(OURS) == {"migrate", "prepare", "web", "worker", "scheduler"}


@pytest.mark.parametrize("service", OURS)
def test_a_service_runs_a_command_that_exists(service: str) -> None:
    assert_exists(shlex.split(OURS[service]["command"]))


@pytest.mark.parametrize("words", image_commands(), ids=" ".join)
def test_the_image_runs_commands_that_exist(words: list[str]) -> None:
    assert_exists(words)


def test_there_is_one_scheduler_and_only_the_proxy_is_reached_from_outside() -> None:
    beats = [
        name
        for name, service in OURS.items()
        if " beat" in service["command"] or "--beat" in service["command"]
    ]
    assert beats == ["scheduler"]
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["proxy"]


def test_the_proxy_reads_the_file_that_limits_slow_clients_and_finds_the_web_server() -> None:
    proxy, web = COMPOSE["services"]["proxy"], COMPOSE["services"]["web"]
    assert "./Caddyfile:/etc/caddy/Caddyfile:ro" in proxy["volumes"]
    assert "command" not in proxy  # the image's own reads the file
    text = (ROOT / "Caddyfile").read_text(encoding="utf-8")
    assert set(re.findall(r"\{\$(\w+)", text)) - {"WEB"} == set(proxy["environment"])
    assert "{$WEB:web:8000}" in text
    for limit in ("read_header", "read_body", "idle", "max_header_size"):
        assert re.search(rf"^\s+{limit} \d+", text, re.MULTILINE), limit
    assert web["ulimits"]["nofile"] >= worker.FILES


def test_the_sample_environment_names_what_is_read_and_holds_no_secret() -> None:
    sample = (ROOT / ".env.example").read_text(encoding="utf-8")
    values = dict(re.findall(r"^#?([A-Z][A-Z0-9_]+)=(.*)$", sample, flags=re.MULTILINE))
    readers = [*(ROOT / "config").rglob("*.py"), ROOT / "compose.yaml"]
    read = "\n".join(path.read_text(encoding="utf-8") for path in readers)
    assert [name for name in values if name not in read] == []
    assert [values[name] for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "SIGNING_PASSPHRASE")] == [
        "",
        "",
        "",
    ]


def test_what_settings_in_use_demand_is_in_the_sample() -> None:
    """A variable without a default stops the start; the sample names each."""
    production = (ROOT / "config/settings/production.py").read_text(encoding="utf-8")
    demanded = set(re.findall(r'^[A-Z_]+ = env\.\w+\("([A-Z_]+)"\)', production, flags=re.MULTILINE))
    assert demanded
    assert demanded <= set(
        re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    )


def test_nothing_private_goes_into_the_image() -> None:
    ignored = set((ROOT / ".dockerignore").read_text(encoding="utf-8").split())
    assert {".git", ".env", "var", ".venv"} <= ignored
    assert re.search(r"^USER svitlytsia$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
