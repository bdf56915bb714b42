"""The campaign's side of the admin: each module registers its own models."""

from engagement.admin import content

__all__ = ["content"]
