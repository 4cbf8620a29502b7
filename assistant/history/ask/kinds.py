"""What a stretch of a question can be to its meaning: names of kinds. Vocabulary only."""

COUNT, ROW, WHICH, WHEN, LIST, BY, TOP = "count", "row", "which", "when", "list", "by", "top"
ORDER, STATISTIC, MEASURE, COLUMN, ENTITY = "order", "statistic", "measure", "column", "entity"
REPAIR, BUCKET, LAST, FIRST, MENTION, COMPARE, KPI = (
    "repair", "bucket", "last", "first", "mention", "compare", "kpi",
)  # fmt: skip
NOT, OR, AND, DISTINCT, CATEGORY, FAILURE, TREND, PARETO, AMOUNT, UNIT, IN, FILLER = (
    "not", "or", "and", "distinct", "category", "failure", "trend", "pareto", "amount", "unit",
    "in", "filler",
)  # fmt: skip
SHARE, RATIO, VERSUS, MORE, EACH, HOW = "share", "ratio", "versus", "more", "each", "how"
UNKNOWN = "unknown"
