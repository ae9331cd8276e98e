package dev.sallyport.core.sandbox.logs;

import dev.sallyport.core.match.BoundedRegex;
import java.util.List;
import java.util.Map;

/** The condition of a {@code filter} command. */
sealed interface InsightsCondition {
    /** Whether a row fulfils it. */
    boolean holds(Map<String, String> row);

    record And(InsightsCondition left, InsightsCondition right) implements InsightsCondition {
        @Override
        public boolean holds(Map<String, String> row) {
            return left.holds(row) && right.holds(row);
        }
    }

    record Or(InsightsCondition left, InsightsCondition right) implements InsightsCondition {
        @Override
        public boolean holds(Map<String, String> row) {
            return left.holds(row) || right.holds(row);
        }
    }

    record Not(InsightsCondition inner) implements InsightsCondition {
        @Override
        public boolean holds(Map<String, String> row) {
            return !inner.holds(row);
        }
    }

    record Present(String field) implements InsightsCondition {
        @Override
        public boolean holds(Map<String, String> row) {
            return row.containsKey(field);
        }
    }

    record Compare(String field, String operator, String value) implements InsightsCondition {
        @Override
        public boolean holds(Map<String, String> row) {
            String found = row.get(field);
            if (found == null) {
                return operator.equals("!=");
            }
            int order = Insights.compare(found, value);
            return switch (operator) {
                case "=" -> order == 0;
                case "!=" -> order != 0;
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        }
    }

    record In(String field, List<String> values) implements InsightsCondition {
        @Override
        public boolean holds(Map<String, String> row) {
            String found = row.get(field);
            return found != null && values.stream().anyMatch(value -> Insights.compare(found, value) == 0);
        }
    }

    /** A substring is given as a quoted pattern. */
    record Like(String field, BoundedRegex pattern) implements InsightsCondition {
        @Override
        public boolean holds(Map<String, String> row) {
            String found = row.get(field);
            return found != null
                    && switch (pattern.find(found)) {
                        case YES -> true;
                        case NO -> false;
                        case GAVE_UP -> throw LogsFaults.query("The regular expression takes too long: " + pattern);
                    };
        }
    }
}
