-- grain: one row per version, model, purpose and parameter that was ever fitted
with from_file as (
    select * from {{ ref('clv_parameters') }}
    where is_active
),

from_nights as (
    select * from {{ source('state', 'rpt_clv_fits') }}
    where origin = 'night' and fitted_on <= {{ as_of_date() }}
),

tonight as (
    select {{ one_row_a_part("'" ~ night_setting('clv_fit') ~ "'", "';'") }} as fit_text
),

gathered as (
    select
        'file' as origin,
        version,
        fitted_on,
        fitted_until,
        model,
        purpose,
        parameter,
        value,
        customers,
        false as is_tonight
    from from_file
    union all
    select
        'night' as origin,
        version,
        fitted_on,
        fitted_until,
        model,
        purpose,
        parameter,
        value,
        customers,
        false as is_tonight
    from from_nights
    union all
    select
        'night' as origin,
        split_part(fit_text, '|', 1) as version,
        cast(split_part(fit_text, '|', 1) as date) as fitted_on,
        cast(split_part(fit_text, '|', 2) as date) as fitted_until,
        split_part(fit_text, '|', 3) as model,
        split_part(fit_text, '|', 4) as purpose,
        split_part(fit_text, '|', 5) as parameter,
        cast(split_part(fit_text, '|', 6) as decimal(18, 6)) as value,
        cast(split_part(fit_text, '|', 7) as bigint) as customers,
        true as is_tonight
    from tonight
    where fit_text <> ''
),

final as (
    select
        origin,
        version,
        fitted_on,
        fitted_until,
        model,
        purpose,
        parameter,
        cast(value as decimal(18, 6)) as value,
        cast(customers as bigint) as customers
    from gathered
    qualify
        row_number() over (
            partition by origin, version, model, purpose, parameter order by is_tonight desc
        ) = 1
)

select * from final
