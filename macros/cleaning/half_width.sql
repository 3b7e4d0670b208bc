{#- Full-width letters, digits and signs as their ASCII twins, every kind of blank as a space (the ASCII part of NFKC).
    Both engines: translate. Half-width kana and signs such as (R) stay as they are. -#}
{% macro half_width(text) -%}
    {#- plain ASCII has nothing to translate, and translate is slow -#}
    case
        when {{ contains_match(text, '[^ -~]') }} then translate({{ text }}, {{ wide_characters() }})
        else {{ text }}
    end
{%- endmacro %}

{% macro wide_characters() -%}
    {%- set narrow = "!\"#$%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~" -%}
    {%- set wide = "！＂＃＄％＆（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～" -%}
    {#- ideographic, no-break and narrow no-break space, tab, line feed, carriage return -#}
    {%- set blanks = "\u3000\u00a0\u202f\t\n\r" -%}
    {#- zero-width space and byte order mark have no twin: they go -#}
    {%- set invisible = "\u200b\ufeff" -%}
    {{ return("'" ~ wide ~ blanks ~ invisible ~ "', '" ~ narrow ~ " " * 6 ~ "'") }}
{%- endmacro %}
