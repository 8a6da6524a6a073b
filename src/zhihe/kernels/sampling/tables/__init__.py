"""The printed tables as data, one JSON file per edition with its provenance."""
