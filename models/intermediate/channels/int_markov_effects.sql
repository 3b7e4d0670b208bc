-- grain: one row per channel of any path
-- Q: moves between states, R: moves to a conversion. N = (I - Q)^-1 says how often a path comes by
-- a state, N R how likely it converts from there. Without a channel the conversions behind its
-- first visit are lost: N[start, c] / N[c, c] * (N R)[c]. So one matrix is inverted, once.
{%- set pivot_cell = array_at('step.cells', 'step.pivot_no * step.width + step.pivot_no') %}
{%- set row_no = whole_division('cell', 'step.width') %}
{%- set same_row_cell = array_at('step.cells', row_no ~ ' * step.width + step.pivot_no') %}
{%- set column_no = 'cell % step.width' %}
{%- set same_column_cell = array_at('step.cells', 'step.pivot_no * step.width + ' ~ column_no) %}
{%- set this_cell = array_at('step.cells', 'cell') %}
{%- set eliminated_cell %}
    case
        when {{ row_no }} = step.pivot_no and {{ column_no }} = step.pivot_no then 1e0 / {{ pivot_cell }}
        when {{ row_no }} = step.pivot_no then {{ this_cell }} / {{ pivot_cell }}
        when {{ column_no }} = step.pivot_no then -{{ this_cell }} / {{ pivot_cell }}
        else {{ this_cell }} - {{ same_row_cell }} * {{ same_column_cell }} / {{ pivot_cell }}
    end
{%- endset %}

with recursive moves as (
    select * from {{ ref('int_channel_moves') }}
),

-- The start is state 0.
states as (
    select
        from_state as state,
        cast(
            row_number() over (
                order by case when from_state = '(start)' then 0 else 1 end, from_state
            ) - 1 as int
        ) as state_no,
        cast(count(*) over () as int) as states,
        cast(sum(moves) as double) as moves
    from moves
    group by from_state
),

targets as (
    select
        state,
        state_no,
        false as is_conversion
    from states
    union all
    select
        '(conversion)' as state,
        cast(max(state_no) + 1 as int) as state_no,
        true as is_conversion
    from states
),

-- I - Q, and R as its last column.
matrix as (
    select
        states.state_no as row_no,
        targets.state_no as column_no,
        states.states,
        case when states.state_no = targets.state_no then 1e0 else 0e0 end
        + case when targets.is_conversion then 1e0 else -1e0 end
        * coalesce(moves.moves, 0) / states.moves as cell_value
    from states
    cross join targets
    left join moves on states.state = moves.from_state and targets.state = moves.to_state
),

flat as (
    select
        cast(0 as int) as pivot_no,
        max(states) as size,
        max(states) + 1 as width,
        {{ array_of('cell_value', 'row_no, column_no') }} as cells
    from matrix
),

-- Gauss and Jordan, a pivot a level. A level holds all it needs: Spark would read a join anew.
steps (pivot_no, size, width, cells) {{ recursion_limit(1000) }} as (
    select
        pivot_no,
        size,
        width,
        cells
    from flat
    union all
    select
        step.pivot_no + 1 as pivot_no,
        step.size,
        step.width,
        {{ array_from('step.size * step.width', eliminated_cell) }} as cells
    from steps as step
    where step.pivot_no < step.size
),

effects as (
    select
        states.state as channel,
        {{ array_at('steps.cells', 'steps.size') }} as conversion_rate,
        {{ array_at('steps.cells', 'states.state_no') }}
        / {{ array_at('steps.cells', 'states.state_no * steps.width + states.state_no') }}
        * {{ array_at('steps.cells', 'states.state_no * steps.width + steps.size') }} as lost_rate
    from steps
    cross join states
    where steps.pivot_no = steps.size and states.state_no > 0
),

final as (
    select
        channel,
        round(conversion_rate, 9) as conversion_rate,
        round(lost_rate / nullif(conversion_rate, 0e0), 9) as removal_effect,
        round(lost_rate / nullif(sum(lost_rate) over (), 0e0), 9) as credit_share
    from effects
)

select * from final
