"""Rights on needs, one for each question, and on meals."""

from residencies.rights import EDITORS, MANAGERS, READERS, SEES_NEEDS, grant

from .models import Question

# Who has answered; what they answered goes with the question.
grant("needs.view", *MANAGERS, SEES_NEEDS)
# Also how many eat what, for whoever cooks.
grant("needs.see_diet", *MANAGERS, SEES_NEEDS)
grant("needs.see_access", *MANAGERS, SEES_NEEDS)
grant("needs.see_travel", *MANAGERS, SEES_NEEDS)
# Which meals there are, where and by whom, ordered and served: numbers of people, nothing of what they eat.
grant("meals.view", *READERS)
grant("meals.change", *EDITORS)

RIGHT_OF = {
    Question.DIET: "needs.see_diet",
    Question.ACCESS: "needs.see_access",
    Question.TRAVEL: "needs.see_travel",
}
