# SPDX-License-Identifier: GPL-3.0-or-later
"""Sites."""

from __future__ import annotations

from wxcc_simulator.families.common import fields
from wxcc_simulator.families.deviation import Deviation
from wxcc_simulator.families.family import EVERYTHING, Family, First, Reference

PATTERN = fields(name={"pattern": r"^[a-zA-Z\d\-_\s]+$"})

FAMILY = Family(
    name="site",
    sample={"name": "Sample", "active": True, "multimediaProfileId": First("multimedia-profile")},
    references=(Reference("multimediaProfileId", "multimedia-profile"),),
    served=(*EVERYTHING, ("bulk_export", "*")),
    bulk_updates=False,
    deviations=(
        Deviation(
            name="site_name_pattern",
            state="always",
            where="name of a site, and of the resource collections of a user",
            file="a pattern with a bare hyphen after a class, which only Java reads",
            observed="letters, digits, space, underscore, hyphen",
            source="the file",
            schemas={
                "SiteDTO": PATTERN,
                "ResourceCollectionDTO": PATTERN,
                "ResourceCollectionDTO_UserResponseWithUserProfileGranularAccess": PATTERN,
            },
        ),
    ),
)
