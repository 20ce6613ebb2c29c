"""The measurement behind `pendopo knowledge evaluate`."""

import json
from pathlib import Path

from knowledge.evaluate import evaluate


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def read(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_question_gets_a_row_with_hits_decision_and_time(tmp_path: Path) -> None:
    knowledge = written(
        tmp_path / "kb.jsonl",
        [
            {"entry_id": "parkir", "category": "umum", "title": "Tarif parkir", "text": "berapa tarif parkir motor"},
            {"entry_id": "parkir", "category": "umum", "title": "Tarif parkir", "text": "parkir bayar berapa"},
            {"entry_id": "pasar", "category": "umum", "title": "Jam buka pasar", "text": "pasar buka jam berapa"},
        ],
    )
    questions = written(tmp_path / "q.jsonl", [{"id": "1", "text": "brp tarif parkir"}, {"id": "2", "text": "zzz"}])

    evaluate(knowledge, questions, tmp_path / "out.jsonl")

    rows = read(tmp_path / "out.jsonl")
    assert [row["id"] for row in rows] == ["1", "2"]
    assert rows[0]["hits"][0][0] == "parkir"
    assert rows[1]["decision"] == "refuse"
    assert all(row["ms"] >= 0 for row in rows)


def test_the_bench_counts_only_answers_and_no_pointers_to_other_offices(tmp_path: Path) -> None:
    entries = [
        {
            "id": "parkir",
            "category": "umum",
            "questions": ["Berapa tarif parkir?", "Parkir bayar berapa?"],
            "answer": "2.000",
        },
        {
            "id": "sim",
            "category": "lain",
            "kind": "rujukan",
            "questions": ["Cara membuat SIM?"],
            "answer": "Ke polres.",
        },
    ]
    (tmp_path / "kb.json").write_text(json.dumps(entries), encoding="utf-8")
    questions = written(tmp_path / "q.jsonl", [{"q": "Berapa tarif parkir?"}, {"q": "Cara membuat SIM?"}, {"q": "zzz"}])

    evaluate(tmp_path / "kb.json", questions, tmp_path / "out.jsonl", shape="bench")

    assert [row["got"] for row in read(tmp_path / "out.jsonl")] == ["parkir", None, None]
