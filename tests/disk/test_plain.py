"""Plain files alone are read, and no more of them than was agreed."""

import os

import pytest

from netmap.disk.plain import NotPlainError, TooLargeError, read_plain, sha256_of


def test_a_plain_file_is_read_up_to_its_limit(tmp_path):
    file = tmp_path / "a"
    file.write_bytes(b"12345")
    assert read_plain(file, limit=5) == b"12345"
    with pytest.raises(TooLargeError):
        read_plain(file, limit=4)
    assert sha256_of(file) == "5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5"


def test_a_pipe_is_not_waited_for_and_a_device_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    for name in ("pipe", "zero"):
        with pytest.raises(NotPlainError) as refused:
            read_plain(tmp_path / name, limit=10)
        assert refused.value.filename == str(tmp_path / name)
        with pytest.raises(NotPlainError):
            sha256_of(tmp_path / name)


def test_a_link_is_followed_only_where_it_was_agreed(tmp_path):
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "link").symlink_to("a")
    assert read_plain(tmp_path / "link", limit=5) == b"1"
    with pytest.raises(NotPlainError):
        read_plain(tmp_path / "link", limit=5, follow=False)
    with pytest.raises(NotPlainError):
        sha256_of(tmp_path / "link")


def test_a_folder_and_nothing_are_told_as_the_system_tells_them(tmp_path):
    with pytest.raises(IsADirectoryError):
        read_plain(tmp_path, limit=5)
    with pytest.raises(FileNotFoundError):
        read_plain(tmp_path / "nowhere", limit=5)


def test_what_a_name_leads_to_is_looked_at_again_once_open(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"1")
    os.mkfifo(tmp_path / "pipe")
    opened = os.open

    def another(path, flags):
        return opened(tmp_path / "pipe", flags)

    monkeypatch.setattr(os, "open", another)
    with pytest.raises(NotPlainError):
        read_plain(tmp_path / "a", limit=5)
