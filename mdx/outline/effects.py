"""What a body of statements may do to what it did not make, whether it is walked through or not."""

import ast

from mdx.outline import verbs

STORED = "[]"  # what is done to a list by putting something into it


class Effects:
    """What a body of statements does to what exists already: names and attributes that it sets,
    methods that it calls, things that it turns into others."""

    def __init__(self, body: list[ast.stmt]) -> None:
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.grown: set[str] = set()  # names that something is added to
        self.touched: dict[str, set[str]] = {}  # a name or attribute -> its methods that are called
        self.turned: set[str] = set()
        for statement in body:
            for node in ast.walk(statement):
                self.take(node)

    def take(self, node: ast.AST) -> None:
        match node:
            case ast.AugAssign(target=ast.Name(id=name)):
                self.grown.add(name)
            case ast.Name(id=name, ctx=ast.Store()):
                self.names.add(name)
            case ast.Attribute(attr=name, ctx=ast.Store()):
                self.attributes.add(name)
            case ast.Subscript(value=owner, ctx=ast.Store()) if name := holder(owner):
                self.touched.setdefault(name, set()).add(STORED)
            case ast.Call(func=ast.Attribute(value=owner, attr=method)) if name := holder(owner):
                self.touched.setdefault(name, set()).add(method)
            case ast.Call(func=ast.Name(id=called), args=[first, *_]) if called in verbs.TRANSFORM:
                self.turned.add(holder(first))
                self.touched.setdefault(holder(first), set()).add("become")


def holder(node: ast.expr) -> str:
    """The name, or the attribute of the scene, at the start of a chain of methods; "" if none."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "self":
                return node.attr
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
