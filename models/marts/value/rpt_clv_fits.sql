-- grain: one row per version, model, purpose and parameter that was ever fitted
with fits as (
    select * from {{ ref('int_clv_fits') }}
),

parameters as (
    select * from {{ ref('int_clv_parameters') }}
),

final as (
    select
        fits.origin,
        fits.version,
        fits.fitted_on,
        fits.fitted_until,
        fits.model,
        fits.purpose,
        fits.parameter,
        fits.value,
        fits.customers,
        parameters.valid_from,
        coalesce(parameters.valid_to = date '9999-12-31', false) as is_in_use
    from fits
    left join parameters
        on
            fits.model = parameters.model
            and fits.purpose = parameters.purpose
            and fits.version = parameters.version
            and fits.fitted_on = parameters.fitted_on
            and fits.origin = parameters.origin
)

select * from final
