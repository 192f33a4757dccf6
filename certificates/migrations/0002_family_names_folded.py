"""Family names by which certificates are checked and found are folded further: accents, ł, ґ."""

from django.db import migrations

from certificates.comparing import compared, surname_key


def fold(apps, schema_editor):
    """Write each row's key as it is made now."""
    rows = apps.get_model("certificates", "Certificate").objects.only("facts", "surname_key")
    for row in rows.iterator(chunk_size=500):
        holder = row.facts["holder"]
        key = surname_key(compared(holder["family"], holder["given"]))
        if key != row.surname_key:
            row.surname_key = key
            row.save(update_fields=["surname_key"])


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_tables_by_room")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop, elidable=True)]
