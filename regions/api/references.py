"""How one record names another: enough to show it and to ask for it."""

from __future__ import annotations

from rest_framework import serializers

from regions.models import Area, Cluster, Industry, Organisation, Release, Sector, Source


class AreaReference(serializers.ModelSerializer[Area]):
    class Meta:
        model = Area
        fields = ["slug", "code", "name"]


class IndustryReference(serializers.ModelSerializer[Industry]):
    class Meta:
        model = Industry
        fields = ["code", "title"]


class SectorReference(serializers.ModelSerializer[Sector]):
    class Meta:
        model = Sector
        fields = ["slug", "name"]


class ClusterReference(serializers.ModelSerializer[Cluster]):
    class Meta:
        model = Cluster
        fields = ["slug", "name"]


class OrganisationReference(serializers.ModelSerializer[Organisation]):
    class Meta:
        model = Organisation
        fields = ["id", "name", "kind"]


class SourceReference(serializers.ModelSerializer[Source]):
    class Meta:
        model = Source
        fields = ["slug", "name"]


class ReleaseReference(serializers.ModelSerializer[Release]):
    """Where a figure comes from: the source's name, the release and when it was published."""

    source = serializers.CharField(source="source.name")  # type: ignore[assignment]

    class Meta:
        model = Release
        fields = ["id", "source", "label", "published", "edition", "level"]
