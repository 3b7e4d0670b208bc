{#- The columns together are a key: every combination once, nulls counted as one value; columns of `never_null` are known in
    every row. One test a table, since a test costs the night more than a column does. Fails with one row a broken key, and
    one that says how often each column is null; the values stay out of it, since a key may be personal. -#}
{% test unique_key(model, columns, never_null=[]) %}
select
    count(*) as rows_with_this_key
    {%- for column in never_null %},
    cast(null as bigint) as {{ column }}
    {%- endfor %}
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{%- if never_null %}
union all
select
    cast(null as bigint) as rows_with_this_key
    {%- for column in never_null %},
    count(*) filter (where {{ column }} is null) as {{ column }}
    {%- endfor %}
from {{ model }}
having count(*) filter (where {{ never_null | join(' is null or ') }} is null) > 0
{%- endif %}
{% endtest %}
