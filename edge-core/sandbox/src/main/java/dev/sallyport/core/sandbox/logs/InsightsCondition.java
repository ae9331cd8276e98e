package dev.sallyport.core.sandbox.logs;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

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
    record Like(String field, Pattern pattern) implements InsightsCondition {
        private static final int BUDGET = 5_000_000;

        @Override
        public boolean holds(Map<String, String> row) {
            String found = row.get(field);
            try {
                return found != null && pattern.matcher(new Metered(found, new int[] {BUDGET})).find();
            } catch (StackOverflowError e) {
                throw LogsFaults.query("The regular expression is too deep for the sandbox: " + pattern);
            }
        }

        private record Metered(
                String text, @SuppressWarnings("ArrayRecordComponent") int[] left) implements CharSequence {
            @Override
            public char charAt(int index) {
                if (left[0]-- <= 0) {
                    throw LogsFaults.query("The regular expression takes too long.");
                }
                return text.charAt(index);
            }

            @Override
            public int length() {
                return text.length();
            }

            @Override
            public CharSequence subSequence(int start, int end) {
                return new Metered(text.substring(start, end), left);
            }

            @Override
            public String toString() {
                return text;
            }
        }
    }
}
