-- grain: one row per object that rules decide and row of its seeds, and one more per seed
{{ rule_rows() }}
