-- grain: one row per row of the export crm_users, rejected rows included
{% set types = {'capacity': 'bigint', 'is_active': 'boolean'} %}
{% set required = ['owner_id'] %}

with export_rows as (
    select * from {{ source('raw', 'crm_users') }}
),

cleaned as (
    select
        {{ clean_id('owner_id') }} as owner_id,
        {{ clean_text('name') }} as owner_name,
        {{ clean_text('region') }} as region,
        {{ clean_text('product_line') }} as product_line,
        {{ clean_text('capacity') }} as capacity_text,
        {{ clean_text('is_active') }} as is_active_text,
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
