"""By what two accounts are known that may be one person's."""

from django.db import migrations

from foundation.words.derived import DerivedText
from foundation.words.folding import FoldedField, folded_words


def fill(apps, schema_editor):
    """Write both for the accounts there are."""
    rows = apps.get_model("people", "User").objects.only("family_name", "given_name", "email")
    for row in rows.iterator(chunk_size=500):
        names = " ".join(sorted(folded_words(f"{row.family_name} {row.given_name}")))[:210]
        mailbox, _at, domain = row.email.lower().partition("@")
        mailbox = f"{mailbox.partition('+')[0].replace('.', '')}@{domain}"
        type(row).objects.filter(pk=row.pk).update(same_name=names, mailbox=mailbox)


class Migration(migrations.Migration):
    dependencies = [("people", "0007_digest_of_what_waits")]

    operations = [
        migrations.AddField(
            "user",
            "same_name",
            FoldedField(
                db_default="",
                db_index=True,
                default="",
                editable=False,
                max_length=210,
                of="names_in_any_order",
            ),
        ),
        migrations.AddField(
            "user",
            "mailbox",
            DerivedText(
                db_default="", db_index=True, default="", editable=False, max_length=254, of="own_mailbox"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
