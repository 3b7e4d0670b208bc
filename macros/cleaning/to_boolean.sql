{#- A boolean in its usual spellings; null when it is none of them. -#}
{% macro to_boolean(column) -%}
    case
        when {{ matches(column, '(?i:true|t|yes|y|1|1[.]0|on|ja|oui|wahr|是|真|有|√)') }} then true
        when {{ matches(column, '(?i:false|f|no|n|0|0[.]0|off|nein|non|falsch|否|假|没有|×)') }} then false
    end
{%- endmacro %}
