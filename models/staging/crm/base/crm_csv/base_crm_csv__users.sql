-- grain: one row per row of the export crm_users, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'crm_users') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('owner_id') }} as owner_id,
        {{ clean_text('name') }} as name,
        {{ clean_text('region') }} as region,
        {{ clean_text('product_line') }} as product_line,
        {{ clean_text('capacity') }} as capacity,
        {{ clean_text('is_active') }} as is_active,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        owner_id,
        name as owner_name,
        region,
        product_line,
        {{ to_bigint('capacity') }} as capacity,
        {{ to_boolean('is_active') }} as is_active,
        {{ bad_values(
            typed={
                'capacity': 'bigint',
                'is_active': 'boolean'
            },
            required=['owner_id']
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
        owner_id is null as is_rejected
    from typed
)

select * from final
