# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of all modules that make an organization match a source."""

from __future__ import annotations


class ModuleDocFragment:
    """How a source is applied."""

    DOCUMENTATION = r"""
options:
  src:
    description:
      - A file with the desired objects, up to 20 MB; the ending says what it is, C(.csv) or C(.tsv), C(.yml) or
        C(.yaml), or C(.json). Found like the C(src) of other modules, in the C(files) folder of the role or beside the
        playbook; it may be encrypted with Ansible Vault.
      - A CSV file has the option names as header, in any case, with spaces, hyphens or in camelCase; comma, semicolon
        or tab between the cells; an empty cell leaves its option out.
      - A YAML or JSON file is a list of objects, or a mapping with families as keys. A complete answer of the API that
        was saved as it came is read too.
      - Give a CSV file as this option and not through C(community.general.read_csv). In the rows of that module an
        empty cell is an empty text, which clears an optional field such as C(description).
      - In every form, and in task options, blanks at both ends of a text are removed, and ids are compared and sent in
        lower case. Ids and telephone numbers that a spreadsheet has changed, as V(1.5E+10), are refused.
    type: path
  purge:
    description:
      - Delete the live objects that the source does not list. Objects of the system stay.
      - Needs a whole list. Refused when the source lists nothing that shall be present.
    type: bool
    default: false
  max_deletes:
    description:
      - The largest number of objects that one task may delete, purged and explicitly absent ones together.
      - With more the task fails before it writes anything and lists what would be deleted.
    type: int
    default: 10
  bulk_size:
    description: How many objects go into one bulk request, 1 to 1000.
    type: int
    default: 100
  max_diff:
    description:
      - How many changed objects, and how many new ones, the diff shows of each family. A line counts the others.
        V(0) shows all.
      - Deleted objects are always shown.
    type: int
    default: 50
  validate_only:
    description:
      - Check the source and end, without any request. No access to an organization is needed.
      - Finds unknown families and options, values that are not allowed, objects that are defined twice, and everything
        else that does not depend on the live organization. Whether a name exists there is not checked.
    type: bool
    default: false
  rows:
    description:
      - Which rows to return. With V(changed), only the objects that the run changed, or would change in check
        mode, and those that failed. Counts are always of all.
      - V(changed) keeps the output of C(-v) and the memory of a large inventory small where nearly nothing changes.
        Later tasks that need the ids of all objects need V(all).
    type: str
    choices: [all, changed]
    default: all
  _source:
    description: Not for playbooks. The desired objects, as the controller hands them to the module.
    type: str
notes:
  - What somebody else changes during a task is kept where the source does not manage it. A warning names each object,
    what was changed, and whether it was kept. Changes in the seconds between the read and the write of the task can be
    lost. A warning says so, since the C(version) of the object shows it.
  - A warning names an option whose value came back otherwise than it was sent. It is not given for objects that a bulk
    request creates, because the API does not show them.
requirements:
  - jsonschema
"""
