"""The network of a cluster: members in columns and the links among them. Pure layout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from regions.queries.charts import Frame

BOX, BOX_HEIGHT, GAP, ROW, TOP = 232.0, 28.0, 96.0, 38.0, 34.0
LETTERS = 31  # that fit in a box
COLUMNS = {"supplier": 0, "anchor": 1, "firm": 1, "university": 2, "research": 2}
LAST = 2  # public bodies, investors and cluster bodies stand below the researchers
TITLES = ("Suppliers", "Anchors and firms", "Universities, research and others")
ROLES = list(COLUMNS)


@dataclass(frozen=True)
class Member:
    key: int
    name: str
    role: str
    href: str


@dataclass(frozen=True)
class Node:
    x: float
    y: float
    label: str
    full: str
    href: str
    role: str

    @property
    def middle(self) -> float:
        return self.y + BOX_HEIGHT / 2


@dataclass(frozen=True)
class Edge:
    path: str
    kind: str
    title: str


@dataclass(frozen=True)
class Network:
    frame: Frame
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    titles: tuple[tuple[float, str], ...]
    box: float = BOX
    box_height: float = BOX_HEIGHT


def network(
    members: Sequence[Member], links: Iterable[tuple[int, int, str, str]]
) -> Network | None:
    """Lay out the members and the links (from, to, kind, sentence) that join two of them.

    Only members with a link are drawn; without any there is nothing to explain: None.
    """
    known = {member.key for member in members}
    joined = [link for link in links if link[0] in known and link[1] in known]
    linked = {key for link in joined for key in link[:2]}
    if not linked:
        return None
    columns: list[list[Member]] = [[], [], []]
    for member in sorted(members, key=_rank):
        if member.key in linked:
            columns[COLUMNS.get(member.role, LAST)].append(member)
    used = [(title, column) for title, column in zip(TITLES, columns, strict=True) if column]
    tallest = max(len(column) for _, column in used)
    nodes: dict[int, Node] = {}
    for n, (_, column) in enumerate(used):
        start = TOP + (tallest - len(column)) * ROW / 2
        for row, member in enumerate(column):
            nodes[member.key] = _node(n * (BOX + GAP), start + row * ROW, member)
    # Links within the last column bow out to its right, so it needs room there.
    width = len(used) * (BOX + GAP)
    height = TOP + tallest * ROW
    return Network(
        frame=Frame(width, height, 0, width, TOP, height),
        nodes=tuple(nodes.values()),
        edges=tuple(
            Edge(_curve(nodes[start], nodes[end], nodes.values()), kind, title)
            for start, end, kind, title in joined
        ),
        titles=tuple((n * (BOX + GAP), title) for n, (title, _) in enumerate(used)),
    )


def _rank(member: Member) -> tuple[int, str]:
    return (ROLES.index(member.role) if member.role in ROLES else len(ROLES), member.name)


def _node(x: float, y: float, member: Member) -> Node:
    name = member.name
    return Node(
        x=x,
        y=y,
        label=name if len(name) <= LETTERS else name[: LETTERS - 1].rstrip() + "…",
        full=name,
        href=member.href,
        role=member.role if member.role in COLUMNS else "other",
    )


def _curve(start: Node, end: Node, nodes: Iterable[Node]) -> str:
    """A curve between the facing sides of two boxes; in one column it bows out to the right.

    Over a column in between it takes the gap between two boxes: behind a box it would look
    like a link of that box.
    """
    a, b = start.middle, end.middle
    if start.x == end.x:
        x = start.x + BOX
        bow = x + min(24 + abs(b - a) * 0.4, GAP - 12)
        return f"M{x:g} {a:g}C{bow:g} {a:g} {bow:g} {b:g} {x:g} {b:g}"
    left, right = (start, end) if start.x < end.x else (end, start)
    x, y = left.x + BOX, left.middle
    path = f"M{x:g} {y:g}"
    between = [node for node in nodes if left.x < node.x < right.x]
    if between:
        lane = _lane(between, (y + right.middle) / 2)
        path += _bend(x, y, between[0].x, lane) + f"H{between[0].x + BOX:g}"
        x, y = between[0].x + BOX, lane
    return path + _bend(x, y, right.x, right.middle)


def _bend(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"C{middle:g} {y:g} {middle:g} {to_y:g} {to_x:g} {to_y:g}"


def _lane(column: Iterable[Node], wanted: float) -> float:
    """The gap above or below a box of the column that lies nearest to the height wanted."""
    half = (ROW - BOX_HEIGHT) / 2
    lanes = {y for node in column for y in (node.y - half, node.y + BOX_HEIGHT + half)}
    return min(sorted(lanes), key=lambda lane: abs(lane - wanted))
