"""Photographs that come in: looked at, taken apart in a process of their own, and made anew.

Nothing here knows the database. What comes out is a plain JPEG of ours: upright, no larger than it needs to be, and
without all that a phone writes beside the picture (place, time, make).
"""
