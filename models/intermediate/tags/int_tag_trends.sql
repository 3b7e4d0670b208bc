-- grain: one row per tag that was ever on: accounts with it tonight, and at month ends before
with past as (
    select
        account_id,
        item,
        value_text,
        as_of_date
    from {{ source('state', 'fct_state_log') }}
    where object = 'tag' and as_of_date < {{ as_of_date() }}
    union all
    select
        account_id,
        item,
        value_text,
        as_of_date
    from {{ ref('int_tag_changes') }}
),

months as (
    select * from {{ ref('int_months') }}
    where months_ago in (0, 1, 12)
),

followed as (
    select
        account_id,
        item as tag,
        value_text,
        as_of_date as valid_from,
        coalesce(
            lead(as_of_date) over (partition by account_id, item order by as_of_date),
            date '9999-12-31'
        ) as valid_to
    from past
),

begun as (
    select min(as_of_date) as first_date
    from past
),

-- before the first night nobody knows who had a tag
counted as (
    select
        followed.tag,
        months.months_ago,
        case
            when max(begun.first_date) <= max(months.observed_on)
                then count(*) filter (
                    where followed.value_text = 'on'
                    and followed.valid_from <= months.observed_on
                    and followed.valid_to > months.observed_on
                )
        end as accounts
    from followed
    cross join months
    cross join begun
    group by followed.tag, months.months_ago
),

final as (
    select
        tag,
        max(accounts) filter (where months_ago = 0) as tagged_accounts,
        max(accounts) filter (where months_ago = 1) as tagged_accounts_1m_ago,
        max(accounts) filter (where months_ago = 12) as tagged_accounts_12m_ago
    from counted
    group by tag
)

select * from final
