"""`mob.animate.shift(UP).set_anim_args(run_time=2)`, whose arguments `.animate` itself takes."""

import ast

from mdx.porting.module import Module


def apply(module: Module) -> None:
    for call in module.calls.get("set_anim_args", ()):
        if not isinstance(call.func, ast.Attribute):
            continue
        end = module.span(call.func.value).end
        inner: ast.AST = call.func.value
        while not (isinstance(inner, ast.Attribute) and inner.attr == "animate"):
            if not isinstance(inner, ast.Attribute | ast.Call | ast.Subscript):
                break
            inner = inner.func if isinstance(inner, ast.Call) else inner.value
        else:
            arguments = module.bare(call)._replace(start=module.span(call.func).end)
            at = module.span(inner).end
            module.replace(
                arguments._replace(start=at, end=at), arguments, code="method:set_anim_args"
            )
            module.replace(module.bare(call)._replace(start=end), code="method:set_anim_args")
