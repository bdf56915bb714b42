"""Takes MapLibre GL JS out of its Python wheel, and nothing else of that package."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

FILES = ("maplibre-gl.js", "maplibre-gl.css")
PREFIX = "maplibre"
SOURCE_MAP_COMMENT = b"//# sourceMappingURL="


def wheel_folder() -> Path:
    """Where the installed `maplibre` wheel keeps the two files (found without importing it)."""
    spec = find_spec("maplibre")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the maplibre package is not installed: run `make run` again")
    return Path(next(iter(spec.submodule_search_locations))) / "srcjs"


def _collected() -> Path:
    """A folder with the two files, less the comment naming a source map the wheel lacks.

    The manifest storage refuses a file that refers to one that is not there.
    """
    target = settings.DATA_DIR / "cache" / "maplibre"
    target.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        source, copy = wheel_folder() / name, target / name
        if copy.exists() and copy.stat().st_mtime >= source.stat().st_mtime:
            continue
        lines = source.read_bytes().splitlines(keepends=True)
        copy.write_bytes(
            b"".join(line for line in lines if not line.startswith(SOURCE_MAP_COMMENT))
        )
    return target


class MapLibreFinder(BaseFinder):
    """Serves `maplibre/maplibre-gl.js` and `.css` as static files."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()
        self.storage = FileSystemStorage(location=str(_collected()))
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]  # staticfiles reads it

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        prefix, _, name = path.partition("/")
        if prefix != PREFIX or name not in FILES:
            return []
        found = self.storage.path(name)
        return [found] if find_all else found

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, Storage]]:
        for name in FILES:
            yield name, self.storage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Compressed files under hashed names, also where one JavaScript module imports another."""

    support_js_module_import_aggregation = True
