-- grain: one row per row of the export mkt_spend, rejected rows included
{% set types = {'spend_date': 'date', 'amount': 'decimal(18, 6)'} %}
{% set required = ['spend_date', 'channel', 'amount'] %}

with export_rows as (
    select * from {{ source('raw', 'mkt_spend') }}
),

cleaned as (
    select
        {{ clean_text('spend_date') }} as spend_date_text,
        {{ clean_text('channel') }} as channel,
        {{ clean_id('campaign_id') }} as campaign_id,
        {{ clean_text('amount') }} as amount_text,
        upper({{ clean_text('currency') }}) as currency,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        *,
        {{ read_values(types) }}
    from cleaned
),

final as (
    select
        {{ all_but_texts(types) }},
        {{ bad_values(types, required) }} as bad_values,
        {{ is_any_null(required) }} as is_rejected
    from typed
)

select * from final
