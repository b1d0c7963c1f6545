"""From the sheet a school has to interns who are covered: what it may take."""

from benchmarks.school.cards import sheets_of_cards
from benchmarks.school.lists import budgets, people_of_a_school, rows_of_a_list
from benchmarks.school.rosters import long_readings, uploads
from benchmarks.school.sending import submissions_sent

MEASUREMENTS = (
    uploads,
    long_readings,
    submissions_sent,
    people_of_a_school,
    rows_of_a_list,
    budgets,
    sheets_of_cards,
)
