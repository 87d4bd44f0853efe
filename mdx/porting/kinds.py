"""Which class an expression has, as far as assignments anywhere in the record tell."""

import ast

from mdx.porting.index import dotted, last_name
from mdx.porting.module import Module

DEPTH_MAX = 12  # assignments followed; longer chains are not worth it
SAME = frozenset(("copy", "animate", "deepcopy", "generate_target", "target", "save_state"))
LITERALS = {
    ast.Dict: "dict", ast.DictComp: "dict", ast.List: "list", ast.ListComp: "list",
    ast.Tuple: "tuple", ast.Set: "set", ast.JoinedStr: "str", ast.Lambda: "function",
    ast.Compare: "bool",
}  # fmt: skip
ARRAYS = frozenset(("linspace", "arange", "zeros", "ones", "random", "normal", "uniform"))
POINTS = frozenset(
    """get_center get_start get_end get_top get_bottom get_left get_right get_corner get_zenith
    get_nadir get_edge_center get_critical_point get_center_of_mass point_from_proportion pfp c2p
    coords_to_point n2p number_to_point i2gp input_to_graph_point""".split()
)
REDUCING = frozenset(("sum", "max", "min", "mean", "dot", "norm", "prod", "argmax", "argmin"))
GROUPS = frozenset(("VGroup", "Group", "SGroup", "list", "tuple", "Mobject", "VMobject"))


class Kinds:
    """The classes of expressions in one module."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self._known: dict[tuple[str, bool], str] = {}
        self._held: dict[str, set[str]] = {}

    def of(self, node: ast.AST, depth: int = 0) -> str:
        """The class of an expression's value; "" if nothing tells it."""
        if depth > DEPTH_MAX:
            return ""
        if kind := LITERALS.get(type(node)):
            return kind
        match node:
            case ast.Constant():
                return type(node.value).__name__
            case ast.Call():
                return self._of_call(node, depth)
            case ast.Subscript(slice=ast.Slice()):
                return self.of(node.value, depth + 1)
            case ast.Subscript():
                return self.of_element(node.value, depth + 1)
            case ast.IfExp():
                return self.of(node.body, depth + 1) or self.of(node.orelse, depth + 1)
            case ast.NamedExpr():
                return self.of(node.value, depth + 1)
            case ast.BinOp(left=left, op=ast.Mod()) if self.of(left, depth + 1) == "str":
                return "str"
            case ast.BinOp():
                sides = (self.of(node.left, depth + 1), self.of(node.right, depth + 1))
                return next((kind for kind in ("array", "point") if kind in sides), "")
            case ast.Name(id="self") | ast.Name(id="cls"):
                around = self.module.class_of(node)
                return around.name if around else ""
            case ast.Attribute(attr=attr) if attr in SAME:
                return self.of(node.value, depth + 1)
            case ast.Name() | ast.Attribute():
                return self._of_path(dotted(node), False, depth)
        return ""

    def may_be(self, node: ast.AST, name: str) -> bool:
        """Whether an expression is of this class, or a variable that is set to one somewhere."""
        path = dotted(node)
        if path not in self._held:
            values = self.module.assigned.get(path, ())
            self._held[path] = {self.of(value) for value, element in values if not element}
        return name in self._held[path] or self.of(node) == name

    def of_element(self, node: ast.AST, depth: int = 0) -> str:
        """The class of the items of an expression, as iteration or an index gives them."""
        if depth > DEPTH_MAX:
            return ""
        match node:
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return self._common(items, depth + 1)
            case ast.ListComp(elt=item) | ast.GeneratorExp(elt=item) | ast.SetComp(elt=item):
                return self.of(item, depth + 1)
            case ast.Starred(value=value) | ast.Subscript(value=value, slice=ast.Slice()):
                return self.of_element(value, depth + 1)
            case ast.Call(func=func, args=args):
                name = last_name(func)
                if name in ("map", "LaggedStartMap") and args:
                    mapped = last_name(args[0])
                    return mapped if self._is_class(mapped) else ""
                if name in GROUPS or name in ("list", "tuple", "reversed", "sorted", "iter"):
                    if len(args) == 1 and not isinstance(args[0], ast.Starred):
                        return self.of_element(args[0], depth + 1) or self.of(args[0], depth + 1)
                    return self._common(args, depth + 1)
                if isinstance(func, ast.Attribute):
                    return self.of_element(func.value, depth + 1)
            case ast.Name() | ast.Attribute():
                return self._of_path(dotted(node), True, depth)
        return ""

    def _common(self, items: list[ast.expr], depth: int) -> str:
        kinds = {
            self.of_element(item.value, depth)
            if isinstance(item, ast.Starred)
            else self.of(item, depth)
            for item in items[:8]
        }
        return kinds.pop() if len(kinds) == 1 else ""

    def _of_call(self, node: ast.Call, depth: int) -> str:
        func = node.func
        if isinstance(func, ast.Name):
            if self._is_class(func.id):
                return func.id
            if func.id == "always_redraw" and node.args:
                redrawn = node.args[0]
                if isinstance(redrawn, ast.Lambda):
                    return self.of(redrawn.body, depth + 1)
            return func.id if func.id in ("dict", "list", "tuple", "str", "int", "float") else ""
        if isinstance(func, ast.Attribute):
            if dotted(func.value) in ("np", "math", "random", "np.random", "np.linalg"):
                many = func.attr in ARRAYS or any(
                    self.of(a, depth + 1) == "array" for a in node.args
                )
                return "array" if many and func.attr not in REDUCING else "number"
            if func.attr in POINTS:
                return "point"
            if func.attr in SAME or self._returns_itself(func.attr):
                return self.of(func.value, depth + 1)
        return ""

    def _of_path(self, path: str, element: bool, depth: int) -> str:
        """The class of what a name holds, or of its items."""
        asked = (path, element)
        if asked not in self._known:
            self._known[asked] = ""  # ends a cycle of names
            kinds = set()
            for value, is_element in self.module.assigned.get(path, ()):
                if is_element and element:
                    kinds.add("")
                elif is_element or element:
                    kinds.add(self.of_element(value, depth + 1))
                else:
                    kinds.add(self.of(value, depth + 1))
            kinds.discard("NoneType")
            self._known[asked] = kinds.pop() if len(kinds) == 1 else ""
        return self._known[asked]

    def _is_class(self, name: str) -> bool:
        return name in self.module.classes or self.module.is_known(name)

    def _returns_itself(self, method: str) -> bool:
        target = self.module.target
        signature = target.method("VMobject", method) or target.method("MathTex", method)
        return bool(signature and signature.returns == "Self") or method.startswith("set_")
