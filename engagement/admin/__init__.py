"""The admin pages of accounts and of the campaign; importing them registers them."""

from engagement.admin import accounts, content

__all__ = ["accounts", "content"]
