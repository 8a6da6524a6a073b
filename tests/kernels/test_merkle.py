"""The tree of RFC 6962 against the published roots of its reference implementation."""

from __future__ import annotations

import hashlib

import pytest

from zhihe.kernels import merkle

# Inputs and roots of the test suite of Certificate Transparency's reference implementation (google/certificate-
# transparency, merkle_tree_test).
INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


@pytest.mark.parametrize("count", range(1, 9))
def test_the_root_is_the_published_one(count: int) -> None:
    assert merkle.root([bytes.fromhex(each) for each in INPUTS[:count]]).hex() == ROOTS[count - 1]


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    assert merkle.root([]) == hashlib.sha256(b"").digest()


def test_place_and_content_matter() -> None:
    entries = [bytes([each]) * 32 for each in range(7)]
    whole = merkle.root(entries)
    for place in range(7):
        changed = [*entries[:place], b"x" * 32, *entries[place + 1 :]]
        assert merkle.root(changed) != whole
    assert merkle.root(entries[::-1]) != whole
    assert merkle.root(entries[:-1]) != whole


def test_a_link_binds_the_one_before_and_its_numbers() -> None:
    first = merkle.chained(bytes(32), b"r" * 32, 1, 0, 5)
    assert first != merkle.chained(bytes(32), b"r" * 32, 1, 0, 6)
    assert first != merkle.chained(b"x" * 32, b"r" * 32, 1, 0, 5)
