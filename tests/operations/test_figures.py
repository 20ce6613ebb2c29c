"""`pendopo statistics evaluate`: questions in, results out, in the settled shape."""

import json
from pathlib import Path

from click.testing import CliRunner

import cli

_SHAPE = {
    "id", "outcome", "operation", "indicator", "regions", "periods", "dimension", "answer", "options", "service", "text",
    "observations", "ms",
}  # fmt: skip


def _evaluated(folder: Path, *rows: dict[str, str]) -> list[dict[str, object]]:
    questions, out = folder / "q.jsonl", folder / "r.jsonl"
    questions.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    ran = CliRunner().invoke(cli.main, ["statistics", "evaluate", "--questions", str(questions), "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_every_question_gets_a_row_in_the_settled_shape(tmp_path: Path) -> None:
    rows = _evaluated(
        tmp_path,
        {"id": "a", "text": "kemiskinan klaten 2022"},
        {"id": "b", "text": "kalau boyolali?", "follows": "a"},
        {"id": "c", "text": "halo"},
    )

    assert all(set(row) == _SHAPE for row in rows)
    assert [row["answer"] for row in rows] == [12.33, 9.82, None]
    assert rows[1]["regions"] == ["3309"]
    assert "12,33 persen" in str(rows[0]["text"])
    assert rows[0]["observations"]
