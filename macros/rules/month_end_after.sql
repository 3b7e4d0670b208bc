{#- The n-th month end after a date, the date itself not counted. -#}
{% macro month_end_after(day, months) -%}
    cast(
        {{ dbt.dateadd('month', months, "cast(date_trunc('month', " ~ day ~ " + 1) as date)") }} as date
    ) - 1
{%- endmacro %}
