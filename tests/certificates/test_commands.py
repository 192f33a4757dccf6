"""The register's commands: issuing, keys, and the check without a network."""

import getpass
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.management import CommandError, call_command

from certificates.models import Certificate, SigningKey
from certificates.services import batches, issuing, keys
from foundation.errors import DomainError
from people.models import Organisation
from tests.factories.certificates import EndedCohort, ended_cohort
from tests.factories.people import OrganisationFactory, UserFactory

from .conftest import issue_to_all
from .signing_samples import certified, signed_further, trial_material

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- verify_certificate
@pytest.fixture
def files(signed: list[Certificate], tmp_path: Path) -> tuple[Path, Path]:
    """A delivered file and the issuer's certificate."""
    with signed[0].delivered.file.open("rb") as file:
        (tmp_path / "certificate.pdf").write_bytes(file.read())
    (tmp_path / "issuer.pem").write_text(signed[0].delivered.key.certificate_pem, encoding="ascii")
    return tmp_path / "certificate.pdf", tmp_path / "issuer.pem"


def verify(*arguments: object) -> int:
    """The exit code of `manage.py verify_certificate`."""
    try:
        call_command("verify_certificate", *map(str, arguments))
    except CommandError as error:
        return error.returncode
    return 0


def test_a_whole_file_of_a_trusted_issuer_exits_with_0(files: tuple[Path, Path], capsys: Any) -> None:
    assert verify(files[0], "--trust", files[1]) == 0
    said = capsys.readouterr().out
    assert "content whole: yes" in said
    assert "signed by a trusted certificate: yes" in said
    assert "status in the register: unknown" in said


def test_a_whole_file_without_anything_to_trust_exits_with_3(files: tuple[Path, Path]) -> None:
    assert verify(files[0]) == 3


class NoNetwork(socket.socket):
    """A socket that leads nowhere but to this process itself, where an event loop wakes itself up by one."""

    def __init__(self, family: int = socket.AF_INET, *arguments: Any, **more: Any) -> None:
        if family != socket.AF_UNIX:
            raise AssertionError("somebody opened a way to the network")
        super().__init__(family, *arguments, **more)

    def connect(self, address: Any) -> None:
        raise AssertionError(f"somebody wanted to connect to {address}")


def test_it_asks_no_database_and_no_network(
    files: tuple[Path, Path], django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_name(*_arguments: Any, **_more: Any) -> None:
        raise AssertionError("somebody asked for an address")

    monkeypatch.setattr(socket, "socket", NoNetwork)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, no_name)
    with pytest.raises(AssertionError):
        urlopen("http://192.0.2.1/", timeout=1)
    with django_assert_num_queries(0):
        assert verify(files[0], "--trust", files[1]) == 0


@pytest.mark.parametrize("change", ["a byte", "a tail", "cut", "another issuer", "unsigned"])
def test_anything_else_exits_with_1(files: tuple[Path, Path], change: str, tmp_path: Path) -> None:
    path, trust = files
    content = path.read_bytes()
    if change == "another issuer":
        other = keys.make_trial_key(OrganisationFactory())
        trust.write_text(other.certificate_pem, encoding="ascii")
    else:
        changed = {
            "a byte": content[:2000] + bytes([content[2000] ^ 1]) + content[2001:],
            "a tail": content + b"\n%%EOF",
            "cut": content[:-200],
            "unsigned": b"%PDF-1.7\n%%EOF",
        }[change]
        path.write_bytes(changed)
    assert verify(path, "--trust", trust) == 1


def test_offline_a_further_signature_is_something_appended(files: tuple[Path, Path], capsys: Any) -> None:
    path, trust = files
    path.write_bytes(signed_further(path.read_bytes(), trial_material("Other")))
    assert verify(path, "--trust", trust) == 1
    said = capsys.readouterr().out
    assert "content whole: yes" in said
    assert "signed by a trusted certificate: yes" in said
    assert "nothing appended: no, something was appended after the signature" in said


def test_a_file_that_is_not_there_or_a_certificate_that_is_none_exits_with_2(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    assert verify(tmp_path / "missing.pdf") == 2
    (tmp_path / "nonsense.pem").write_text("nonsense")
    assert verify(files[0], "--trust", tmp_path / "nonsense.pem") == 2
    assert verify(files[0], "--trust", tmp_path / "missing.pem") == 2


# ---------------------------------------------------------------- issue_certificates
def test_issuing_by_command_signs_here_and_now(ended: EndedCohort, capsys: Any) -> None:
    call_command("issue_certificates", ended.cohort.slug, "--as", ended.manager.email.upper())
    assert "3 of 3 signed, 0 cannot be printed." in capsys.readouterr().out
    assert Certificate.objects.filter(issued_by=ended.manager, delivered__isnull=False).count() == 3


@pytest.mark.parametrize("case", ["no account", "no cohort", "another programme", "nobody left", "inactive"])
def test_issuing_by_command_refuses_with_a_word(ended: EndedCohort, case: str) -> None:
    slug, email = ended.cohort.slug, ended.manager.email
    if case == "no account":
        email = "nobody@demo.example"
    elif case == "no cohort":
        slug = "nothing"
    elif case == "another programme":
        email = ended_cohort().manager.email
    elif case == "inactive":
        ended.manager.is_active = False
        ended.manager.save()
    else:
        issue_to_all(ended)
    before = Certificate.objects.count()
    with pytest.raises(CommandError):
        call_command("issue_certificates", slug, "--as", email)
    assert Certificate.objects.count() == before


# ---------------------------------------------------------------- signing_key
@pytest.fixture
def organisation() -> Organisation:
    return OrganisationFactory()


def p12(path: Path, passphrase: str = "secret", *, days: int = 365) -> Path:
    """An organisation's own key as a PKCS#12 file."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = certified(key)
    encryption = serialization.BestAvailableEncryption(passphrase.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"own", key, certificate, None, encryption))
    return path


def typed(monkeypatch: pytest.MonkeyPatch, passphrase: str) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda prompt: passphrase)


def test_a_trial_key_is_made_once_and_says_that_it_is_one(organisation: Organisation, capsys: Any) -> None:
    for _time in range(2):
        call_command("signing_key", str(organisation.pk))
    key = SigningKey.objects.get()
    assert key.is_trial
    assert f"trial key {key.key_id}" in capsys.readouterr().out


def test_an_own_key_takes_over_and_is_kept_under_the_installations_passphrase(
    organisation: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = keys.make_trial_key(organisation)
    typed(monkeypatch, "secret")
    call_command("signing_key", organisation.name, "--file", str(p12(tmp_path / "own.p12")))
    own = keys.require_key(organisation)
    assert own != trial
    assert not own.is_trial
    path = keys.key_path(own.key_id)
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"ENCRYPTED" in path.read_bytes()
    with pytest.raises(ValueError):
        serialization.load_pem_private_key(path.read_bytes(), b"secret")
    assert keys.signer_for(organisation, is_trial=False)[0] == own
    trial.refresh_from_db()
    assert not trial.is_active


@pytest.mark.parametrize("case", ["wrong passphrase", "no such file", "not a key", "no organisation"])
def test_a_key_that_cannot_be_used_is_refused_and_changes_nothing(
    organisation: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    present = keys.make_trial_key(organisation)
    path = p12(tmp_path / "own.p12")
    typed(monkeypatch, "wrong" if case == "wrong passphrase" else "secret")
    if case == "no such file":
        path = tmp_path / "missing.p12"
    elif case == "not a key":
        path.write_bytes(b"nonsense")
    name = "Нічого такого" if case == "no organisation" else str(organisation.pk)
    with pytest.raises(CommandError):
        call_command("signing_key", name, "--file", str(path))
    assert keys.require_key(organisation) == present
    assert SigningKey.objects.count() == 1


def test_a_key_whose_certificate_has_run_out_is_refused(
    organisation: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "secret")
    path = p12(tmp_path / "own.p12")
    later = datetime.now(UTC) + timedelta(days=400)
    monkeypatch.setattr("certificates.services.keys.timezone.now", lambda: later)
    with pytest.raises(CommandError):
        call_command("signing_key", str(organisation.pk), "--file", str(path))


def test_a_key_that_has_run_out_signs_nothing_more(ended: EndedCohort) -> None:
    SigningKey.objects.update(expires_at=datetime.now(UTC))
    with pytest.raises(DomainError, match=r"run out|сплив"):
        issuing.start_batch(actor=ended.manager, cohort=ended.cohort)


def test_a_sheet_that_says_trial_signature_is_signed_by_the_trial_key_if_the_real_one_comes_in_between(
    ended: EndedCohort, tmp_path: Path
) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    issuing.issue_rows(batch)
    own = keys.add_key(ended.rule.design.issuer, p12(tmp_path / "own.p12").read_bytes(), "secret")
    batches.run_batch(batch.pk)
    ended.add_person()
    batches.run_batch(issuing.start_batch(actor=ended.manager, cohort=ended.cohort).pk)
    rows = Certificate.objects.order_by("pk").select_related("delivered__key")
    assert [row.facts["trial"] for row in rows] == [row.delivered.key.is_trial for row in rows]
    assert rows.last().delivered.key == own


def test_one_key_does_not_sign_for_two_organisations(
    organisation: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "secret")
    path = p12(tmp_path / "own.p12")
    call_command("signing_key", str(organisation.pk), "--file", str(path))
    with pytest.raises(CommandError):
        call_command("signing_key", str(OrganisationFactory().pk), "--file", str(path))
    assert SigningKey.objects.get().organisation == organisation


def test_the_command_says_which_programmes_sign_with_the_key(ended: EndedCohort, capsys: Any) -> None:
    UserFactory()
    call_command("signing_key", str(ended.rule.design.issuer_id))
    assert str(ended.cohort.residency.programme) in capsys.readouterr().out
