"""What can be done: verbs, functions (actor, subject, …) → subject, each write an audited action."""
