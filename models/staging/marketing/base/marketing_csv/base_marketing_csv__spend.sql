-- grain: one row per row of the export mkt_spend, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'mkt_spend') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('spend_date') }} as spend_date,
        {{ clean_text('channel') }} as channel,
        {{ clean_text('campaign_id') }} as campaign_id,
        {{ clean_text('amount') }} as amount,
        upper({{ clean_text('currency') }}) as currency,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        {{ to_date('spend_date') }} as spend_date,
        channel,
        campaign_id,
        {{ to_decimal('amount') }} as amount,
        currency,
        {{ bad_values(
            typed={
                'spend_date': 'date',
                'amount': 'decimal(18, 6)'
            },
            required=['spend_date', 'channel', 'amount']
        ) }} as bad_values,
        _file,
        _row,
        _drop,
        _loaded_at
    from cleaned
),

final as (
    select
        *,
        spend_date is null or channel is null or amount is null as is_rejected
    from typed
)

select * from final
