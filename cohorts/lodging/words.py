"""What stands against a room for somebody, in words that say what to do."""

from django.utils.translation import gettext as _

from .rooming import Why


def reason(why: Why) -> str:
    """Why somebody has no room in a proposal, in the reader's language."""
    return {
        Why.NOT_ANSWERED: _("has not said with whom they would share a room"),
        Why.OPEN_NAME: _("names somebody: say on their page who that is"),
        Why.NOT_ACCESSIBLE: _("needs a room for a wheelchair: give a bed in such a kind of room"),
        Why.CARER_AWAY: _("the carer has no bed in this kind of room on that night"),
        Why.CARER_UNFIT: _("the room has no beds for the person and the carer together"),
        Why.BESIDE: _("sleeps beside somebody who has no room"),
        Why.CARER_ROOM: _("the room of the one beside is full, or others are in it"),
        Why.FULL: _("every bed is somebody’s"),
        Why.NONE_EMPTY: _("asks for a room of one’s own, and none is empty"),
        Why.NONE_FITS: _("beds are free only beside people with whom it may not be shared"),
    }[why]
