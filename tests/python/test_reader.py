"""The reader as a whole: what lies in the raw folder and what both engines see of it."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from strata.config import Settings
from strata.contract import load_contract
from strata.errors import StrataError
from strata.reader import ReadReport, read_exports, run
from strata.reader import landing as landing_module
from strata.reader.records import Grammar, slabs

REPOSITORY = Path(__file__).resolve().parents[2]
ORDERS = "order_id,ordered_at,net_amount\n"


class Desk:
    """A raw folder with the least that a night needs, and a landing."""

    def __init__(self, folder: Path) -> None:
        self.raw = folder / "raw's folder"
        self.raw.mkdir(parents=True)
        self.settings = Settings.from_env(
            {"STRATA_RAW_DIR": str(self.raw), "STRATA_LANDING": str(folder / "land [1]ing's")}
        )
        self.landing = self.settings.landing
        self.put("crm_accounts.csv", "account_id,name\n1,Acme\n")
        self.put("erp_orders.csv", ORDERS + "1,2024-01-01,10\n")

    def put(self, name: str, content: str | bytes) -> Path:
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def put_parquet(self, name: str, columns: dict[str, Any]) -> Path:
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table(columns), path)
        return path

    def remove(self, name: str) -> None:
        (self.raw / name).unlink()

    def read(self) -> ReadReport:
        return read_exports(self.settings, lambda _: None)

    def view(self, feed: str, engine: str = "duckdb") -> str:
        views = json.loads((self.landing / "views.json").read_text(encoding="utf-8"))
        return str(views[engine][feed])

    def rows(self, feed: str, columns: str) -> list[tuple[Any, ...]]:
        query = f"select {columns} from ({self.view(feed)}) order by _drop, _row"
        return duckdb.sql(query).fetchall()

    def rejects(self, columns: str = "_row, reason") -> list[tuple[Any, ...]]:
        return self._parquet("_rejected_lines", columns, "_file, _row")

    def files(self, columns: str) -> list[tuple[Any, ...]]:
        return self._parquet("_files", columns, "_file")

    def orders(self, content: str | bytes, name: str = "erp_orders.csv") -> list[tuple[Any, ...]]:
        if name != "erp_orders.csv":
            self.remove("erp_orders.csv")
        self.put(name, content)
        self.read()
        return self.rows("erp_orders", "order_id, ordered_at, net_amount, _row")

    def snapshot(self) -> dict[str, bytes]:
        """Content of the landing without what differs from run to run by design."""
        found = {}
        for path in sorted(self.landing.rglob("*.parquet")):
            table = pq.read_table(path, partitioning=None)
            plain = table.drop_columns([c for c in ("_loaded_at",) if c in table.column_names])
            found[str(path.relative_to(self.landing))] = repr(plain.to_pylist()).encode()
        return found

    def _parquet(self, folder: str, columns: str, order: str) -> list[tuple[Any, ...]]:
        landed = pq.read_table(self.landing / folder, partitioning=None)  # noqa: F841
        return duckdb.sql(f"select {columns} from landed order by {order}").fetchall()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def fails(desk: Desk) -> str:
    with pytest.raises(StrataError) as caught:
        desk.read()
    sentence = str(caught.value)
    assert "\n" not in sentence and sentence.endswith(".")
    return sentence


# What is found.


def test_files_and_folders_of_one_feed_are_read_in_natural_order(desk: Desk) -> None:
    desk.remove("erp_orders.csv")
    row = "{},2024-01-01,1\n"
    desk.put("erp_orders_2026-01-10.csv", ORDERS + row.format("c"))
    desk.put("erp_orders_2026-01-9.CSV", ORDERS + row.format("b"))
    desk.put("erp_orders/2026/10/x.csv", ORDERS + row.format("e"))
    desk.put("erp_orders/2026/9/x.csv.gz", gzip.compress((ORDERS + row.format("d")).encode()))
    desk.put("erp_orders.csv", ORDERS + row.format("a"))
    desk.read()
    assert desk.rows("erp_orders", "order_id") == [(x,) for x in "adebc"]


def test_a_feed_never_takes_the_files_of_another(desk: Desk) -> None:
    desk.put("crm_opportunities.csv", "opportunity_id,stage,created_at\no,won,2024-01-01\n")
    desk.put(
        "crm_opportunity_stage_history_1.csv", "opportunity_id,stage,entered_at\no,won,2024-01-01\n"
    )
    report = desk.read()
    assert "crm_opportunity_stage_history" not in report.absent_feeds
    assert len(desk.rows("crm_opportunities", "1")) == 1


def test_what_belongs_to_no_feed_is_named_and_marks_of_other_tools_are_not(desk: Desk) -> None:
    for name in (".hidden.csv", "_SUCCESS", "erp_orders/_SUCCESS", "erp_orders/.part.crc"):
        desk.put(name, "x")
    (desk.raw / "web_events").mkdir()
    desk.put("notes.md", "x")
    desk.put("crm_accounts_old.csv", "x")
    desk.put("crm_users/readme.md", "x")
    report = desk.read()
    assert report.strangers == ("crm_accounts_old.csv", "crm_users/readme.md", "notes.md")
    assert "notes.md" in "\n".join(report.lines())
    assert {"web_events", "crm_users"} <= set(report.absent_feeds)


def test_an_absent_feed_is_an_empty_table_with_its_columns(desk: Desk) -> None:
    desk.read()
    shape = duckdb.sql(f"describe {desk.view('web_events')}").fetchall()
    names = [*load_contract()["web_events"].column_names, "_file", "_row", "_drop", "_loaded_at"]
    assert [row[0] for row in shape] == names
    assert [row[1] for row in shape[-4:]] == ["VARCHAR", "BIGINT", "VARCHAR", "BIGINT"]
    assert desk.rows("web_events", "1") == []


@pytest.mark.parametrize("content", ["", "\n\n", "account_id,name\n", "\ufeffaccount_id"])
def test_an_empty_export_is_there_and_empty(desk: Desk, content: str) -> None:
    desk.put("crm_accounts.csv", content)
    report = desk.read()
    assert "crm_accounts" not in report.absent_feeds
    assert desk.files("rows, rejected_lines")[0] == (0, 0)


# Delimited text.


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_line_ends_headers_and_row_numbers(desk: Desk, delimiter: str, end: str) -> None:
    lines = [
        '\ufeff ORDERED_AT ,"Note; a, b | c\td",Net_Amount,order_id',
        f'2024-01-01,"he said ""yes""{end}and left",1.50,a',
        ",,,",
        "",
        '2024-01-03,5" pipe,"",b',
        "",
        "",
    ]
    text = end.join(lines[:1] + list(lines[1:]))
    text = text.replace(",", delimiter).replace(f'"Note; a{delimiter}', '"Note; a,')
    assert desk.orders(text) == [
        ("a", "2024-01-01", "1.50", 2),
        (None, None, None, 4),
        ("b", "2024-01-03", None, 6),
    ]
    assert desk.rejects() == []
    assert desk.files("delimiter, encoding, rows")[1] == (delimiter, "utf-8", 3)


def test_text_stays_as_it_is(desk: Desk) -> None:
    content = 'account_id,name,website\n1," a ""b"" \r\n\tc ",NULL\n2, x ,\n'
    desk.put("crm_accounts.csv", content)
    desk.read()
    assert desk.rows("crm_accounts", "name, website, city") == [
        (' a "b" \r\n\tc ', "NULL", None),
        (" x ", None, None),
    ]


def test_the_delimiter_is_the_one_that_finds_the_columns(desk: Desk) -> None:
    header = 'order_id;"a, b, c, d, e, f";ordered_at;net_amount'
    assert desk.orders(f'{header}\n1;"x;y, ""z""";2;3\n') == [("1", "2", "3", 2)]
    assert desk.files("unknown_columns")[1] == ("a, b, c, d, e, f",)


def test_a_hint_of_a_spreadsheet_is_followed(desk: Desk) -> None:
    assert desk.orders("sep=;\r\norder_id;ordered_at;net_amount\r\n1;x;2\r\n") == [
        ("1", "x", "2", 3)
    ]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("2,x", "too_few_values"),
        ("2,x,1,1", "too_many_values"),
        ('2,"x,1', "unclosed_quote"),
        ('2,"x" y,1', "stray_quote"),
    ],
)
def test_a_bad_line_costs_that_line(desk: Desk, bad: str, reason: str) -> None:
    good = [f'{n},"2024-01-01",3' for n in range(3, 8)]
    found = desk.orders(ORDERS + "\n".join(["1,y,2", bad, *good]) + "\n")
    assert [(row[0], row[3]) for row in found] == [
        ("1", 2),
        *((str(n), n + 1) for n in range(3, 8)),
    ]
    assert desk.rejects("feed, _file, _row, raw_value, reason") == [
        ("erp_orders", "erp_orders.csv", 3, bad, reason)
    ]


def test_an_unclosed_quote_does_not_swallow_plain_lines_before_another_quote(desk: Desk) -> None:
    lines = ['1,"y,2', "2,y,2", "3,y,2", '4,z",2', "5,y,2"]
    found = desk.orders(ORDERS + "\n".join(lines))
    assert [row[0] for row in found] == ["2", "3", "4", "5"]
    assert desk.rejects() == [(2, "unclosed_quote")]


def test_an_unclosed_quote_in_the_last_line(desk: Desk) -> None:
    assert len(desk.orders(ORDERS + '1,y,2\n2,"y,2')) == 1
    assert desk.rejects() == [(3, "unclosed_quote")]


def test_a_header_with_an_unclosed_quote_is_refused(desk: Desk) -> None:
    desk.put("crm_accounts.csv", 'account_id,"name\n1,a\n')
    assert "header" in fails(desk)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_and_rejects_add_up_whatever_the_size_of_a_block(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    """Random lines in small blocks: nothing is lost, and every row is where it says it is."""
    rng = np.random.default_rng(5)
    pieces = [
        '{},"2024-01-01",1',
        "{},2024-01-01,1",
        '{},"a\nb",1',
        '{},"a\r\n\n"",b",1',
        '{},"中\n文",1',
        '{},"x,1',
        '{},5" x,1',
        "{},1",
        '{},"x"y,1',
        "",
    ]
    picks = rng.choice(
        len(pieces), 1000, p=[0.3, 0.4, 0.05, 0.05, 0.05, 0.02, 0.05, 0.03, 0.02, 0.03]
    )
    text = ORDERS
    line = 2
    expected = {}
    for number, pick in enumerate(picks.tolist()):
        record = pieces[pick].format(number)
        if pick in (0, 1, 2, 3, 4, 6):
            expected[str(number)] = line
        text += record + end
        line += record.count("\n") + 1
    results = []
    for size in (64, 1000, 1 << 22):
        monkeypatch.setattr("strata.reader.text.BLOCK_BYTES", size)
        shutil.rmtree(desk.landing, ignore_errors=True)
        found = desk.orders(text)
        assert {row[0]: row[3] for row in found} == expected
        results.append((found, desk.rejects("_row, raw_value, reason")))
        bad = int(np.isin(picks, (5, 7, 8)).sum())
        assert len(results[-1][1]) == bad
    assert results[0] == results[1] == results[2]


def test_long_runs_of_lines_after_an_unclosed_quote_are_kept(desk: Desk) -> None:
    """The quote is given up within a bounded stretch, here over several blocks of the file."""
    lines = "".join(f"{n},2024-01-01,{n}\n" for n in range(400_000))
    found = desk.orders(ORDERS + '"x,y,1\n' + lines)
    assert len(found) == 400_000
    assert found[-1] == ("399999", "2024-01-01", "399999", 400_002)
    assert desk.rejects() == [(2, "unclosed_quote")]


def test_an_unclosed_quote_does_not_hold_back_the_file() -> None:
    taken = 0

    def blocks() -> Iterator[bytes]:
        nonlocal taken
        yield b'"x,y\n'
        for _ in range(60):
            taken += 1
            yield b"1,2\n" * 25_000

    records = slabs(blocks(), Grammar(b",", 2), 2)
    first = next(slab for slab in records if len(slab.rows))
    assert [reject.row for reject in first.rejects] == [2]
    assert taken < 20


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("gb18030", "gb18030"),
    ],
)
def test_encodings(desk: Desk, encoding: str, said: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    text = mark + "account_id,name,city\n1,北京智云科技有限公司,a|b\n2,華為㐂龘𠮷,\n"
    desk.put("crm_accounts.csv", text.encode(encoding))
    desk.read()
    assert desk.rows("crm_accounts", "name, city, _row") == [
        ("北京智云科技有限公司", "a|b", 2),
        ("華為㐂龘𠮷", None, 3),
    ]
    assert desk.files("encoding")[0] == (said,)


def test_western_code_page(desk: Desk) -> None:
    text = "account_id;name\n1;Müller & Söhne\n2;Café Zoë\n3;Größe\n"
    desk.put("crm_accounts.csv", text.encode("cp1252") + b"4;\x81\n")
    desk.read()
    assert [n for (n,) in desk.rows("crm_accounts", "name")] == [
        "Müller & Söhne",
        "Café Zoë",
        "Größe",
    ]
    assert desk.rejects() == [(5, "unreadable_bytes")]


def test_bytes_that_nothing_reads_cost_their_record(desk: Desk) -> None:
    rows = [
        "1,名".encode(),
        b"2,\xff\xfe",
        '3,"字\n字"'.encode(),
        b'4,"a\n\xe4\xb8"',
        "5,é".encode(),
        "6,字".encode(),
    ]
    desk.put("crm_accounts.csv", b"account_id,name\n" + b"\n".join(rows))
    desk.read()
    assert desk.rows("crm_accounts", "account_id, _row") == [("1", 2), ("3", 4), ("5", 8), ("6", 9)]
    assert desk.rejects("_row, raw_value, reason") == [
        (3, "2,\\xff\\xfe", "unreadable_bytes"),
        (6, '4,"a\n\\xe4\\xb8"', "unreadable_bytes"),
    ]


def test_broken_lines_of_the_other_encodings(desk: Desk) -> None:
    chinese = "account_id,name\n1,中文\n2,公司名称\n".encode("gb18030")
    desk.put("crm_accounts.csv", chinese + b"3,\xff\xff\n" + "4,有限\n".encode("gb18030"))
    lone = "order_id,ordered_at,net_amount\n1,a,1\n2,\ud800,1\n3,c,1".encode(
        "utf-16", "surrogatepass"
    )
    desk.put("erp_orders.csv", lone + b"x")
    desk.read()
    assert [a for (a,) in desk.rows("crm_accounts", "account_id")] == ["1", "2", "4"]
    assert [o for (o,) in desk.rows("erp_orders", "order_id")] == ["1"]
    assert desk.rejects() == [
        (4, "unreadable_bytes"),
        (3, "unreadable_bytes"),
        (4, "unreadable_bytes"),
    ]


# JSON lines.


def test_json_lines(desk: Desk) -> None:
    lines = [
        '{"order_id": 12, "ordered_at": "x", "net_amount": 12345678901234.5678901, "x": [1]}',
        '{"Order_ID": 5.0, "ordered_at": true, "net_amount": 1e3}',
        "",
        '{"order_id": "a\\nb", "ordered_at": {"k": [1, 2.50, null, "é"]}, "net_amount": null}',
        '{"order_id": 9007199254740993, "ordered_at": "", "net_amount": -1.5E-7, "cost_amount": 1}',
    ]
    lines[1] = lines[1].replace("Order_ID", "order_id")
    assert desk.orders("\r\n".join(lines), "erp_orders.jsonl") == [
        ("12", "x", "12345678901234.5678901", 1),
        ("5", "true", "1000", 2),
        ("a\nb", '{"k":[1,2.5,null,"é"]}', None, 4),
        ("9007199254740993", None, "-0.00000015", 5),
    ]
    assert desk.files("unknown_columns, encoding, delimiter")[1] == ("x", "utf-8", None)


def test_malformed_json_lines_are_rejects(desk: Desk) -> None:
    good = '{"order_id": 1, "ordered_at": "é", "net_amount": 2}'
    lines = [good, '{"order_id": 1', "[1]", '{"order_id": NaN}', '{"order_id": "\\ud800"}', good]
    body = "\n".join(lines).encode() + b'\n{"order_id": "\xff"}\n' + b"[" * 100_000 + b"\n"
    found = desk.orders(gzip.compress(body), "erp_orders.ndjson.gz")
    assert [row[3] for row in found] == [1, 6]
    assert desk.rejects() == [
        (2, "malformed_json"),
        (3, "no_json_object"),
        (4, "malformed_json"),
        (5, "unreadable_bytes"),
        (7, "unreadable_bytes"),
        (8, "malformed_json"),
    ]


def test_json_faults_that_stop_the_run(desk: Desk) -> None:
    desk.put("web_events.jsonl", '[\n{"event_id": 1},\n{"event_id": 2}\n]\n')
    assert "one a line" in fails(desk)
    desk.put("web_events.jsonl", '{"event_id": 1, "Event_ID": 2}\n')
    assert "event_id" in fails(desk)
    desk.put("web_events.jsonl", '{"event_id": 1, "visitor_id": 2, "event": 2, "occurred_at": 3}\n')
    assert "rename event to event_name" in fails(desk)


# Parquet.


def test_typed_parquet_becomes_text(desk: Desk) -> None:
    desk.remove("erp_orders.csv")
    desk.put_parquet(
        "erp_orders/part-0.snappy.parquet",
        {
            "Order_ID": pa.array([1, 2, None]),
            "ordered_at": pa.array([0, 1_500_000_001, -1], pa.timestamp("ns", "Asia/Shanghai")),
            "net_amount": pa.array(
                [Decimal("1.50"), Decimal("0E-10"), None], pa.decimal128(20, 10)
            ),
            "discount_amount": pa.array([5.0, 1e-7, float("nan")]),
            "cost_amount": pa.array([1e22, 0.1, -2.5], pa.float32()),
            "status": pa.array(["a", "", "a"]).dictionary_encode(),
            "contact_id": pa.array([[1, 2], None, []]),
            "account_id": pa.array([True, False, None]),
            "currency": pa.array([0, 1, None], pa.date32()),
            "channel": pa.array([0, 1_500_000, None], pa.timestamp("us")),
        },
    )
    desk.read()
    names = "order_id, ordered_at, net_amount, discount_amount, cost_amount, status, contact_id"
    assert desk.rows("erp_orders", f"{names}, account_id, currency, channel, _row") == [
        (
            *("1", "1970-01-01 00:00:00+00:00", "1.5000000000", "5", "10000000000000000000000"),
            *("a", "[1,2]", "true", "1970-01-01", "1970-01-01 00:00:00", 1),
        ),
        (
            *("2", "1970-01-01 00:00:01.500000+00:00", "0", "0.0000001", "0.1"),
            *(None, None, "false", "1970-01-02", "1970-01-01 00:00:01.500000", 2),
        ),
        (
            *(None, "1969-12-31 23:59:59.999999+00:00", None, None, "-2.5"),
            *("a", "[]", None, None, None, 3),
        ),
    ]


def test_text_parquet_is_used_where_it_lies(desk: Desk) -> None:
    name = "erp_orders/part [1]*?.parquet"
    columns = {
        "Net_Amount ": pa.array(["1", ""]).dictionary_encode(),
        "order_id": pa.array(["a", "b"], pa.large_string()),
        "ordered_at": ["x", "y"],
        "extra": [1, 2],
    }
    desk.put_parquet(name, columns)
    report = desk.read()
    found = desk.rows("erp_orders", "order_id, net_amount, status, _row, _file")
    assert found[1:] == [
        ("a", "1", None, 1, name),
        ("b", None, None, 2, name),
    ]
    assert len(list((desk.landing / "erp_orders").iterdir())) == 2  # empty and the CSV
    assert report.unknown_columns == {"erp_orders": ("extra",)}
    desk.remove(name)
    desk.read()
    assert len(desk.rows("erp_orders", "1")) == 1


def test_many_parquet_drops_are_one_scan(desk: Desk) -> None:
    desk.remove("erp_orders.csv")
    for number in range(20):
        columns = {"order_id": [str(number)], "ordered_at": ["x"], "net_amount": ["1"]}
        # What else a file holds makes no difference, but the names of its columns do.
        columns["extra" if number % 2 else "other"] = [str(number)]
        if number == 7:
            columns["NET_AMOUNT"] = columns.pop("net_amount")
        desk.put_parquet(f"erp_orders/{number:02}.parquet", columns)
    desk.read()
    assert desk.view("erp_orders").count("union all") == 2
    found = desk.rows("erp_orders", "order_id, net_amount, _file, _row")
    assert found == [(str(n), "1", f"erp_orders/{n:02}.parquet", 1) for n in range(20)]
    loaded = duckdb.sql(f"select max(_loaded_at) from ({desk.view('erp_orders')})").fetchone()
    desk.put_parquet(
        "erp_orders/20.parquet", {"order_id": ["20"], "ordered_at": [""], "net_amount": [""]}
    )
    desk.read()
    assert loaded is not None
    later = f"select order_id from ({desk.view('erp_orders')}) where _loaded_at > {loaded[0]}"
    assert duckdb.sql(later).fetchall() == [("20",)]


def test_what_spark_cannot_unpack_is_copied(desk: Desk) -> None:
    columns = {"order_id": ["a"], "ordered_at": ["x"], "net_amount": ["1"]}
    desk.put_parquet("erp_orders/1.parquet", columns)
    pq.write_table(pa.table(columns), desk.raw / "erp_orders/2.parquet", compression="brotli")
    desk.read()
    assert desk.rows("erp_orders", "order_id") == [("1",), ("a",), ("a",)]
    assert len(list((desk.landing / "erp_orders").iterdir())) == 3  # empty, the CSV and this one


def test_a_column_named_as_one_of_the_engines_is_copied(desk: Desk) -> None:
    columns = {"order_id": ["a"], "ordered_at": ["x"], "net_amount": ["1"]}
    desk.put_parquet("erp_orders/1.parquet", {**columns, "File_Row_Number": ["7"]})
    desk.put_parquet("erp_orders/2.parquet", {**columns, "_loaded_at": ["7"]})
    desk.read()
    found = desk.rows("erp_orders", "order_id, _row")
    assert found == [("1", 2), ("a", 1), ("a", 1)]
    assert len(list((desk.landing / "erp_orders").iterdir())) == 4  # empty, the CSV and these two


def test_links_follow_the_exports(desk: Desk) -> None:
    columns = {"order_id": ["a"], "ordered_at": ["x"], "net_amount": ["1"]}
    desk.put_parquet("erp_orders/1.parquet", columns)
    desk.read()
    before = desk.rows("erp_orders", "order_id, _loaded_at")
    moved = desk.raw.rename(desk.raw.with_name("moved"))
    desk.settings = replace(desk.settings, raw_dir=moved)
    assert desk.read().files_read == 0
    assert desk.rows("erp_orders", "order_id, _loaded_at") == before
    (moved / "erp_orders/1.parquet").unlink()
    desk.read()
    assert not [path for path in desk.landing.rglob("*") if path.is_symlink()]


def test_a_disk_without_links_gets_copies(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    columns = {"order_id": ["a"], "ordered_at": ["x"], "net_amount": ["1"]}
    desk.put_parquet("erp_orders/1.parquet", columns)
    desk.read()
    assert desk.rows("erp_orders", "order_id") == [("1",), ("a",)]


def test_broken_text_in_parquet_is_a_reject(desk: Desk) -> None:
    raw = pa.array([b"ok", b"\xff"]).view(pa.string())
    columns = {"order_id": raw, "ordered_at": ["x", "y"], "net_amount": ["1", "2"]}
    desk.put_parquet("erp_orders_2.parquet", columns)
    desk.read()
    assert [o for (o,) in desk.rows("erp_orders", "order_id")] == ["1", "ok"]
    assert desk.rejects("_row, column_name, raw_value, reason") == [
        (2, "order_id", "\\xff", "unreadable_bytes")
    ]


# What stops the run.


def test_a_missing_column_is_named_with_the_nearest(desk: Desk) -> None:
    desk.put("erp_orders.csv", "order_id,ordered,net_amount\n1,2,3\n")
    sentence = fails(desk)
    for part in (
        "erp_orders",
        "erp_orders.csv",
        "column ordered_at",
        "rename ordered to ordered_at",
    ):
        assert part in sentence


def test_a_file_without_header_does_not_leak_into_the_message(desk: Desk) -> None:
    desk.put("crm_accounts.csv", "17,Jane Roe,jane@example.com\n")
    sentence = fails(desk)
    assert "Jane" not in sentence and "account_id" in sentence


def test_a_column_that_comes_twice(desk: Desk) -> None:
    desk.put("crm_accounts.csv", "account_id,Name, name \n1,a,b\n")
    assert "crm_accounts.csv, column name: the column comes twice" in fails(desk)


@pytest.mark.parametrize("name", ["web_events.csv.gz", "web_events.parquet", "web_events.csv"])
def test_damaged_files(desk: Desk, name: str) -> None:
    columns = {n: [str(i) for i in range(5000)] for n in load_contract()["web_events"].column_names}
    whole = desk.put_parquet("web_events.parquet", columns).read_bytes()
    desk.remove("web_events.parquet")
    if "gz" in name:
        whole = gzip.compress(os.urandom(5000))
    elif "csv" in name:
        whole = "event_id".encode("utf-16-le") * 2
    desk.put(name, whole[: len(whole) // 2])
    assert f"feed web_events, file {name}" in fails(desk)
    desk.put(name, whole[: len(whole) // 2][::-1])
    fails(desk)


def test_missing_feeds_and_folders(desk: Desk) -> None:
    desk.remove("erp_orders.csv")
    assert "erp_orders or crm_opportunities or billing_subscriptions" in fails(desk)
    desk.put("billing_subscriptions.csv", "")
    desk.read()
    desk.remove("crm_accounts.csv")
    assert "feed crm_accounts" in fails(desk)
    desk.settings = replace(desk.settings, raw_dir=desk.raw / "nowhere")
    assert "STRATA_RAW_DIR" in fails(desk)
    desk.settings = replace(desk.settings, raw_dir=desk.raw, landing=desk.raw / "in")
    assert "STRATA_LANDING" in fails(desk)


def test_the_command_says_one_sentence_and_ends_with_2(desk: Desk) -> None:
    environment = {**os.environ, **desk.settings.environment()}
    command = [sys.executable, "-m", "strata.reader"]

    def start() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, env=environment, cwd=REPOSITORY, capture_output=True, text=True, check=False
        )

    desk.put("crm_accounts.csv", "account_id,name,x\n1,Jane Roe,1\n2,Jane Roe\n")
    done = start()
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 rows, 1 rejected" in done.stdout and "Jane" not in done.stdout
    desk.put("crm_accounts.csv", "id\n1\n")
    done = start()
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


# Memory and interruptions.


def test_unchanged_files_are_not_read_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.read()
    before = desk.files("_file, _loaded_at, sha256")
    (desk.raw / "crm_accounts.csv").touch()
    desk.put("erp_orders.csv", ORDERS + "1,2024-01-01,11\n")  # as long as before
    report = desk.read()
    after = desk.files("_file, _loaded_at, sha256")
    assert (report.files_read, report.files_unchanged) == (1, 1)
    assert after[0] == before[0]
    assert after[1][1] > max(row[1] for row in before)
    assert desk.rows("erp_orders", "net_amount, _loaded_at") == [("11", after[1][1])]
    # Untouched files are not even opened.
    monkeypatch.setattr(run, "_sha256", lambda _: pytest.fail("a file was hashed"))
    assert desk.read().files_unchanged == 2


def test_loaded_at_rises_even_if_the_clock_goes_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.read()
    newest = max(row[0] for row in desk.files("_loaded_at"))
    monkeypatch.setattr("time.time_ns", lambda: 0)
    desk.put("erp_orders.csv", ORDERS)
    desk.put("erp_orders_2.csv", ORDERS)
    desk.read()
    found = sorted(row[0] for row in desk.files("_loaded_at"))
    assert len(set(found)) == 3 and found[-2] > newest


def test_files_that_vanished_leave_the_landing(desk: Desk) -> None:
    desk.put("erp_orders_2.csv", ORDERS + "2,x\n3,x,1\n")
    desk.read()
    assert len(desk.rejects()) == 1
    desk.remove("erp_orders_2.csv")
    report = desk.read()
    assert report.files_gone == 1
    assert len(desk.rows("erp_orders", "1")) == 1
    assert desk.rejects() == []
    assert len(desk.files("1")) == 2


def test_a_failed_read_leaves_the_landing_as_it_was(desk: Desk) -> None:
    desk.read()
    before = desk.snapshot()
    desk.put("crm_accounts.csv", "account_id,name\n1,Acme\n2,Other\n")
    desk.put("web_events.csv", "event_id\n" + "1\n" * 1000)
    fails(desk)
    assert desk.snapshot() == before


@pytest.mark.parametrize("step", range(8))
def test_a_read_killed_anywhere_is_made_good_by_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, step: int
) -> None:
    def fill(other: Desk) -> None:
        other.put("crm_accounts.csv", "account_id,name\n1,Acme\n2\n3,New\n")
        other.put("crm_users.csv", "owner_id\no\n")
        other.remove("erp_orders_2.csv")

    desk.put("erp_orders_2.csv", ORDERS + "2,x\n3,x,1\n")
    desk.read()
    fill(desk)
    _kill_at(monkeypatch, step)
    with pytest.raises(KeyboardInterrupt):
        desk.read()
    monkeypatch.undo()
    # The export goes back to what the catalog once knew: the landing must not keep the newer one.
    desk.put("crm_accounts.csv", "account_id,name\n1,Acme\n")
    desk.read()
    assert desk.rows("crm_accounts", "name") == [("Acme",)]
    desk.put("crm_accounts.csv", "account_id,name\n1,Acme\n2\n3,New\n")
    desk.read()
    fresh = Desk(tmp_path / "fresh")
    fresh.put("erp_orders_2.csv", "")
    fill(fresh)
    fresh.read()
    assert _without_files(desk.snapshot()) == _without_files(fresh.snapshot())
    assert not list(desk.landing.rglob("*.part"))


def _kill_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Break off at a rename or removal in the landing: the steps of a commit are spread over."""
    left = [(0, 1, 2, 5, 20, 34, 35, 37)[step]]

    def breaking(original: Any) -> Any:
        def wrapped(self: Path, *arguments: Any, **options: Any) -> Any:
            if left[0] == 0:
                raise KeyboardInterrupt
            left[0] -= 1
            return original(self, *arguments, **options)

        return wrapped

    monkeypatch.setattr(Path, "replace", breaking(Path.replace))
    monkeypatch.setattr(Path, "unlink", breaking(Path.unlink))


def _without_files(found: dict[str, bytes]) -> dict[str, bytes]:
    return {name: rows for name, rows in found.items() if not name.startswith("_files")}


def test_another_contract_reads_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.read()
    monkeypatch.setattr(landing_module, "READER_VERSION", 99)
    assert desk.read().files_read == 2


def test_a_landing_file_that_was_lost_is_made_again(desk: Desk) -> None:
    desk.read()
    for path in (desk.landing / "erp_orders").iterdir():
        path.unlink()
    desk.read()
    assert len(desk.rows("erp_orders", "1")) == 1


def test_long_files_report_their_progress(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "SECONDS_BETWEEN_WORDS", 0.0)
    said: list[str] = []
    read_exports(desk.settings, said.append)
    assert "erp_orders.csv: 100%, 1 rows" in said


# Spark.


@pytest.mark.spark
def test_spark_sees_what_duckdb_sees(desk: Desk) -> None:
    sql = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Java is not installed")
    columns = {"order_id": ["a", "b", "c"], "ordered_at": ["x", "", "z"], "Net_Amount": ["1"] * 3}
    desk.put_parquet("erp_orders/part [1] {2}, `x` 1*.parquet", columns)
    desk.put_parquet("erp_orders/订单 'a'=%41\\2.parquet", columns)
    desk.put_parquet("erp_orders/3.parquet", {**columns, "status": ["中", "", "s"]})
    desk.put("erp_orders_7.csv", ORDERS + "7,\"x\ny\",\n8,'z',中\n")
    desk.read()
    options = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.warehouse.dir": str(desk.raw.parent / "warehouse"),
    }
    session = sql.SparkSession.builder.master("local[1]").config(map=options).getOrCreate()
    try:
        for feed, count in (("erp_orders", 12), ("web_events", 0)):
            session.sql(f"create or replace temporary view seen as {desk.view(feed, 'spark')}")
            rows: Iterable[Any] = session.sql("select * from seen").collect()
            found = sorted((tuple(row) for row in rows), key=lambda row: (row[-2], row[-3]))
            assert found == desk.rows(feed, "*")
            assert len(found) == count
    finally:
        session.stop()
