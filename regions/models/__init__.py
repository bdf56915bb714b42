"""The domain: where the truth lives."""

from regions.models.cluster import Cluster, ClusterSector, Membership
from regions.models.figure import AreaFigure
from regions.models.geography import Area, Edition, Place
from regions.models.industry import Industry, Sector, SectorIndustry
from regions.models.link import Link
from regions.models.metric import MetricSubject, MetricValue
from regions.models.organisation import Firm, Organisation, Supplier, University
from regions.models.provenance import ImportRun, Release, Source

__all__ = [
    "Area", "AreaFigure", "Cluster", "ClusterSector", "Edition", "Firm", "ImportRun", "Industry",
    "Link", "Membership", "MetricSubject", "MetricValue", "Organisation", "Place", "Release",
    "Sector", "SectorIndustry", "Source", "Supplier", "University",
]  # fmt: skip
