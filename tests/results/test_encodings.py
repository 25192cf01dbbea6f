"""What nobody said the encoding of: UTF-8 or Chinese, and nothing else is guessed."""

from __future__ import annotations

import pytest

from grader.results.encodings import decoded


@pytest.mark.parametrize("text", ["", "plain", "张三的作业", "欧阳娜娜/实验（一）", "王喆", "é"])
def test_utf8_is_utf8(text: str) -> None:
    """With or without a byte order mark."""
    assert decoded(text.encode("utf-8")) == decoded(text.encode("utf-8-sig")) == text


@pytest.mark.parametrize("text", ["张三的作业", "学号,姓名\n1,李四", "王喆喆的作业", "欧阳娜娜/实验（一）"])
def test_chinese_in_gbk(text: str) -> None:
    """Rare characters may be among the common ones."""
    assert decoded(text.encode("gbk")) == text


@pytest.mark.parametrize(
    "data", ["Müller".encode("latin-1"), "été.py".encode("cp437"), "Señor Núñez".encode("cp1252"), b"\xff\xfe"], ids=range(4)
)
def test_european_bytes_are_not_made_chinese(data: bytes) -> None:
    """Nothing is better than the wrong name."""
    assert decoded(data) is None
