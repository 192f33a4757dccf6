"""A domain in other letters than Latin ones is kept as the network writes it."""

from django.db import migrations

from foundation.words.addresses import email_address


def spell(apps, schema_editor):
    """Change what is spelt otherwise, unless another account has that address already."""
    taken = set(apps.get_model("people", "User").objects.values_list("email", flat=True))
    for app, model in (("people", "User"), ("account", "EmailAddress")):
        rows = apps.get_model(app, model).objects
        for pk, email in rows.values_list("pk", "email"):
            spelt = email_address(email)
            if not email.isascii() and spelt not in taken:
                rows.filter(pk=pk).update(email=spelt)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_lists_in_the_readers_order"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(spell, migrations.RunPython.noop, elidable=True)]
