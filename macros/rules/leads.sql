{#- Where something came from, as the key of int_channel_spellings: 'google / cpc'. Of a label that names a source alone
    the medium is empty. -#}
{% macro channel_spelling(source, medium) -%}
    {{ lower_case("coalesce(" ~ source ~ ", '') || ' / ' || coalesce(" ~ medium ~ ", '')") }}
{%- endmacro %}

{% macro label_spelling(label) -%}
    {{ lower_case(label) }} || case when {{ label }} like '% / %' then '' else ' / ' end
{%- endmacro %}

{#- A value of a lead's utm tag: as the form sent it, else out of the first page seen. -#}
{% macro lead_tag(column, tag) -%}
    coalesce({{ column }}, nullif(regexp_extract(landing_url, '[?&]{{ tag }}=([^&#]*)', 1), ''))
{%- endmacro %}

{#- Words of a person as seed lead_words spells them: lower case, blanks instead of dashes and underscores. -#}
{% macro plain_words(text) -%}
    replace(replace({{ lower_case(text) }}, '_', ' '), '-', ' ')
{%- endmacro %}

{#- The value of a row of seed lead_rules, as a scalar subquery over the import CTE `lead_rules`. -#}
{% macro lead_rule(rule) -%}
    (
        select cast(max(lead_rules.value) as double) from lead_rules
        where lead_rules.rule = '{{ rule }}'
    )
{%- endmacro %}

{#- One text for a lead of whatever system, to join by. -#}
{% macro lead_key(relation) -%}
    {{ relation }}.source_system || ':' || {{ relation }}.lead_id
{%- endmacro %}

{#- A number of a touch (points, half_life_days) as a scalar subquery over the import CTE `lead_touches`. -#}
{% macro touch_rule(touch, column='points') -%}
    (
        select cast(max(lead_touches.{{ column }}) as double)
        from lead_touches
        where lead_touches.touch = '{{ touch }}'
    )
{%- endmacro %}

{#- A rate as odds. -#}
{% macro odds(rate) -%}
    (({{ rate }}) / (1e0 - ({{ rate }})))
{%- endmacro %}

{#- The share of an axis' points that a lead reached, 10 to 100; null when no indicator of the axis is in play. -#}
{% macro axis_score(axis) -%}
    cast(
        round(
            cast(
                100e0 * cast(sum(case when axis = '{{ axis }}' then points end) as double)
                / cast(sum(case when axis = '{{ axis }}' then max_points end) as double) as decimal(28, 8)
            ), 2
        ) as decimal(18, 2)
    )
{%- endmacro %}

{#- How well an owner fits a kind of lead in one column: exact, everything, or not at all. -#}
{% macro owner_fit(column, exact, everything) -%}
    case
        when owners.{{ column }} = kinds.{{ column }} then {{ exact }}
        when owners.{{ column }} = '%' then {{ everything }}
        else -1000
    end
{%- endmacro %}

{#- When a lead last went back to the pool: its recycles times the rule's days after it came. -#}
{% macro recycled_at() -%}
    {{ from_epoch_micros(
        epoch_micros('decided.created_at') ~ ' + cast(decided.recycles * '
        ~ lead_rule('recycle_days') ~ ' * 86400000000e0 as bigint)'
    ) }}
{%- endmacro %}

{#- The value of the newest row of the registry that has one. -#}
{% macro last_known(column) -%}
    max_by(firmographics.{{ column }}, firmographics.known_on) filter (
        where firmographics.{{ column }} is not null
    )
{%- endmacro %}
