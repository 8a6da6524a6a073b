"""Where the setting says so, a lot judged reject is blocked in the request that judges it, by nobody's decision."""

from __future__ import annotations

from tests.stories.conftest import Factory


def _setting(factory: Factory, **values: bool) -> None:
    setting = factory.engineer.find("inspection_setting")[0]
    factory.engineer.change("inspection_setting", setting, because="加严", **values)


def test_a_lot_judged_reject_is_blocked_by_the_inspector_s_completion(factory: Factory) -> None:
    factory.masters()
    factory.inspected(critical="0.15", major="2.5")
    _setting(factory, auto_reject=True)
    factory.receive(factory.order(1000), 1000)
    answered = factory.inspect(factory.inspection(), major=6)

    lot = factory.engineer.get("inspection_lot", factory.inspection()["id"])
    assert (answered["state"], answered["version"]) == (lot["state"], lot["version"])
    assert (lot["state"], lot["decision"], lot["decided_by"]) == ("closed", "reject", None)
    assert factory.engineer.stock() == {"blocked": 995}
    report = factory.engineer.find("nonconformance")[0]
    assert (report["quantity"], report["state"]) == ("995", "open")
    assert factory.buyer.find("supplier_corrective_action")[0]["state"] == "issued"
    level = factory.engineer.find("quality_level", **{"class": "major"})[0]
    assert (level["lots"], level["severity"]) == (1, "normal")


def test_an_accepted_lot_still_waits_for_its_decision(factory: Factory) -> None:
    factory.masters()
    factory.inspected(critical="0.15", major="2.5")
    _setting(factory, auto_reject=True)
    factory.receive(factory.order(1000), 1000)
    evaluated = factory.inspect(factory.inspection(), major=5)
    assert (evaluated["state"], evaluated["verdict"]) == ("evaluated", "accept")
    assert factory.engineer.stock() == {"in_inspection": 1000}


def test_nobody_takes_the_automatic_step_himself(factory: Factory) -> None:
    factory.masters()
    factory.inspected(critical="0.15", major="2.5")
    factory.receive(factory.order(1000), 1000)
    evaluated = factory.inspect(factory.inspection(), major=6)
    for desk in (factory.inspector, factory.engineer, factory.quality, factory.admin):
        desk.step("inspection_lot", evaluated, "reject", 403)
    assert factory.engineer.stock() == {"in_inspection": 1000}
