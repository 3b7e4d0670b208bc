-- grain: one row per record that is linked to another, with the first record of its company
with links as (
    select * from {{ ref('int_account_links') }}
),

{{ linked_groups('links', var('identity_rounds')) }},

final as (
    select
        record_no,
        first_record_no
    from linked_groups
)

select * from final
