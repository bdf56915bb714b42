"""Every outside file or feed the portal reads, by the name `fetch` and `ingest` know it by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from regions.sources import learning_providers, ons_boundaries, ons_gva, organisations, sic_codes
from regions.sources.quality import Loaded, Options, Parsed

ONS = "https://www.ons.gov.uk/economy/grossvalueaddedgva/datasets/nominalandrealregional"
BOUNDARIES = "https://services1.arcgis.com/ESMARspQHYMw9BZ9/arcgis/rest/services"
BOUNDARY_QUERY = "query?where=1%3D1&outFields=*&outSR=4326&f=geojson"


@dataclass(frozen=True)
class FeedFile:
    """One source: where its file comes from, and how it becomes records.

    `addresses` are the publisher's documented ones, by part; a source in one file has
    one part, named "". `read` and `load` are given the file's bytes and the options.
    """

    name: str
    title: str
    page: str
    suffix: str  # of the file that fetch brings
    read: Callable[[bytes, Options], Parsed[Any]]
    load: Callable[[Parsed[Any], Options], Loaded]
    addresses: dict[str, str] = field(default_factory=dict)
    # What the fetched file still needs before ingest can read it, if anything.
    fetched_note: str = ""
    # The rows, when no file is given and none was fetched: from a package, say.
    without_file: Callable[[Options], Parsed[Any]] | None = None

    @property
    def ingests_what_it_fetches(self) -> bool:
        return bool(self.addresses) and not self.fetched_note


SOURCES: dict[str, FeedFile] = {
    source.name: source
    for source in (
        FeedFile(
            name="ons_gva",
            title="Regional gross value added by industry (ONS), one ITL level a file",
            page=f"{ONS}grossvalueaddedbalancedbyindustry",
            suffix=".xlsx",
            read=ons_gva.read,
            load=ons_gva.load,
            addresses={
                "": "https://www.ons.gov.uk/file?uri=/economy/grossvalueaddedgva/datasets/"
                "nominalandrealregionalgrossvalueaddedbalancedbyindustry/current/"
                "regionalgrossvalueaddedbalancedbyindustryandallinternationalterritoriallevels"
                "itlregions.xlsx"
            },
            fetched_note=(
                "The publisher's file is a workbook (XLSX). Save its sheets Table 1c, 2c and 3c "
                "as CSV UTF-8, each without the title row above the header, and ingest those."
            ),
        ),
        FeedFile(
            name="ons_boundaries",
            title="Boundaries of ITL areas and local authorities (ONS), one level a file",
            page="https://geoportal.statistics.gov.uk/",
            suffix=".geojson",
            read=ons_boundaries.read,
            load=ons_boundaries.load,
            addresses={
                "itl1": f"{BOUNDARIES}/ITL1_JAN_2025_UK_BUC/FeatureServer/0/{BOUNDARY_QUERY}",
                "itl2": f"{BOUNDARIES}/ITL2_JAN_2025_UK_BUC/FeatureServer/0/{BOUNDARY_QUERY}",
                "itl3": f"{BOUNDARIES}/ITL3_JAN_2025_UK_BUC_V2/FeatureServer/1/{BOUNDARY_QUERY}",
            },
        ),
        FeedFile(
            name="learning_providers",
            title="Higher education providers with UKPRN and position (data.ac.uk)",
            page="https://learning-provider.data.ac.uk/",
            suffix=".csv",
            read=learning_providers.read,
            load=learning_providers.load,
            addresses={"": "https://learning-provider.data.ac.uk/data/learning-providers-plus.csv"},
        ),
        FeedFile(
            name="organisations",
            title="Organisations of any kind, as CSV or JSON (columns in docs/data-sources.md)",
            page="",
            suffix="",
            read=organisations.read,
            load=organisations.load,
        ),
        FeedFile(
            name="sic_codes",
            title="SIC 2007 codes below division; without a file, from the uk-sic-codes package",
            page="https://www.gov.uk/government/publications/"
            "standard-industrial-classification-of-economic-activities-sic",
            suffix=".csv",
            read=sic_codes.read,
            load=sic_codes.load,
            addresses={
                "": "https://assets.publishing.service.gov.uk/government/uploads/system/uploads/"
                "attachment_data/file/527619/SIC07_CH_condensed_list_en.csv"
            },
            without_file=sic_codes.from_package,
        ),
    )
}
