-- grain: one row per model, purpose and period in which a version of its parameters holds
with fits as (
    select * from {{ ref('int_clv_fits') }}
),

-- A version that the user keeps in the file goes before those of the nights.
preferred as (
    select *
    from fits
    qualify origin = 'file' or not bool_or(origin = 'file') over (partition by model)
),

versions as (
    select
        model,
        purpose,
        origin,
        version,
        fitted_on,
        fitted_until,
        max(value) filter (where parameter = 'r') as r,
        max(value) filter (where parameter = 'alpha') as alpha,
        max(value) filter (where parameter = 'a') as a,
        max(value) filter (where parameter = 'b') as b,
        max(value) filter (where parameter = 'p') as p,
        max(value) filter (where parameter = 'q') as q,
        max(value) filter (where parameter = 'v') as v,
        max(value) filter (where parameter = 'beta') as beta
    from preferred
    group by model, purpose, origin, version, fitted_on, fitted_until
),

-- The first version also holds for the time before it, so no later one changes what was said.
final as (
    select
        model,
        purpose,
        origin,
        version,
        fitted_on,
        fitted_until,
        case
            when
                lag(fitted_on) over (
                    partition by model, purpose order by fitted_on, version
                ) is null
                then date '1900-01-01'
            else fitted_on
        end as valid_from,
        coalesce(
            lead(fitted_on) over (partition by model, purpose order by fitted_on, version),
            date '9999-12-31'
        ) as valid_to,
        cast(r as double) as r,
        cast(alpha as double) as alpha,
        cast(a as double) as a,
        cast(b as double) as b,
        cast(p as double) as p,
        cast(q as double) as q,
        cast(v as double) as v,
        cast(beta as double) as beta
    from versions
)

select * from final
