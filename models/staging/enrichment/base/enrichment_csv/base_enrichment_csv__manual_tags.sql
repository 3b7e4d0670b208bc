-- grain: one row per row of the export manual_tags, rejected rows included
{% set types = {'is_on': 'boolean', 'tagged_at': 'timestamp', 'expires_on': 'date'} %}
{% set required = ['account_id', 'tag', 'tagged_at'] %}

with export_rows as (
    select * from {{ source('raw', 'manual_tags') }}
),

cleaned as (
    select
        {{ clean_id('account_id') }} as account_id,
        {{ clean_text('tag') }} as tag,
        {{ clean_text('is_on') }} as is_on_text,
        {{ clean_text('tagged_by') }} as tagged_by,
        {{ clean_text('tagged_at') }} as tagged_at_text,
        {{ clean_text('expires_on') }} as expires_on_text,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        *,
        'crm_csv:' || account_id as source_account_key,
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
