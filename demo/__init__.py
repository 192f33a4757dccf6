"""The demo programme: real facts from five public documents, carried into rows by the rooms' own services.

What is real: names of programmes, themes, organisations, their roles, hosts, titles of sessions, dates and deadlines in
2023, counts of hubs, events and open places. They come from the organisers' own announcements and reports.

What is a sample, and how it is marked:
- A session whose content is made up (an opening, a break, a fourth hub without a name) has `is_sample` on, and pages
  show it so. A session that a source names is not a sample, although its hour is: no source gives an hour of the day.
  The note of each timetable's first release says that all hours are samples.
- Venues, addresses, shelters, contacts, costs, hours of courses and those who sign certificates say "(зразок)",
  "(sample)" or "(przykład)" in their own words.
- Every person is fictional, with a name that says so and an address at demo.example.
- Cohorts of «WOW-громади» are dated from the day of loading; the two others keep the dates of 2023.

Loading goes through the services, so that no rule is written twice, at the moments at which things would have
happened (`clock.py`). Loading again changes nothing.
"""
