-- grain: one row per account and tag that a person has set, as of the date
with settings as (
    select * from {{ ref('stg_enrichment__manual_tags') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

tags as (
    select * from {{ ref('tags') }}
    where is_active
),

precedence as (
    select * from {{ ref('tag_precedence') }}
),

manual as (
    select priority from precedence
    where origin = 'manual'
),

-- of several settings the latest wins, even where it has expired
latest as (
    select
        identity.account_id,
        settings.tag,
        coalesce(settings.is_on, true) as is_on,
        settings.expires_on,
        {{ local_date('settings.tagged_at') }} as set_on
    from settings
    inner join identity on settings.source_account_key = identity.source_account_key
    qualify row_number() over (
        partition by identity.account_id, settings.tag
        order by
            settings.tagged_at desc,
            (settings.source_account_key = identity.account_id) desc,
            settings.source_account_key asc
    ) = 1
),

dated as (
    select
        latest.account_id,
        latest.tag,
        latest.is_on,
        latest.set_on,
        coalesce(
            latest.expires_on,
            case when tags.expires_days > 0 then latest.set_on + tags.expires_days end
        ) as expires_on,
        tags.origin = 'manual' or manual.priority < precedence.priority as goes_first
    from latest
    inner join tags on latest.tag = tags.tag
    cross join manual
    left join precedence on tags.origin = precedence.origin
),

final as (
    select
        account_id,
        tag,
        is_on,
        set_on,
        expires_on,
        goes_first
    from dated
    where coalesce(expires_on >= {{ as_of_date() }}, true)
)

select * from final
