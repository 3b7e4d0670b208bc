{#- Full-width letters, digits and signs as their ASCII twins, every kind of blank as a space (the ASCII part of NFKC).
    Both engines: translate. Half-width kana and signs such as (R) stay as they are. -#}
{% macro half_width(text) -%}
    {#- translate is slow, and few texts have anything to translate -#}
    case
        when {{ contains_match(text, wide_pattern()) }} then {{ narrowed(text) }}
        else {{ text }}
    end
{%- endmacro %}

{#- The same without a look whether there is anything to translate. -#}
{% macro narrowed(text) -%}
    translate({{ where_matching(text, wide_pattern()) }}, {{ wide_characters() }})
{%- endmacro %}

{#- One of the characters that are translated. -#}
{% macro wide_pattern() -%}
    {{ return('[' ~ wide_characters().split("'")[1] ~ ']') }}
{%- endmacro %}

{% macro wide_characters() -%}
    {%- set narrow = "!\"#$%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~£¥₩" -%}
    {%- set wide = "！＂＃＄％＆（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～￡￥￦" -%}
    {#- ideographic and no-break spaces, spaces of every width, line and paragraph ends, tab, line feed, carriage return -#}
    {%- set blanks = "\u3000\u00a0\u202f\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u205f\u2028\u2029\u0085\t\n\r" -%}
    {#- zero-width space, word joiner, marks of direction, byte order mark: they have no twin and go -#}
    {%- set invisible = "\u200b\u2060\u200e\u200f\ufeff" -%}
    {{ return("'" ~ wide ~ blanks ~ invisible ~ "', '" ~ narrow ~ " " * (blanks | length) ~ "'") }}
{%- endmacro %}
