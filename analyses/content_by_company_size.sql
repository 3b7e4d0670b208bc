-- Which content do companies of each size come for, and how often does such a visit convert?
select
    accounts.size_band,
    split_part(sessions.landing_path, '/', 2) as first_part,
    count(*) as sessions,
    count(distinct sessions.account_id) as accounts,
    count(*) / sum(count(*)) over (partition by accounts.size_band) as session_share,
    count(*) filter (where sessions.has_conversion) / count(*) as conversion_rate
from {{ ref('fct_web_sessions') }} as sessions
inner join {{ ref('dim_accounts') }} as accounts on sessions.account_id = accounts.account_id
where sessions.landing_path is not null
group by accounts.size_band, split_part(sessions.landing_path, '/', 2)
order by accounts.size_band asc, sessions desc, first_part asc
