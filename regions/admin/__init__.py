"""The admin pages of the register; importing them registers them."""

from regions.admin import (  # noqa: F401
    cluster,
    figure,
    geography,
    industry,
    link,
    metric,
    organisation,
    provenance,
)
