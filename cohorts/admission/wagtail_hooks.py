"""Applications in the back office: addresses, and names of the audit's actions."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from office.exports import EXPORTS

from .exports import Applications, CallList
from .screens import application, batch, calls, deciding, late, listing

hooks.register(EXPORTS, Applications)
hooks.register(EXPORTS, CallList)

ACTIONS = {
    "admission.send": (_("Send"), _("The application was sent")),
    "admission.change": (
        pgettext_lazy("audit, action", "Change"),
        _("The applicant changed the application"),
    ),
    "admission.withdraw": (_("Withdraw"), _("The applicant withdrew the application")),
    "admission.withdraw_day": (_("Give a day up"), _("The applicant gave a day up")),
    "admission.withdraw_by_phone": (
        _("Write down that the person does not come"),
        _("Said on the phone: does not come"),
    ),
    "admission.take_back": (
        _("Take back that the person does not come"),
        _("Taken back: the person comes after all"),
    ),
    "admission.accept": (_("Accept"), _("Accepted")),
    "admission.wait": (
        pgettext_lazy("audit, action", "Put on the waiting list"),
        pgettext_lazy("audit, done", "Put on the waiting list"),
    ),
    "admission.decline": (_("Decline"), _("Declined")),
    "admission.cancel": (_("Take the place away"), _("The place was taken away")),
    "admission.decide": (_("Decide"), _("Decided, not sent yet")),
    "admission.undo": (_("Undo"), _("The decision was taken back before it was sent")),
    "admission.offered": (_("Offer a place"), _("A freed place was offered")),
    "admission.took": (_("Take the place offered"), _("The place that was offered was taken")),
    "admission.lapsed": (_("Let the offer lapse"), _("Nobody answered the offer in time")),
    "admission.declined": (_("Decline the offer"), _("The person declined the offer")),
    "admission.skipped": (_("Pass over"), _("Passed over in the queue: not eligible any more")),
    "admission.open_late": (
        _("Open the day for one person"),
        _("The day was opened for one person after its deadline"),
    ),
    "admission.close_late": (
        _("Close the day for one person"),
        _("The day that was open for one person was closed again"),
    ),
    "admission.note": (pgettext_lazy("audit, action", "Note"), _("A note for colleagues was written")),
    "admission.confirm": (_("Confirm"), _("The person confirmed that they are coming")),
    "admission.replaced": (_("Replace by a colleague"), _("A colleague comes instead")),
    "admission.entered": (_("Come in a colleague’s place"), _("Comes in a colleague’s place")),
    "admission.close": (_("Close with the cohort"), _("Closed: the cohort was cancelled")),
}


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Name what is done to applications."""
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """The list, one application, the decision."""
    return [
        path("cohorts/<int:pk>/applications/", listing.ApplicationList.as_view(), name="admission_list"),
        path(
            "cohorts/<int:pk>/applications/results/",
            listing.ApplicationList.as_view(results_only=True),
            name="admission_list_results",
        ),
        path("cohorts/<int:pk>/calls/", calls.calls, name="admission_calls"),
        path(
            "cohorts/<int:pk>/applications/<uuid:public_id>/take-back/",
            calls.take_back_call,
            name="admission_take_back_call",
        ),
        path("cohorts/<int:pk>/applications/late/", late.late, name="admission_late"),
        path(
            "cohorts/<int:pk>/applications/late/<int:door_pk>/close/", late.close, name="admission_close_late"
        ),
        path("cohorts/<int:pk>/applications/decide/", deciding.decide, name="admission_decide"),
        path("cohorts/<int:pk>/applications/decide/later/", batch.add, name="admission_add"),
        path("cohorts/<int:pk>/applications/decide/batch/", batch.batch, name="admission_batch"),
        path("cohorts/<int:pk>/applications/<uuid:public_id>/", application.detail, name="admission_detail"),
        path("cohorts/<int:pk>/applications/<uuid:public_id>/note/", application.note, name="admission_note"),
    ]
