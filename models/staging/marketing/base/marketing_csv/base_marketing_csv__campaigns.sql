-- grain: one row per row of the export mkt_campaigns, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'mkt_campaigns') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('campaign_id') }} as campaign_id,
        {{ clean_text('name') }} as name,
        {{ clean_text('channel') }} as channel,
        {{ clean_text('starts_on') }} as starts_on,
        {{ clean_text('ends_on') }} as ends_on,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        campaign_id,
        name as campaign_name,
        channel,
        {{ to_date('starts_on') }} as starts_on,
        {{ to_date('ends_on') }} as ends_on,
        {{ bad_values(
            typed={
                'starts_on': 'date',
                'ends_on': 'date'
            },
            required=['campaign_id', 'channel']
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
        campaign_id is null or channel is null as is_rejected
    from typed
)

select * from final
