-- grain: one row per pair of records that are one company, and method that says so
with records as (
    select * from {{ ref('int_account_records') }}
),

overrides as (
    select * from {{ ref('account_overrides') }}
),

match_methods as (
    select * from {{ ref('match_methods') }}
),

manual_links as (
    select distinct
        greatest(records.record_no, other_records.record_no) as record_no,
        least(records.record_no, other_records.record_no) as other_record_no
    from overrides
    inner join records
        on
            overrides.source_system = records.source_system
            and overrides.source_account_id = records.source_account_id
    inner join records as other_records
        on
            overrides.other_source_system = other_records.source_system
            and overrides.other_source_account_id = other_records.source_account_id
    where overrides.decision = 'merge'
),

registration_links as (
    select
        record_no,
        min(record_no) over (partition by registration_no) as other_record_no
    from records
    where registration_no is not null and not is_kept_apart
),

-- What was joined by hand with a record that has a number counts as one that has a number.
numbered_by_hand as (
    select manual_links.record_no
    from manual_links
    inner join records on manual_links.other_record_no = records.record_no
    where records.registration_no is not null
    union
    select manual_links.other_record_no as record_no
    from manual_links
    inner join records on manual_links.record_no = records.record_no
    where records.registration_no is not null
),

-- The anchor of a domain is its first record with a number, or its first record. Only records
-- without a number join it: so a domain never joins companies whose numbers differ.
domain_anchors as (
    select
        record_no,
        registration_no,
        first_value(record_no) over (
            partition by domain
            order by case when registration_no is null then 1 else 0 end, record_no
        ) as anchor_record_no
    from records
    where domain is not null and not is_subsidiary and not is_kept_apart
),

-- A further method, such as weighted linkage, is one more branch.
links as (
    select
        record_no,
        other_record_no,
        'manual' as match_method
    from manual_links
    union all
    select
        record_no,
        other_record_no,
        'registration_no' as match_method
    from registration_links
    union all
    select
        domain_anchors.record_no,
        domain_anchors.anchor_record_no as other_record_no,
        'domain' as match_method
    from domain_anchors
    left join numbered_by_hand on domain_anchors.record_no = numbered_by_hand.record_no
    where domain_anchors.registration_no is null and numbered_by_hand.record_no is null
),

final as (
    select
        links.record_no,
        links.other_record_no,
        links.match_method,
        match_methods.priority as method_priority,
        cast(match_methods.match_weight as double) as match_weight
    from links
    inner join match_methods on links.match_method = match_methods.match_method
    where links.record_no <> links.other_record_no
)

select * from final
