"""No module of the server or the exporters imports, by whatever way round, one that imports it."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from graphlib import CycleError, TopologicalSorter

import grimp


def circle(imports: Mapping[str, AbstractSet[str]]) -> list[str]:
    """Return the modules of one circle, each imported by the next; none when there is no circle."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def test_circle_is_found_however_long() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})
    assert circle({"a": {"b", "c"}, "b": {"c"}}) == []


def test_no_import_leads_back_to_where_it_came_from() -> None:
    """Imports inside functions count: they hide a circle, and do not open it."""
    graph = grimp.build_graph("server", "exporters", cache_dir=None)
    imports = {each: graph.find_modules_directly_imported_by(each) for each in graph.modules}
    assert len(imports) > 300
    assert circle(imports) == []
