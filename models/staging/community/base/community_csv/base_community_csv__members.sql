-- grain: one row per row of the export community_members, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'community_members') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('member_id') }} as member_id,
        {{ clean_text('contact_id') }} as contact_id,
        {{ clean_text('email') }} as email,
        {{ clean_text('group_id') }} as group_id,
        {{ clean_code('role') }} as role,
        {{ clean_text('joined_at') }} as joined_at,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        member_id,
        contact_id,
        email,
        group_id,
        role,
        {{ to_timestamp('joined_at') }} as joined_at,
        {{ bad_values(
            typed={
                'joined_at': 'timestamp'
            },
            required=['member_id', 'joined_at']
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
        member_id is null or joined_at is null as is_rejected
    from typed
)

select * from final
