"""Addresses of applying and of one's own applications."""

from django.urls import path

from .views import apply, community_picker, own

app_name = "admission"
urlpatterns = [
    path("communities/", community_picker.communities, name="communities"),
    path("cohorts/<slug:slug>/apply/", apply.Begin.as_view(), name="apply"),
    path("cohorts/<slug:slug>/apply/check/", apply.Check.as_view(), name="check"),
    path("cohorts/<slug:slug>/apply/discard/", apply.Discard.as_view(), name="discard"),
    path("cohorts/<slug:slug>/apply/<str:step>/", apply.Step.as_view(), name="step"),
    path("my/applications/<uuid:public_id>/", own.Status.as_view(), name="application"),
    path("my/applications/<uuid:public_id>/receipt/", own.Receipt.as_view(), name="receipt"),
    path("my/applications/<uuid:public_id>/change/<str:step>/", own.Change.as_view(), name="change"),
    path("my/applications/<uuid:public_id>/confirm/", own.Confirm.as_view(), name="confirm"),
    path("my/applications/<uuid:public_id>/withdraw/", own.Withdraw.as_view(), name="withdraw"),
    path(
        "my/applications/<uuid:public_id>/days/<str:date>/at-once/",
        own.AtOnce.as_view(),
        name="at_once",
    ),
    path(
        "my/applications/<uuid:public_id>/days/<str:date>/withdraw/",
        own.WithdrawDay.as_view(),
        name="withdraw_day",
    ),
]
