"""The sealed stream opens whole and unchanged, or not at all."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.errors import DomainError
from people.backup import sealing
from people.backup.sealing import MAGIC, SALT, TAG, Opener, Sealer

PASSPHRASE = "a passphrase for tests"
SMALL = 32


@pytest.fixture(autouse=True, scope="module")
def _small_and_quick():
    """Chunks of 32 bytes, and a guess at a passphrase that costs nothing: the construction is the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "CHUNK", SMALL)
        patch.setattr(sealing, "_COST", {"n": 2, "r": 8, "p": 1})
        yield


def sealed(data: bytes, cuts: list[int] = (), passphrase: str = PASSPHRASE) -> bytes:
    """The stream of `data`, written in pieces that end at `cuts`."""
    target = io.BytesIO()
    sealer = Sealer(target, passphrase)
    ends = sorted(cut % (len(data) + 1) for cut in cuts)
    for start, end in zip([0, *ends], [*ends, len(data)], strict=True):
        sealer.write(data[start:end])
    sealer.finish()
    return target.getvalue()


def opened(stream: bytes, size: int = -1, passphrase: str = PASSPHRASE) -> bytes:
    """What the stream opens to, read in pieces of `size` up to its end."""
    opener = Opener(io.BytesIO(stream), passphrase)
    return b"".join(iter(lambda: opener.read(size), b""))


def chunks(stream: bytes) -> tuple[bytes, list[bytes]]:
    """The header and the sealed chunks."""
    body = stream[len(MAGIC) + SALT :]
    step = SMALL + TAG
    return stream[: len(MAGIC) + SALT], [body[at : at + step] for at in range(0, len(body), step)]


@given(data=st.binary(max_size=200), cuts=st.lists(st.integers(0, 200)), size=st.integers(1, 70))
def test_it_opens_to_what_was_sealed_however_it_was_cut_up(data: bytes, cuts: list[int], size: int) -> None:
    stream = sealed(data, cuts)
    assert opened(stream) == data
    assert opened(stream, size) == data


@given(data=st.binary(max_size=150), place=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_one_changed_byte_is_refused_wherever_it_is(data: bytes, place: int, flip: int) -> None:
    stream = bytearray(sealed(data))
    stream[place % len(stream)] ^= flip
    with pytest.raises(DomainError):
        opened(bytes(stream))


@given(data=st.binary(max_size=150), place=st.integers(0, 10_000))
def test_a_stream_that_was_cut_off_anywhere_is_refused(data: bytes, place: int) -> None:
    stream = sealed(data)
    with pytest.raises(DomainError):
        opened(stream[: place % len(stream)])


@given(data=st.binary(max_size=100), more=st.binary(min_size=1, max_size=100))
def test_bytes_added_at_the_end_are_refused(data: bytes, more: bytes) -> None:
    with pytest.raises(DomainError):
        opened(sealed(data) + more)


@settings(max_examples=50)
@given(data=st.binary(min_size=SMALL * 3, max_size=SMALL * 6), order=st.randoms())
def test_chunks_in_another_order_are_refused(data: bytes, order) -> None:
    header, parts = chunks(sealed(data))
    mixed = list(parts)
    order.shuffle(mixed)
    if mixed == parts:
        mixed.reverse()
    with pytest.raises(DomainError):
        opened(header + b"".join(mixed))


@given(data=st.binary(min_size=SMALL * 2 + 1, max_size=SMALL * 5), which=st.integers(0, 100))
def test_a_chunk_left_out_or_repeated_is_refused(data: bytes, which: int) -> None:
    header, parts = chunks(sealed(data))
    at = which % len(parts)
    for broken in (parts[:at] + parts[at + 1 :], parts[: at + 1] + parts[at:]):
        with pytest.raises(DomainError):
            opened(header + b"".join(broken))


def test_a_chunk_of_another_archive_with_the_same_passphrase_is_refused() -> None:
    header, parts = chunks(sealed(b"a" * SMALL * 3))
    _header, others = chunks(sealed(b"b" * SMALL * 3))
    with pytest.raises(DomainError):
        opened(header + b"".join([parts[0], others[1], *parts[2:]]))


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(DomainError, match="passphrase"):
        opened(sealed(b"secret"), passphrase="another passphrase")


def test_two_streams_of_the_same_content_have_nothing_in_common() -> None:
    one, other = sealed(b"the same" * 10), sealed(b"the same" * 10)
    assert one[len(MAGIC) :] != other[len(MAGIC) :]
    assert chunks(one)[1][0] != chunks(other)[1][0]
