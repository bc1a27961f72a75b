# SPDX-License-Identifier: GPL-3.0-or-later
"""One recording from a storage that breaks, lies or is none; of its URL nothing is told."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from unit.module_utils.api.connected import TOKEN, Waiting, connect
from unit.module_utils.api.scripted_server import Received, ScriptedServer, Step, cut_off, hang_up, reply

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import WxccError
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.recordings.captures import Recording
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.recordings.downloads import (
    Downloads,
    Ended,
    Part,
)

SIGNATURE = "0123456789abcdef0123"
TASK = "39a8dfab-fe9f-4e35-9f5c-2b21a1a5fae4"
SOUND = b"RIFF" + (99_992).to_bytes(4, "little") + b"WAVE" + bytes(range(256)) * 390 + bytes(148)
AUDIO = {"Content-Type": "audio/wav", "ETag": '"one"'}
EXPIRED = b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"


def served(content: bytes = SOUND, **headers: str) -> Step:
    """The whole file, or the part that is asked for."""

    def send(received: Received) -> Iterator[bytes]:
        fields = {**AUDIO, **{name.replace("_", "-"): value for name, value in headers.items()}}
        asked, known = received.headers.get("Range"), received.headers.get("If-Range", fields["ETag"])
        if not asked or known != fields["ETag"]:
            yield from reply(200, body=content, headers=fields)(received)
            return
        first = int(asked.removeprefix("bytes=").removesuffix("-"))
        fields["Content-Range"] = f"bytes {first}-{len(content) - 1}/{len(content)}"
        yield from reply(206, body=content[first:], headers=fields)(received)

    return send


def ranged(content_range: str, body: bytes = b"12345", **headers: str) -> Step:
    """A part of the file, whatever was asked for; `{}` is the byte that was."""

    def send(received: Received) -> Iterator[bytes]:
        first = (received.headers.get("Range") or "bytes=0-").removeprefix("bytes=").removesuffix("-")
        fields = {**AUDIO, "Content-Range": content_range.format(first, first), **headers}
        yield from reply(206, body=body, headers={name: value for name, value in fields.items() if value})(received)

    return send


def broken(content: bytes = SOUND, at: int = 50_000, **headers: str) -> Step:
    """An answer that ends too early."""
    return cut_off(served(content, **headers), at)


class Fetcher:
    """Fetches recordings from one server into a folder."""

    def __init__(self, url: str, folder: Path, **settings: float) -> None:
        self.waiting = Waiting()
        self.renewed = 0
        self.stop = threading.Event()
        self._url = url
        self._folder = folder
        client = connect("http://127.0.0.1:1", self.waiting, **settings)
        self.downloads = Downloads(client, str(folder), new_url=self._new_url, stop=self.stop)

    def recording(self, url: str | None = None, number: int = 0) -> Recording:
        """A recording behind a signed URL of the server."""
        return Recording(
            TASK, f"r{number}", False, "x.wav", 1, 2, [], None, None, "main", False, url or self._signed(number)
        )

    def fetch(self, url: str | None = None) -> bytes:
        """Fetch it and give its content."""
        part, _resumed = self.downloads.fetch(self.recording(url))
        return Path(part.path).read_bytes()

    def error(self, url: str | None = None) -> str:
        """Fetch what cannot be had, see that nothing secret is told, and give the message."""
        with pytest.raises(WxccError) as caught:
            self.fetch(url)
        message = str(caught.value)
        assert SIGNATURE not in message
        assert TOKEN not in message
        return message

    def part(self) -> Part:
        """What is there of the recording."""
        return Part(str(self._folder), self.recording().key)

    def _signed(self, number: int) -> str:
        return f"{self._url}/r{number}.wav?X-Amz-Expires=60&X-Amz-Signature={SIGNATURE}"

    def _new_url(self, _recording: Recording) -> str:
        self.renewed += 1
        return self._signed(0) + f"&again={self.renewed}"


def test_what_is_sent_to_the_storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with ScriptedServer(served(Set_Cookie="session=1"), served()) as server:
        fetcher = Fetcher(server.url, tmp_path)
        assert fetcher.fetch() == SOUND
        fetcher.downloads.fetch(fetcher.recording(number=1))
    assert [request.target.partition("?")[2] for request in server.received] == 2 * [
        f"X-Amz-Expires=60&X-Amz-Signature={SIGNATURE}"
    ]
    for request in server.received:
        assert not {"authorization", "cookie", "trackingid", "range"} & {name.lower() for name in request.headers}
        assert request.headers["Accept-Encoding"] == "identity"


def test_the_url_is_sent_as_it_is(tmp_path: Path) -> None:
    query = "response-content-disposition=a%2Bb%20c+d&X-Amz-Credential=A%2F20261124%2Fs3&X-Amz-Signature=" + SIGNATURE
    with ScriptedServer(served()) as server:
        Fetcher(server.url, tmp_path).fetch(f"{server.url}/a%20b/c.wav?{query}")
        assert server.received[0].target == f"/a%20b/c.wav?{query}"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://storage.example.com/r.wav?X-Amz-Signature=" + SIGNATURE, "a URL without https"),
        ("https://user@storage.example.com/?X-Amz-Signature=" + SIGNATURE, "sent no usable URL"),
        ("file:///etc/passwd?X-Amz-Signature=" + SIGNATURE, "sent no usable URL"),
        ("https://[/?X-Amz-Signature=" + SIGNATURE, "sent no usable URL"),
        ("https://h/\r\nX: y?X-Amz-Signature=" + SIGNATURE, "sent no usable URL"),
        ("ftp://storage.example.com/?X-Amz-Signature=" + SIGNATURE, "a URL without https"),
        ("", "sent no usable URL"),
    ],
)
def test_urls_that_are_not_used(tmp_path: Path, url: str, why: str) -> None:
    fetcher = Fetcher("http://127.0.0.1:1", tmp_path)
    with pytest.raises(WxccError, match=why) as caught:
        fetcher.downloads.fetch(Recording(TASK, "r", False, "", 1, 2, [], None, None, "main", False, url))
    assert SIGNATURE not in str(caught.value)


def test_a_broken_connection_goes_on_where_it_ended(tmp_path: Path) -> None:
    with ScriptedServer(broken(), broken(at=20_000), hang_up, served()) as server:
        assert Fetcher(server.url, tmp_path).fetch() == SOUND
    starts = [int((request.headers["Range"] or "bytes=0-")[6:-1]) for request in server.received]
    assert starts == sorted(starts)
    assert 0 < starts[1] < starts[2] == starts[3]
    assert {request.headers["If-Range"] for request in server.received[1:]} == {'"one"'}


def test_a_file_that_has_become_another_is_fetched_anew(tmp_path: Path) -> None:
    other = SOUND[:-5] + b"other"
    with ScriptedServer(broken(), served(other, ETag='"two"')) as server:
        assert Fetcher(server.url, tmp_path).fetch() == other


def test_a_part_of_another_file_is_not_added_to_the_half(tmp_path: Path) -> None:
    other = SOUND[:-5] + b"other"

    def careless(received: Received) -> Iterator[bytes]:
        """Send the rest of what there is now, without a look at If-Range."""
        first = int(received.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        total = len(other)
        yield from ranged(f"bytes {first}-{total - 1}/{total}", other[first:], ETag='"two"')(received)

    with ScriptedServer(broken(), careless, served(other, ETag='"two"')) as server:
        fetcher = Fetcher(server.url, tmp_path)
        assert fetcher.fetch() == other
        assert "Range" not in server.received[2].headers
    assert fetcher.waiting.sleeps


@pytest.mark.parametrize("etag", ['W/"one"', "", "one"])
def test_without_a_strong_etag_the_whole_is_asked_for_again(tmp_path: Path, etag: str) -> None:
    with ScriptedServer(broken(ETag=etag), served(ETag=etag)) as server:
        assert Fetcher(server.url, tmp_path).fetch() == SOUND
        assert not {"Range", "If-Range"} & set(server.received[1].headers)


def test_the_beginning_that_nobody_asked_for_is_not_the_whole(tmp_path: Path) -> None:
    beginning = ranged(f"bytes 0-49999/{len(SOUND)}", SOUND[:50_000])
    with ScriptedServer(beginning, served()) as server:
        assert Fetcher(server.url, tmp_path).fetch() == SOUND
        assert server.received[1].headers["Range"] == "bytes=50000-"


@pytest.mark.parametrize("some", [0, 1])
def test_answers_that_bring_little_are_waited_after(tmp_path: Path, some: int) -> None:
    def scanty(received: Received) -> Iterator[bytes]:
        first = int(received.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        yield from ranged("bytes {}-99999/100000", SOUND[first : first + some])(received)

    with ScriptedServer(broken(), *20 * [scanty], served()) as server:
        fetcher = Fetcher(server.url, tmp_path)
        assert fetcher.fetch() == SOUND
    assert len(fetcher.waiting.sleeps) == 21
    assert (max(fetcher.waiting.sleeps) > 20) == (some == 0)


def test_a_storage_that_gives_no_more_is_given_up(tmp_path: Path) -> None:
    with ScriptedServer(broken(), ranged("bytes {}-99999/100000", b"")) as server:
        fetcher = Fetcher(server.url, tmp_path)
        assert re.search(r"206: only \d+ of 100000 bytes came", fetcher.error())
    assert len(server.received) < 60
    assert fetcher.part().size > 0


def test_a_new_run_goes_on_and_one_that_has_all_asks_nobody(tmp_path: Path) -> None:
    with ScriptedServer(broken()) as server:
        first = Fetcher(server.url, tmp_path, retry_timeout=0)
        assert "lost the connection" in first.error()
        half = first.part().size
        assert half > 0
        server.script(served())
        second = Fetcher(server.url, tmp_path)
        part, resumed = second.downloads.fetch(second.recording())
        assert (resumed, second.downloads.received) == (True, len(SOUND) - half)
        asked = len(server.received)
        third = Fetcher(server.url, tmp_path)
        assert third.fetch() == SOUND == Path(part.path).read_bytes()
        assert len(server.received) == asked


def test_an_expired_url_is_asked_for_again_and_the_file_goes_on(tmp_path: Path) -> None:
    expired = reply(403, body=EXPIRED, headers={"Content-Type": "application/xml"})
    with ScriptedServer(broken(), expired, served()) as server:
        fetcher = Fetcher(server.url, tmp_path)
        assert fetcher.fetch() == SOUND
        assert fetcher.renewed == 1
        assert server.received[2].target.endswith("&again=1")
        assert "Range" in server.received[2].headers


def test_a_url_that_is_always_refused_is_given_up(tmp_path: Path) -> None:
    with ScriptedServer(reply(403, body=EXPIRED)) as server:
        fetcher = Fetcher(server.url, tmp_path)
        assert "403: refused with 4 URLs" in fetcher.error()
        assert (len(server.received), fetcher.renewed) == (4, 3)


LYING = reply(200, body=SOUND, headers={**AUDIO, "Content-Length": str(len(SOUND) + 1000)})
SHORT = reply(416, body=b"", headers={"Content-Range": f"bytes */{len(SOUND)}"})


@pytest.mark.parametrize(
    ("script", "why"),
    [
        pytest.param([served(b"")], "the file is empty", id="empty"),
        pytest.param(
            [served(b"<html>sign in</html>", Content_Type="text/html")],
            "the answer is not audio, but text/html",
            id="HTML",
        ),
        pytest.param([served(b"<html>sign in</html>")], "the file is not audio", id="HTML called audio"),
        pytest.param(
            [served(SOUND[:-1])], "the file is cut: it has 99999 bytes, and its own header says 100000", id="too short"
        ),
        pytest.param([cut_off(LYING, 100_200), SHORT], "416: the file is shorter than announced", id="too long"),
        pytest.param([broken(), served(SOUND + b"more")], "first 100000 bytes were announced, then 100004", id="grown"),
        pytest.param([broken(), ranged("bytes 5-9/100000")], "does not continue at byte", id="other range"),
        pytest.param([broken(), ranged("bytes 9-5/100000")], "does not continue at byte", id="range without bytes"),
        pytest.param([broken(), ranged("bytes {}-999999/*")], "continues to byte 999999 of a file", id="too far"),
        pytest.param(
            [broken(), ranged("bytes {}-{}/*", body=b"more")], "more bytes came than the announced 1", id="more"
        ),
        pytest.param([broken(), ranged("")], "a part of a file, and does not say which", id="range without a name"),
        pytest.param([ranged("bytes 5-9/100000")], "a part of the file that was not requested", id="unasked middle"),
        pytest.param([ranged("bytes 0-9/*")], "a part of the file that was not requested", id="unasked, no length"),
        pytest.param([reply(202, body=b"", headers=AUDIO)], "202: the answer has no file", id="accepted"),
        pytest.param([served(Content_Encoding="gzip")], "an encoding that was not requested", id="packed"),
        pytest.param([reply(302, body=b"", headers={"Location": "https://h/"})], "not followed", id="redirect"),
        pytest.param([reply(404, body=EXPIRED)], "404: Request has expired", id="gone"),
        pytest.param(
            [reply(400, body=f"<Message>{SIGNATURE} is wrong</Message>".encode())], r"400: \*+ is wrong", id="echo"
        ),
        pytest.param([reply(400, body=b"<StringToSign>x</StringToSign>")], "400: Bad Request", id="no message"),
        pytest.param([reply(499, body=b"")], "499: no explanation", id="no explanation"),
    ],
)
def test_what_is_no_recording_is_an_error_and_leaves_nothing(tmp_path: Path, script: list[Step], why: str) -> None:
    with ScriptedServer(*script) as server:
        fetcher = Fetcher(server.url, tmp_path)
        message = fetcher.error()
    assert message.startswith(f"task {TASK}: recording r0: ")
    assert re.search(why, message), message
    assert fetcher.part().size == 0


def test_a_busy_storage_is_asked_again(tmp_path: Path) -> None:
    with ScriptedServer(reply(503, body=b"", headers={"Retry-After": "7"}), reply(429), served()) as server:
        fetcher = Fetcher(server.url, tmp_path)
        assert fetcher.fetch() == SOUND
    assert fetcher.waiting.sleeps[0] == 7


def test_a_file_that_stands_still_is_cut_and_one_that_is_slow_is_not(tmp_path: Path) -> None:
    with ScriptedServer(served()) as server:
        server.script(server.drip)
        fetcher = Fetcher(server.url, tmp_path, timeout=0.3, retry_timeout=0)
        assert "less than 1 KB per second came in 0.3 s" in fetcher.error()

    def slow(received: Received) -> Iterator[bytes]:
        whole = b"".join(served()(received))
        for begin in range(0, len(whole), 16_384):
            server.released.wait(0.1)
            yield whole[begin : begin + 16_384]

    with ScriptedServer(slow) as server:
        assert Fetcher(server.url, tmp_path / "..", timeout=0.5).fetch() == SOUND


def test_a_run_that_is_over_ends_its_downloads(tmp_path: Path) -> None:
    with ScriptedServer(served()) as server:
        fetcher = Fetcher(server.url, tmp_path)
        fetcher.stop.set()
        with pytest.raises(Ended):
            fetcher.fetch()
