-- grain: one row per row of the export community_members, rejected rows included
{% set types = {'joined_at': 'timestamp'} %}
{% set required = ['member_id', 'joined_at'] %}

with export_rows as (
    select * from {{ source('raw', 'community_members') }}
),

cleaned as (
    select
        {{ clean_id('member_id') }} as member_id,
        {{ clean_id('contact_id') }} as contact_id,
        {{ clean_text('email', is_personal=true) }} as email,
        {{ clean_id('group_id') }} as group_id,
        {{ clean_code('role') }} as role,
        {{ clean_text('joined_at') }} as joined_at_text,
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
