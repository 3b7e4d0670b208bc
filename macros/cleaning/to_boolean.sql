{#- A boolean in its usual spellings; null when it is none of them. -#}
{% macro to_boolean(column) -%}
    case
        when lower({{ column }}) in ('true', 't', 'yes', 'y', '1', '1.0', 'on', 'ja', 'oui', '是', '真', '有') then true
        when lower({{ column }}) in ('false', 'f', 'no', 'n', '0', '0.0', 'off', 'nein', 'non', '否', '假', '没有')
            then false
    end
{%- endmacro %}
