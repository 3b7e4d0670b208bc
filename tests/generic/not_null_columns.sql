{#- Each of the columns is known in every row, where the key of the table is tested otherwise: see unique_key.
    Fails with one row: how often each column is null. -#}
{% test not_null_columns(model, columns) %}
select
    {%- for column in columns %}
    count(*) filter (where {{ column }} is null) as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ model }}
having count(*) filter (where {{ columns | join(' is null or ') }} is null) > 0
{% endtest %}
