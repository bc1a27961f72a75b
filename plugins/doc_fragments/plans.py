# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of modules that apply a source: the plan as a file, and how far a plan may go."""

from __future__ import annotations


class ModuleDocFragment:
    """Plans that are reviewed before they are applied, and guards."""

    DOCUMENTATION = r"""
options:
  plan_dest:
    description:
      - A file for the plan, with the extension C(.json). The same plan as Markdown, for example for the comment on a
        merge request, is written beside it with the extension C(.md).
      - The task writes both files in check mode, and in a real run before the first write to the organization. They
        name everything that is created, changed and deleted, and what refers to an object that is deleted, renamed or
        switched off.
      - The files contain no secrets and no audio. They do contain the other values of a vaulted source.
      - A relative path starts at the folder of the playbook. The files are on the host that runs the module.
    type: path
  plan:
    description:
      - A plan that O(plan_dest) wrote. The task carries out exactly this plan.
      - The task refuses the plan, with the reason, if it was made for another organization, with another version of
        the collection or from a source that has changed since, if somebody edited the file, or if a live object that
        it touches has changed, appeared or gone since.
      - Without a source, the task reads the one that the plan names, relative to the folder of the playbook. Give
        O(src) if the source is elsewhere. Secrets and contents of files come from there.
      - O(purge) has no effect, because the plan already contains what is deleted. O(max_deletes), O(max_changes) and
        O(protect) hold as for any other run.
      - Ansible finds the file like O(src).
    type: path
  max_changes:
    description:
      - The maximum number of objects that one task may change, all families together, such as V(50). Or a percentage of
        the live objects of each family, such as V(10%).
      - If there are more, the task fails before it writes anything. New and deleted objects do not count. By default,
        there is no limit.
    type: str
  protect:
    description:
      - Objects that the task must neither delete nor rename, as patterns C(family:glob), such as V(site:HQ) or
        V(team:Lyon/*). C(*) stands for any characters.
      - The name of an object includes the rest of its key in front, so the team Billing of the site Lyon is
        C(Lyon/Billing).
      - If the plan deletes or renames such an object, the task fails before it writes anything.
    type: list
    elements: str
    default: []
  _plan:
    description: Not for playbooks. What the controller knows of the plan and of the source.
    type: str
"""
