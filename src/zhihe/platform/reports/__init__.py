"""Documents printed of records, by templates that hold no logic of the business and get data only."""
