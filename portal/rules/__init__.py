"""What the law says; pure: no clock, no database, no Flask. Every value is dated and cites its source (`law/`)."""
