-- grain: one row per object, night from which its rules held, and rule row
with past as (
    select * from {{ source('state', 'fct_rules') }}
    where valid_from < {{ as_of_date() }}
),

rule_rows as (
    select * from {{ ref('int_rule_rows') }}
),

rules_versions as (
    select * from {{ ref('int_rules_version') }}
),

last_versions as (
    select
        object,
        max_by(rules_version, valid_from) as rules_version
    from past
    group by object
),

-- only rules that differ from last night's are written down
changed as (
    select
        rules_versions.object,
        rules_versions.rules_version
    from rules_versions
    left join last_versions on rules_versions.object = last_versions.object
    where rules_versions.rules_version is distinct from last_versions.rules_version
),

final as (
    select
        object,
        valid_from,
        rules_version,
        seed,
        column_names,
        rule_row
    from past
    union all
    select
        rule_rows.object,
        {{ as_of_date() }} as valid_from,
        changed.rules_version,
        rule_rows.seed,
        rule_rows.column_names,
        rule_rows.rule_row
    from rule_rows
    inner join changed on rule_rows.object = changed.object
)

select * from final
