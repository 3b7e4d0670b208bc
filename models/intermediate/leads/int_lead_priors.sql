-- grain: one row per trait of leads that look alike, and value of it
with periods as (
    select * from {{ ref('int_lead_periods') }}
),

spellings as (
    select
        'origin' as trait,
        source || '|' || medium as value,
        channel
    from {{ ref('int_channel_spellings') }}
),

priors as (
    select * from {{ ref('lead_priors') }}
),

priors_of_words as (
    select
        'title_class' as trait,
        value,
        lift
    from priors
    where trait = 'title_words'
),

seen as (
    {%- for trait in ['origin', 'title_class', 'looks'] %}
        select
            '{{ trait }}' as trait,
            {{ trait }} as value
        from periods
        {% if not loop.last %}union distinct{% endif %}
    {%- endfor %}
),

-- a title class is a job and a rank, or the words that say neither
meant as (
    select
        seen.trait,
        seen.value,
        case
            when seen.trait = 'origin' then coalesce(spellings.channel, 'unknown')
            when seen.trait = 'looks' or seen.value = 'none' then seen.value
            when seen.value not like '%/%' then 'stated'
            when seen.value like '%/any' then 'function'
            else split_part(seen.value, '/', 2)
        end as meaning
    from seen
    left join spellings
        on seen.trait = spellings.trait and seen.value = spellings.value
),

final as (
    select
        meant.trait,
        meant.value,
        cast(coalesce(by_words.lift, by_meaning.lift, 1) as double) as lift,
        meant.meaning not in ('unknown', 'none') as is_told
    from meant
    left join priors_of_words as by_words
        on meant.trait = by_words.trait and meant.value = by_words.value
    left join priors as by_meaning
        on meant.trait = by_meaning.trait and meant.meaning = by_meaning.value
)

select * from final
