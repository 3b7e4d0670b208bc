"""Turn UCI Online Retail (one line per invoice line) into raw exports.

python docs/examples/uci_online_retail.py online_retail.parquet data/uci
Reads Parquet or CSV with the columns InvoiceNo, StockCode, Quantity, InvoiceDate, UnitPrice,
CustomerID, Country. Customer 0 or none is a sale to nobody known. Lines without a positive
quantity and price are no sales.
"""

import sys
from pathlib import Path

import duckdb

LINES = """
create view lines as
select
    cast(InvoiceNo as varchar) as order_id,
    coalesce(cast(cast(nullif(CustomerID, 0) as bigint) as varchar), '') as account_id,
    InvoiceDate as ordered_at,
    StockCode as product_id,
    Quantity as quantity,
    cast(Quantity * cast(UnitPrice as decimal(18, 4)) as decimal(18, 4)) as net_amount,
    Country as country
from '{source}'
where Quantity > 0 and UnitPrice > 0
"""

EXPORTS = {
    "crm_accounts": """
        select account_id, 'Customer ' || account_id as name, min(country) as country,
            min(ordered_at) as created_at
        from lines where account_id <> '' group by account_id order by account_id""",
    "erp_orders": """
        select order_id, account_id, min(ordered_at) as ordered_at, sum(net_amount) as net_amount,
            'GBP' as currency
        from lines group by order_id, account_id order by order_id""",
    "erp_order_lines": """
        select order_id, row_number() over (partition by order_id order by product_id) as line_no,
            product_id, quantity, net_amount
        from lines order by order_id, line_no""",
}


def main(source: str, out: str) -> None:
    Path(out).mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.execute(LINES.format(source=source))
    for feed, select in EXPORTS.items():
        connection.execute(f"copy ({select}) to '{out}/{feed}.csv' (header)")


if __name__ == "__main__":
    main(*sys.argv[1:])
