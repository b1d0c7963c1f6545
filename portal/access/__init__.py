"""Who may: actors, permissions, roles, visibility, audit, and the guards that refuse what was forgotten."""
