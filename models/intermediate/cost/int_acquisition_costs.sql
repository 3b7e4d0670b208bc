-- grain: one row per month and customer who carries spend of it, or nobody
with spend as (
    select *
    from {{ ref('stg_marketing__spend') }}
    where spend_date <= {{ as_of_date() }}
),

currency_rates as (
    select * from {{ ref('int_currency_rates') }}
),

customers as (
    select * from {{ ref('int_customers') }}
),

account_channels as (
    select * from {{ ref('int_account_channels') }}
),

spent as (
    select
        cast(date_trunc('month', spend.spend_date) as date) as month,
        {{ lower_case('spend.channel') }} as channel,
        cast(
            sum({{ to_base_amount('spend.amount', 'currency_rates.rate_to_base') }}) * 100 as bigint
        ) as cents
    from spend
    left join currency_rates
        on
            coalesce(spend.currency, '{{ var("base_currency") }}') = currency_rates.currency
            and spend.spend_date >= currency_rates.valid_from
            and spend.spend_date < currency_rates.valid_to
    group by month, {{ lower_case('spend.channel') }}
),

won as (
    select
        customers.account_id,
        cast(date_trunc('month', customers.first_customer_on) as date) as month,
        account_channels.channel
    from customers
    left join account_channels on customers.account_id = account_channels.account_id
),

reached as (
    select
        month,
        channel
    from won
    where channel is not null
    group by month, channel
),

-- who may carry the spend of a channel, and who that of channels which won nobody (no channel)
carriers as (
    select
        month,
        channel,
        account_id
    from won
    where channel is not null
    union all
    select
        month,
        '' as channel,
        account_id
    from won
),

-- Spend of a month and channel is carried by the customers won by it then, or else by all who were
-- won then, or else by nobody: the row whose account is null.
carried as (
    select
        spent.month,
        spent.channel,
        spent.cents,
        carriers.account_id,
        count(*) over (partition by spent.month, spent.channel) as carriers,
        row_number() over (
            partition by spent.month, spent.channel order by carriers.account_id asc nulls last
        ) as place
    from spent
    left join reached on spent.month = reached.month and spent.channel = reached.channel
    left join carriers
        on
            spent.month = carriers.month
            and coalesce(reached.channel, '') = carriers.channel
    where spent.cents is not null
),

-- Cents that don't divide go to the first accounts, one each.
shared as (
    select
        *,
        cast(floor(cents / cast(carriers as double)) as bigint) as whole_cents
    from carried
),

final as (
    select
        month,
        account_id,
        cast(
            sum(whole_cents + case when place <= cents - whole_cents * carriers then 1 else 0 end)
            * cast(0.01 as decimal(3, 2)) as decimal(18, 2)
        ) as spend_amount
    from shared
    group by month, account_id
)

select * from final
