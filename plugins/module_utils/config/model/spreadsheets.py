# SPDX-License-Identifier: GPL-3.0-or-later
"""What spreadsheets and word processors make of values: each trap is recognized here, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_NUMBER: Final = re.compile(
    r"[+-]?\d+(?:[.,]\d+)?E[+-]\d+|[+-]?\d+[.,]\d+E\d+|[+-]?\d{2,}[.,]0+|#{2,}|#(?:N/A|(?:NAME|REF|VALUE|NUM|NULL|DIV/0)[?!])",
    re.ASCII | re.IGNORECASE,
)
"""How spreadsheets write a long number, a number that has become a decimal, a column too narrow, and their errors."""
_MONTHS: Final = (
    "jan feb mar apr may jun jul aug sep sept oct nov dec mrz mär mai okt dez janv févr mars avr juin juil août déc"
)
_MONTH: Final = f"(?:{'|'.join(_MONTHS.split())})"
_DATE: Final = re.compile(
    rf"\d{{1,2}}[. -]{{1,2}}{_MONTH}\.?(?:[ -]\d{{2,4}})?|{_MONTH}\.?[ -]\d{{1,4}}"
    r"|\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2} 00:00(?::00)?",
    re.ASCII | re.IGNORECASE,
)
"""How spreadsheets write what they took for a date: `12-May`, `12. Mai`, `May-12`, `12/05/2026`."""
_TIME: Final = re.compile(
    r"(?:(?:\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d{2}-\d{2}),? )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[AP]\.?M\.?)?",
    re.ASCII | re.IGNORECASE,
)
"""How spreadsheets write times, alone and behind a date: `9:00`, `09:00:00`, `9:00 AM`, `25.12.2026 09:00`."""
AGAIN: Final = (
    "Format the column as Text there (Excel: Home, Number Format, Text), enter the value again, and save the file"
)
_ODD: Final = {
    "\u00a0": "a non-breaking space",
    "\u2007": "a figure space",
    "\u202f": "a narrow non-breaking space",
    "\u00ad": "a soft hyphen",
    "\u200b": "a space of no width",
    "\u2060": "a word joiner",
    "\ufeff": "a byte order mark",
    "\u2018": "a typographic quotation mark",
    "\u2019": "a typographic quotation mark",
    "\u201a": "a typographic quotation mark",
    "\u201c": "a typographic quotation mark",
    "\u201d": "a typographic quotation mark",
    "\u201e": "a typographic quotation mark",
    "\u2013": "a dash longer than a hyphen",
    "\u2014": "a dash longer than a hyphen",
    "\u2212": "a minus sign that is not a hyphen",
}
"""Characters that spreadsheets, word processors and web pages write instead of those of the keyboard."""
_PHONE: Final = re.compile(rf"[+*#\d ().{''.join(_ODD)}-]+", re.ASCII)
_FLAGS: Final = {
    "wahr": ("TRUE", "German"),
    "falsch": ("FALSE", "German"),
    "vrai": ("TRUE", "French"),
    "faux": ("FALSE", "French"),
    "verdadero": ("TRUE", "Spanish"),
    "vero": ("TRUE", "Italian"),
    "falso": ("FALSE", "Spanish or Italian"),
    "waar": ("TRUE", "Dutch"),
    "onwaar": ("FALSE", "Dutch"),
}


def change_of_code(text: str) -> str:
    """Say what a spreadsheet has made of an id, a telephone number or the like; empty where it is as it was."""
    taken_for = "a number" if _NUMBER.fullmatch(text) else "a date" if _DATE.fullmatch(text) else ""
    if taken_for:
        return f"was changed by a spreadsheet, which took it for {taken_for}. {AGAIN}"
    return "" if text.isascii() or not _PHONE.fullmatch(text) else odd_sign(text)


def change_of_form(text: str) -> str:
    """Say what a spreadsheet has made of a text of some form, such as a time; empty where it is as it was."""
    return "was changed by a spreadsheet" if _TIME.fullmatch(text) else change_of_code(text)


def change_of_number(text: str) -> str:
    """Say what a spreadsheet has made of a whole number."""
    return odd_sign(text) or change_of_code(text)


def odd_sign(text: str) -> str:
    """Name the first character that no keyboard makes, and what to do; empty where there is none."""
    if text.isascii():
        return ""
    odd = next((sign for sign in text if sign in _ODD), "")
    if not odd:
        return ""
    return f"holds {_ODD[odd]} (U+{ord(odd):04X}), as word processors and spreadsheets write it; type it again"


def word_of_flag(text: str) -> str:
    """Say that a word is that of a spreadsheet in another language for true or false; empty where it is not."""
    meaning, language = _FLAGS.get(text.strip().casefold(), ("", ""))
    if not meaning:
        return ""
    return f'"{text}" is how a {language} spreadsheet writes {meaning}; write {meaning}'


def lost_sign(text: str, exists: Callable[[str], bool]) -> str:
    """Return what a code was before a spreadsheet took a plus sign or zeros away; empty where no such code exists."""
    beginnings = ("+", "0", "00", "000") if text.isdigit() else ()
    return next((f"{lost}{text}" for lost in beginnings if exists(f"{lost}{text}")), "")
