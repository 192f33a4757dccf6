"""Addresses of hosts' and captains' links, of participants' visits and of how they travel."""

from django.urls import path

from .views import captain, host, own, papers, travel

app_name = "logistics"
urlpatterns = [
    path("my/visits/<uuid:public_id>/", own.visit, name="visit"),
    path("my/travel/<slug:slug>/", travel.travel, name="travel"),
    path("lists/<str:code>/<int:number>/", papers.paper, name="paper"),
    path("captain/<str:token>/", captain.page, name="captain"),
    path("captain/<str:token>/taps/", captain.batch, name="captain_taps"),
    path("host/<str:token>/", host.visit, name="host"),
    path("host/<str:token>/confirm/", host.confirm, name="host_confirm"),
    path("host/<str:token>/time/", host.propose_time, name="host_time"),
    path("host/<str:token>/decline/", host.decline, name="host_decline"),
    path("host/<str:token>/about/", host.describe, name="host_about"),
    path("host/<str:token>/arrival/", host.count_heads, {"leaving": False}, name="host_arrival"),
    path("host/<str:token>/departure/", host.count_heads, {"leaving": True}, name="host_departure"),
    path("host/<str:token>/note/", host.leave_note, name="host_note"),
    path("host/<str:token>/names/", host.names, name="host_names"),
]
