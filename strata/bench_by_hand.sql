-- The yardstick of `make bench`: what an analyst would write by hand in DuckDB to get sessions, daily aggregates,
-- orders and RFM out of the same exports. It reads the export files themselves and keeps no rejects, no history and
-- no explanations. Variables: raw (folder of the exports), rules (folder of the seeds), as_of (date).

-- Web events: clean, cast, dedupe. The latest drop wins, then the last row. Only the few events that came more than
-- once are ranked: a window over every row and column takes more than twice as long.
create table events as
with exported as (
    select * from read_parquet(
        getvariable('raw') || '/web_events/*.parquet', filename = true, file_row_number = true
    )
),

repeated as materialized (
    select event_id from exported
    group by event_id
    having count(*) > 1
),

once as (
    select exported.* exclude (filename, file_row_number) from exported
    anti join repeated on exported.event_id = repeated.event_id
    union all
    select exported.* exclude (filename, file_row_number) from exported
    semi join repeated on exported.event_id = repeated.event_id
    qualify row_number() over (
        partition by exported.event_id order by exported.filename desc, exported.file_row_number desc
    ) = 1
)

select
    nullif(trim(event_id), '') as event_id,
    nullif(trim(visitor_id), '') as visitor_id,
    nullif(trim(user_id), '') as user_id,
    nullif(trim(email), '') as email,
    lower(nullif(trim(event_name), '')) as event_name,
    try_cast(occurred_at as timestamp) as occurred_at,
    try_cast(received_at as timestamp) as received_at,
    nullif(trim(page_url), '') as page_url,
    nullif(trim(page_title), '') as page_title,
    nullif(trim(referrer_url), '') as referrer_url,
    nullif(trim(utm_source), '') as utm_source,
    nullif(trim(utm_medium), '') as utm_medium,
    nullif(trim(utm_campaign), '') as utm_campaign,
    nullif(trim(country), '') as country,
    lower(nullif(trim(device_type), '')) as device_type,
    nullif(trim(user_agent), '') as user_agent,
    nullif(trim(event_label), '') as event_label
from once
where event_id is not null and visitor_id is not null and event_name is not null;

-- Sessions: a gap of more than 30 minutes starts a new one. Bots name themselves, or make more events than people do.
-- Where a clock is more than a day ahead the arrival counts.
create table sessions as
with people as (
    select * replace (
        case when occurred_at > received_at + interval 24 hour then received_at else occurred_at end as occurred_at
    )
    from events
    where not regexp_matches(coalesce(lower(user_agent), ''), 'bot[/;.-]|spider|crawler|headless|python-requests')
),

busy_days as (
    select
        visitor_id,
        cast(occurred_at as date) as day
    from people
    group by all
    having count(*) > 2000
),

gaps as (
    select
        people.*,
        coalesce(
            epoch_us(occurred_at) - epoch_us(lag(occurred_at) over by_time) > 1800000000, true
        ) as is_first
    from people
    anti join busy_days
        on people.visitor_id = busy_days.visitor_id and cast(people.occurred_at as date) = busy_days.day
    where occurred_at < getvariable('as_of') + interval 1 day
    window by_time as (partition by people.visitor_id order by occurred_at, event_id)
),

numbered as (
    select
        *,
        count_if(is_first) over (
            partition by visitor_id order by occurred_at, event_id
            rows between unbounded preceding and current row
        ) as session_no
    from gaps
)

select
    visitor_id,
    session_no,
    min(occurred_at) as started_at,
    max(occurred_at) as ended_at,
    count(*) as events,
    count_if(event_name = 'page_view') as page_views,
    max(user_id) as user_id,
    min_by(page_url, (occurred_at, event_id)) as landing_url,
    min_by(referrer_url, (occurred_at, event_id)) as referrer_url,
    min_by(utm_source, (occurred_at, event_id)) as utm_source,
    min_by(utm_medium, (occurred_at, event_id)) as utm_medium,
    bool_or(event_name in ('form_submit', 'sign_up', 'trial_start', 'demo_request', 'quote_request'))
        as has_conversion
from numbered
group by visitor_id, session_no;

create table visitor_days as
select
    visitor_id,
    cast(started_at as date) as day,
    count(*) as sessions,
    sum(events) as events,
    sum(page_views) as page_views,
    count_if(has_conversion) as conversions
from sessions
group by all;

-- Companies: records with one registration number, or one web domain, are one company.
create table companies as
with versions as (
    select
        *,
        row_number() over (
            partition by trim(account_id)
            order by try_cast(updated_at as timestamp) desc nulls last, filename desc, file_row_number desc
        ) as version_no
    from read_parquet(
        [getvariable('raw') || '/crm_accounts*.parquet'], filename = true, file_row_number = true
    )
),

records as (
    select
        trim(account_id) as account_id,
        -- what has no digit is a word for none: n/a, -, 无
        case when regexp_matches(registration_no, '[0-9]') then upper(regexp_replace(registration_no, '[ .-]', '', 'g')) end
            as registration_no,
        nullif(regexp_extract(lower(website), '^(?:https?://)?(?:www[.])?([^/:?#]+[.][^/:?#]+)', 1), '')
            as domain,
        lower(trim(account_type)) as account_type,
        try_cast(created_at as timestamp) as created_at
    from versions
    where version_no = 1 and account_id is not null and lower(coalesce(is_deleted, '')) not in ('true', '1')
),

by_registration as (
    select
        *,
        coalesce(first_value(account_id) over (
            partition by coalesce(registration_no, account_id) order by created_at nulls last, account_id
        ), account_id) as registered_id
    from records
)

select
    account_id as source_account_id,
    first_value(registered_id) over (
        partition by coalesce(domain, registered_id) order by created_at nulls last, account_id
    ) as account_id,
    account_type
from by_registration;

-- Orders: clean, cast, dedupe, convert.
create table orders as
with exported as (
    select * from read_parquet(
        getvariable('raw') || '/erp_orders/*.parquet', filename = true, file_row_number = true
    )
    qualify row_number() over (partition by trim(order_id) order by filename desc, file_row_number desc) = 1
),

cleaned as (
    select
        trim(order_id) as order_id,
        case when regexp_matches(account_id, '[0-9]') then trim(account_id) end as source_account_id,
        try_cast(ordered_at as timestamp) as ordered_at,
        lower(trim(status)) as status,
        upper(trim(currency)) as currency,
        lower(trim(channel)) as channel,
        try_cast(regexp_replace(
            translate(net_amount, '０１２３４５６７８９．，', '0123456789.,'), '[^0-9.-]', '', 'g'
        ) as decimal(18, 6)) as amount
    from exported
),

rates as (
    select
        currency,
        cast(rate_date as date) as rate_date,
        cast(rate_to_base as decimal(18, 12)) as rate
    from read_parquet([getvariable('raw') || '/fx_rates*.parquet'])
)

select
    cleaned.order_id,
    coalesce(companies.account_id, cleaned.source_account_id) as account_id,
    cleaned.ordered_at,
    cast(cleaned.ordered_at as date) as ordered_on,
    cast(round(
        case when cleaned.amount > 0 and cleaned.status in ('cancelled', 'returned') then 0 else cleaned.amount end
        * case when cleaned.currency = 'EUR' then 1 else rates.rate end, 2
    ) as decimal(18, 2)) as net_amount,
    cleaned.amount > 0 and coalesce(cleaned.status not in ('cancelled', 'returned'), true) as is_counted,
    coalesce(companies.account_type, '') not in ('internal', 'competitor', 'test')
    and cleaned.source_account_id not in ('0', '-1', 'guest', '散客') as is_customer,
    cleaned.channel
from cleaned
left join companies on cleaned.source_account_id = companies.source_account_id
asof left join rates
    on cleaned.currency = rates.currency and cast(cleaned.ordered_at as date) >= rates.rate_date
where cleaned.amount is not null and cleaned.ordered_at < getvariable('as_of') + interval 1 day;

create table account_days as
select
    account_id,
    ordered_on as day,
    sum(net_amount) as revenue_amount,
    count_if(is_counted) as orders
from orders
where is_customer
group by all;

-- RFM: quintiles of the last 730 days.
create table rfm as
with measured as (
    select
        account_id,
        getvariable('as_of') - max(day) filter (where orders > 0) as recency_days,
        sum(orders) as frequency,
        sum(revenue_amount) as monetary
    from account_days
    where day > getvariable('as_of') - 730
    group by account_id
    having sum(orders) > 0
),

cuts as (
    select
        quantile_cont(cast(recency_days as double), [0.2, 0.4, 0.6, 0.8]) as recency,
        quantile_cont(cast(frequency as double), [0.2, 0.4, 0.6, 0.8]) as frequency,
        quantile_cont(cast(monetary as double), [0.2, 0.4, 0.6, 0.8]) as monetary
    from measured
),

scored as (
    select
        measured.*,
        5 - len(list_filter(cuts.recency, lambda cut: cut < measured.recency_days)) as r_score,
        least(
            1 + len(list_filter(cuts.frequency, lambda cut: cut < measured.frequency)), measured.frequency
        ) as f_score,
        1 + len(list_filter(cuts.monetary, lambda cut: cut < cast(measured.monetary as double))) as m_score
    from measured
    cross join cuts
)

select
    scored.account_id,
    scored.recency_days,
    scored.frequency,
    scored.monetary,
    codes.rfm_code,
    codes.rfm_segment
from scored
left join read_csv(getvariable('rules') || '/rules/rfm_codes.csv', all_varchar = true) as codes
    on concat(scored.r_score, scored.f_score, scored.m_score) = codes.rfm_code;
