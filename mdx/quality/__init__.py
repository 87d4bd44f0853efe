"""Is a record good: score, findings, rules, rendering, report."""
