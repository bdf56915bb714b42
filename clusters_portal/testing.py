"""Loaded by pytest before Django's settings: gives each test process its own DATA_DIR.

The suite must not read or change what `make run` keeps under var/, and parallel
test processes must not share a broker folder or a cache.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="clusters-portal-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["DATA_DIR"] = _folder
os.environ["ENVIRONMENT"] = "development"
os.environ["CACHE_PREFIX"] = f"clusters-test-{os.getpid()}"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clusters_portal.settings")
for name in ("DEBUG", "EMAIL_URL", "ALLOWED_HOSTS", "API_RATE"):
    os.environ.pop(name, None)
