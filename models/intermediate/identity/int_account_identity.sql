-- grain: one row per company record, or account key that only facts name
with records as (
    select * from {{ ref('int_account_records') }}
),

links as (
    select * from {{ ref('int_account_links') }}
),

components as (
    select * from {{ ref('int_account_components') }}
),

link_ends as (
    select
        record_no,
        match_method,
        method_priority,
        match_weight
    from links
    union all
    select
        other_record_no as record_no,
        match_method,
        method_priority,
        match_weight
    from links
),

-- What speaks most for a record's place.
best_links as (
    select
        record_no,
        match_method,
        match_weight
    from link_ends
    qualify row_number() over (
        partition by record_no order by method_priority asc, match_weight desc, match_method asc
    ) = 1
),

placed as (
    select
        records.*,
        coalesce(components.first_record_no, records.record_no) as first_record_no
    from records
    left join components on records.record_no = components.record_no
),

final as (
    select
        placed.source_account_key,
        placed.source_system,
        placed.source_account_id,
        first_records.source_account_key as account_id,
        case
            when placed.record_no = placed.first_record_no then 'self'
            else best_links.match_method
        end as match_method,
        case
            when placed.record_no = placed.first_record_no then cast(1 as double)
            else best_links.match_weight
        end as match_weight,
        placed.record_no,
        placed.is_orphan
    from placed
    inner join records as first_records on placed.first_record_no = first_records.record_no
    left join best_links on placed.record_no = best_links.record_no
)

select * from final
