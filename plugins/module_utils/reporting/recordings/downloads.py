# SPDX-License-Identifier: GPL-3.0-or-later
"""One recording from its signed URL into a file: resumed, asked for again, checked. No message holds the URL."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http import HTTPStatus
from threading import Event, Lock
from typing import Final
from urllib.parse import urlsplit

from ...api.client import Client
from ...api.http.errors import BadAnswer, WxccError
from ...api.http.identity import VISIBLE_ASCII, is_loopback
from ...api.http.retrying import Doubtful
from ...api.http.transport import Answer, Lost, Sink, Transport
from ...files import open_private, replace_file, write_all
from ...outside import Mask, shortened
from .captures import Recording

MOST_URLS: Final = 4
"""How many URLs of one recording may be refused one after the other, without a byte between, before it is given up."""
NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
SIGNATURES: Final = (b"RIFF", b"RIFX", b"RF64", b"ID3", b"OggS", b"fLaC", b"\xff\xfb", b"\xff\xf3", b"\xff\xf1")
OPEN_ENDED: Final = (0, 0x7FFFFFFF, 0xFFFFFFFF)
"""What stands for the size in a RIFF header whose writer did not know it."""
REPEATED: Final = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
SHORTEST_SECRET: Final = 6

_STATUSES: Final = frozenset(HTTPStatus)
_NO_AUDIO: Final = re.compile(r"text/|application/(?:json|xml|xhtml|problem)", re.IGNORECASE)
_CONTENT_RANGE: Final = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)", re.IGNORECASE | re.ASCII)
_STRONG_ETAG: Final = re.compile(r'"[\x21\x23-\x7e]*"')
_S3_MESSAGE: Final = re.compile(rb"<Message>([^<]*)</Message>")


class DiskError(Exception):
    """A file cannot be written; `full` says that no other one can either."""

    def __init__(self, error: OSError) -> None:
        super().__init__(error.strerror or str(error))
        self.full = error.errno in NO_ROOM


class _Another(Exception):
    """The storage has another file now than the one of which a part is there."""


class Ended(Exception):
    """The run is over, and this download with it; what came so far stays."""


@contextmanager
def disk() -> Iterator[None]:
    """Tell errors of the disk from those of the network, which are the same class."""
    try:
        yield
    except OSError as error:
        raise DiskError(error) from None


class Part:
    """What has come of one file, in a place of its own, and by what the rest of the same file can be known.

    A file that is not complete never has its final name, and survives the process that fetched it.
    """

    def __init__(self, folder: str, key: str) -> None:
        stem = os.path.join(folder, hashlib.sha256(key.encode(errors="replace")).hexdigest()[:40])
        self.path = f"{stem}.part"
        self.etag, self.total, self.size = "", -1, 0
        self._facts = f"{stem}.json"
        with suppress(OSError, ValueError, TypeError, KeyError):
            with open(self._facts, encoding="utf-8") as file:
                facts = json.load(file)
            self.etag, self.total = str(facts["etag"]), int(facts["total"])
            self.size = os.stat(self.path, follow_symlinks=False).st_size

    @property
    def is_complete(self) -> bool:
        """Whether all bytes are there that were announced."""
        return self.size == self.total

    @property
    def can_go_on(self) -> bool:
        """Whether the rest may be added to what is there.

        Only a strong ETag tells that both are of one file (RFC 9110, 15.3.7.3), and only a known length tells where
        that ends.
        """
        return self.size > 0 and self.total >= 0 and bool(_STRONG_ETAG.fullmatch(self.etag))

    def begin(self, etag: str, total: int) -> None:
        """Forget what there is, and remember of which file the next bytes are; -1 is an unknown length."""
        self.discard()
        self.etag, self.total = etag, total
        with disk():
            replace_file(self._facts, json.dumps({"etag": etag, "total": total}).encode())

    def end(self) -> None:
        """Take note that the file has come to its end, where its length was not announced."""
        if self.total < 0:
            self.total = self.size

    @contextmanager
    def writing(self) -> Iterator[Sink]:
        """Open the file to add to it; raises DiskError."""
        with disk():
            file = open_private(self.path, os.O_WRONLY | os.O_APPEND)

        def write(chunk: bytes) -> None:
            with disk():
                write_all(file, chunk)
            self.size += len(chunk)

        try:
            yield write
        finally:
            os.close(file)

    def discard(self) -> None:
        """Forget what there is."""
        self.size = 0
        for path in (self.path, self._facts):
            with disk(), suppress(FileNotFoundError):
                os.unlink(path)

    def become(self, path: str) -> None:
        """Get the final name."""
        with disk():
            os.replace(self.path, path)
        self.discard()


class Downloads:
    """Fetches recordings by any number of threads; connections are kept for the next file of the same host."""

    def __init__(self, client: Client, folder: str, *, new_url: Callable[[Recording], str], stop: Event) -> None:
        self.received = 0
        self._client = client
        self._folder = folder
        self._new_url = new_url
        self._stop = stop
        self._hosts: dict[str, Transport] = {}
        self._lock = Lock()

    def fetch(self, recording: Recording) -> tuple[Part, bool]:
        """Return the complete file in its own place, and whether an earlier run had begun it.

        WxccError where there is no way to get it, DiskError where it cannot be written, Ended where the run is over.
        """
        part = Part(self._folder, recording.key)
        resumed = part.size > 0
        url = recording.url
        try:
            for url in self._urls(recording, part):
                if self._is_served(url, part):
                    break
            _check_audio(part)
        except BadAnswer as error:
            part.discard()
            raise _told(error, recording, url) from None
        except WxccError as error:
            raise _told(error, recording, url) from None
        return part, resumed

    def close(self) -> None:
        """Close the connections that are kept."""
        for transport in self._hosts.values():
            transport.close()

    def _urls(self, recording: Recording, part: Part) -> Iterator[str]:
        """Yield the URL, and a new one each time it is refused; a few in a row that bring nothing are enough."""
        url, size, refused = recording.url, part.size, 0
        while True:
            yield url
            refused = 0 if part.size > size else refused + 1
            if refused == MOST_URLS:
                break
            url, size = self._new_url(recording), part.size
        raise WxccError(f"refused with {MOST_URLS} URLs, each asked for anew", status=HTTPStatus.FORBIDDEN)

    def _is_served(self, url: str, part: Part) -> bool:
        """Get all that is missing, however often the connection breaks; False where the URL is refused.

        Every answer that leaves something missing is waited after; the time for that begins anew where it brought more
        than any before.
        """
        patience = self._client.patience()
        most = part.size
        while not part.is_complete:
            try:
                answer = self._get(url, part)
                if answer.status == HTTPStatus.FORBIDDEN:
                    return False
                doubt = _doubt(answer, part)
            except _Another:
                part.discard()
                doubt = Doubtful(WxccError("the file changes while it is fetched"))
            except Lost as lost:
                doubt = Doubtful(lost.error, brief=not lost.connected, final=lost.final)
            if part.size > most:
                most, patience = part.size, self._client.patience()
            if doubt:
                patience.wait(doubt)
        return True

    def _get(self, url: str, part: Part) -> Answer:
        """Ask for what is missing of a file, or for all of it where that cannot be added to what is there."""
        origin, target = _split(url)
        asked = part.can_go_on
        headers = {"Range": f"bytes={part.size}-", "If-Range": part.etag} if asked else {}
        with ExitStack() as stack:

            def open_sink(head: Answer) -> Sink:
                end = _expect(head, part, asked=asked)
                write = stack.enter_context(part.writing())

                def take(chunk: bytes) -> None:
                    if self._client.is_over():
                        self._stop.set()
                    if self._stop.is_set():
                        raise Ended
                    if part.size + len(chunk) > end >= 0:
                        raise BadAnswer(f"more bytes came than the {end - start} that were announced")
                    write(chunk)
                    with self._lock:
                        self.received += len(chunk)

                start = part.size
                return take

            answer = self._host(origin).fetch(target, headers, open_sink, secrets=_secrets(url))
        if answer.status == HTTPStatus.OK:
            part.end()
        return answer

    def _host(self, origin: str) -> Transport:
        with self._lock:
            if origin not in self._hosts:
                self._hosts[origin] = self._client.elsewhere(origin)
            return self._hosts[origin]


def _split(url: str) -> tuple[str, str]:
    """Cut a signed URL into its origin and the rest; BadAnswer, without showing it, where it is not safe to use."""
    try:
        parts = urlsplit(url)
        host, _unused = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.username is not None or not VISIBLE_ASCII.fullmatch(url):
        raise BadAnswer("the service gives no usable URL for it")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise BadAnswer("the service gives a URL that is not https, which is not used")
    return f"{parts.scheme}://{parts.netloc}", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"


def _expect(head: Answer, part: Part, *, asked: bool) -> int:
    """Compare what is announced with what is wanted, before anything of it is kept; `asked` is whether for a range.

    Gives at which byte of the file the answer ends, -1 where that is not announced; raises _Another for another file.
    """
    kind = head.headers.get("Content-Type", "")
    if _NO_AUDIO.match(kind):
        raise BadAnswer(f"no audio but {shortened(kind, 60)}")
    if head.headers.get("Content-Encoding", "identity") != "identity":
        raise BadAnswer("the answer has an encoding that was not asked for")
    etag = head.headers.get("ETag", "")
    if head.status == HTTPStatus.OK:
        length = head.headers.get("Content-Length", "")
        part.begin(etag, int(length) if length.isdecimal() else -1)
        return part.total
    if head.status != HTTPStatus.PARTIAL_CONTENT:
        raise BadAnswer("the answer has no file", status=head.status)
    found = _CONTENT_RANGE.fullmatch(head.headers.get("Content-Range", ""))
    if found is None:
        raise BadAnswer("the answer is a part of a file and does not say which")
    first, last, total = int(found[1]), int(found[2]), -1 if found[3] == "*" else int(found[3])
    if not asked:
        # Nobody asked for a part. The beginning of the file is taken as that, and the rest asked for.
        if first != 0 or total < 0:
            raise BadAnswer("the answer is a part of the file that was not asked for")
        part.begin(etag, total)
    elif etag != part.etag:
        raise _Another
    if first != part.size or last < first:
        raise BadAnswer(f"the answer does not go on at byte {part.size}")
    if total not in (-1, part.total):
        raise BadAnswer(f"first {part.total} bytes are announced, then {total}")
    if last >= part.total:
        raise BadAnswer(f"the answer goes on to byte {last} of a file of {part.total} bytes")
    return last + 1


def _doubt(answer: Answer, part: Part) -> Doubtful | None:
    """Say what is worth another attempt, and raise what is not; None where the file is complete."""
    status = answer.status
    if answer.is_success:
        some = f"{part.size} of {part.total} bytes came, and no more"
        return None if part.is_complete else Doubtful(WxccError(some, status=status))
    if status < HTTPStatus.BAD_REQUEST:
        raise BadAnswer("the server sends us on to another place, which is not followed", status=status)
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        raise BadAnswer("the file is shorter than was announced", status=status)
    # The rest of the body is not for people, and repeats what was signed.
    message = _S3_MESSAGE.search(answer.body)
    text = message[1].decode(errors="replace") if message else HTTPStatus(status).phrase if status in _STATUSES else ""
    error = WxccError(shortened(text, 200) or "no explanation", status=status)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in REPEATED:
        return Doubtful(error, retry_after=answer.retry_after)
    raise error


def _check_audio(part: Part) -> None:
    """Refuse a file that is none, whatever it was announced as."""
    with disk(), open(part.path, "rb") as file:
        head = file.read(12)
    if not head:
        raise BadAnswer("the file is empty")
    if not head.startswith(SIGNATURES) and head[4:8] != b"ftyp":
        raise BadAnswer("the file is no audio")
    announced = int.from_bytes(head[4:8], "little")
    if head.startswith(b"RIFF") and announced not in OPEN_ENDED and announced + 8 > part.size:
        raise BadAnswer(f"the file is cut short: {part.size} bytes where its own header says {announced + 8}")


def _told(error: WxccError, recording: Recording, url: str) -> WxccError:
    """Name the recording, and hide whatever of its URL a server or a library has put into the message."""
    error.request = error.request or f"task {recording.task_id}: recording {recording.id}"
    error.reason = Mask(_secrets(url)).text(error.reason)
    return error


def _secrets(url: str) -> list[str]:
    """Return the parts of a signed URL that no message may show."""
    return [part for part in (url, *re.split(r"[?&=]", url.partition("?")[2])) if len(part) >= SHORTEST_SECRET]
