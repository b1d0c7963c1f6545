"""The branch office: what its officers wait for, and what the front page of a large one may take."""

from benchmarks.branch.home import home_of_a_branch
from benchmarks.branch.queues import queues_of_a_branch
from benchmarks.branch.sipp import workbooks
from benchmarks.branch.statements import matching, recording

MEASUREMENTS = (matching, recording, home_of_a_branch, queues_of_a_branch, workbooks)
