"""Addresses of one's own pages, and of what we add to allauth's."""

from django.urls import path

from people.views import my, personal_data, reauthentication

app_name = "people"
urlpatterns = [
    path("my/", my.page, name="my"),
    path("my/details/", my.profile, name="profile"),
    # allauth has the first password at this address too; ours comes before it (config/urls.py) and asks more.
    path("accounts/password/set/", reauthentication.set_password, name="set_password"),
    path(
        "accounts/reauthenticate/code/",
        reauthentication.CodeAgainView.as_view(),
        name="reauthenticate_by_code",
    ),
    path("my/data/", personal_data.page, name="data"),
    path("my/data/take-out/", personal_data.take_out, name="take_out"),
    path("my/data/erase/", personal_data.erase, name="erase"),
    path("my/calendar/renew/", my.renew_calendar, name="renew_calendar"),
]
