# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of places, for sites."""

from __future__ import annotations

# fmt: off
CITIES = (
    "Amsterdam", "Antwerp", "Athens", "Austin", "Bangalore", "Barcelona", "Berlin", "Bogota", "Boston", "Bristol",
    "Brussels", "Budapest", "Chennai", "Chicago", "Copenhagen", "Dallas", "Delhi", "Denver", "Dublin", "Dubai",
    "Frankfurt", "Geneva", "Glasgow", "Hamburg", "Helsinki", "Houston", "Istanbul", "Jakarta", "Krakow", "Lagos",
    "Leeds", "Lima", "Lisbon", "London", "Lyon", "Madrid", "Manila", "Melbourne", "Miami", "Milan", "Montreal",
    "Mumbai", "Munich", "Nairobi", "Naples", "Oslo", "Ottawa", "Paris", "Perth", "Porto", "Prague", "Quito", "Riga",
    "Rome", "Rotterdam", "Santiago", "Seattle", "Seoul", "Sofia", "Stockholm", "Sydney", "Tallinn", "Tokyo",
    "Toronto", "Turin", "Utrecht", "Valencia", "Vienna", "Vilnius", "Warsaw", "Zagreb", "Zurich",
)
# fmt: on


def place_name(number: int) -> str:
    """A place for each number; when all have been given, they come again with a number."""
    name = CITIES[number % len(CITIES)]
    return name if number < len(CITIES) else f"{name} {number // len(CITIES) + 1}"
