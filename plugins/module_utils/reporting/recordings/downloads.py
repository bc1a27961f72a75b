# SPDX-License-Identifier: GPL-3.0-or-later
"""Download one recording from its signed URL: resume it, renew its URL, check it. No message has the URL."""

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
"""After so many refused URLs of one recording in a row, without a byte between, its download fails."""
NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
SIGNATURES: Final = (b"RIFF", b"RIFX", b"RF64", b"ID3", b"OggS", b"fLaC", b"\xff\xfb", b"\xff\xf3", b"\xff\xf1")
OPEN_ENDED: Final = (0, 0x7FFFFFFF, 0xFFFFFFFF)
"""Sizes in a RIFF header that mean an unknown size."""
REPEATED: Final = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
SHORTEST_SECRET: Final = 6

_STATUSES: Final = frozenset(HTTPStatus)
_NO_AUDIO: Final = re.compile(r"text/|application/(?:json|xml|xhtml|problem)", re.IGNORECASE)
_CONTENT_RANGE: Final = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)", re.IGNORECASE | re.ASCII)
_STRONG_ETAG: Final = re.compile(r'"[\x21\x23-\x7e]*"')
_S3_MESSAGE: Final = re.compile(rb"<Message>([^<]*)</Message>")


class DiskError(Exception):
    """A file cannot be written; `full` means that no other file can be written either."""

    def __init__(self, error: OSError) -> None:
        super().__init__(error.strerror or str(error))
        self.full = error.errno in NO_ROOM


class _Another(Exception):
    """The storage now has another file than the one whose part was downloaded."""


class Ended(Exception):
    """The run was stopped, and this download with it; its part stays."""


@contextmanager
def disk() -> Iterator[None]:
    """Turn an OSError of the disk into a DiskError, because errors of the network are OSErrors as well."""
    try:
        yield
    except OSError as error:
        raise DiskError(error) from None


class Part:
    """The downloaded part of one file, with the ETag and the length by which to request the rest.

    An incomplete file never has its final name, and outlives the process that downloads it.
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
        """Whether all announced bytes are there."""
        return self.size == self.total

    @property
    def can_go_on(self) -> bool:
        """Whether the rest may be appended to the part.

        Only a strong ETag proves that both belong to the same file (RFC 9110, 15.3.7.3), and only a known length shows
        its end.
        """
        return self.size > 0 and self.total >= 0 and bool(_STRONG_ETAG.fullmatch(self.etag))

    def begin(self, etag: str, total: int) -> None:
        """Discard the part, and note the ETag and the length of the file to come; -1 is an unknown length."""
        self.discard()
        self.etag, self.total = etag, total
        with disk():
            replace_file(self._facts, json.dumps({"etag": etag, "total": total}).encode())

    def end(self) -> None:
        """Note the length of a complete file whose length was not announced."""
        if self.total < 0:
            self.total = self.size

    @contextmanager
    def writing(self) -> Iterator[Sink]:
        """Open the part to append to it; yields the function that writes a chunk, which raises DiskError."""
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
        """Remove the part and its notes; DiskError if that fails."""
        self.size = 0
        for path in (self.path, self._facts):
            with disk(), suppress(FileNotFoundError):
                os.unlink(path)

    def become(self, path: str) -> None:
        """Rename the part to its final path; DiskError if that fails."""
        with disk():
            os.replace(self.path, path)
        self.discard()


class Downloads:
    """Downloads recordings in any number of threads, and reuses connections for files of the same host."""

    def __init__(self, client: Client, folder: str, *, new_url: Callable[[Recording], str], stop: Event) -> None:
        self.received = 0
        self._client = client
        self._folder = folder
        self._new_url = new_url
        self._stop = stop
        self._hosts: dict[str, Transport] = {}
        self._lock = Lock()

    def fetch(self, recording: Recording) -> tuple[Part, bool]:
        """Return the complete part, and whether an earlier run had begun it.

        WxccError if it cannot be downloaded, DiskError if it cannot be written, Ended if the run was stopped.
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
            raise _with_recording(error, recording, url) from None
        except WxccError as error:
            raise _with_recording(error, recording, url) from None
        return part, resumed

    def close(self) -> None:
        """Close the connections."""
        for transport in self._hosts.values():
            transport.close()

    def _urls(self, recording: Recording, part: Part) -> Iterator[str]:
        """Yield the URL, and a new one each time it is refused; WxccError after MOST_URLS of them without a byte."""
        url, size, refused = recording.url, part.size, 0
        while True:
            yield url
            refused = 0 if part.size > size else refused + 1
            if refused == MOST_URLS:
                break
            url, size = self._new_url(recording), part.size
        raise WxccError(f"refused with {MOST_URLS} URLs, each of them new", status=HTTPStatus.FORBIDDEN)

    def _is_served(self, url: str, part: Part) -> bool:
        """Download the rest, however often the connection breaks; False if the URL is refused.

        Waits after each incomplete answer; the time for all waits begins again when more bytes have come than before.
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
                doubt = Doubtful(WxccError("the file changed during the download"))
            except Lost as lost:
                doubt = Doubtful(lost.error, brief=not lost.connected, final=lost.final)
            if part.size > most:
                most, patience = part.size, self._client.patience()
            if doubt:
                patience.wait(doubt)
        return True

    def _get(self, url: str, part: Part) -> Answer:
        """Request the rest of a file, or all of it if the rest cannot be appended to the part."""
        origin, target = _split(url)
        has_range = part.can_go_on
        headers = {"Range": f"bytes={part.size}-", "If-Range": part.etag} if has_range else {}
        with ExitStack() as stack:

            def open_sink(head: Answer) -> Sink:
                end = _expect(head, part, has_range=has_range)
                write = stack.enter_context(part.writing())

                def take(chunk: bytes) -> None:
                    if self._client.is_over():
                        self._stop.set()
                    if self._stop.is_set():
                        raise Ended
                    if part.size + len(chunk) > end >= 0:
                        raise BadAnswer(f"more bytes came than the announced {end - start}")
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
    """Cut a signed URL into its origin and the rest; BadAnswer, without showing it, if it is not safe to use."""
    try:
        parts = urlsplit(url)
        host, _unused = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.username is not None or not VISIBLE_ASCII.fullmatch(url):
        raise BadAnswer("the service sent no usable URL")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise BadAnswer("the service sent a URL without https, which is not safe to use")
    return f"{parts.scheme}://{parts.netloc}", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"


def _expect(head: Answer, part: Part, *, has_range: bool) -> int:
    """Check the head of an answer before its body is written; `has_range` says whether the request had a range.

    Returns the byte of the file at which the answer ends, -1 if that is unknown; raises _Another for another file.
    """
    kind = head.headers.get("Content-Type", "")
    if _NO_AUDIO.match(kind):
        raise BadAnswer(f"the answer is not audio, but {shortened(kind, 60)}")
    if head.headers.get("Content-Encoding", "identity") != "identity":
        raise BadAnswer("the answer has an encoding that was not requested")
    etag = head.headers.get("ETag", "")
    if head.status == HTTPStatus.OK:
        length = head.headers.get("Content-Length", "")
        part.begin(etag, int(length) if length.isdecimal() else -1)
        return part.total
    if head.status != HTTPStatus.PARTIAL_CONTENT:
        raise BadAnswer("the answer has no file", status=head.status)
    content_range = _CONTENT_RANGE.fullmatch(head.headers.get("Content-Range", ""))
    if content_range is None:
        raise BadAnswer("the answer is a part of a file, and does not say which")
    first, last, total = (
        int(content_range[1]),
        int(content_range[2]),
        -1 if content_range[3] == "*" else int(content_range[3]),
    )
    if not has_range:
        # A part, although the request had no range. It is used if it is the beginning; the rest is requested next.
        if first != 0 or total < 0:
            raise BadAnswer("the answer is a part of the file that was not requested")
        part.begin(etag, total)
    elif etag != part.etag:
        raise _Another
    if first != part.size or last < first:
        raise BadAnswer(f"the answer does not continue at byte {part.size}")
    if total not in (-1, part.total):
        raise BadAnswer(f"first {part.total} bytes were announced, then {total}")
    if last >= part.total:
        raise BadAnswer(f"the answer continues to byte {last} of a file of {part.total} bytes")
    return last + 1


def _doubt(answer: Answer, part: Part) -> Doubtful | None:
    """Return why another attempt makes sense, or None if the file is complete; raise an error that will not change."""
    status = answer.status
    if answer.is_success:
        some = f"only {part.size} of {part.total} bytes came"
        return None if part.is_complete else Doubtful(WxccError(some, status=status))
    if status < HTTPStatus.BAD_REQUEST:
        raise BadAnswer("the server redirects to another address; redirects are not followed", status=status)
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        raise BadAnswer("the file is shorter than announced", status=status)
    # The rest of the body repeats the signed parts of the URL.
    message = _S3_MESSAGE.search(answer.body)
    text = message[1].decode(errors="replace") if message else HTTPStatus(status).phrase if status in _STATUSES else ""
    error = WxccError(shortened(text, 200) or "no explanation", status=status)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in REPEATED:
        return Doubtful(error, retry_after=answer.retry_after)
    raise error


def _check_audio(part: Part) -> None:
    """Raise BadAnswer for a file that is not audio, whatever its Content-Type."""
    with disk(), open(part.path, "rb") as file:
        head = file.read(12)
    if not head:
        raise BadAnswer("the file is empty")
    if not head.startswith(SIGNATURES) and head[4:8] != b"ftyp":
        raise BadAnswer("the file is not audio")
    announced = int.from_bytes(head[4:8], "little")
    if head.startswith(b"RIFF") and announced not in OPEN_ENDED and announced + 8 > part.size:
        raise BadAnswer(f"the file is cut: it has {part.size} bytes, and its own header says {announced + 8}")


def _with_recording(error: WxccError, recording: Recording, url: str) -> WxccError:
    """Name the recording in the error, and hide any part of its URL that a server or a library repeats there."""
    error.request = error.request or f"task {recording.task_id}: recording {recording.id}"
    error.reason = Mask(_secrets(url)).text(error.reason)
    return error


def _secrets(url: str) -> list[str]:
    """Return the parts of a signed URL that no message may show."""
    return [part for part in (url, *re.split(r"[?&=]", url.partition("?")[2])) if len(part) >= SHORTEST_SECRET]
