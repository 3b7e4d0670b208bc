-- The periods of a currency follow each other without gap or overlap, from 1900 to 9999.
with followed as (
    select
        currency,
        valid_from,
        valid_to,
        lag(valid_to, 1, date '1900-01-01') over (partition by currency order by valid_from)
            as should_start_on,
        lead(valid_from, 1, date '9999-12-31') over (partition by currency order by valid_from)
            as should_end_on
    from {{ ref('int_currency_rates') }}
)

select *
from followed
where valid_from <> should_start_on or valid_to <> should_end_on or valid_to <= valid_from
