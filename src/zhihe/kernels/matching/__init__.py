"""Duplicate finding in master data 主数据查重: items and organisations, Chinese and English; nothing is merged.

``text`` folds spelling, ``attributes`` reads threads, sizes, values and part numbers, ``lexicon`` the words of the
trade, ``features`` puts a record together, ``compare`` scores two of them, ``blocking`` chooses the pairs worth it.
"""

from zhihe.kernels.matching.blocking import Limits
from zhihe.kernels.matching.features import Synonym
from zhihe.kernels.matching.find import THRESHOLD, compare_records, find_duplicates
from zhihe.kernels.matching.records import Candidate, MasterRecord, Reason

__all__ = [
    "THRESHOLD",
    "Candidate",
    "Limits",
    "MasterRecord",
    "Reason",
    "Synonym",
    "compare_records",
    "find_duplicates",
]
