# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn the records of a family into the texts of its files. A new format is one more entry of `FORMATS`.

A record is an object with the names of options, in the order of the file, with `id`, `state` and `system_default`
where it has these. No format adds options that a record lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from ..model.catalog.table import CATALOG
from ..model.hub.table import HUB_FORMS
from ..model.resource import Resource
from ..model.values import JSON
from ..source.hub.matrix import option_of
from .csv_text import write_csv
from .hub import write_hub
from .schemas import SCHEMAS, schema_text
from .skills import write_matrix
from .yaml_text import write_yaml

Records: TypeAlias = Mapping[str, Sequence[JSON]]
"""Records by family, as `wxcc_config` takes them."""
Files: TypeAlias = "dict[str, str]"
"""Texts of files by their path inside the folder, with slashes."""
Format: TypeAlias = Callable[[Resource, Sequence[JSON], Records], Files]
"""Takes the records of a family, and those of all families beside."""


def files_of(records: Records, form: str) -> Files:
    """Return the files of all families that have records; `form` is a key of `FORMATS`."""
    files: Files = {}
    for family, entries in records.items():
        if entries:
            files |= FORMATS[form](CATALOG[family], entries, records)
    return files


def stem_of(resource: Resource) -> str:
    """Return what the file of a family is called, without its ending."""
    return resource.family.replace("-", "_").replace("/", "_")


def _as_yaml(resource: Resource, records: Sequence[JSON], beside: Records) -> Files:
    """Write YAML, and beside it the schema that editors check it against."""
    schema = f"{SCHEMAS}/{stem_of(resource)}.json"
    text = write_yaml(records, f"yaml-language-server: $schema={schema}")
    return {f"{stem_of(resource)}.yml": text, schema: schema_text(resource)}


def _as_csv(resource: Resource, records: Sequence[JSON], beside: Records) -> Files:
    """Write CSV, or YAML where a value does not fit into a cell."""
    text = write_csv(resource, records)
    return _as_yaml(resource, records, beside) if text is None else {f"{stem_of(resource)}.csv": text}


def _as_fits(resource: Resource, records: Sequence[JSON], beside: Records) -> Files:
    """Write CSV where every option fits into one cell, and else YAML."""
    return (_as_csv if resource.is_flat else _as_yaml)(resource, records, beside)


def _as_control_hub(resource: Resource, records: Sequence[JSON], beside: Records) -> Files:
    """Write bulk files of Control Hub, several where one would be too long; where there is no such file, as fits."""
    form = HUB_FORMS.get(resource.family)
    texts = write_hub(form, resource, records, _others(resource, beside)) if form else None
    if texts is None:
        return _as_fits(resource, records, beside)
    stem = stem_of(resource)
    if len(texts) == 1:
        return {f"{stem}.csv": texts[0]}
    return {f"{stem}/{number:02}.csv": text for number, text in enumerate(texts, 1)}


def _as_matrix(resource: Resource, records: Sequence[JSON], beside: Records) -> Files:
    """Write a matrix of what is given by names: the skills of profiles and of users; all other families as fits."""
    text = write_matrix(resource, records, _others(resource, beside)) if option_of(resource) else None
    return _as_fits(resource, records, beside) if text is None else {f"{stem_of(resource)}.csv": text}


def _others(resource: Resource, beside: Records) -> Sequence[JSON]:
    """Return the records of the family whose objects are given by their names."""
    return beside.get(resource.assigned.family, ()) if resource.assigned else ()


FORMATS: Final[dict[str, Format]] = {
    "auto": _as_fits,
    "yaml": _as_yaml,
    "csv": _as_csv,
    "control_hub": _as_control_hub,
    "matrix": _as_matrix,
}
