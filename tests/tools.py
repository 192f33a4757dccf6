"""Programs that some tests need and that not every machine has."""

import os
import shutil

import pytest


def need(program: str) -> str:
    """The path of `program`. Without it the test is skipped; with REQUIRE_SERVICES=1 it fails."""
    path = shutil.which(program)
    if path is not None:
        return path
    message = f"{program} is not installed on this machine."
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(message)
    pytest.skip(message)
