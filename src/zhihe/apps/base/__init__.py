"""Master data 基础数据: items, units, partners, organisation, codes."""
