-- grain: one row per account whose fit is known
with ranks as (
    select * from {{ ref('int_abm_ranks') }}
),

memory as (
    select * from {{ ref('int_state_memory') }}
    where item = 'abm_tier'
),

clock as (
    select * from {{ ref('int_tier_clock') }}
),

abm_tiers as (
    select * from {{ ref('abm_tiers') }}
),

abm_rules as (
    select * from {{ ref('abm_rules') }}
),

-- positions: 1 and 2 have seats, 3 is every other target, 4 is no target
compared as (
    select
        ranks.*,
        case
            when not ranks.is_target then 4
            when ranks.abm_rank <= ranks.first_seats then 1
            when ranks.abm_rank <= ranks.first_seats + ranks.second_seats then 2
            else 3
        end as earned,
        coalesce(abm_tiers.position, 4) as held,
        coalesce(demotion.value_number, 0) as month_ends_before,
        coalesce(demotion.value_number, 0) + case when clock.is_evaluation then 1 else 0 end
            as month_ends_now
    from ranks
    cross join clock
    left join memory as tier on ranks.account_id = tier.account_id and tier.object = 'segment'
    left join memory as demotion
        on ranks.account_id = demotion.account_id and demotion.object = 'abm_demotion'
    left join abm_tiers on tier.value_text = abm_tiers.abm_tier
),

-- up at once, down only after some month ends below
wished as (
    select
        *,
        case
            when earned <= held then earned
            when month_ends_now < {{ score_rule('demotion_periods', 'abm_rules') }} then held
            else earned
        end as wish
    from compared
),

-- there are no more seats than the cap allows: who sits keeps the seat, then the best rank counts
first_seated as (
    select
        *,
        case
            when wish = 1 and row_number() over (
                partition by is_customer, wish
                order by (held = 1) desc, abm_rank asc, account_id asc
            ) <= first_seats then 1
            when wish = 1 then 2
            else wish
        end as wish_left
    from wished
),

seated as (
    select
        *,
        case
            when wish_left = 2 and row_number() over (
                partition by is_customer, wish_left
                order by (held <= 2) desc, abm_rank asc, account_id asc
            ) <= second_seats then 2
            when wish_left = 2 then 3
            else wish_left
        end as seat
    from first_seated
),

final as (
    select
        seated.account_id,
        coalesce(abm_tiers.abm_tier, 'out') as abm_tier,
        seated.abm_score,
        seated.abm_rank,
        coalesce(earned_tier.abm_tier, 'out') as earned_tier,
        cast(
            case
                when seated.seat >= seated.earned then 0
                else seated.month_ends_now
            end as decimal(18, 2)
        ) as month_ends_below
    from seated
    left join abm_tiers on seated.seat = abm_tiers.position
    left join abm_tiers as earned_tier on seated.earned = earned_tier.position
)

select * from final
