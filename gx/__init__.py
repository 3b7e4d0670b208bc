"""Great Expectations: the suites (`suites/*.yml`) and what runs them (`runner.py`)."""
