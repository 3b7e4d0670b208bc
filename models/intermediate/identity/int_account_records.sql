-- grain: one row per company record, or account key that only facts name
with company_records as (
    select * from {{ ref('int_company_records') }}
),

named_accounts as (
    select * from {{ ref('int_named_accounts') }}
),

source_systems as (
    select * from {{ ref('source_systems') }}
),

overrides as (
    select * from {{ ref('account_overrides') }}
),

-- A subsidiary often shows the web site of its parent.
subsidiaries as (
    select company_records.source_account_key
    from company_records
    inner join company_records as parents
        on company_records.parent_source_account_key = parents.source_account_key
    where
        company_records.source_account_key <> parents.source_account_key
        and company_records.domain = parents.domain
),

kept_apart as (
    select distinct source_system || ':' || source_account_id as source_account_key
    from overrides
    where decision = 'apart'
),

-- No record explains an orphan: it was never exported, or it is deleted.
orphans as (
    select
        named_accounts.source_account_key,
        named_accounts.source_account_id,
        split_part(named_accounts.source_account_key, ':', 1) as source_system
    from named_accounts
    left join company_records
        on named_accounts.source_account_key = company_records.source_account_key
    where company_records.source_account_key is null
),

records as (
    select
        source_account_key,
        source_system,
        source_account_id,
        parent_source_account_key,
        registration_no,
        domain,
        created_at,
        false as is_orphan
    from company_records
    union all
    select
        source_account_key,
        source_system,
        source_account_id,
        cast(null as string) as parent_source_account_key,
        cast(null as string) as registration_no,
        cast(null as string) as domain,
        cast(null as timestamp) as created_at,
        true as is_orphan
    from orphans
),

-- `record_no` is the order in which records speak for their company: the first gives it its id.
final as (
    select
        records.*,
        subsidiaries.source_account_key is not null as is_subsidiary,
        kept_apart.source_account_key is not null as is_kept_apart,
        cast(row_number() over (
            order by
                records.is_orphan,
                coalesce(source_systems.priority, 999),
                records.created_at nulls last,
                records.source_account_key
        ) as bigint) as record_no
    from records
    left join source_systems on records.source_system = source_systems.source_system
    left join subsidiaries on records.source_account_key = subsidiaries.source_account_key
    left join kept_apart on records.source_account_key = kept_apart.source_account_key
)

select * from final
