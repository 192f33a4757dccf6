"""In a process of the site that is measured: fill it with materials, or say everything that a restore must bring back.

python -m benchmarks.backup_rows fill MEGABYTES | digest
"""

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import django

FILE_MB = 32


def fill(megabytes: int) -> None:
    """Materials of 32 MB of random bytes each, or one of fewer, with their rows."""
    from django.core.files.base import ContentFile

    from courses.materials import add_version, new_material
    from courses.models import Course, MaterialVersion
    from people.models import User

    actor, course = User.objects.filter(is_superuser=True)[0], Course.objects.all()[0]
    for number in range(max(1, megabytes // FILE_MB)):
        content = os.urandom(min(FILE_MB, megabytes) * 1024**2)
        version = MaterialVersion(
            material=new_material(actor=actor, course=course, title=f"Зразок {number}", language="uk"),
            added_by=actor,
            file_name=f"зразок-{number}.bin",
            content_type="application/octet-stream",
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        version.file.save("x", ContentFile(content), save=False)
        add_version(actor=actor, version=version)


def digest() -> dict[str, Any]:
    """Rows of each table with a hash of them, hashes of files and keys, the register and how it checks."""
    from django.apps import apps
    from django.conf import settings
    from django.core import serializers

    from certificates.models import Certificate, RegisterCounter
    from certificates.verification import by_code, by_file

    tables = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.label != "sessions.Session":
            rows = serializers.serialize("jsonl", model._base_manager.order_by("pk").iterator())
            tables[model._meta.label] = [rows.count("\n"), hashlib.sha256(rows.encode()).hexdigest()]
    files = {}
    for folder in (Path(settings.PRIVATE_MEDIA_ROOT), Path(settings.SIGNING_KEYS_DIR)):
        for path in sorted(filter(Path.is_file, folder.rglob("*"))):
            with path.open("rb") as file:
                files[f"{folder.name}/{path.relative_to(folder)}"] = hashlib.file_digest(
                    file, "sha256"
                ).hexdigest()
    checks = {
        each.number: [
            each.code,
            by_code(each.code).verdict.value,
            by_file(each.delivered.file.read()).verdict.value if each.is_delivered else "",
        ]
        for each in Certificate.objects.select_related("delivered").order_by("pk")
    }
    counters = {str(each): each.last for each in RegisterCounter.objects.all()}
    return {"tables": tables, "files": files, "checks": checks, "counters": counters}


def main() -> None:
    """Do what the first word says."""
    django.setup()
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    else:
        print(json.dumps(digest(), ensure_ascii=False))


if __name__ == "__main__":
    main()
