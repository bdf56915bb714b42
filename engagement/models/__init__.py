"""The campaign's half of the domain."""

from engagement.models.user import User

__all__ = ["User"]
