"""Rights on hotels, beds and what people wish of their rooms."""

from residencies.rights import EDITORS, MANAGERS, READERS, SEES_NEEDS, grant

# Hotels, nights and their numbers.
grant("lodging.view", *READERS)
# Hotels, nights, beds, rooms; and lists of who sleeps where, with names.
grant("lodging.change", *EDITORS)
# With whom people would share a room and with whom not, and what a proposal made of it says.
grant("lodging.see_wishes", *MANAGERS, SEES_NEEDS)
