"""Rows, values and inputs of every model, made from the definitions by `make types`, not by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Literal, TypeAlias, TypedDict

Tracking: TypeAlias = Literal[
    "none",
    "lot",
    "serial",
]

ItemType: TypeAlias = Literal[
    "purchased",
    "made",
    "both",
    "service",
]

LocationType: TypeAlias = Literal[
    "storage",
    "receiving",
    "quarantine",
    "line",
    "shipping",
    "transit",
    "scrap",
]

Currency: TypeAlias = Literal[
    "CNY",
    "USD",
    "EUR",
    "JPY",
    "HKD",
    "GBP",
    "KRW",
    "TWD",
    "AED",
    "AFN",
    "ALL",
    "AMD",
    "AOA",
    "ARS",
    "AUD",
    "AWG",
    "AZN",
    "BAM",
    "BBD",
    "BDT",
    "BHD",
    "BIF",
    "BMD",
    "BND",
    "BOB",
    "BRL",
    "BSD",
    "BTN",
    "BWP",
    "BYN",
    "BZD",
    "CAD",
    "CDF",
    "CHF",
    "CLP",
    "COP",
    "CRC",
    "CUP",
    "CVE",
    "CZK",
    "DJF",
    "DKK",
    "DOP",
    "DZD",
    "EGP",
    "ERN",
    "ETB",
    "FJD",
    "FKP",
    "GEL",
    "GHS",
    "GIP",
    "GMD",
    "GNF",
    "GTQ",
    "GYD",
    "HNL",
    "HTG",
    "HUF",
    "IDR",
    "ILS",
    "INR",
    "IQD",
    "IRR",
    "ISK",
    "JMD",
    "JOD",
    "KES",
    "KGS",
    "KHR",
    "KMF",
    "KPW",
    "KWD",
    "KYD",
    "KZT",
    "LAK",
    "LBP",
    "LKR",
    "LRD",
    "LSL",
    "LYD",
    "MAD",
    "MDL",
    "MGA",
    "MKD",
    "MMK",
    "MNT",
    "MOP",
    "MRU",
    "MUR",
    "MVR",
    "MWK",
    "MXN",
    "MYR",
    "MZN",
    "NAD",
    "NGN",
    "NIO",
    "NOK",
    "NPR",
    "NZD",
    "OMR",
    "PAB",
    "PEN",
    "PGK",
    "PHP",
    "PKR",
    "PLN",
    "PYG",
    "QAR",
    "RON",
    "RSD",
    "RUB",
    "RWF",
    "SAR",
    "SBD",
    "SCR",
    "SDG",
    "SEK",
    "SGD",
    "SHP",
    "SLE",
    "SOS",
    "SRD",
    "SSP",
    "STN",
    "SVC",
    "SYP",
    "SZL",
    "THB",
    "TJS",
    "TMT",
    "TND",
    "TOP",
    "TRY",
    "TTD",
    "TZS",
    "UAH",
    "UGX",
    "UYU",
    "UZS",
    "VES",
    "VND",
    "VUV",
    "WST",
    "XAF",
    "XCD",
    "XOF",
    "XPF",
    "YER",
    "ZAR",
    "ZMW",
    "ZWG",
]

DefectClass: TypeAlias = Literal[
    "critical",
    "major",
    "minor",
]

PartnerKind: TypeAlias = Literal[
    "company",
    "warehouse",
]

StockStatus: TypeAlias = Literal[
    "unrestricted",
    "in_inspection",
    "blocked",
    "rework",
    "return_pending",
    "sample",
    "concession",
]

MovementKind: TypeAlias = Literal[
    "move",
    "issue",
    "ship",
    "return_to_supplier",
    "scrap",
]

HoldWindow: TypeAlias = Literal[
    "received_on",
    "made_on",
]

HoldScope: TypeAlias = Literal[
    "lot",
    "lots",
    "period",
    "supplier_lot",
    "item",
    "location",
]

ApprovalStatus: TypeAlias = Literal[
    "sample",
    "pilot",
    "released",
    "blocked",
]

ReturnKind: TypeAlias = Literal[
    "surplus",
    "wrong_goods",
    "nonconforming",
]

ReturnSettlement: TypeAlias = Literal[
    "replace",
    "credit",
]

InspectionOrigin: TypeAlias = Literal[
    "purchase_receipt",
    "production_receipt",
    "other_receipt",
    "customer_return",
    "transfer",
    "recurring",
]

CharacteristicKind: TypeAlias = Literal[
    "variable",
    "attribute",
]

SamplingKind: TypeAlias = Literal[
    "aql_single",
    "zero_acceptance",
    "fixed",
    "percent",
    "all",
]

InspectionMeasure: TypeAlias = Literal[
    "nonconforming_units",
    "nonconformities",
]

InspectionLevel: TypeAlias = Literal[
    "I",
    "II",
    "III",
    "S1",
    "S2",
    "S3",
    "S4",
]

Severity: TypeAlias = Literal[
    "normal",
    "tightened",
    "reduced",
    "skip",
    "discontinued",
]

Verdict: TypeAlias = Literal[
    "accept",
    "reject",
]

DecisionCode: TypeAlias = Literal[
    "accept",
    "reject",
    "retest",
]

ControlChartKind: TypeAlias = Literal[
    "xbar_r",
    "xbar_s",
    "individuals",
    "p",
]

RunRule: TypeAlias = Literal[
    "nelson.1",
    "nelson.2",
    "nelson.3",
    "nelson.4",
    "nelson.5",
    "nelson.6",
    "nelson.7",
    "nelson.8",
]

PostingAction: TypeAlias = Literal[
    "unrestricted",
    "blocked",
    "sample",
    "scrap",
]

NonconformanceOrigin: TypeAlias = Literal[
    "incoming",
    "stock",
    "production",
    "complaint",
    "audit",
]

Grade: TypeAlias = Literal[
    "A",
    "B",
    "C",
    "D",
    "not_rated",
]

Standing: TypeAlias = Literal[
    "prefer",
    "open",
    "warn",
    "block",
]

CalendarWorkdays: TypeAlias = Literal[
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
]


class Calendar(TypedDict):
    """Calendar 工作日历, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    code: str
    name: str
    workdays: list[CalendarWorkdays]
    days: list[CalendarDay]


class CalendarValues(TypedDict, total=False):
    """Calendar 工作日历, as it is written."""

    code: str
    name: str
    workdays: list[CalendarWorkdays]
    days: list[CalendarDayValues]


class CalendarDay(TypedDict):
    """Exception day 例外日, as it is read."""

    id: str
    position: int | None
    day: dt.date
    working: bool
    reason: str | None


class CalendarDayValues(TypedDict, total=False):
    """Exception day 例外日, as it is written."""

    day: dt.date
    working: bool
    reason: str | None


DefectCode = TypedDict(
    "DefectCode",
    {
        "id": "str",
        "version": "int",
        "created_at": "dt.datetime",
        "created_by": "str",
        "updated_at": "dt.datetime",
        "updated_by": "str",
        "code": "str",
        "name": "str",
        "class": "DefectClass",
        "active": "bool | None",
    },
)
"""Defect code 缺陷代码, as it is read."""

DefectCodeValues = TypedDict(
    "DefectCodeValues",
    {
        "code": "str",
        "name": "str",
        "class": "DefectClass",
        "active": "bool | None",
    },
    total=False,
)
"""Defect code 缺陷代码, as it is written."""


class ExchangeRate(TypedDict):
    """Exchange rate 汇率, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    currency: Currency
    valid_from: dt.date
    rate: Decimal


class ExchangeRateValues(TypedDict, total=False):
    """Exchange rate 汇率, as it is written."""

    currency: Currency
    valid_from: dt.date
    rate: Decimal


class Item(TypedDict):
    """Item 物料, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    code: str
    name: str
    spec: str | None
    revision: str | None
    group: str | None
    item_type: ItemType
    unit: str
    units: list[ItemUnit]
    tracking: Tracking
    shelf_life_days: int | None
    maximum_life_days: int | None
    drawing: Any
    safety_critical: bool | None
    active: bool | None


class ItemValues(TypedDict, total=False):
    """Item 物料, as it is written."""

    code: str
    name: str
    spec: str | None
    revision: str | None
    group: str | None
    item_type: ItemType
    unit: str
    units: list[ItemUnitValues]
    tracking: Tracking
    shelf_life_days: int | None
    maximum_life_days: int | None
    drawing: Any
    safety_critical: bool | None
    active: bool | None


class ItemGroup(TypedDict):
    """Item group 物料组, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    code: str
    name: str
    code_pattern: str | None
    ppm_limit: int | None


class ItemGroupValues(TypedDict, total=False):
    """Item group 物料组, as it is written."""

    code: str
    name: str
    code_pattern: str | None
    ppm_limit: int | None


class ItemUnit(TypedDict):
    """Item unit 物料专用换算, as it is read."""

    id: str
    position: int | None
    unit: str
    numerator: Decimal
    denominator: Decimal


class ItemUnitValues(TypedDict, total=False):
    """Item unit 物料专用换算, as it is written."""

    unit: str
    numerator: Decimal
    denominator: Decimal


class Location(TypedDict):
    """Location 库位, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    code: str
    name: str | None
    warehouse: str
    location_type: LocationType
    usual: bool | None
    active: bool | None


class LocationValues(TypedDict, total=False):
    """Location 库位, as it is written."""

    code: str
    name: str | None
    warehouse: str
    location_type: LocationType
    usual: bool | None
    active: bool | None


class Partner(TypedDict):
    """Partner 往来单位, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    code: str
    name: str
    tax_no: str | None
    kind: PartnerKind
    supplier: bool | None
    customer: bool | None
    rated: bool | None
    currency: Currency | None
    contact: str | None
    active: bool | None


class PartnerValues(TypedDict, total=False):
    """Partner 往来单位, as it is written."""

    code: str
    name: str
    tax_no: str | None
    kind: PartnerKind
    supplier: bool | None
    customer: bool | None
    rated: bool | None
    currency: Currency | None
    contact: str | None
    active: bool | None


class ReasonCode(TypedDict):
    """Reason code 原因代码, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    code: str
    name: str
    area: str | None
    active: bool | None


class ReasonCodeValues(TypedDict, total=False):
    """Reason code 原因代码, as it is written."""

    code: str
    name: str
    area: str | None
    active: bool | None


class Site(TypedDict):
    """Site 工厂, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    code: str
    name: str
    calendar: str | None


class SiteValues(TypedDict, total=False):
    """Site 工厂, as it is written."""

    code: str
    name: str
    calendar: str | None


class Unit(TypedDict):
    """Unit of measure 计量单位, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    code: str
    name_zh: str
    name_en: str
    dimension: str
    numerator: Decimal
    denominator: Decimal
    decimals: int


class UnitValues(TypedDict, total=False):
    """Unit of measure 计量单位, as it is written."""

    code: str
    name_zh: str
    name_en: str
    dimension: str
    numerator: Decimal
    denominator: Decimal
    decimals: int


class Warehouse(TypedDict):
    """Warehouse 仓库, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    code: str
    name: str
    site: str
    put_away: bool | None


class WarehouseValues(TypedDict, total=False):
    """Warehouse 仓库, as it is written."""

    code: str
    name: str
    site: str
    put_away: bool | None


GenealogyExactness: TypeAlias = Literal[
    "exact",
    "possible",
]


class Genealogy(TypedDict):
    """Genealogy 批次谱系, as it is read."""

    quantity: Decimal | None
    exactness: GenealogyExactness | None


class GenealogyValues(TypedDict, total=False):
    """Genealogy 批次谱系, as it is written."""

    quantity: Decimal | None
    exactness: GenealogyExactness | None


HoldState: TypeAlias = Literal[
    "draft",
    "active",
    "released",
]


class Hold(TypedDict):
    """Hold 冻结令, as it is read."""

    id: str
    version: int
    state: HoldState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    scope: HoldScope
    lot: str | None
    supplier_lot: str | None
    selected: list[HoldLot]
    item: str | None
    location: str | None
    supplier: str | None
    window_of: HoldWindow | None
    first_day: dt.date | None
    last_day: dt.date | None
    reason: str | None
    reason_text: str
    lots: Any


class HoldValues(TypedDict, total=False):
    """Hold 冻结令, as it is written."""

    scope: HoldScope
    lot: str | None
    supplier_lot: str | None
    selected: list[HoldLotValues]
    item: str | None
    location: str | None
    supplier: str | None
    window_of: HoldWindow | None
    first_day: dt.date | None
    last_day: dt.date | None
    reason: str | None
    reason_text: str
    lots: Any


class HoldReleaseInputs(TypedDict):
    """What the step hold.release takes."""

    reason: str


class HoldLot(TypedDict):
    """Lot to hold 冻结批次, as it is read."""

    id: str
    position: int | None
    lot: str


class HoldLotValues(TypedDict, total=False):
    """Lot to hold 冻结批次, as it is written."""

    lot: str


class LocationRule(TypedDict):
    """Location rule 库位状态规则, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    location: str
    statuses: list[StockStatus]


class LocationRuleValues(TypedDict, total=False):
    """Location rule 库位状态规则, as it is written."""

    location: str
    statuses: list[StockStatus]


class Lot(TypedDict):
    """Lot 批次, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    code: str
    item: str
    standing: bool | None
    supplier: str | None
    supplier_lot: str | None
    made_on: dt.date | None
    expires_on: dt.date | None
    certificate_number: str | None
    certificate: Any
    expired: bool | None


class LotValues(TypedDict, total=False):
    """Lot 批次, as it is written."""

    code: str
    item: str
    standing: bool | None
    supplier: str | None
    supplier_lot: str | None
    made_on: dt.date | None
    expires_on: dt.date | None
    certificate_number: str | None
    certificate: Any
    expired: bool | None


LotMergeState: TypeAlias = Literal[
    "draft",
    "posted",
]


class LotMerge(TypedDict):
    """Lot merge 合批单, as it is read."""

    id: str
    version: int
    state: LotMergeState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    lot: str
    into: str
    location: str
    status: StockStatus
    owner: str | None
    quantity: Decimal


class LotMergeValues(TypedDict, total=False):
    """Lot merge 合批单, as it is written."""

    lot: str
    into: str
    location: str
    status: StockStatus
    owner: str | None
    quantity: Decimal


LotSplitState: TypeAlias = Literal[
    "draft",
    "posted",
]


class LotSplit(TypedDict):
    """Lot split 拆批单, as it is read."""

    id: str
    version: int
    state: LotSplitState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    lot: str
    location: str
    status: StockStatus
    owner: str | None
    code: str
    quantity: Decimal
    child: str | None


class LotSplitValues(TypedDict, total=False):
    """Lot split 拆批单, as it is written."""

    lot: str
    location: str
    status: StockStatus
    owner: str | None
    code: str
    quantity: Decimal
    child: str | None


OpeningStockState: TypeAlias = Literal[
    "draft",
    "posted",
]


class OpeningStock(TypedDict):
    """Opening stock 期初库存, as it is read."""

    id: str
    version: int
    state: OpeningStockState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    day: dt.date | None
    lines: list[OpeningStockLine]


class OpeningStockValues(TypedDict, total=False):
    """Opening stock 期初库存, as it is written."""

    day: dt.date | None
    lines: list[OpeningStockLineValues]


class OpeningStockLine(TypedDict):
    """Opening line 期初明细, as it is read."""

    id: str
    position: int | None
    item: str
    lot_code: str | None
    supplier: str | None
    supplier_lot: str | None
    expires_on: dt.date | None
    location: str
    status: StockStatus
    quantity: Decimal
    unit_cost: Decimal | None
    lot: str | None
    cover: tuple[str, str] | None


class OpeningStockLineValues(TypedDict, total=False):
    """Opening line 期初明细, as it is written."""

    item: str
    lot_code: str | None
    supplier: str | None
    supplier_lot: str | None
    expires_on: dt.date | None
    location: str
    status: StockStatus
    quantity: Decimal
    unit_cost: Decimal | None
    lot: str | None
    cover: tuple[str, str] | None


PutAwayTaskState: TypeAlias = Literal[
    "open",
    "done",
    "cancelled",
]


class PutAwayTask(TypedDict):
    """Put-away task 上架任务, as it is read."""

    id: str
    version: int
    state: PutAwayTaskState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    item: str
    lot: str
    quantity: Decimal
    location: str
    to_location: str | None
    done: Decimal | None
    dropped: Decimal | None
    open: Decimal | None
    owner: str | None
    source: tuple[str, str] | None


class PutAwayTaskValues(TypedDict, total=False):
    """Put-away task 上架任务, as it is written."""

    item: str
    lot: str
    quantity: Decimal
    location: str
    to_location: str | None
    done: Decimal | None
    dropped: Decimal | None
    owner: str | None
    source: tuple[str, str] | None


class PutAwayTaskConfirmInputs(TypedDict):
    """What the step put_away_task.confirm takes."""

    quantity: Decimal | None
    to_location: str | None


class PutAwayTaskLessenInputs(TypedDict):
    """What the step put_away_task.lessen takes."""

    quantity: Decimal


class PutAwayTaskCancelInputs(TypedDict):
    """What the step put_away_task.cancel takes."""

    reason: str


class Stock(TypedDict):
    """Stock 库存账, as it is read."""

    item: str | None
    lot: str | None
    location: str | None
    status: StockStatus | None
    owner: str | None
    cover: tuple[str, str] | None
    quantity: Decimal | None


class StockValues(TypedDict, total=False):
    """Stock 库存账, as it is written."""

    item: str | None
    lot: str | None
    location: str | None
    status: StockStatus | None
    owner: str | None
    cover: tuple[str, str] | None
    quantity: Decimal | None


StockCountState: TypeAlias = Literal[
    "draft",
    "posted",
    "cancelled",
]


class StockCount(TypedDict):
    """Stock count 盘点单, as it is read."""

    id: str
    version: int
    state: StockCountState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    day: dt.date | None
    lines: list[StockCountLine]


class StockCountValues(TypedDict, total=False):
    """Stock count 盘点单, as it is written."""

    day: dt.date | None
    lines: list[StockCountLineValues]


class StockCountLine(TypedDict):
    """Count line 盘点明细, as it is read."""

    id: str
    position: int | None
    item: str
    lot: str | None
    location: str
    counted: Decimal
    booked: Decimal | None
    difference: Decimal | None
    status: StockStatus | None
    cover: tuple[str, str] | None


class StockCountLineValues(TypedDict, total=False):
    """Count line 盘点明细, as it is written."""

    item: str
    lot: str | None
    location: str
    counted: Decimal
    booked: Decimal | None
    difference: Decimal | None
    status: StockStatus | None
    cover: tuple[str, str] | None


StockMovementState: TypeAlias = Literal[
    "draft",
    "posted",
    "cancelled",
]


class StockMovement(TypedDict):
    """Stock movement 库存移动单, as it is read."""

    id: str
    version: int
    state: StockMovementState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    kind: MovementKind
    day: dt.date | None
    partner: str | None
    reason: str | None
    reservation: str | None
    put_away_task: str | None
    lines: list[StockMovementLine]


class StockMovementValues(TypedDict, total=False):
    """Stock movement 库存移动单, as it is written."""

    kind: MovementKind
    day: dt.date | None
    partner: str | None
    reason: str | None
    reservation: str | None
    put_away_task: str | None
    lines: list[StockMovementLineValues]


class StockMovementLine(TypedDict):
    """Movement line 移动明细, as it is read."""

    id: str
    position: int | None
    item: str
    lot: str | None
    location: str
    to_location: str | None
    status: StockStatus
    owner: str | None
    cover: tuple[str, str] | None
    quantity: Decimal


class StockMovementLineValues(TypedDict, total=False):
    """Movement line 移动明细, as it is written."""

    item: str
    lot: str | None
    location: str
    to_location: str | None
    status: StockStatus
    owner: str | None
    cover: tuple[str, str] | None
    quantity: Decimal


StockReservationState: TypeAlias = Literal[
    "draft",
    "reserved",
    "fulfilled",
    "released",
    "dropped",
    "cancelled",
]


class StockReservation(TypedDict):
    """Stock reservation 库存预留, as it is read."""

    id: str
    version: int
    state: StockReservationState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    item: str
    lot: str | None
    location: str
    quantity: Decimal
    needed_on: dt.date | None
    purpose: str | None
    source: tuple[str, str] | None
    requested_by: str | None
    reserved_at: dt.datetime | None
    issued: Decimal | None
    dropped: Decimal | None
    open: Decimal | None
    lines: list[StockReservationLine]


class StockReservationValues(TypedDict, total=False):
    """Stock reservation 库存预留, as it is written."""

    item: str
    lot: str | None
    location: str
    quantity: Decimal
    needed_on: dt.date | None
    purpose: str | None
    source: tuple[str, str] | None
    requested_by: str | None
    reserved_at: dt.datetime | None
    issued: Decimal | None
    dropped: Decimal | None
    lines: list[StockReservationLineValues]


class StockReservationLine(TypedDict):
    """Reservation line 预留明细, as it is read."""

    id: str
    position: int | None
    lot: str
    quantity: Decimal


class StockReservationLineValues(TypedDict, total=False):
    """Reservation line 预留明细, as it is written."""

    lot: str
    quantity: Decimal


StockTransferState: TypeAlias = Literal[
    "draft",
    "in_transit",
    "received",
    "short",
    "returned",
    "cancelled",
]


class StockTransfer(TypedDict):
    """Stock transfer 调拨单, as it is read."""

    id: str
    version: int
    state: StockTransferState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    day: dt.date | None
    received_on: dt.date | None
    transit: str
    reason: str | None
    lines: list[StockTransferLine]
    outstanding: Decimal | None


class StockTransferValues(TypedDict, total=False):
    """Stock transfer 调拨单, as it is written."""

    day: dt.date | None
    received_on: dt.date | None
    transit: str
    reason: str | None
    lines: list[StockTransferLineValues]


class StockTransferShipRestrictedInputs(TypedDict):
    """What the step stock_transfer.ship_restricted takes."""

    reason: str


class StockTransferReceivePartLinesLine(TypedDict):
    """One line of lines."""

    line: int
    quantity: Decimal


class StockTransferReceivePartInputs(TypedDict):
    """What the step stock_transfer.receive_part takes."""

    lines: list[StockTransferReceivePartLinesLine]


class StockTransferCloseShortInputs(TypedDict):
    """What the step stock_transfer.close_short takes."""

    reason: str


class StockTransferLine(TypedDict):
    """Transfer line 调拨明细, as it is read."""

    id: str
    position: int | None
    item: str
    lot: str | None
    location: str
    to_location: str
    status: StockStatus
    owner: str | None
    cover: tuple[str, str] | None
    quantity: Decimal
    received: Decimal | None
    returned: Decimal | None
    lost: Decimal | None
    outstanding: Decimal | None


class StockTransferLineValues(TypedDict, total=False):
    """Transfer line 调拨明细, as it is written."""

    item: str
    lot: str | None
    location: str
    to_location: str
    status: StockStatus
    owner: str | None
    cover: tuple[str, str] | None
    quantity: Decimal
    received: Decimal | None
    returned: Decimal | None
    lost: Decimal | None


StockValuationState: TypeAlias = Literal[
    "draft",
    "posted",
    "cancelled",
]


class StockValuation(TypedDict):
    """Stock valuation 库存估价单, as it is read."""

    id: str
    version: int
    state: StockValuationState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    day: dt.date | None
    reason: str
    lines: list[StockValuationLine]


class StockValuationValues(TypedDict, total=False):
    """Stock valuation 库存估价单, as it is written."""

    day: dt.date | None
    reason: str
    lines: list[StockValuationLineValues]


class StockValuationLine(TypedDict):
    """Valuation line 估价明细, as it is read."""

    id: str
    position: int | None
    site: str
    item: str
    unit_cost: Decimal


class StockValuationLineValues(TypedDict, total=False):
    """Valuation line 估价明细, as it is written."""

    site: str
    item: str
    unit_cost: Decimal


StockValueValuation: TypeAlias = Literal[
    "valued",
    "unvalued",
]


class StockValue(TypedDict):
    """Stock value 库存金额账, as it is read."""

    site: str | None
    item: str | None
    valuation: StockValueValuation | None
    quantity: Decimal | None
    value: Decimal | None


class StockValueValues(TypedDict, total=False):
    """Stock value 库存金额账, as it is written."""

    site: str | None
    item: str | None
    valuation: StockValueValuation | None
    quantity: Decimal | None
    value: Decimal | None


GoodsReceiptState: TypeAlias = Literal[
    "draft",
    "posted",
    "reversed",
]


class GoodsReceipt(TypedDict):
    """Goods receipt 收货单, as it is read."""

    id: str
    version: int
    state: GoodsReceiptState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    supplier: str
    site: str
    received_on: dt.date
    delivery_note: str | None
    lines: list[GoodsReceiptLine]


class GoodsReceiptValues(TypedDict, total=False):
    """Goods receipt 收货单, as it is written."""

    supplier: str
    site: str
    received_on: dt.date
    delivery_note: str | None
    lines: list[GoodsReceiptLineValues]


class GoodsReceiptRefuseLinesLine(TypedDict):
    """One line of lines."""

    line: int
    quantity: Decimal


class GoodsReceiptRefuseInputs(TypedDict):
    """What the step goods_receipt.refuse takes."""

    lines: list[GoodsReceiptRefuseLinesLine]
    reason: str


class GoodsReceiptReverseInputs(TypedDict):
    """What the step goods_receipt.reverse takes."""

    reason: str


class GoodsReceiptLine(TypedDict):
    """Receipt line 收货明细, as it is read."""

    id: str
    position: int | None
    order_line: str | None
    item: str
    quantity: Decimal
    refused: Decimal | None
    location: str
    lot_code: str | None
    supplier_lot: str | None
    made_on: dt.date | None
    expires_on: dt.date | None
    certificate_number: str | None
    certificate: Any
    lot: str | None
    status: StockStatus | None
    cover: tuple[str, str] | None


class GoodsReceiptLineValues(TypedDict, total=False):
    """Receipt line 收货明细, as it is written."""

    order_line: str | None
    item: str
    quantity: Decimal
    refused: Decimal | None
    location: str
    lot_code: str | None
    supplier_lot: str | None
    made_on: dt.date | None
    expires_on: dt.date | None
    certificate_number: str | None
    certificate: Any
    lot: str | None
    status: StockStatus | None
    cover: tuple[str, str] | None


PurchaseOrderState: TypeAlias = Literal[
    "draft",
    "released",
    "closed",
    "cancelled",
]


class PurchaseOrder(TypedDict):
    """Purchase order 采购订单, as it is read."""

    id: str
    version: int
    state: PurchaseOrderState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    supplier: str
    site: str
    buyer: str | None
    ordered_on: dt.date
    currency: Currency
    exchange_rate: Decimal | None
    supplier_reference: str | None
    lines: list[PurchaseOrderLine]
    schedule: list[PurchaseOrderSchedule]
    amount: Decimal | None


class PurchaseOrderValues(TypedDict, total=False):
    """Purchase order 采购订单, as it is written."""

    supplier: str
    site: str
    buyer: str | None
    ordered_on: dt.date
    currency: Currency
    exchange_rate: Decimal | None
    supplier_reference: str | None
    lines: list[PurchaseOrderLineValues]
    schedule: list[PurchaseOrderScheduleValues]


class PurchaseOrderLine(TypedDict):
    """Order line 订单明细, as it is read."""

    id: str
    position: int | None
    item: str
    quantity: Decimal
    price: Decimal | None
    due_on: dt.date
    received: Decimal | None
    amount: Decimal | None


class PurchaseOrderLineValues(TypedDict, total=False):
    """Order line 订单明细, as it is written."""

    item: str
    quantity: Decimal
    price: Decimal | None
    due_on: dt.date
    received: Decimal | None


class PurchaseOrderSchedule(TypedDict):
    """Schedule line 交货计划, as it is read."""

    id: str
    position: int | None
    order_line: str
    quantity: Decimal
    due_on: dt.date
    early_days: int | None
    late_days: int | None


class PurchaseOrderScheduleValues(TypedDict, total=False):
    """Schedule line 交货计划, as it is written."""

    order_line: str
    quantity: Decimal
    due_on: dt.date
    early_days: int | None
    late_days: int | None


PurchaseReturnState: TypeAlias = Literal[
    "draft",
    "proposed",
    "shipped",
    "cancelled",
]


class PurchaseReturn(TypedDict):
    """Purchase return 采购退货单, as it is read."""

    id: str
    version: int
    state: PurchaseReturnState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    supplier: str
    site: str
    kind: ReturnKind
    settlement: ReturnSettlement
    reason: str | None
    reason_text: str
    supplier_reference: str | None
    proposed_by: str | None
    proposed_on: dt.date | None
    shipped_on: dt.date | None
    lines: list[PurchaseReturnLine]


class PurchaseReturnValues(TypedDict, total=False):
    """Purchase return 采购退货单, as it is written."""

    supplier: str
    site: str
    kind: ReturnKind
    settlement: ReturnSettlement
    reason: str | None
    reason_text: str
    supplier_reference: str | None
    proposed_by: str | None
    proposed_on: dt.date | None
    shipped_on: dt.date | None
    lines: list[PurchaseReturnLineValues]


class PurchaseReturnReverseInputs(TypedDict):
    """What the step purchase_return.reverse takes."""

    reason: str


class PurchaseReturnLine(TypedDict):
    """Return line 退货明细, as it is read."""

    id: str
    position: int | None
    order_line: str | None
    item: str
    lot: str | None
    location: str
    status: StockStatus
    cover: tuple[str, str] | None
    quantity: Decimal


class PurchaseReturnLineValues(TypedDict, total=False):
    """Return line 退货明细, as it is written."""

    order_line: str | None
    item: str
    lot: str | None
    location: str
    status: StockStatus
    cover: tuple[str, str] | None
    quantity: Decimal


class QualityInformationRecord(TypedDict):
    """Quality information record 供应商物料准入, as it is read."""

    id: str
    version: int
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    supplier: str
    item: str
    site: str
    status: ApprovalStatus
    release_until: dt.date | None
    release_quantity: Decimal | None
    ordered_quantity: Decimal | None
    block_order: bool | None
    block_receipt: bool | None
    ship_to_stock: bool | None
    certificate_required: bool | None


class QualityInformationRecordValues(TypedDict, total=False):
    """Quality information record 供应商物料准入, as it is written."""

    supplier: str
    item: str
    site: str
    status: ApprovalStatus
    release_until: dt.date | None
    release_quantity: Decimal | None
    ordered_quantity: Decimal | None
    block_order: bool | None
    block_receipt: bool | None
    ship_to_stock: bool | None
    certificate_required: bool | None


class SupplierDelivery(TypedDict):
    """Supplier delivery 供应商到货, as it is read."""

    supplier: str | None
    received_on: dt.date | None
    order_line: str | None
    item: str | None
    quantity: Decimal | None
    price: Decimal | None
    currency: Currency | None
    due_on: dt.date | None
    late: int | None
    value: Decimal | None


class SupplierSchedule(TypedDict):
    """Supplier schedule 供应商交货计划, as it is read."""

    supplier: str | None
    order_line: str | None
    item: str | None
    due_on: dt.date | None
    quantity: Decimal | None
    early_days: int | None
    late_days: int | None


Characteristic = TypedDict(
    "Characteristic",
    {
        "id": "str",
        "version": "int",
        "created_at": "dt.datetime",
        "created_by": "str",
        "updated_at": "dt.datetime",
        "updated_by": "str",
        "code": "str",
        "name": "str",
        "kind": "CharacteristicKind",
        "unit": "str | None",
        "decimals": "int | None",
        "class": "DefectClass",
        "method": "str | None",
        "destructive": "bool | None",
    },
)
"""Characteristic 检验特性, as it is read."""

CharacteristicValues = TypedDict(
    "CharacteristicValues",
    {
        "code": "str",
        "name": "str",
        "kind": "CharacteristicKind",
        "unit": "str | None",
        "decimals": "int | None",
        "class": "DefectClass",
        "method": "str | None",
        "destructive": "bool | None",
    },
    total=False,
)
"""Characteristic 检验特性, as it is written."""

ControlChartState: TypeAlias = Literal[
    "collecting",
    "watching",
    "retired",
]


class ControlChart(TypedDict):
    """Control chart 控制图, as it is read."""

    id: str
    version: int
    state: ControlChartState
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    code: str
    name: str
    characteristic: str
    item: str | None
    supplier: str | None
    kind: ControlChartKind
    subgroup_size: int
    rules: list[RunRule] | None
    lower: float | None
    target: float | None
    upper: float | None
    points: int | None
    open_signals: int | None
    limit_version: int | None
    watch: Any


class ControlChartValues(TypedDict, total=False):
    """Control chart 控制图, as it is written."""

    code: str
    name: str
    characteristic: str
    item: str | None
    supplier: str | None
    kind: ControlChartKind
    subgroup_size: int
    rules: list[RunRule] | None
    lower: float | None
    target: float | None
    upper: float | None
    points: int | None
    open_signals: int | None
    limit_version: int | None
    watch: Any


class ControlChartFreezeInputs(TypedDict):
    """What the step control_chart.freeze takes."""

    reason: str


class ControlChartPoint(TypedDict):
    """Chart point 控制图点, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    chart: str
    place: int
    inspection: str
    recorded_at: dt.datetime
    readings: Any
    excluded: bool | None
    exclusion_reason: str | None
    limits: str | None


class ControlChartPointValues(TypedDict, total=False):
    """Chart point 控制图点, as it is written."""

    chart: str
    place: int
    inspection: str
    recorded_at: dt.datetime
    readings: Any
    excluded: bool | None
    exclusion_reason: str | None
    limits: str | None


ControlChartSignalState: TypeAlias = Literal[
    "open",
    "investigating",
    "closed",
]


class ControlChartSignal(TypedDict):
    """Chart signal 控制图信号, as it is read."""

    id: str
    version: int
    state: ControlChartSignalState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    chart: str
    point: str
    inspection: str
    plot: str
    rule: RunRule
    side: int
    members: Any
    limits: str
    cause: str | None
    action: str | None


class ControlChartSignalValues(TypedDict, total=False):
    """Chart signal 控制图信号, as it is written."""

    chart: str
    point: str
    inspection: str
    plot: str
    rule: RunRule
    side: int
    members: Any
    limits: str
    cause: str | None
    action: str | None


class ControlChartSignalCloseInputs(TypedDict):
    """What the step control_chart_signal.close takes."""

    cause: str
    action: str


class ControlLimitVersion(TypedDict):
    """Limit version 控制限版本, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    chart: str
    version_no: int
    center: float | None
    sigma: float | None
    estimator: str | None
    phase_points: int
    excluded_points: Any
    data_hash: str
    fingerprint: str
    frozen_by: str
    frozen_at: dt.datetime
    reason: str
    replaces: str | None
    content: Any


class ControlLimitVersionValues(TypedDict, total=False):
    """Limit version 控制限版本, as it is written."""

    chart: str
    version_no: int
    center: float | None
    sigma: float | None
    estimator: str | None
    phase_points: int
    excluded_points: Any
    data_hash: str
    fingerprint: str
    frozen_by: str
    frozen_at: dt.datetime
    reason: str
    replaces: str | None
    content: Any


class DecisionPosting(TypedDict):
    """Decision posting 决策过账, as it is read."""

    id: str
    position: int | None
    action: PostingAction
    quantity: Decimal
    reason: str | None
    decided_by: str | None
    at: dt.datetime | None


class DecisionPostingValues(TypedDict, total=False):
    """Decision posting 决策过账, as it is written."""

    action: PostingAction
    quantity: Decimal
    reason: str | None
    decided_by: str | None
    at: dt.datetime | None


InspectionClass = TypedDict(
    "InspectionClass",
    {
        "id": "str",
        "position": "int | None",
        "class": "DefectClass",
        "severity": "Severity",
        "sampling": "SamplingKind",
        "measure": "InspectionMeasure | None",
        "level": "str | None",
        "aql": "str | None",
        "letter": "str | None",
        "n": "int",
        "ac": "int",
        "re": "int",
        "tighter_ac": "int | None",
        "nonconforming": "int | None",
        "nonconformities": "int | None",
        "verdict": "Verdict | None",
        "curtailed": "bool | None",
    },
)
"""Inspection class 检验等级, as it is read."""

InspectionClassValues = TypedDict(
    "InspectionClassValues",
    {
        "class": "DefectClass",
        "severity": "Severity",
        "sampling": "SamplingKind",
        "measure": "InspectionMeasure | None",
        "level": "str | None",
        "aql": "str | None",
        "letter": "str | None",
        "n": "int",
        "ac": "int",
        "re": "int",
        "tighter_ac": "int | None",
        "nonconforming": "int | None",
        "nonconformities": "int | None",
        "verdict": "Verdict | None",
        "curtailed": "bool | None",
    },
    total=False,
)
"""Inspection class 检验等级, as it is written."""


class InspectionDefect(TypedDict):
    """Defect count 缺陷计数, as it is read."""

    id: str
    position: int | None
    defect: str
    count: int


class InspectionDefectValues(TypedDict, total=False):
    """Defect count 缺陷计数, as it is written."""

    defect: str
    count: int


InspectionLotState: TypeAlias = Literal[
    "created",
    "in_progress",
    "evaluated",
    "decided",
    "closed",
    "cancelled",
]


class InspectionLot(TypedDict):
    """Inspection lot 检验批, as it is read."""

    id: str
    version: int
    state: InspectionLotState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    origin: InspectionOrigin
    site: str
    item: str
    lot: str
    supplier: str | None
    source: tuple[str, str] | None
    source_line: str | None
    order_line: str | None
    certificate_required: bool | None
    quantity: Decimal
    counted: Decimal | None
    posted: Decimal | None
    ahead: Decimal | None
    covers_on: dt.date | None
    remaining: Decimal | None
    plan: str | None
    sample_size: int | None
    inspected: int | None
    severity: Severity | None
    test_no: int
    classes: list[InspectionClass]
    characteristics: list[InspectionLotCharacteristic]
    auto_reject: bool | None
    postings: list[DecisionPosting]
    inspector: str | None
    completed_at: dt.datetime | None
    verdict: Verdict | None
    decision: DecisionCode | None
    quality_score: int | None
    decision_comment: str | None
    decided_by: str | None
    decided_on: dt.date | None
    blocked_cover: tuple[str, str] | None
    nonconforming: int | None
    due_at: dt.datetime | None
    explanation: str | None
    explanation_en: str | None


class InspectionLotValues(TypedDict, total=False):
    """Inspection lot 检验批, as it is written."""

    origin: InspectionOrigin
    site: str
    item: str
    lot: str
    supplier: str | None
    source: tuple[str, str] | None
    source_line: str | None
    order_line: str | None
    certificate_required: bool | None
    quantity: Decimal
    counted: Decimal | None
    posted: Decimal | None
    ahead: Decimal | None
    covers_on: dt.date | None
    plan: str | None
    sample_size: int | None
    inspected: int | None
    severity: Severity | None
    test_no: int
    classes: list[InspectionClassValues]
    characteristics: list[InspectionLotCharacteristicValues]
    auto_reject: bool | None
    postings: list[DecisionPostingValues]
    inspector: str | None
    completed_at: dt.datetime | None
    verdict: Verdict | None
    decision: DecisionCode | None
    quality_score: int | None
    decision_comment: str | None
    decided_by: str | None
    decided_on: dt.date | None
    blocked_cover: tuple[str, str] | None
    nonconforming: int | None
    due_at: dt.datetime | None
    explanation: str | None
    explanation_en: str | None


InspectionLotCountStatus: TypeAlias = Literal["in_inspection"]


class InspectionLotCountInputs(TypedDict):
    """What the step inspection_lot.count takes."""

    status: InspectionLotCountStatus
    quantity: Decimal


class InspectionLotCancelInputs(TypedDict):
    """What the step inspection_lot.cancel takes."""

    reason: str


class InspectionLotDecidePostingsLine(TypedDict):
    """One line of postings."""

    action: PostingAction
    quantity: Decimal
    reason: str | None


class InspectionLotDecideInputs(TypedDict):
    """What the step inspection_lot.decide takes."""

    code: DecisionCode
    comment: str | None
    postings: list[InspectionLotDecidePostingsLine]


class InspectionLotReopenInputs(TypedDict):
    """What the step inspection_lot.reopen takes."""

    reason: str


InspectionLotCharacteristic = TypedDict(
    "InspectionLotCharacteristic",
    {
        "id": "str",
        "position": "int | None",
        "characteristic": "str",
        "class": "DefectClass",
        "kind": "CharacteristicKind",
        "target": "float | None",
        "lower": "float | None",
        "upper": "float | None",
        "unit": "str | None",
        "decimals": "int | None",
        "destructive": "bool | None",
        "sample_size": "int",
        "inspected": "int | None",
        "nonconforming": "int | None",
        "nonconformities": "int | None",
    },
)
"""Lot characteristic 检验批特性, as it is read."""

InspectionLotCharacteristicValues = TypedDict(
    "InspectionLotCharacteristicValues",
    {
        "characteristic": "str",
        "class": "DefectClass",
        "kind": "CharacteristicKind",
        "target": "float | None",
        "lower": "float | None",
        "upper": "float | None",
        "unit": "str | None",
        "decimals": "int | None",
        "destructive": "bool | None",
        "sample_size": "int",
        "inspected": "int | None",
        "nonconforming": "int | None",
        "nonconformities": "int | None",
    },
    total=False,
)
"""Lot characteristic 检验批特性, as it is written."""


class InspectionOutcome(TypedDict):
    """Inspection outcome 检验结论, as it is read."""

    number: str | None
    item: str | None
    supplier: str | None
    lot: str | None
    decided_on: dt.date | None
    quantity: Decimal | None
    sample_size: int | None
    nonconforming: int | None
    verdict: Verdict | None
    accepted: int | None


InspectionPlanState: TypeAlias = Literal[
    "draft",
    "released",
    "obsolete",
]


class InspectionPlan(TypedDict):
    """Inspection plan 检验计划, as it is read."""

    id: str
    version: int
    state: InspectionPlanState
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    code: str
    revision: int
    name: str
    valid_from: dt.date
    classes: list[InspectionPlanClass]
    characteristics: list[InspectionPlanLine]


class InspectionPlanValues(TypedDict, total=False):
    """Inspection plan 检验计划, as it is written."""

    code: str
    revision: int
    name: str
    valid_from: dt.date
    classes: list[InspectionPlanClassValues]
    characteristics: list[InspectionPlanLineValues]


InspectionPlanClass = TypedDict(
    "InspectionPlanClass",
    {
        "id": "str",
        "position": "int | None",
        "class": "DefectClass",
        "sampling": "SamplingKind",
        "measure": "InspectionMeasure",
        "level": "InspectionLevel | None",
        "aql": "str | None",
        "sample_size": "int | None",
        "percent": "Decimal | None",
    },
)
"""Class sampling 特性等级抽样, as it is read."""

InspectionPlanClassValues = TypedDict(
    "InspectionPlanClassValues",
    {
        "class": "DefectClass",
        "sampling": "SamplingKind",
        "measure": "InspectionMeasure",
        "level": "InspectionLevel | None",
        "aql": "str | None",
        "sample_size": "int | None",
        "percent": "Decimal | None",
    },
    total=False,
)
"""Class sampling 特性等级抽样, as it is written."""

InspectionPlanLine = TypedDict(
    "InspectionPlanLine",
    {
        "id": "str",
        "position": "int | None",
        "characteristic": "str",
        "class": "DefectClass",
        "target": "float | None",
        "lower": "float | None",
        "upper": "float | None",
        "destructive": "bool | None",
        "sample_size": "int | None",
    },
)
"""Plan line 检验项目, as it is read."""

InspectionPlanLineValues = TypedDict(
    "InspectionPlanLineValues",
    {
        "characteristic": "str",
        "class": "DefectClass",
        "target": "float | None",
        "lower": "float | None",
        "upper": "float | None",
        "destructive": "bool | None",
        "sample_size": "int | None",
    },
    total=False,
)
"""Plan line 检验项目, as it is written."""


class InspectionResult(TypedDict):
    """Inspection result 检验结果, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    inspection: str
    characteristic: str
    test_no: int | None
    sample_no: int | None
    value: float | None
    inspected: int | None
    nonconforming: int | None
    nonconformities: int | None
    uncoded: int | None
    defect: str | None
    defects: list[InspectionDefect]
    conforming: bool | None
    inspector: str | None
    note: str | None


class InspectionResultValues(TypedDict, total=False):
    """Inspection result 检验结果, as it is written."""

    inspection: str
    characteristic: str
    test_no: int | None
    sample_no: int | None
    value: float | None
    inspected: int | None
    nonconforming: int | None
    nonconformities: int | None
    uncoded: int | None
    defect: str | None
    defects: list[InspectionDefectValues]
    conforming: bool | None
    inspector: str | None
    note: str | None


InspectionSettingExistingStock: TypeAlias = Literal[
    "leave",
    "inspect",
]


class InspectionSetting(TypedDict):
    """Inspection setting 检验设置, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    site: str
    item: str
    origin: InspectionOrigin
    supplier: str | None
    plan_code: str | None
    auto_reject: bool | None
    existing_stock: InspectionSettingExistingStock | None
    every_days: int | None
    before_expiry_days: int | None
    extends_days: int | None
    active: bool | None


class InspectionSettingValues(TypedDict, total=False):
    """Inspection setting 检验设置, as it is written."""

    site: str
    item: str
    origin: InspectionOrigin
    supplier: str | None
    plan_code: str | None
    auto_reject: bool | None
    existing_stock: InspectionSettingExistingStock | None
    every_days: int | None
    before_expiry_days: int | None
    extends_days: int | None
    active: bool | None


PlannedInspectionState: TypeAlias = Literal[
    "planned",
    "activated",
    "cancelled",
]


class PlannedInspection(TypedDict):
    """Planned inspection 计划检验, as it is read."""

    id: str
    version: int
    state: PlannedInspectionState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    order: str
    order_line: str
    site: str
    supplier: str
    item: str
    quantity: Decimal
    due_on: dt.date
    plan: str | None
    sample_size: int | None


class PlannedInspectionValues(TypedDict, total=False):
    """Planned inspection 计划检验, as it is written."""

    order: str
    order_line: str
    site: str
    supplier: str
    item: str
    quantity: Decimal
    due_on: dt.date
    plan: str | None
    sample_size: int | None


QualityLevel = TypedDict(
    "QualityLevel",
    {
        "id": "str",
        "version": "int",
        "created_at": "dt.datetime",
        "created_by": "str",
        "updated_at": "dt.datetime",
        "updated_by": "str",
        "site": "str",
        "item": "str",
        "supplier": "str",
        "class": "DefectClass",
        "severity": "Severity | None",
        "score": "int | None",
        "lots": "int | None",
        "level": "Any",
        "last_lot": "str | None",
        "counted_on": "dt.date | None",
        "explanation": "str | None",
        "explanation_en": "str | None",
        "steady": "bool | None",
        "authority_agrees": "bool | None",
    },
)
"""Quality level 质量水平, as it is read."""

QualityLevelValues = TypedDict(
    "QualityLevelValues",
    {
        "site": "str",
        "item": "str",
        "supplier": "str",
        "class": "DefectClass",
        "severity": "Severity | None",
        "score": "int | None",
        "lots": "int | None",
        "level": "Any",
        "last_lot": "str | None",
        "counted_on": "dt.date | None",
        "explanation": "str | None",
        "explanation_en": "str | None",
        "steady": "bool | None",
        "authority_agrees": "bool | None",
    },
    total=False,
)
"""Quality level 质量水平, as it is written."""


class RecurringInspection(TypedDict):
    """Inspection calendar 复检日程, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    site: str
    item: str
    lot: str
    opens_on: dt.date | None
    due_on: dt.date | None
    inspection: str | None
    last_on: dt.date | None
    judged_due: dt.date | None


class RecurringInspectionValues(TypedDict, total=False):
    """Inspection calendar 复检日程, as it is written."""

    site: str
    item: str
    lot: str
    opens_on: dt.date | None
    due_on: dt.date | None
    inspection: str | None
    last_on: dt.date | None
    judged_due: dt.date | None


class CorrectiveActionOccurrence(TypedDict):
    """Occurrence 发生记录, as it is read."""

    id: str
    position: int | None
    nonconformance: str
    lot: str
    quantity: Decimal
    found_on: dt.date


class CorrectiveActionOccurrenceValues(TypedDict, total=False):
    """Occurrence 发生记录, as it is written."""

    nonconformance: str
    lot: str
    quantity: Decimal
    found_on: dt.date


NonconformanceState: TypeAlias = Literal[
    "open",
    "contained",
    "closed",
    "cancelled",
]


class Nonconformance(TypedDict):
    """Nonconformance 不合格品报告, as it is read."""

    id: str
    version: int
    state: NonconformanceState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    origin: NonconformanceOrigin
    source: tuple[str, str] | None
    item: str
    lot: str
    supplier: str | None
    quantity: Decimal
    counted: Decimal | None
    severity: DefectClass | None
    description: str | None
    defects: list[NonconformanceDefect]
    covers: bool | None


class NonconformanceValues(TypedDict, total=False):
    """Nonconformance 不合格品报告, as it is written."""

    origin: NonconformanceOrigin
    source: tuple[str, str] | None
    item: str
    lot: str
    supplier: str | None
    quantity: Decimal
    counted: Decimal | None
    severity: DefectClass | None
    description: str | None
    defects: list[NonconformanceDefectValues]
    covers: bool | None


NonconformanceCountStatus: TypeAlias = Literal[
    "in_inspection",
    "blocked",
    "rework",
    "return_pending",
    "concession",
    "sample",
]


class NonconformanceCountInputs(TypedDict):
    """What the step nonconformance.count takes."""

    status: NonconformanceCountStatus
    quantity: Decimal


class NonconformanceCancelInputs(TypedDict):
    """What the step nonconformance.cancel takes."""

    reason: str


class NonconformanceDefect(TypedDict):
    """Defect 缺陷明细, as it is read."""

    id: str
    position: int | None
    defect: str
    quantity: Decimal
    note: str | None


class NonconformanceDefectValues(TypedDict, total=False):
    """Defect 缺陷明细, as it is written."""

    defect: str
    quantity: Decimal
    note: str | None


SupplierCorrectiveActionState: TypeAlias = Literal[
    "issued",
    "answered",
    "verifying",
    "closed",
]


class SupplierCorrectiveAction(TypedDict):
    """Supplier corrective action 供应商纠正措施, as it is read."""

    id: str
    version: int
    state: SupplierCorrectiveActionState
    number: str
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    supplier: str
    item: str
    problem: str
    issued_on: dt.date
    due_on: dt.date
    answered_on: dt.date | None
    containment: str | None
    root_cause: str | None
    action: str | None
    effective: bool | None
    occurrences: list[CorrectiveActionOccurrence]


class SupplierCorrectiveActionValues(TypedDict, total=False):
    """Supplier corrective action 供应商纠正措施, as it is written."""

    supplier: str
    item: str
    problem: str
    issued_on: dt.date
    due_on: dt.date
    answered_on: dt.date | None
    containment: str | None
    root_cause: str | None
    action: str | None
    effective: bool | None
    occurrences: list[CorrectiveActionOccurrenceValues]


class SupplierCorrectiveActionAnswerInputs(TypedDict):
    """What the step supplier_corrective_action.answer takes."""

    containment: str
    root_cause: str
    action: str


class SupplierCorrectiveActionRejectInputs(TypedDict):
    """What the step supplier_corrective_action.reject takes."""

    reason: str


class SupplierCorrectiveActionReissueInputs(TypedDict):
    """What the step supplier_corrective_action.reissue takes."""

    reason: str


class SupplierRating(TypedDict):
    """Supplier rating 供应商评级, as it is read."""

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    supplier: str
    period_from: dt.date
    period_to: dt.date
    revision: int
    total: Decimal | None
    grade: Grade
    standing: Standing | None
    grade_changed: bool | None
    provisional: bool | None
    lots: int | None
    formula: str | None
    settings: Any
    parts: list[SupplierRatingPart]


class SupplierRatingValues(TypedDict, total=False):
    """Supplier rating 供应商评级, as it is written."""

    supplier: str
    period_from: dt.date
    period_to: dt.date
    revision: int
    total: Decimal | None
    grade: Grade
    standing: Standing | None
    grade_changed: bool | None
    provisional: bool | None
    lots: int | None
    formula: str | None
    settings: Any
    parts: list[SupplierRatingPartValues]


class SupplierRatingPart(TypedDict):
    """Rating part 评级分项, as it is read."""

    id: str
    position: int | None
    path: str
    weight: Decimal | None
    score: Decimal | None
    numbers: Any
    facts: Any


class SupplierRatingPartValues(TypedDict, total=False):
    """Rating part 评级分项, as it is written."""

    path: str
    weight: Decimal | None
    score: Decimal | None
    numbers: Any
    facts: Any


BaseConvertInputs = TypedDict(
    "BaseConvertInputs",
    {
        "quantity": "Decimal",
        "from": "str",
        "to": "str",
        "item": "str | None",
    },
)
"""What base.convert takes."""


class StockExtendLifeInputs(TypedDict):
    """What stock.extend_life takes."""

    lot: str
    expires_on: dt.date


class StockMakeLotsLinesLine(TypedDict):
    """One line of lines."""

    key: str
    item: str
    code: str | None
    supplier: str | None
    supplier_lot: str | None
    made_on: dt.date | None
    expires_on: dt.date | None
    certificate_number: str | None
    certificate: Any


class StockMakeLotsInputs(TypedDict):
    """What stock.make_lots takes."""

    arrive: bool | None
    lines: list[StockMakeLotsLinesLine]


class StockReceiveLinesLine(TypedDict):
    """One line of lines."""

    item: str
    lot: str
    location: str
    status: StockStatus
    owner: str | None
    cover: tuple[str, str] | None
    quantity: Decimal
    value: Decimal | None


class StockReceiveInputs(TypedDict):
    """What stock.receive takes."""

    cause: tuple[str, str]
    day: dt.date | None
    lines: list[StockReceiveLinesLine]


class StockPostLinesLine(TypedDict):
    """One line of lines."""

    item: str
    lot: str
    location: str
    status: StockStatus
    owner: str | None
    cover: tuple[str, str] | None
    quantity: Decimal
    value: Decimal | None


class StockPostInputs(TypedDict):
    """What stock.post takes."""

    movement: str
    cause: tuple[str, str]
    day: dt.date | None
    lines: list[StockPostLinesLine]


class StockReclassifyLinesLine(TypedDict):
    """One line of lines."""

    item: str
    lot: str | None
    location: str | None
    from_status: StockStatus
    from_cover: tuple[str, str] | None
    to_status: StockStatus
    to_cover: tuple[str, str] | None
    quantity: Decimal


class StockReclassifyInputs(TypedDict):
    """What stock.reclassify takes."""

    cause: tuple[str, str]
    lines: list[StockReclassifyLinesLine]


class StockScrapLinesLine(TypedDict):
    """One line of lines."""

    item: str
    lot: str | None
    status: StockStatus
    cover: tuple[str, str] | None
    quantity: Decimal


class StockScrapInputs(TypedDict):
    """What stock.scrap takes."""

    cause: tuple[str, str]
    lines: list[StockScrapLinesLine]


class StockTakeOutLinesLine(TypedDict):
    """One line of lines."""

    item: str
    lot: str | None
    location: str | None
    status: StockStatus
    cover: tuple[str, str] | None
    quantity: Decimal


class StockTakeOutInputs(TypedDict):
    """What stock.take_out takes."""

    movement: str
    cause: tuple[str, str]
    day: dt.date | None
    lines: list[StockTakeOutLinesLine]


class StockReserveInputs(TypedDict):
    """What stock.reserve takes."""

    item: str
    lot: str | None
    location: str
    quantity: Decimal
    needed_on: dt.date | None
    purpose: str | None
    source: tuple[str, str] | None


class StockReleaseReservationInputs(TypedDict):
    """What stock.release_reservation takes."""

    reservation: str


StockBoardFiguresInputs = TypedDict(
    "StockBoardFiguresInputs",
    {
        "from": "dt.date",
        "to": "dt.date",
    },
)
"""What stock.board_figures takes."""

StockWorthBy: TypeAlias = Literal[
    "item",
    "lot",
    "location",
]


class StockWorthInputs(TypedDict):
    """What stock.worth takes."""

    by: StockWorthBy | None
    where: Any


class PurchasingCountReceivedLinesLine(TypedDict):
    """One line of lines."""

    order: str
    line: str
    quantity: Decimal


class PurchasingCountReceivedInputs(TypedDict):
    """What purchasing.count_received takes."""

    lines: list[PurchasingCountReceivedLinesLine]


PurchasingBoardFiguresInputs = TypedDict(
    "PurchasingBoardFiguresInputs",
    {
        "from": "dt.date",
        "to": "dt.date",
    },
)
"""What purchasing.board_figures takes."""


class QualityChartDataInputs(TypedDict):
    """What quality.chart_data takes."""

    chart: str


class QualityExcludePointInputs(TypedDict):
    """What quality.exclude_point takes."""

    point: str
    reason: str


class QualityIncludePointInputs(TypedDict):
    """What quality.include_point takes."""

    point: str


class QualityInspectStockInputs(TypedDict):
    """What quality.inspect_stock takes."""

    site: str
    lot: str
    origin: InspectionOrigin | None
    location: str | None
    quantity: Decimal | None
    source: tuple[str, str] | None
    covers_on: dt.date | None


class QualityCoverStockInputs(TypedDict):
    """What quality.cover_stock takes."""

    inspection: str


QualityBoardFiguresInputs = TypedDict(
    "QualityBoardFiguresInputs",
    {
        "from": "dt.date",
        "to": "dt.date",
    },
)
"""What quality.board_figures takes."""


class QualitySuspendInputs(TypedDict):
    """What quality.suspend takes."""

    supplier: str
    item: str
    reason: str


class QualityLiftInputs(TypedDict):
    """What quality.lift takes."""

    supplier: str
    item: str
    reason: str


QualityNoticeKind: TypeAlias = Literal[
    "suspend",
    "lift",
    "return_to_normal",
    "resume",
    "reset",
    "ship_to_stock",
]


class QualityNoticeInputs(TypedDict):
    """What quality.notice takes."""

    level: str
    kind: QualityNoticeKind
    reason: str


SuppliersRateInputs = TypedDict(
    "SuppliersRateInputs",
    {
        "from": "dt.date",
        "to": "dt.date",
        "suppliers": "Any",
    },
)
"""What suppliers.rate takes."""
