"""One spelling for one text: width, case, traditional characters, signs of multiplication, diameter and unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

_TRADITIONAL = (
    "絲釘電軸鋼銅鋁墊號機閥線纜膠紋緊彈齒輪鏈測廠貿國實業東華廣發鐵鉻鎳鋅塗層環圓頭沖壓縮閘門鎖蓋殼腳濾網"
    "繩帶漿開關變溫濕計錶儀視顯導軌滾鏍質動氣過燈鍍鑄鍛條標準聯減馬達驅傳繼觸連術責團際藥醫療進設備製紙裝"
    "產維資訊運輸車鑽銑"
)
_SIMPLIFIED = (
    "丝钉电轴钢铜铝垫号机阀线缆胶纹紧弹齿轮链测厂贸国实业东华广发铁铬镍锌涂层环圆头冲压缩闸门锁盖壳脚滤网"
    "绳带浆开关变温湿计表仪视显导轨滚螺质动气过灯镀铸锻条标准联减马达驱传继触连术责团际药医疗进设备制纸装"
    "产维资讯运输车钻铣"
)
_SIGNS: Mapping[int, str] = MappingProxyType(
    str.maketrans(
        dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))
        | dict.fromkeys("×✕✖╳∗", "*")
        | dict.fromkeys("Øø⌀∅Φ", "φ")
        | dict.fromkeys("—–‐−", "-")
        | dict.fromkeys("、。", " ")
        | {"Ω": "ohm ", "μ": "u", "Μ": "u", "⁄": "/", "′": "'", "“": '"', "”": '"', "～": "~"}
    )
)
# Upper and lower case mean mega and milli before watt and ohm only; elsewhere one of both is absurd.
_MEGA = re.compile(r"(?<=\d)\s*M(?=ohm|OHM|Ohm|W(?![a-zA-Z]))")
# A brand that would otherwise read as three metres.
_BRAND_3M = re.compile(r"(?<![0-9A-Za-z.*])3M(?![0-9A-Za-z*])")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_TIMES_AFTER = re.compile(r"(?<=[0-9])(?:\s*(mm|cm|m|\"|in))?\s*[*x]\s*(?=φ?\.?[0-9])")
# A comma before the last digits of a measure is a decimal point, 12,3mm and 57x3,5; 5,10,15mm is a list.
_DECIMAL_COMMA = re.compile(r"(?:(?<![\d,.])(?=\d+,\d{1,2}(?:\s*[*x]|mm|cm|kw))|(?<=x)(?=\d+,\d{1,2}(?![\d,])))(\d+),")
# An underscore parts words, and so do a hyphen and a slash beside Chinese: 油封_35x52x7, 三角带-橡胶.
_PARTING = re.compile(r"_+|(?<=[\u3400-\u9fff])[-/]|[-/](?=[\u3400-\u9fff])")
_DOUBLE_PRIME = re.compile(r"''")
_SPACES = re.compile(r"\s+")
HANZI = re.compile(r"[\u3400-\u9fff]+")


def normalise(text: str) -> str:
    """Fold width, case, traditional characters and signs: «Ｍ３×８» becomes «m3x8»."""
    folded = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    folded = _MEGA.sub("meg", folded)
    folded = _BRAND_3M.sub("mmm", folded)
    folded = _THOUSANDS.sub("", folded.casefold())
    folded = _DOUBLE_PRIME.sub('"', folded)
    folded = _TIMES_AFTER.sub(lambda times: f"{times[1] or ''}x", folded)
    folded = _PARTING.sub(" ", _DECIMAL_COMMA.sub(r"\1.", folded))
    return _SPACES.sub(" ", folded).strip()


def code_key(code: str) -> str:
    """Reduce a code to letters and digits in one case, without leading zeros: «00-Ab 12» becomes «AB12»."""
    folded = unicodedata.normalize("NFKC", code).upper()
    return "".join(sign for sign in folded if sign.isalnum()).lstrip("0")


def lookalike_key(code: str) -> str:
    """Reduce a code further, so that letters read as digits meet: O and 0, I, L and 1."""
    return code_key(code).translate({79: "0", 81: "0", 73: "1", 76: "1"}).lstrip("0")
