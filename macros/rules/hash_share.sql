{#- A number from 0 to below 1 that looks drawn by lot and is the same every night: the first four hex digits of the salted
    hash. Numbers below a share pick that share of the values. -#}
{% macro hash_share(text) -%}
    (
        {%- for digit in range(1, 5) %}
        (instr('0123456789abcdef', substr({{ salted_hash(text) }}, {{ digit }}, 1)) - 1)
        * {{ 16 ** (4 - digit) }}
        {{- ' +' if not loop.last }}
        {%- endfor %}
    ) / 65536e0
{%- endmacro %}
