"""Genealogy: the containment example, mass balance, traces through rings, proportional shares."""

from __future__ import annotations

import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhihe.kernels import genealogy as g
from zhihe.kernels.genealogy import Direction, Edge, Exactness, Input, Kind, Output, Share, Standing

EXACT, POSSIBLE = Exactness.EXACT, Exactness.POSSIBLE


def edge(ref: str, source: str, target: str, kind: Kind, quantity: int, **more: object) -> Edge:
    return Edge(ref, source, target, kind, Decimal(quantity), **more)  # type: ignore[arg-type]


E4 = [
    edge("r1", "SL-77", "A", Kind.RECEIPT, 1000),
    edge("c1", "A", "order 1", Kind.CONSUMPTION, 600),
    edge("o1", "order 1", "F", Kind.OUTPUT, 300),
    edge("s1", "F", "D-9", Kind.SHIPMENT, 200),
]
E4_STANDINGS = [
    Standing("A", "store", Decimal(100)),
    Standing("A", "WIP of order 2", Decimal(300)),
    Standing("F", "on hand", Decimal(60)),
    Standing("F", "in inspection", Decimal(40)),
    Standing("Z", "store", Decimal(7)),
]


def test_worked_example_e4_is_explained_wholly() -> None:
    lot, product = g.balance(["A", "F"], E4, E4_STANDINGS)
    assert lot.gained == ((Kind.RECEIPT, Decimal(1000)),)
    assert lot.spent == ((Kind.CONSUMPTION, Decimal(600)),)
    assert lot.standing == (("store", Decimal(100)), ("WIP of order 2", Decimal(300)))
    assert product.unexplained == lot.unexplained == 0
    assert product.explained() == lot.explained() == 1
    assert lot.exactness is EXACT
    assert [reached.node for reached in g.trace(E4, ["SL-77"], Direction.DOWN)] == ["SL-77", "A", "order 1", "F", "D-9"]
    assert [reached.node for reached in g.trace(E4, ["D-9"], Direction.UP)] == ["D-9", "F", "order 1", "A", "SL-77"]


def test_a_difference_is_shown() -> None:
    (lot,) = g.balance(["A"], E4, E4_STANDINGS[:1])
    assert (lot.unexplained, lot.explained()) == (Decimal(300), Fraction(7, 10))
    (ghost,) = g.balance(["G"], [], [Standing("G", "store", Decimal(5))])
    assert (ghost.unexplained, ghost.explained()) == (Decimal(-5), Fraction(0))
    (never,) = g.balance(["N"], [], [])
    assert never.explained() == 1


def test_returns_splits_merges_and_scrap_balance() -> None:
    edges = [
        *E4,
        edge("t1", "D-9", "F", Kind.CUSTOMER_RETURN, 20),
        edge("p1", "F", "F1", Kind.SPLIT, 30),
        edge("m1", "F1", "M", Kind.MERGE, 30),
        edge("m2", "F", "M", Kind.MERGE, 10),
        edge("x1", "F", "scrap", Kind.SCRAP, 5),
    ]
    standings = [Standing("F", "on hand", Decimal(75)), Standing("M", "store", Decimal(40))]
    whole, part, merged = g.balance(["F", "F1", "M"], edges, standings)
    assert dict(whole.gained) == {Kind.OUTPUT: 300, Kind.CUSTOMER_RETURN: 20}
    assert whole.unexplained == part.unexplained == merged.unexplained == 0
    # The return makes a ring F -> D-9 -> F.
    assert {reached.node for reached in g.trace(edges, ["F"], Direction.DOWN)} == {"F", "D-9", "F1", "M", "scrap"}


def test_units_change_on_the_way() -> None:
    (rope,) = g.balance(["m"], [edge("x", "roll", "m", Kind.DISASSEMBLY, 2, arriving=Decimal(100))], [])
    assert rope.unexplained == 100


def test_a_counter_edge_takes_back() -> None:
    partly = edge("c1-", "A", "order 1", Kind.CONSUMPTION, -100, reverses="c1")
    wholly = edge("c1--", "A", "order 1", Kind.CONSUMPTION, -500, reverses="c1")
    assert len(g.trace([*E4, partly], ["A"], Direction.DOWN)) == 4
    assert [reached.node for reached in g.trace([*E4, partly, wholly], ["A"], Direction.DOWN)] == ["A"]
    (lot,) = g.balance(["A"], [*E4, partly, wholly], [Standing("A", "store", Decimal(1000))])
    assert lot.unexplained == 0
    with pytest.raises(ValueError, match="edge c1 holds 600 and is reversed by 500 more"):
        g.alive([*E4, partly, wholly, edge("c", "A", "order 1", Kind.CONSUMPTION, -500, reverses="c1")])
    for wrong in ("c9", "o1"):
        with pytest.raises(ValueError, match=f"edge c reverses {wrong}, which is no such edge"):
            g.alive([*E4, edge("c", "A", "order 1", Kind.CONSUMPTION, -1, reverses=wrong)])


def test_wrong_edges_are_refused() -> None:
    with pytest.raises(ValueError, match="a quantity of -5 needs the edge it reverses"):
        edge("e", "A", "B", Kind.SPLIT, -5)
    with pytest.raises(ValueError, match="a quantity of NaN"):
        Edge("e", "A", "B", Kind.SPLIT, Decimal("NaN"))
    with pytest.raises(ValueError, match="edge e: 5 leaves and -5 arrives"):
        edge("e", "A", "B", Kind.SPLIT, 5, arriving=Decimal(-5))
    with pytest.raises(ValueError, match="edge e leads from A to itself"):
        edge("e", "A", "A", Kind.SPLIT, 5)


def test_exactness_is_that_of_the_surest_chain() -> None:
    edges = [
        edge("a", "A", "B", Kind.CONSUMPTION, 1, exactness=POSSIBLE),
        edge("b", "B", "C", Kind.OUTPUT, 1),
        edge("c", "A", "D", Kind.CONSUMPTION, 1),
        edge("d", "D", "E", Kind.OUTPUT, 1),
        edge("e", "E", "C", Kind.MERGE, 1),
        edge("f", "C", "G", Kind.SHIPMENT, 0, exactness=POSSIBLE),
    ]
    found = {reached.node: reached for reached in g.trace(edges, ["A"], Direction.DOWN)}
    assert found["B"].exactness is POSSIBLE
    assert (found["C"].exactness, found["C"].depth, found["C"].via, found["C"].origin) == (EXACT, 3, "e", "E")
    assert (found["G"].exactness, found["G"].depth) == (POSSIBLE, 4)
    (lot,) = g.balance(["B"], edges, [])
    assert (lot.possible, lot.exactness) == (Decimal(1), POSSIBLE)


def test_a_reversed_possible_link_of_zero_is_gone() -> None:
    link = edge("z", "A", "B", Kind.CONSUMPTION, 0, exactness=POSSIBLE)
    back = edge("z-", "A", "B", Kind.CONSUMPTION, 0, reverses="z")
    assert g.alive([link]) == (link,)
    assert g.alive([link, back]) == ()


def test_several_inputs_and_outputs_are_shared_in_proportion() -> None:
    inputs = [Input("A1", "resin", Decimal(600)), Input("A2", "resin", Decimal(300)), Input("B", "cap", Decimal(10))]
    outputs = [Output("F1", Decimal(200)), Output("F2", Decimal(100))]
    shares = g.allocate(inputs, outputs, places=0)
    assert shares == (
        Share("A1", "F1", Decimal(400), POSSIBLE),
        Share("A1", "F2", Decimal(200), POSSIBLE),
        Share("A2", "F1", Decimal(200), POSSIBLE),
        Share("A2", "F2", Decimal(100), POSSIBLE),
        Share("B", "F1", Decimal(7), EXACT),
        Share("B", "F2", Decimal(3), EXACT),
    )


def test_one_output_holds_all_inputs_exactly() -> None:
    shares = g.allocate(
        [Input("A1", "x", Decimal(5)), Input("A2", "x", Decimal(6))], [Output("F", Decimal(3))], places=0
    )
    assert {(share.source, share.quantity, share.exactness) for share in shares} == {
        ("A1", Decimal(5), EXACT),
        ("A2", Decimal(6), EXACT),
    }


def test_what_was_scanned_is_exact_and_the_rest_shared() -> None:
    inputs = [Input("A1", "x", Decimal(6)), Input("A2", "x", Decimal(4))]
    outputs = [Output("F1", Decimal(5)), Output("F2", Decimal(5))]
    seen = Share("A1", "F1", Decimal(5), EXACT)
    assert g.allocate(inputs, outputs, [seen], places=0) == (
        seen,
        Share("A1", "F2", Decimal(1), EXACT),
        Share("A2", "F2", Decimal(4), EXACT),
    )
    capped = g.allocate([*inputs, Input("C", "cap", Decimal(2))], outputs, [seen], places=0)
    assert [share for share in capped if share.source == "C"] == [
        Share("C", "F1", Decimal(1), EXACT),
        Share("C", "F2", Decimal(1), EXACT),
    ]
    everything = [seen, Share("A1", "F2", Decimal(1), EXACT), Share("A2", "F2", Decimal(4), EXACT)]
    assert g.allocate(inputs, outputs, everything, places=0) == tuple(everything)
    with pytest.raises(ValueError, match="more of A1 was scanned than went in, by 1"):
        g.allocate(inputs, outputs, [Share("A1", "F1", Decimal(7), EXACT)], places=0)
    with pytest.raises(ValueError, match="1 of A9 in F1 was scanned outside this order"):
        g.allocate(inputs, outputs, [Share("A9", "F1", Decimal(1), EXACT)], places=0)
    with pytest.raises(ValueError, match="nothing to allocate to"):
        g.allocate(inputs, [], places=0)
    # More scanned into one output than its proportion leaves nothing needed: the rest goes everywhere.
    rest = g.allocate(
        [Input("A1", "x", Decimal(6))], [Output("F1", Decimal(5))], [Share("A1", "F1", Decimal(5), EXACT)], places=0
    )
    assert rest[1] == Share("A1", "F1", Decimal(1), EXACT)


def test_a_share_that_rounds_to_zero_is_still_a_link() -> None:
    outputs = [Output(f"F{n}", Decimal(1)) for n in range(4)]
    shares = g.allocate([Input("A1", "x", Decimal(1)), Input("A2", "x", Decimal(1))], outputs, places=0)
    assert len(shares) == 8
    assert sum(share.quantity for share in shares if share.source == "A1") == 1


QUANTITY = st.integers(1, 500).map(Decimal)


@given(st.lists(QUANTITY, min_size=1, max_size=5), st.lists(QUANTITY, min_size=1, max_size=5), st.integers(0, 4))
@settings(max_examples=100)
def test_shares_sum_to_what_went_in(into: list[Decimal], out: list[Decimal], places: int) -> None:
    inputs = [Input(f"A{n}", "x", quantity) for n, quantity in enumerate(into)]
    outputs = [Output(f"F{n}", quantity) for n, quantity in enumerate(out)]
    shares = g.allocate(inputs, outputs, places=places)
    assert len(shares) == len(into) * len(out)
    for entry in inputs:
        own = [share.quantity for share in shares if share.source == entry.lot]
        assert sum(own) == entry.quantity
        assert min(own) >= 0


LINKS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.booleans()), max_size=25)


@given(LINKS)
@settings(max_examples=100)
def test_up_and_down_see_the_same_links(links: list[tuple[int, int, bool]]) -> None:
    edges = [
        Edge(f"e{n}", str(a), str(b), Kind.MERGE, Decimal(1), EXACT if sure else POSSIBLE)
        for n, (a, b, sure) in enumerate(links)
        if a != b
    ]
    down = {a: {r.node: r.exactness for r in g.trace(edges, [a], Direction.DOWN)} for a in "01234567"}
    up = {a: {r.node: r.exactness for r in g.trace(edges, [a], Direction.UP)} for a in "01234567"}
    assert all(up[b].get(a) == down[a].get(b) for a in "01234567" for b in "01234567")


@given(st.lists(QUANTITY, min_size=1, max_size=6), st.integers(0, 6))
@settings(max_examples=50)
def test_moving_stock_through_splits_explains_everything(parts: list[Decimal], shipped: int) -> None:
    edges = [Edge("r", "S", "L", Kind.RECEIPT, Decimal(sum(parts)))]
    standings = []
    for n, quantity in enumerate(parts):
        edges.append(Edge(f"s{n}", "L", f"L{n}", Kind.SPLIT, quantity))
        if n < shipped:
            edges.append(Edge(f"d{n}", f"L{n}", "D", Kind.SHIPMENT, quantity))
        else:
            standings.append(Standing(f"L{n}", "store", quantity))
    found = g.balance(["L", *(f"L{n}" for n in range(len(parts)))], edges, standings)
    assert all(each.unexplained == 0 and each.explained() == 1 for each in found)


def test_a_hundred_thousand_edges_are_walked_in_time() -> None:
    edges = [Edge(f"e{n}", f"n{n}", f"n{n + 1}", Kind.SPLIT, Decimal(1)) for n in range(100_000)]
    start = time.process_time()
    assert len(g.trace(edges, ["n0"], Direction.DOWN)) == 100_001
    assert time.process_time() - start < 10  # about half a second of this process, whoever else uses the machine
