"""Zips whose bytes depend on nothing but what is in them. No torch."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping

EPOCH = (2020, 1, 1, 0, 0, 0)
EXECUTABLE, PLAIN = 0o100755, 0o100644


def zipped(files: Mapping[str, bytes], executable: Collection[str] = ()) -> bytes:
    """Return files, by name, as a zip; the same files give the same bytes."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, EPOCH)
            member.external_attr = (EXECUTABLE if name in executable else PLAIN) << 16
            archive.writestr(member, files[name], zipfile.ZIP_DEFLATED)
    return data.getvalue()
