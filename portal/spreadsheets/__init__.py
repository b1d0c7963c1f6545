"""Files in and out: what a school already has becomes rows of text, and rows go back in its own layout.

Nothing here knows the law or the database. A file is only ever parsed in a child process with a ceiling on
memory and time, because the parser aborts its process when a hostile file exhausts it.
"""
