"""That a captain may see a telephone is a consent from now on; ticks of before are kept as consents of version 0.

The column stays, empty and with a default, as long as the code before this may still run: it reads and writes it.
"""

from django.db import migrations
from django.utils import timezone


def keep_as_consents(apps, schema_editor):
    """What was ticked holds: without words, which nobody kept, and from the hour of this migration."""
    passengers = apps.get_model("logistics", "Passenger").objects
    consents = apps.get_model("people", "Consent")
    rows = passengers.filter(shares_phone=True).values_list("participant__user", "participant__cohort")
    ticked = {(user, f"cohort:{cohort}") for user, cohort in rows}
    # After a way back to ticks: who took theirs out since agrees no more.
    open_rows = consents.objects.filter(kind="phone_to_captain", withdrawn_at=None)
    unticked = [
        pk for pk, user, about in open_rows.values_list("pk", "user", "about") if (user, about) not in ticked
    ]
    consents.objects.filter(pk__in=unticked).update(withdrawn_at=timezone.now())
    consents.objects.bulk_create(
        [
            consents(user_id=user, kind="phone_to_captain", about=about, version=0)
            for user, about in sorted(ticked)
        ],
        ignore_conflicts=True,
    )
    passengers.filter(shares_phone=True).update(shares_phone=False)


def keep_as_ticks(apps, schema_editor):
    """Who agrees now has a tick again; consents of version 0 go, those with words stay as rows of people."""
    passengers = apps.get_model("logistics", "Passenger").objects
    consents = apps.get_model("people", "Consent")
    participants = apps.get_model("cohorts", "Participant").objects
    rows = consents.objects.filter(kind="phone_to_captain", withdrawn_at=None)
    for user, about in rows.values_list("user", "about"):
        for who in participants.filter(user=user, cohort=int(about.partition(":")[2])):
            passengers.update_or_create(participant=who, defaults={"shares_phone": True})
    rows.filter(version=0).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0011_consents"),
        ("cohorts", "0008_places_are_handed_on"),
        ("logistics", "0011_default_of_a_tick"),
    ]

    operations = [
        migrations.RunPython(keep_as_consents, keep_as_ticks),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("passenger", "shares_phone")]
        ),
    ]
