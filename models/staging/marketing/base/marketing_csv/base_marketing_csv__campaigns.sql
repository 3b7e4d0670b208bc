-- grain: one row per row of the export mkt_campaigns, rejected rows included
{% set types = {'starts_on': 'date', 'ends_on': 'date'} %}
{% set required = ['campaign_id', 'channel'] %}

with export_rows as (
    select * from {{ source('raw', 'mkt_campaigns') }}
),

cleaned as (
    select
        {{ clean_id('campaign_id') }} as campaign_id,
        {{ clean_text('name') }} as campaign_name,
        {{ clean_text('channel') }} as channel,
        {{ clean_text('starts_on') }} as starts_on_text,
        {{ clean_text('ends_on') }} as ends_on_text,
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
