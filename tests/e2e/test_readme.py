import html
import re
import subprocess
from pathlib import Path

from tests.support.server import Server

ROOT = Path(__file__).parents[2]
WALK = re.compile(r"<!-- tests/e2e/test_readme.py.*?-->\n```sh\n(.*?)```", re.DOTALL)


def test_the_walk_in_the_readme_works_as_it_stands(server: Server) -> None:
    block = WALK.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert block is not None

    result = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"TOKEN=\n{block[1]}"],
        env={"BASE": server.url, "PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert result.returncode == 0, result.stderr
    assert '"status":"accepted"' in result.stdout
    assert result.stdout.count('"parent_id":"') > 2
    assert "problem" not in result.stdout


def test_the_walk_in_the_reference_works_after_the_one_in_the_readme(server: Server) -> None:
    """The account is there by then, with the same password."""
    with server.client() as http:
        page = http.get("docs").text
        account = {"email": "ada@example.org", "password": "correct horse battery"}
        http.post("auth/register", json={**account, "full_name": "Ada"})
    walk = page[page.index('<ol class="steps">') : page.index('id="authentication"')]
    commands = [
        html.unescape(code)
        for code in re.findall(r'<code class="whole">(.*?)</code>', walk, re.DOTALL)
    ]
    script = "\n".join(commands).replace("http://127.0.0.1:8000", server.url)

    result = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert len(commands) == 4
    assert result.returncode == 0, result.stderr
    assert result.stdout.count('"content":"Water the tomatoes"') == 2
    assert re.findall(r'"code":"(\w+)"', result.stdout) == ["email_taken"]


def test_every_file_that_the_readme_links_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!http)([^)#]+)\)", text)

    assert [link for link in links if not (ROOT / link).exists()] == []
