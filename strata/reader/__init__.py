"""The reader: raw exports in any of the accepted forms into Parquet that both engines read."""

from strata.reader.run import ReadReport, read_exports

__all__ = ["ReadReport", "read_exports"]
