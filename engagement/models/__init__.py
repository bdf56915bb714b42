"""The campaign's half of the domain."""

from engagement.models.article import Article, Page
from engagement.models.campaign import Ask, Campaign, CampaignPoint, Contact
from engagement.models.claim import Claim
from engagement.models.progress import ProgressUpdate
from engagement.models.user import User

__all__ = [
    "Article", "Ask", "Campaign", "CampaignPoint", "Claim", "Contact", "Page", "ProgressUpdate",
    "User",
]  # fmt: skip
