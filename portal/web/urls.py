"""URLs are built by rules that compile how on first use: most processes build few of the hundreds there are, and to
compile them all is a sixth of the time until a process can serve."""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.routing import Rule as EagerRule

Builder = Callable[..., tuple[str, str]]


class Rule(EagerRule):
    """As Werkzeug's, which asks `_compile_builder` twice when a rule joins a map: here for a promise."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        compiled = super()._compile_builder

        def build(rule: Rule, **values: object) -> tuple[str, str]:
            builder: Builder = compiled(append_unknown).__get__(rule, None)
            if append_unknown:
                rule._build_unknown = builder
            else:
                rule._build = builder
            return builder(**values)

        return build
