# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids that say where their object is generated, so that none has to be remembered."""

from __future__ import annotations

import struct
from hashlib import blake2b
from typing import NamedTuple

PAYLOAD_BITS = 60
NUMBER_BITS = 40
INDEX_BITS = 16
TAG_MASK = (1 << 62) - 1
DRAWS = struct.Struct("<Q28H")


class Place(NamedTuple):
    """What an id stands for: a kind of object, the number of a block or shift, and the item within it."""

    kind: int
    number: int
    item: int


class Seal:
    """Turns places into UUIDs and back under one key; a UUID that was not made here opens as None."""

    def __init__(self, key: bytes) -> None:
        self._key = blake2b(key, digest_size=16).digest()

    def draw(self, place: Place) -> tuple[str, tuple[int, ...]]:
        """The id of a place, and 28 numbers from 0 to 65535 that belong to it."""
        payload = _payload(place)
        tag, draws = self._tag(payload)
        return uuid_of(tag << PAYLOAD_BITS | payload ^ self._mask(tag)), draws

    def draws(self, place: Place) -> tuple[int, ...]:
        """The numbers alone."""
        return self._tag(_payload(place))[1]

    def open(self, text: str) -> Place | None:
        """The place of an id."""
        bits = bits_of(text)
        if bits is None:
            return None
        tag, masked = bits >> PAYLOAD_BITS, bits & ((1 << PAYLOAD_BITS) - 1)
        payload = masked ^ self._mask(tag)
        if self._tag(payload)[0] != tag:
            return None
        number = payload >> INDEX_BITS & ((1 << NUMBER_BITS) - 1)
        return Place(payload >> (INDEX_BITS + NUMBER_BITS), number, payload & ((1 << INDEX_BITS) - 1))

    def name(self, *words: str | int) -> str:
        """A UUID for something that is known by name only, such as a channel of a session."""
        digest = blake2b(self._key + repr(words).encode(), digest_size=16).digest()
        return uuid_of(int.from_bytes(digest, "little") >> 6)

    def _tag(self, payload: int) -> tuple[int, tuple[int, ...]]:
        drawn = DRAWS.unpack(blake2b(self._key + payload.to_bytes(8, "little"), digest_size=64).digest())
        return drawn[0] & TAG_MASK, drawn[1:]

    def _mask(self, tag: int) -> int:
        digest = blake2b(self._key + b"mask" + tag.to_bytes(8, "little"), digest_size=8).digest()
        return int.from_bytes(digest, "little") >> (64 - PAYLOAD_BITS)


def _payload(place: Place) -> int:
    return ((place.kind << NUMBER_BITS | place.number) << INDEX_BITS) | place.item


def uuid_of(bits: int) -> str:
    """122 bits in the form of a random UUID (version 4)."""
    text = f"{bits:031x}"
    # 122 bits are two bits and thirty digits; the two go beside the variant.
    return f"{text[1:9]}-{text[9:13]}-4{text[13:16]}-{'89ab'[int(text[0], 16)]}{text[16:19]}-{text[19:31]}"


def bits_of(text: str) -> int | None:
    """The bits of such a UUID; None for any other text."""
    if len(text) != 36 or text[14] != "4" or text[19] not in "89ab":
        return None
    try:
        bits = int(f"{'89ab'.index(text[19])}{text[:8]}{text[9:13]}{text[15:18]}{text[20:23]}{text[24:]}", 16)
    except ValueError:
        return None
    return bits if uuid_of(bits) == text else None
