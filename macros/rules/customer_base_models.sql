{#- The formulae of the customer base models. `parameters` is a relation with columns named as in the papers: r, alpha, a, b
    and p, q, v, where alpha is in weeks. Frequency counts days with repeat purchases; recency and age are days from the first
    purchase to the last and to the date. -#}

{#- BG/NBD: P(alive), 1 where nothing was bought again. Worked out from its logarithm, which no number of purchases overflows:
    beyond 700 the probability is 0 to 300 places. Null without parameters, which `least` would pass over. -#}
{% macro bg_nbd_p_alive(parameters, frequency, recency_days, age_days) -%}
    case
        when {{ frequency }} = 0 then 1e0
        when {{ parameters }}.r is not null then 1e0 / (1e0 + exp(least(
            ln({{ parameters }}.a / ({{ parameters }}.b + {{ frequency }} - 1e0))
            + ({{ parameters }}.r + {{ frequency }})
            * ln(
                ({{ parameters }}.alpha + {{ age_days }} / 7e0)
                / ({{ parameters }}.alpha + {{ recency_days }} / 7e0)
            ),
            700e0
        )))
    end
{%- endmacro %}

{#- Gamma-Gamma: the mean amount of a purchase to come. The fewer repeat purchases a customer has, the closer to the mean of
    all customers; without any it is that. Null where the customer's own mean is unknown. -#}
{% macro gamma_gamma_mean(parameters, frequency, mean_amount) -%}
    {{ parameters }}.p * (
        {{ parameters }}.v
        + coalesce({{ frequency }} * {{ mean_amount }}, case when {{ frequency }} = 0 then 0e0 end)
    ) / nullif({{ parameters }}.p * {{ frequency }} + {{ parameters }}.q - 1e0, 0e0)
{%- endmacro %}

{#- The Gaussian hypergeometric function 2F1(first, second; third; z), z from 0 to 1: its series as a Horner scheme.
    The ratio of a term to the one before moves steadily from that at which the scheme stops to z, so what is left out lies
    between 1 / (1 - last ratio) and 1 / (1 - z) of the last term, and the former is put in its place.
    With 500 terms it is right to twelve digits where z <= 0.95, to eight where z <= 0.975, to four where z <= 0.99. -#}
{% macro hyp2f1(first, second, third, z, terms=500) -%}
    {%- set ratio -%}
        ({{ first }} + n) * ({{ second }} + n) / (({{ third }} + n) * (n + 1e0)) * {{ z }}
    {%- endset -%}
    {%- set last_ratio -%}
        ({{ first }} + {{ terms }}) * ({{ second }} + {{ terms }})
        / (({{ third }} + {{ terms }}) * ({{ terms }} + 1e0)) * {{ z }}
    {%- endset -%}
    {{ fold_down(terms, '1e0 / (1e0 - ' ~ last_ratio ~ ')', '1e0 + ' ~ ratio ~ ' * so_far') }}
{%- endmacro %}
