-- grain: one row per account and model whose segment follows from metrics
with metrics as (
    select * from {{ ref('int_account_metrics') }}
    where value_number is not null or value_text is not null
),

derived_metrics as (
    select * from {{ ref('int_derived_metrics') }}
),

segment_rules as (
    select * from {{ ref('segment_rules') }}
),

vocabulary as (
    select * from {{ ref('segment_plays') }}
),

overrides as (
    select * from {{ ref('int_user_metrics') }}
),

observed as (
    select
        account_id,
        metric,
        value_number,
        value_text
    from metrics
    union all
    select
        account_id,
        metric,
        value_number,
        cast(null as string) as value_text
    from derived_metrics
),

sized_rules as (
    select
        *,
        count(*) over (partition by model, segment, any_of_group) as conditions
    from segment_rules
),

rule_models as (
    select distinct model
    from segment_rules
),

-- all conditions of a group hold, an unknown one does not
groups_met as (
    select
        observed.account_id,
        sized_rules.model,
        sized_rules.segment,
        sized_rules.any_of_group,
        {{ list_text(
            "observed.metric || ' ' || coalesce(cast(" ~ double_to_amount('observed.value_number')
            ~ " as string), observed.value_text)"
        ) }} as evidence
    from observed
    inner join sized_rules on observed.metric = sized_rules.metric
    where {{ condition('sized_rules', 'observed.value_number', 'observed.value_text') }}
    group by
        observed.account_id, sized_rules.model, sized_rules.segment, sized_rules.any_of_group
    having count(*) = max(sized_rules.conditions)
),

-- what people state counts before what rules conclude
chosen as (
    select
        overrides.account_id,
        vocabulary.model,
        vocabulary.segment,
        0 as position,
        0 as any_of_group,
        'stated' as evidence
    from overrides
    inner join vocabulary
        on overrides.metric = vocabulary.model and overrides.value_text = vocabulary.segment
    inner join rule_models on overrides.metric = rule_models.model
    union all
    select
        groups_met.account_id,
        groups_met.model,
        groups_met.segment,
        vocabulary.position,
        groups_met.any_of_group,
        groups_met.evidence
    from groups_met
    inner join vocabulary
        on groups_met.model = vocabulary.model and groups_met.segment = vocabulary.segment
),

final as (
    select
        account_id,
        model,
        segment,
        evidence
    from chosen
    qualify row_number() over (
        partition by account_id, model order by position asc, any_of_group asc
    ) = 1
)

select * from final
