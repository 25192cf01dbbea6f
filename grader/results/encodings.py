"""Text of which nobody said how it is encoded: UTF-8, or what Chinese Windows writes. No torch."""

from __future__ import annotations

IDEOGRAPHS = range(0x4E00, 0xA000)


def decoded(data: bytes) -> str | None:
    """Return the text in these bytes, as UTF-8 or, where it is Chinese in GBK, as that; None where neither fits.

    Almost any bytes are GBK. Chinese is what consists of ideographs, most of them the common ones of GB 2312; a European
    text that is read as GBK has few of those.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    ideographs = [letter for letter in text if ord(letter) in IDEOGRAPHS]
    return text if 2 * sum(map(_common, ideographs)) > len(ideographs) else None


def _common(letter: str) -> bool:
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
