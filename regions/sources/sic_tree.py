"""The groups, classes and subclasses of SIC 2007, derived from its five-digit codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from uk_sic_codes.data import CODES

# Companies House adds these three to the classification; they are no kind of activity.
NOT_SIC = {"74990": "non-trading company", "98000": "residents' property", "99999": "dormant"}
TITLE_LENGTH = 200


@dataclass(frozen=True)
class SicCode:
    """One code below division: `24.1`, `24.10` or `24100`."""

    code: str
    level: str
    title: str
    parent: str


def group_of(code: str) -> str:
    return f"{code[:2]}.{code[2]}"


def class_of(code: str) -> str:
    return f"{code[:2]}.{code[2:4]}"


def sic_tree(titles: Mapping[str, str], groups: Mapping[str, str] | None = None) -> list[SicCode]:
    """All codes below division, parents before children, from five-digit codes and titles.

    `groups` gives the publisher's own title of a group by code, where it is known.
    Where it is not, and for a class of several subclasses, the title lists the parts.
    """
    parts: dict[str, list[str]] = {}
    for code in sorted(titles):
        for wider in (group_of(code), class_of(code)):
            parts.setdefault(wider, []).append(titles[code])
    named = dict(groups or {})
    tree = [
        SicCode(code, _level(code), named.get(code) or _listed(parts[code]), _parent(code))
        for code in sorted(parts, key=lambda code: (len(code), code))
    ]
    return tree + [
        SicCode(code, "subclass", titles[code][:TITLE_LENGTH], class_of(code))
        for code in sorted(titles)
    ]


def package_titles() -> dict[str, str]:
    """The five-digit codes of the uk-sic-codes package, without the additions that are not SIC."""
    return {code: title for code, title in CODES.items() if code not in NOT_SIC}


def valid(code: str) -> bool:
    return re.fullmatch(r"\d{5}", code) is not None


def _level(code: str) -> str:
    return "group" if len(code) == 4 else "class"


def _parent(code: str) -> str:
    return code[:2] if len(code) == 4 else code[:4]


def _listed(titles: list[str]) -> str:
    text = "; ".join(dict.fromkeys(titles))
    if len(text) <= TITLE_LENGTH:
        return text
    return text[: TITLE_LENGTH - 2].rsplit("; ", 1)[0][: TITLE_LENGTH - 2] + " …"
