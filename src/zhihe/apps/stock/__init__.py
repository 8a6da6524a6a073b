"""Stock 库存: lots, the ledger by quality status, holds, counts."""
