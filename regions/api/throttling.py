"""How often one address may ask."""

from __future__ import annotations

import logging
from typing import Any

from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle

log = logging.getLogger(__name__)


class ByAddress(AnonRateThrottle):
    """Counts in the shared cache. While that is gone nobody is counted: the records are in the
    database, and an API that answers uncounted serves better than one that fails."""

    def allow_request(self, request: Request, view: Any) -> bool:
        try:
            return bool(super().allow_request(request, view))
        except (RedisError, OSError) as error:
            log.warning("Requests are not counted: the cache is gone (%s).", type(error).__name__)
            return True
