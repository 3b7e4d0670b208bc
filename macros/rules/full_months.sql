{#- Whole months between two dates, bigint: 31 January to 28 February is none. -#}
{% macro full_months(from_date, to_date) -%}
    cast(
        12 * (extract(year from {{ to_date }}) - extract(year from {{ from_date }}))
        + extract(month from {{ to_date }}) - extract(month from {{ from_date }})
        - case when extract(day from {{ to_date }}) < extract(day from {{ from_date }}) then 1 else 0 end
        as bigint
    )
{%- endmacro %}
