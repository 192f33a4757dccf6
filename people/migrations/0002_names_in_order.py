"""What lists order people by, and what they are found by, is kept with each account."""

from django.db import migrations

from foundation.words.order import OrderKeyField, order_key
from foundation.words.folding import FoldedField, folded_words


def fill(apps, schema_editor):
    """Write both for the accounts there are."""
    rows = apps.get_model("people", "User").objects.only("family_name", "given_name", "patronymic")
    for row in rows.iterator(chunk_size=500):
        name = " ".join(part for part in (row.family_name, row.given_name, row.patronymic) if part)
        words = " ".join(folded_words(name))[:310]
        type(row).objects.filter(pk=row.pk).update(name_key=order_key(name), name_words=words)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_tables_by_room")]

    operations = [
        migrations.AddField(
            "user",
            "name_key",
            OrderKeyField(db_default=b"", db_index=True, default=b"", editable=False, of="official_name"),
        ),
        migrations.AddField(
            "user",
            "name_words",
            FoldedField(db_default="", default="", editable=False, max_length=310, of="official_name"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
