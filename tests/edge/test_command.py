import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from local.nginx.__main__ import main
from local.nginx.config import CONF, Edge, in_container, on_host, render
from local.nginx.program import NginxError, check, find


def test_nginx_takes_the_configuration(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--test"])

    assert status == 0
    assert capsys.readouterr().out.count("test is successful") == 2


def test_a_missing_nginx_names_the_command_that_installs_it() -> None:
    with pytest.raises(NginxError, match="run `make system-deps`"):
        find(path="/nowhere")


def test_what_nginx_refuses_is_told(tmp_path: Path) -> None:
    edge = replace(on_host(tmp_path), upstream="no port:x")

    with pytest.raises(NginxError, match="emerg"):
        check(edge, tmp_path)


def test_the_command_needs_nothing_but_the_standard_library(tmp_path: Path) -> None:
    """The image renders it before anything is installed (-S: no site-packages)."""
    subprocess.run(
        [sys.executable, "-S", "-m", "local.nginx", "--output", str(tmp_path)],
        check=True,
        cwd=CONF.parents[2],
    )

    assert (tmp_path / "nginx.conf").is_file()


@pytest.mark.parametrize("value", ["a;b", "a{", 'a"', "a$b", "a\nb", "a'", "a\\"])
def test_a_value_cannot_add_directives(value: str) -> None:
    with pytest.raises(ValueError, match="server_name"):
        replace(in_container(), server_name=value)


def test_no_placeholder_is_left(tmp_path: Path) -> None:
    render(replace(in_container(), tls_port=8443, server_name="tasks.example"), tmp_path)
    rendered = [path.read_text() for path in tmp_path.rglob("*.conf")]

    assert [text for text in rendered if "{{" in text] == []


def test_nothing_of_an_earlier_edge_is_left(tmp_path: Path) -> None:
    render(replace(in_container(), tls_port=8443, server_name="tasks.example"), tmp_path)
    render(on_host(tmp_path), tmp_path)

    assert [path.name for path in (tmp_path / "servers").iterdir()] == ["plain.conf"]


def test_host_and_container_differ_in_three_files_only(tmp_path: Path) -> None:
    render(on_host(tmp_path / "run"), tmp_path / "host")
    render(in_container(), tmp_path / "container")
    host, container = (files(tmp_path / name) for name in ("host", "container"))
    different = {name for name in host.keys() & container.keys() if host[name] != container[name]}

    assert host.keys() ^ container.keys() == {
        "http/upstream-fixed.conf",
        "http/upstream-resolved.conf",
    }
    assert different <= {
        "nginx.conf",
        "http/basics.conf",
        "http/logging.conf",
        "servers/plain.conf",
    }


def test_the_container_writes_to_tmp_only() -> None:
    edge = in_container()

    assert isinstance(edge, Edge)
    assert {edge.run, edge.access_log, edge.error_log} == {"/tmp", "/dev/stdout", "stderr"}  # noqa: S108


def files(folder: Path) -> dict[str, str]:
    """Every file of a folder, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.conf")
    }
