"""HTTP furniture that knows no noun of the domain."""
