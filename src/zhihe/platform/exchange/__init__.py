"""Import and export of CSV and XLSX for every model."""
