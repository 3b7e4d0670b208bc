-- grain: one row per account id that was published before and is no account any more
with identity as (
    select * from {{ ref('int_account_identity') }}
),

published_records as (
    select
        source_system || ':' || source_account_id as source_account_key,
        account_id,
        match_method
    from {{ source('state', 'bridge_account_sources') }}
),

-- In a replay of earlier nights a redirect can't have happened later than the night itself.
published_redirects as (
    select
        old_account_id,
        account_id,
        least(changed_on, {{ as_of_date() }}) as changed_on,
        match_method
    from {{ source('state', 'account_redirects') }}
),

-- `holder_id` is the account that held the id's records on the last published night.
old_ids as (
    select
        account_id as old_account_id,
        account_id as holder_id
    from published_records
    union
    select
        old_account_id,
        account_id as holder_id
    from published_redirects
),

gone_ids as (
    select
        old_ids.old_account_id,
        min(old_ids.holder_id) as holder_id
    from old_ids
    left join identity as accounts
        on old_ids.old_account_id = accounts.account_id and accounts.match_method = 'self'
    where accounts.account_id is null
    group by old_ids.old_account_id
),

-- Its own record leads to the account of today; where that is gone, the first of those it was with.
companions as (
    select
        gone_ids.old_account_id,
        min_by(identity.account_id, identity.record_no) as account_id,
        min_by(published_records.match_method, identity.record_no) as match_method
    from gone_ids
    inner join published_records on gone_ids.holder_id = published_records.account_id
    inner join identity on published_records.source_account_key = identity.source_account_key
    group by gone_ids.old_account_id
),

resolved as (
    select
        gone_ids.old_account_id,
        coalesce(own_records.account_id, companions.account_id) as account_id,
        case
            when own_records.account_id is not null then own_records.match_method
            else coalesce(companions.match_method, 'gone')
        end as match_method
    from gone_ids
    left join identity as own_records on gone_ids.old_account_id = own_records.source_account_key
    left join companions on gone_ids.old_account_id = companions.old_account_id
),

final as (
    select
        resolved.old_account_id,
        resolved.account_id,
        coalesce(published_redirects.changed_on, {{ as_of_date() }}) as changed_on,
        coalesce(published_redirects.match_method, resolved.match_method) as match_method
    from resolved
    left join published_redirects
        on
            resolved.old_account_id = published_redirects.old_account_id
            and resolved.account_id is not distinct from published_redirects.account_id
)

select * from final
