"""A graph as SVG: columns from where data comes in to where it ends."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

from gitops.adapters.markdown import visible
from gitops.report.data_flow import DataFlow, FlowEdge, FlowNode

WIDTH, HEIGHT = 190, 44
LONGEST_NAME, LONGEST_TITLE = 26, 80
COLUMN, ROW, MARGIN, TITLE = 270, 68, 20, 34
# Shape by corner radius: what works is round, what holds is square.
ROUND = {"function": 22, "REST API": 22}
STYLE = """
.node rect{fill:#fff;stroke:#57606a;stroke-width:1.5}
.node text{fill:#1b1f24;font:13px system-ui,sans-serif}
.node .kind{fill:#57606a;font-size:11px}.edge{fill:none;stroke:#57606a;stroke-width:1.5}
.failure{stroke:#a40e26;stroke-dasharray:5 4}
.stack{fill:#57606a;font:600 14px system-ui,sans-serif}
.paper{fill:#fff}.tip{fill:#57606a}
@media screen and (prefers-color-scheme:dark){
.paper,.node rect{fill:#14181d}.node rect,.edge{stroke:#a3adb8}.node text{fill:#e6e9ed}
.node .kind,.stack,.tip{fill:#a3adb8}.failure{stroke:#ff8182}}
"""


def svg(graphs: Sequence[DataFlow]) -> str:
    """All graphs below each other in one drawing, readable without colours."""
    parts: list[str] = []
    top, width = MARGIN, 0
    for graph in graphs:
        columns = _columns(graph)
        parts.append(_drawn(graph, columns, top))
        top += TITLE + ROW * max(map(len, columns), default=0) + MARGIN
        width = max(width, COLUMN * len(columns))
    about = _label(", ".join(graph.stack for graph in graphs), LONGEST_TITLE)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {top}"'
        f' width="{width}" aria-label="Data flow of {about}"><style>{STYLE}</style>'
        f'<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7"'
        f' markerHeight="7" orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>'
        f'<rect class="paper" width="{width}" height="{top}"/>{"".join(parts)}</svg>'
    )


def _columns(graph: DataFlow) -> list[list[FlowNode]]:
    """The nodes by their distance from where data comes in; what nothing reaches comes first."""
    depth = _depths(graph)
    last = max(depth.values(), default=-1)
    columns: list[list[FlowNode]] = [[] for _ in range(last + 1)]
    for node in graph.nodes:
        columns[depth[node.address]].append(node)
    for before, column in pairwise(columns):
        places = {node.address: place for place, node in enumerate(before)}
        column.sort(key=lambda node: _pull(node, graph.edges, places))
    return columns


def _depths(graph: DataFlow) -> dict[str, int]:
    """Breadth first from the nodes without a way in, so that a circle ends where it began."""
    reached = {edge.target for edge in graph.edges}
    depth: dict[str, int] = {}
    waiting = [node.address for node in graph.nodes if node.address not in reached]
    rest = [node.address for node in graph.nodes if node.address in reached]
    while waiting or rest:
        if not waiting:
            waiting = [rest[0]]
        for address in waiting:
            depth.setdefault(address, 0)
        while waiting:
            address = waiting.pop(0)
            for edge in graph.edges:
                if edge.source == address and edge.target not in depth:
                    depth[edge.target] = depth[address] + 1
                    waiting.append(edge.target)
        rest = [address for address in rest if address not in depth]
    return depth


def _pull(node: FlowNode, edges: Sequence[FlowEdge], places: Mapping[str, int]) -> float:
    """The mean place of the nodes in the column before that lead here."""
    found = [places[e.source] for e in edges if e.target == node.address and e.source in places]
    return sum(found) / len(found) if found else len(places)


def _drawn(graph: DataFlow, columns: Sequence[Sequence[FlowNode]], top: int) -> str:
    corners = {
        node.address: (MARGIN + COLUMN * column, top + TITLE + ROW * row)
        for column, nodes in enumerate(columns)
        for row, node in enumerate(nodes)
    }
    edges = "".join(_edge(corners[e.source], corners[e.target], e) for e in graph.edges)
    nodes = "".join(_node(node, *corners[node.address]) for node in graph.nodes)
    stack = _label(graph.stack, LONGEST_TITLE)
    title = f'<text class="stack" x="{MARGIN}" y="{top + 14}">{stack}</text>'
    return f"{title}{edges}{nodes}"


def _node(node: FlowNode, x: int, y: int) -> str:
    name = _label(node.name, LONGEST_NAME)
    return (
        f'<g class="node"><rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}"'
        f' rx="{ROUND.get(node.kind, 3)}"/><text x="{x + WIDTH // 2}" y="{y + 19}"'
        f' text-anchor="middle">{name}</text><text class="kind" x="{x + WIDTH // 2}"'
        f' y="{y + 34}" text-anchor="middle">{node.kind}</text></g>'
    )


def _label(text: str, most: int) -> str:
    return escape(visible(text, most))


def _edge(start: tuple[int, int], end: tuple[int, int], edge: FlowEdge) -> str:
    """A curve from the right side to the left, or below both where it leads back."""
    (x1, y1), (x2, y2) = start, end
    kind = "edge failure" if edge.is_failure else "edge"
    y1, y2 = y1 + HEIGHT // 2, y2 + HEIGHT // 2
    if x2 > x1:
        a, b = x1 + WIDTH, x2
        bend = (b - a) // 2
        path = f"M{a} {y1}C{a + bend} {y1} {b - bend} {y2} {b} {y2}"
    else:
        a, b, low = x1 + WIDTH // 2, x2 + WIDTH // 2, max(y1, y2) + HEIGHT // 2
        path = f"M{a} {y1 + HEIGHT // 2}C{a} {low + 26} {b} {low + 26} {b} {y2 + HEIGHT // 2}"
    return f'<path class="{kind}" d="{path}" marker-end="url(#tip)"/>'
