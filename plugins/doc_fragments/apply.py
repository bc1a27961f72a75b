# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of all modules that make an organization match a source."""

from __future__ import annotations


class ModuleDocFragment:
    """How a source is applied."""

    DOCUMENTATION = r"""
options:
  src:
    description:
      - "A file with the desired objects, up to 20 MB. The extension sets the format: C(.csv) or C(.tsv), C(.yml) or
        C(.yaml), or C(.json). Ansible finds the file like the C(src) of other modules, in the C(files) folder of the
        role or beside the playbook. Ansible Vault may encrypt it, or single values of a YAML file."
      - A CSV file has the option names as its header, in upper or lower case, with spaces or hyphens, or in camelCase.
        Commas, semicolons or tabs separate the cells. An empty cell means that the option is not given.
      - A YAML or JSON file is a list of objects, or a mapping with families as keys. A complete answer of the API,
        saved unchanged, also works.
      - Give a CSV file as this option and not through C(community.general.read_csv). In the rows of that module an
        empty cell is an empty text, which clears an optional field such as C(description).
      - In every format, and in task options, blanks at both ends of a text are removed, and ids are compared and sent
        in lower case. An id or a telephone number that a spreadsheet has changed, such as V(1.5E+10), is an error.
    type: path
  purge:
    description:
      - Delete the live objects that the source does not list. Objects of the system are never deleted.
      - Needs a complete list. It is an error if the source lists no object with state V(present).
    type: bool
    default: false
  max_deletes:
    description:
      - The maximum number of objects that one task may delete, purged and explicitly absent objects together.
      - If there are more, the task fails before it writes anything and lists the objects that it would delete.
    type: int
    default: 10
  bulk_size:
    description: How many objects a bulk request contains, 1 to 1000.
    type: int
    default: 100
  max_diff:
    description:
      - How many changed objects, and how many new objects, the diff shows for each family. A line counts the others.
        V(0) shows all of them.
      - The diff always shows all deleted objects.
    type: int
    default: 50
  validate_only:
    description:
      - Check the source and stop, without any request. This needs no access to an organization.
      - The check finds unknown families and options, invalid values, objects that are defined twice, and everything
        else that does not depend on the live organization.
      - It also follows references from one object of the source to another. A reference to an object that the source
        does not define is a warning, because the organization may have the object. With O(purge=true) it is an error,
        because then the source defines all objects of its families.
    type: bool
    default: false
  findings_dest:
    description:
      - A file for the findings of O(validate_only), with file, line and column. C(.sarif) is for GitHub and editors,
        and C(.json) is the code quality report of GitLab.
      - The file is written even if nothing is wrong. A relative path starts at the folder of the playbook.
    type: path
  rows:
    description:
      - Which rows to return. V(changed) returns only the objects that failed, and those that the run changed or, in
        check mode, would change. The counts always cover all objects.
      - V(changed) keeps the output of C(-v) short, and saves memory for a large inventory in which almost nothing
        changes. Use V(all) if later tasks need the ids of all objects.
    type: str
    choices: [all, changed]
    default: all
  cache_dir:
    description:
      - A folder in which to store, for the next run, the options that are not in the lists of the API, such as
        C(queue_rankings) of a team. Without this folder, the task reads every object for which the source gives such an
        option, with one request per object. With it, the task reads only objects that somebody has changed since, and
        objects that it is going to change.
      - An object counts as unchanged while the list shows the same C(version) and C(lastUpdatedTime) as before. If the
        API ever changes an object without changing these two, the task does not notice until it writes the object.
      - The task uses the stored values only to compare. It reads an object before it writes it, and check mode shows
        the values that it read.
      - The folder is on the host that runs the module. It has one file for each organization and family, which only its
        owner can read. The files contain no secrets. The module ignores a file that is damaged or belongs to another
        organization, and warns.
    type: path
  _contents:
    description: Not for playbooks. The files beside the records, each with its path, size and digest.
    type: str
  _source:
    description: Not for playbooks. The desired objects, in the form in which the controller passes them to the module.
    type: str
notes:
  - If somebody else changes an object during a task, the fields that the source does not manage keep their changes. A
    warning names each object and what was changed, and says whether the change was kept. A change in the seconds
    between the read and the write of the task can be lost. A warning says so, because the C(version) of the object
    shows it.
  - A warning names an option whose value the service returned differently from the value that was sent. There is no
    such warning for objects that a bulk request creates, because the API does not return them.
"""
