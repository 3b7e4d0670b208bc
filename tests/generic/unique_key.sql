{#- The columns together are a key: every combination once, nulls counted as one value. Fails with one row a broken key;
    the values stay out of it, since a key may be personal. -#}
{% test unique_key(model, columns) %}
select count(*) as rows_with_this_key
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
