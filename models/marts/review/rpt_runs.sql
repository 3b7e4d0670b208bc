-- grain: one row per night
with past as (
    select * from {{ source('state', 'rpt_runs') }}
    where as_of_date < {{ as_of_date() }}
),

accounts as (
    select * from {{ ref('int_account_attributes') }}
),

rules as (
    select * from {{ ref('int_rules_version') }}
),

counted as (
    select cast(count(*) as bigint) as accounts from accounts
),

hashed as (
    select md5({{ list_text("object || '=' || rules_version") }}) as rules_version from rules
),

tonight as (
    select
        {{ as_of_date() }} as as_of_date,
        cast('{{ night_setting("published_at") }}' as timestamp) as published_at,
        hashed.rules_version,
        counted.accounts,
        -- known at the end of the night only: publishing fills them in
        cast(null as bigint) as checks,
        cast(null as bigint) as warnings,
        cast(null as string) as accepted_exceptions
    from counted
    cross join hashed
),

final as (
    select
        as_of_date,
        published_at,
        rules_version,
        accounts,
        checks,
        warnings,
        accepted_exceptions
    from past
    union all
    select
        as_of_date,
        published_at,
        rules_version,
        accounts,
        checks,
        warnings,
        accepted_exceptions
    from tonight
)

select * from final
