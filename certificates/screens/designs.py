"""Lists and forms of certificate designs."""

from django.utils.translation import gettext_lazy as _

from certificates.models import Design
from certificates.services import rules_and_designs
from office.choices import NO_PARENT, ChoicePanel
from office.forms import LanguagesPanel, section
from office.viewsets import ScopedViewSet

MENU = "register_certificate_menu_item"  # the hook of the menu group “Certificates”


class DesignViewSet(ScopedViewSet):
    """How a programme's certificates read."""

    model = Design
    url_prefix = "designs"
    icon = "doc-full-inverse"
    menu_label = _("Designs")
    menu_hook = MENU
    menu_order = 200
    service = staticmethod(rules_and_designs.save_design)
    service_argument = "design"
    parent_field = "programme"
    related = ("programme", "issuer")
    list_display = ("name", "programme", "kind", "language", "issuer")
    list_filter = ("programme", "kind", "language")
    search_fields = ("name",)
    panels = (
        section(
            _("What it is"),
            "programme",
            "name",
            ("kind", "language"),
            help_text=_(
                "The whole sheet is in this one language, or in the one that its holder has chosen on the site: then"
                " all that is printed must be written in the three languages, and names on sheets in English and Polish"
                " are in Latin letters. Certificates issued before stay as they are."
            ),
        ),
        section(
            _("Who issues"),
            ChoicePanel(
                "issuer",
                add="organisation:add",
                right="organisations.change",
                under=NO_PARENT,
                help_text=_("Its key signs the files."),
            ),
            LanguagesPanel("licence"),
            LanguagesPanel("legal_basis"),
            LanguagesPanel("signatories"),
        ),
    )


VIEWSETS = (DesignViewSet(),)
