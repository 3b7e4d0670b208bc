-- Every opportunity that is not deleted is published once, with its amount: no join loses or
-- doubles one. Fails with one row per opportunity.
with said as (
    select
        source_system,
        opportunity_id,
        count(*) as rows_said,
        sum(case when currency = '{{ var("base_currency") }}' then round(amount, 2) end)
            as amount_said
    from {{ ref('stg_crm__opportunities') }}
    where not coalesce(is_deleted, false)
    group by source_system, opportunity_id
),

published as (
    select
        source_system,
        opportunity_id,
        count(*) as rows_published,
        sum(amount) as amount_published
    from {{ ref('fct_opportunities') }}
    group by source_system, opportunity_id
)

select
    said.opportunity_id,
    published.opportunity_id as published_id
from said
full outer join published
    on
        said.source_system = published.source_system
        and said.opportunity_id = published.opportunity_id
where
    said.rows_said is distinct from published.rows_published
    or said.amount_said <> coalesce(published.amount_published, 0)
