"""Addresses of partners' links, and of the question whether a paper holds."""

from django.urls import path

from . import views

app_name = "lists"
urlpatterns = [
    path("party/<str:token>/", views.party, name="party"),
    path("party-lists/<str:code>/<int:number>/", views.paper, name="paper"),
]
