-- grain: one row per row of the export mkt_campaign_members, rejected rows included
{% set types = {'occurred_at': 'timestamp'} %}
{% set required = ['campaign_id', 'occurred_at'] %}

with export_rows as (
    select * from {{ source('raw', 'mkt_campaign_members') }}
),

cleaned as (
    select
        {{ clean_id('campaign_id') }} as campaign_id,
        {{ clean_id('lead_id') }} as lead_id,
        {{ clean_id('contact_id') }} as contact_id,
        {{ clean_code('status') }} as status,
        {{ clean_text('occurred_at') }} as occurred_at_text,
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
