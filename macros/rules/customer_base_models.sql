{#- The formulae of the customer base models. `parameters` is a relation with columns named as in the papers: r, alpha, a, b
    and p, q, v. Frequency counts repeat purchases; recency and age are weeks from the first one to the last and to the date. -#}

{#- BG/NBD: P(alive), 1 where nothing was bought again. Worked out from its logarithm, which no number of purchases overflows:
    beyond 700 the probability is 0 to 300 places. Null without parameters, which `least` would pass over. -#}
{% macro bg_nbd_p_alive(parameters, frequency, recency, age) -%}
    case
        when {{ frequency }} = 0 then 1e0
        when {{ parameters }}.r is not null then 1e0 / (1e0 + exp(least(
            ln({{ parameters }}.a / ({{ parameters }}.b + {{ frequency }} - 1e0))
            + ({{ parameters }}.r + {{ frequency }})
            * ln(({{ parameters }}.alpha + {{ age }}) / ({{ parameters }}.alpha + {{ recency }})),
            700e0
        )))
    end
{%- endmacro %}

{#- Gamma-Gamma: the mean amount of a purchase to come. The fewer repeat purchases a customer has, the closer to the mean of
    all customers; without any it is that. Null where the customer's own mean is unknown. -#}
{% macro gamma_gamma_mean(parameters, frequency, mean_amount) -%}
    {{ parameters }}.p * (
        {{ parameters }}.v
        + case when {{ frequency }} = 0 then 0e0 else {{ frequency }} * {{ mean_amount }} end
    ) / nullif({{ parameters }}.p * {{ frequency }} + {{ parameters }}.q - 1e0, 0e0)
{%- endmacro %}

{#- The Gaussian hypergeometric function 2F1(first, second; third; z) as a Horner expression of its series.
    The ratio of a term to the one before it moves monotonously from ratio_n, at which the expression stops, to z. What is
    left out therefore lies between 1 / (1 - ratio_n) and 1 / (1 - z) of the last term, and the former is put in its place:
    with 200 terms expected orders are right to 8 digits where z <= 0.95 and to 4 where z <= 0.975. -#}
{% macro hyp2f1(first, second, third, z, terms=200) -%}
    {%- set ratio -%}
        ({{ first }} + NTHe0) * ({{ second }} + NTHe0) / (({{ third }} + NTHe0) * NEXTe0) * {{ z }}
    {%- endset -%}
    {%- set sum = namespace(sql='1e0 / (1e0 - ' ~ ratio | replace('NTH', terms) | replace('NEXT', terms + 1) ~ ')') -%}
    {%- for nth in range(terms - 1, -1, -1) -%}
        {%- set sum.sql = '(1e0 + ' ~ ratio | replace('NTH', nth) | replace('NEXT', nth + 1) ~ ' * ' ~ sum.sql ~ ')' -%}
    {%- endfor -%}
    {{ return(sum.sql) }}
{%- endmacro %}
