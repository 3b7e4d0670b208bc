-- grain: one row per account and metric
with measured as (
    select * from {{ ref('int_measured_metrics') }}
),

-- a metric that comes later, with the tiers, is not for users to give
given_by_user as (
    select * from {{ ref('int_user_metrics') }}
    where metric not in ({{ metric_names(grade_metrics()) }})
),

met as (
    select
        coalesce(measured.account_id, given_by_user.account_id) as account_id,
        coalesce(measured.metric, given_by_user.metric) as metric,
        measured.value_number as measured_number,
        measured.value_text as measured_text,
        given_by_user.value_number as given_number,
        given_by_user.value_text as given_text,
        given_by_user.observed_on as given_on,
        measured.value_number is not null or measured.value_text is not null as is_measured,
        given_by_user.value_number is not null or given_by_user.value_text is not null as is_given,
        measured.account_id is not null as has_measure
    from measured
    full outer join given_by_user
        on
            measured.account_id = given_by_user.account_id
            and measured.metric = given_by_user.metric
),

-- what the user delivers fills gaps and never overrides what was measured
final as (
    select
        account_id,
        metric,
        case when is_measured then measured_number else given_number end as value_number,
        case when is_measured then measured_text else given_text end as value_text,
        case
            when is_measured or (has_measure and not is_given) then {{ as_of_date() }}
            else given_on
        end as observed_on
    from met
)

select * from final
