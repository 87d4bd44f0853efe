"""What tables, graphs, axes and polygons can be made of."""

import ast
from collections.abc import Iterator

from mdx.quality import annotations
from mdx.quality.evidence import Finding
from mdx.quality.inference import Types
from mdx.quality.scope import Site
from mdx.quality.sizes import size
from mdx.quality.wrong import flat, numbers, point, wrong

OF_NUMBERS = frozenset(("IntegerMatrix", "DecimalMatrix", "IntegerTable", "DecimalTable"))
GRAPHS = frozenset(("Graph", "DiGraph"))
# What the keywords are for that a parameter hands on.
MADE = {
    **dict.fromkeys(("axis_config", "x_axis_config", "y_axis_config", "z_axis_config"),
                    "NumberLine"),
    "vertex_config": "Dot", "edge_config": "Line", "decimal_number_config": "DecimalNumber",
    "vector_config": "Vector", "paragraph_config": "Paragraph", "faces_config": "Polygon",
    "vertex_dot_style": "Dot", "brace_config": "Brace", "dot_config": "Dot",
    "line_config": "Line", "element_to_mobject_config": "",
}  # fmt: skip
# What tables and matrices make of their entries.
ENTRIES = {
    "Table": "Paragraph", "MathTable": "MathTex", "IntegerTable": "Integer",
    "DecimalTable": "DecimalNumber", "Matrix": "MathTex", "IntegerMatrix": "Integer",
    "DecimalMatrix": "DecimalNumber",
}  # fmt: skip
# With one of these it is another class, or nobody knows what is given.
OTHERWISE_MADE = frozenset(
    ("vertex_type", "edge_type", "vertex_mobjects", "element_to_mobject", "line_func", None)
)
LAYOUTS = frozenset(
    ("circular", "kamada_kawai", "partite", "planar", "random", "shell", "spectral", "spiral",
     "spring", "tree")
)  # fmt: skip


def dimensions(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """Several sizes, one for each direction."""
    if site.scope.type(node) in ("int", "float", "str"):
        yield wrong(types, site, parameter, node)


def density(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """Which point of a star each is joined to: less than halfway round."""
    points = dict(site.arguments).get("n")
    values = [site.scope.value(one) if one else None for one in (points, node)]
    many, step = (one.value if type(one) is ast.Constant else 5 for one in values)
    if type(many) is type(step) is int and not 0 < 2 * step < many:
        yield wrong(types, site, parameter, node)


def layout(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """One of manim's, or the place of each vertex; a tree has a root."""
    given = dict(site.arguments)
    value = site.scope.unchanged(node)
    if site.scope.text(node) == "tree" and site.name == "Graph":
        further = {"root_vertex", "layout_config", None} & {k.arg for k in site.call.keywords}
        if not further and len(site.call.args) < 4:
            yield wrong(types, site, parameter, node)
    if isinstance(value, ast.Dict) and all(type(k) is ast.Constant for k in value.keys):
        vertices = site.scope.unchanged(given.get("vertices", node))
        if isinstance(vertices, ast.List) and all(type(v) is ast.Constant for v in vertices.elts):
            placed = {k.value for k in value.keys}  # type: ignore[union-attr]
            if not {v.value for v in vertices.elts} <= placed:  # type: ignore[attr-defined]
                yield wrong(types, site, parameter, node)
    if type(node) is ast.Constant and type(node.value) is str and node.value not in LAYOUTS:
        yield wrong(types, site, parameter, node)


def keywords(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """Keywords for what a call makes of its own: number lines, dots, lines, entries."""
    value = site.scope.value(node)
    class_name = MADE[parameter] or ENTRIES.get(site.name, "")
    if parameter.startswith("edge") and site.name == "DiGraph":
        return  # with keywords for the tips, too
    if parameter == "line_config" and not site.name.endswith("Table"):
        class_name = "DashedLine"
    if not OTHERWISE_MADE.isdisjoint(k.arg for k in site.call.keywords):
        return
    signature = types.release.function(class_name) if class_name else None
    if isinstance(value, ast.Dict) and signature and not signature.any_keyword:
        inner = site._replace(owner="", name=class_name, signature=signature)
        for key, item in zip(value.keys, value.values, strict=True):
            keyword = site.scope.text(key) if key else ""
            if keyword in signature.keywords:
                yield from annotations.check(types, inner, keyword, item)
            elif keyword and (site.name not in GRAPHS or not _is_vertex(site, key or node)):
                yield Finding("unknown-argument", f"{class_name}.{keyword}", item.lineno)


def _is_vertex(site: Site, key: ast.expr) -> bool:
    """Whether a key is a vertex, which has keywords of its own."""
    value = site.scope.value(dict(site.arguments).get("vertices") or key)
    items = value.elts if isinstance(value, ast.List) else []
    texts = [site.scope.text(item) for item in items]
    return (
        not items
        or ("" in texts and not all(type(i) is ast.Constant for i in items))
        or (site.scope.text(key) in texts)
    )


def of_vertices(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """Something for vertices that there are."""
    value = site.scope.unchanged(node)
    vertices = dict(site.arguments).get("vertices")
    held = site.scope.unchanged(vertices) if vertices else None
    if isinstance(value, ast.Dict) and isinstance(held, ast.List):
        names = [v.value for v in held.elts if type(v) is ast.Constant]
        keys = [k.value for k in value.keys if type(k) is ast.Constant]
        if len(names) == len(held.elts) and not set(keys) <= set(names):
            yield wrong(types, site, parameter, node)


def grid(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """Rows and columns enough for what is put there."""
    given = dict(site.arguments)
    numbers = [site.scope.value(given[n]) for n in ("rows", "cols") if n in given]
    counts = [n.value for n in numbers if type(n) is ast.Constant and type(n.value) is int]
    if len(counts) == 2 and isinstance(site.call.func, ast.Attribute):
        many = size(types, site.scope, site.scope.unchanged(site.call.func.value))
        if many is not None and many > counts[0] * counts[1]:
            yield wrong(types, site, parameter, node)


def corners(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    value = site.scope.value(node)
    for item in value.elts if isinstance(value, ast.List) else ():
        if (items := numbers(site.scope, item)) and len(items) != 3:
            yield Finding("flat-point", f"{site.name}.{parameter}", node.lineno)
            return


def span(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    value = site.scope.value(node)
    if site.scope.type(value) in ("int", "float", "str"):
        yield wrong(types, site, parameter, node)
    elif isinstance(value, ast.List | ast.Tuple):
        starred = any(type(item) is ast.Starred for item in value.elts)
        step = value.elts[2] if len(value.elts) == 3 else None
        texts = any(site.scope.type(item) == "str" for item in value.elts)
        if (
            texts
            or (not starred and not 2 <= len(value.elts) <= 3)
            or (type(step) is ast.Constant and step.value == 0)
        ):
            yield wrong(types, site, parameter, node)


def rows(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """Rows of cells; those of a Table are texts."""
    value = site.scope.value(node)
    if site.scope.type(node) in ("str", "int", "float"):
        yield wrong(types, site, parameter, node)
    rows = value.elts if isinstance(value, ast.List) else []
    if rows and site.scope.type(rows[0]) in ("int", "float"):
        yield wrong(types, site, parameter, node)
    own_cells = any(k.arg in ("element_to_mobject", None) for k in site.call.keywords)
    cells = [cell for row in rows if isinstance(row, ast.List) for cell in row.elts]
    kinds = {site.scope.type(cell) for cell in cells}
    numbers = site.name == "Table" and kinds & {"int", "float"}
    texts = site.name in OF_NUMBERS and "str" in kinds
    lengths = set(filter(None, map(_length, rows)))
    if ((numbers or texts) and not own_cells) or (site.name.endswith("Table") and len(lengths) > 1):
        yield wrong(types, site, parameter, node)


def _length(row: ast.expr) -> int:
    """How many cells a row has that is written out; 0 for any other."""
    plain = isinstance(row, ast.List) and not any(type(cell) is ast.Starred for cell in row.elts)
    return len(row.elts) if plain else 0  # type: ignore[attr-defined]


def labels(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    value = site.scope.value(node)
    items = value.elts if isinstance(value, ast.List) else []
    if items and all(site.scope.type(item) == "str" for item in items):
        yield wrong(types, site, parameter, node)


def edges(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """Pairs of vertices that there are."""
    edges, vertices = site.scope.value(node), dict(site.arguments).get("vertices")
    if site.owner:
        return
    if isinstance(edges, ast.Dict):
        yield wrong(types, site, parameter, node)
    if not isinstance(edges, ast.List):
        return
    held = site.scope.value(vertices) if vertices else None
    names = None
    if isinstance(held, ast.List) and all(type(v) is ast.Constant for v in held.elts):
        names = {v.value for v in held.elts if type(v) is ast.Constant}
    for edge in edges.elts:
        ends = edge.elts if isinstance(edge, ast.Tuple) else []
        foreign = names is not None and any(
            type(end) is ast.Constant and end.value not in names for end in ends
        )
        uneven = type(edge) is ast.Tuple and len(ends) != 2
        if site.scope.type(edge) in ("int", "float") or foreign or uneven:
            yield wrong(types, site, parameter, edge)
            return


def vertices(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    value = site.scope.value(node)
    if isinstance(value, ast.List | ast.Tuple) and value.elts:
        if all(site.scope.type(item) in ("list", "tuple", "ndarray") for item in value.elts):
            yield wrong(types, site, parameter, node)
            return
    yield from point(types, site, parameter, node)


def vectors(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    if site.scope.type(node) == "str":
        yield wrong(types, site, parameter, node)
    else:
        yield from flat(site, parameter, node)


def numbers_of(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    value = site.scope.value(node)
    items = value.elts if isinstance(value, ast.List) else [value]
    wrong_kinds = ("str",) if isinstance(value, ast.List) else ("int", "float", "str")
    if any(site.scope.type(item) in wrong_kinds for item in items):
        yield wrong(types, site, parameter, node)
