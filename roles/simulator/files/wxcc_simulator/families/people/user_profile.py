# SPDX-License-Identifier: GPL-3.0-or-later
"""User profiles: what administrators, supervisors and agents may do."""

from __future__ import annotations

from wxcc_simulator.families.common import fields, list_in_envelope
from wxcc_simulator.families.deviation import Deviation
from wxcc_simulator.families.family import Children, Family, Object, Reference

IS_SPECIFIC = {"properties": {"permissionAccessLevel": {"enum": ["SPECIFIC"]}}}
PERMISSIONS = {"properties": {"permissions": {"minItems": 1}}, "required": ["permissions"]}
ONLY_SPECIFIC = {"properties": {"profileType": {"enum": ["ADMINISTRATOR_ONLY", "STANDARD_AGENT"]}}}


def _of_the_system(name: str, profile_type: str) -> Object:
    whole = {"permissionAccessLevel": "SPECIFIC", "permissions": [{"name": "MONITORING", "access": "NONE"}]}
    return {"name": name, "profileType": profile_type, "active": True, "resourceAccessLevel": "ALL", **whole}


FAMILY = Family(
    name="user-profile",
    sample={
        "name": "Sample",
        "profileType": "SUPERVISOR",
        "active": True,
        "permissionAccessLevel": "ALL",
        "resourceAccessLevel": "ALL",
    },
    references=(
        Reference("defaultResourceCollectionId", "resource-collection"),
        Reference("resourceCollections.id", "resource-collection"),
    ),
    children=(Children("permissions", "foreign", has_version=False),),
    hidden=(
        "permissions",
        "editableFolderIds",
        "viewableFolderIds",
        "nonViewableFolderIds",
        "resourceCollections",
    ),
    is_system_fixed=True,
    deviations=(
        list_in_envelope("user-profile", "v3/user-profile", "UserProfileGranularAccessDTO"),
        Deviation(
            name="user_profile_permissions",
            where="permissions of a user profile",
            file="may be left out, and there is no other name for them",
            observed="400 where permissionAccessLevel is SPECIFIC and there are none; where they are called "
            "userProfilePermissions they count as left out",
            source="live write probes, 2026-07-21",
            schemas={
                "UserProfileGranularAccessDTO": {
                    **fields(userProfilePermissions={"type": "array", "readOnly": True}),
                    "allOf": [
                        {
                            "anyOf": [{"not": IS_SPECIFIC}, PERMISSIONS],
                            "x-words": "userProfilePermissions: are required where permissionAccessLevel is SPECIFIC",
                        },
                        {
                            "anyOf": [{"not": ONLY_SPECIFIC}, IS_SPECIFIC],
                            "x-words": "permissionAccessLevel: must be SPECIFIC for this profileType",
                        },
                    ],
                }
            },
            probes=(
                {"permissionAccessLevel": "SPECIFIC"},
                {"permissionAccessLevel": "SPECIFIC", "userProfilePermissions": [{"name": "MONITORING"}]},
                {"permissionAccessLevel": "SPECIFIC", "permissions": [{"name": "MONITORING", "access": "EDIT"}]},
                {"profileType": "STANDARD_AGENT"},
            ),
        ),
    ),
    fresh=(
        {**_of_the_system("Administrator Profile", "ADMINISTRATOR"), "permissionAccessLevel": "ALL"},
        _of_the_system("Administrator Only Profile", "ADMINISTRATOR_ONLY"),
        _of_the_system("Supervisor Profile", "SUPERVISOR"),
        _of_the_system("Premium Agent User Profile", "PREMIUM_AGENT"),
        _of_the_system("Standard Agent User Profile", "STANDARD_AGENT"),
    ),
)
