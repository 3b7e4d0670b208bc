-- grain: one row per row of the export manual_tags, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'manual_tags') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('tag') }} as tag,
        {{ clean_text('is_on') }} as is_on,
        {{ clean_text('tagged_by') }} as tagged_by,
        {{ clean_text('tagged_at') }} as tagged_at,
        {{ clean_text('expires_on') }} as expires_on,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        account_id,
        'crm_csv:' || account_id as source_account_key,
        tag,
        {{ to_boolean('is_on') }} as is_on,
        tagged_by,
        {{ to_timestamp('tagged_at') }} as tagged_at,
        {{ to_date('expires_on') }} as expires_on,
        {{ bad_values(
            typed={
                'is_on': 'boolean',
                'tagged_at': 'timestamp',
                'expires_on': 'date'
            },
            required=['account_id', 'tag', 'tagged_at']
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
        account_id is null or tag is null or tagged_at is null as is_rejected
    from typed
)

select * from final
