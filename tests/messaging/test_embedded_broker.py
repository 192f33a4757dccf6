"""The embedded broker never shows half a file, and goes on after one that something else left behind."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Queue

from config import celery  # noqa: F401 — says which broker `filesystem://` is
from config.embedded_broker import Transport

PUTTING = 4
EACH = 150


def connection_in(folder: Path) -> Connection:
    for name in ("messages", "control"):
        (folder / name).mkdir(exist_ok=True)
    messages = str(folder / "messages")
    options = {
        "data_folder_in": messages,
        "data_folder_out": messages,
        "control_folder": str(folder / "control"),
    }
    return Connection("filesystem://localhost", transport_options=options)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    Transport.global_state.clear()  # what this process bound in the folder of an earlier test
    with connection_in(tmp_path) as opened:
        yield opened


def put_many(folder: Path, who: int) -> None:
    with connection_in(folder) as opened, opened.SimpleQueue("work") as queue:
        for number in range(EACH):
            queue.put({"who": who, "number": number})


def test_messages_come_out_once_each_and_in_order(connection: Connection) -> None:
    with connection.SimpleQueue("work") as queue:
        for number in range(20):
            queue.put(number)
        assert queue.qsize() == 20
        assert [queue.get_nowait().payload for _each in range(20)] == list(range(20))
        with pytest.raises(queue.Empty):
            queue.get_nowait()


def test_a_reader_beside_several_writers_sees_whole_messages_only(tmp_path: Path) -> None:
    writers = [
        multiprocessing.get_context("spawn").Process(target=put_many, args=(tmp_path, who))
        for who in range(PUTTING)
    ]
    seen = []
    with connection_in(tmp_path) as opened, opened.SimpleQueue("work") as queue:
        for writer in writers:
            writer.start()
        while len(seen) < PUTTING * EACH and (queue.qsize() or any(one.is_alive() for one in writers)):
            try:
                seen.append(queue.get_nowait().payload)
            except Empty:
                continue
        for writer in writers:
            writer.join()
    assert sorted((each["who"], each["number"]) for each in seen) == [
        (who, number) for who in range(PUTTING) for number in range(EACH)
    ]


def test_a_message_cut_off_is_left_out_and_the_next_one_comes(
    connection: Connection, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with connection.SimpleQueue("work") as queue:
        (tmp_path / "messages" / "0_cut.work.msg").write_bytes(b"")
        (tmp_path / "messages" / "00_cut.work.msg").write_bytes(b'{"body": "')
        queue.put("whole")
        assert queue.get_nowait().payload == "whole"
    assert [record.message for record in caplog.records].count(
        "a message that could not be read was left out"
    ) == 2


def test_a_table_of_listeners_cut_off_is_made_anew_by_the_next_worker(
    connection: Connection, tmp_path: Path
) -> None:
    (tmp_path / "control" / "work.exchange").write_bytes(b'[["work", ""')
    with connection.SimpleQueue("work") as queue:
        queue.put("heard")
        assert queue.get_nowait().payload == "heard"


def test_a_queue_taken_away_no_longer_listens(connection: Connection) -> None:
    channel = connection.channel()
    for name in ("one", "two"):
        queue = Queue(name, exchange="all", routing_key=name, channel=channel)
        queue.exchange.type = "direct"
        queue.declare()
    queue.delete()
    assert [each[2] for each in channel.get_table("all")] == ["one"]
