package dev.tarn.engine.differential;

import java.util.ArrayList;
import java.util.List;

/// A predicate in both spellings, which cannot drift apart.
sealed interface Condition {

    /// As Tarn is asked.
    String tarn();

    /// As DuckDB is asked, so that it means the same.
    String duck();

    /// Conditions that are less and may show the same disagreement.
    List<Condition> smaller();

    /// A predicate of one column, or two.
    record Leaf(String tarn, String duck) implements Condition {
        static Leaf same(String text) {
            return new Leaf(text, text);
        }

        @Override
        public List<Condition> smaller() {
            return List.of();
        }
    }

    record Not(Condition operand) implements Condition {
        @Override
        public String tarn() {
            return "not (" + operand.tarn() + ")";
        }

        @Override
        public String duck() {
            return "not (" + operand.duck() + ")";
        }

        @Override
        public List<Condition> smaller() {
            List<Condition> smaller = new ArrayList<>(List.of(operand));
            operand.smaller().forEach(one -> smaller.add(new Not(one)));
            return smaller;
        }
    }

    /// Operands joined by `word`, AND or OR.
    record Joined(String word, List<Condition> operands) implements Condition {
        @Override
        public String tarn() {
            return String.join(
                    " " + word + " ",
                    operands.stream().map(one -> "(" + one.tarn() + ")").toList());
        }

        @Override
        public String duck() {
            return String.join(
                    " " + word + " ",
                    operands.stream().map(one -> "(" + one.duck() + ")").toList());
        }

        @Override
        public List<Condition> smaller() {
            List<Condition> smaller = new ArrayList<>(operands);
            for (int i = 0; i < operands.size(); i++) {
                if (operands.size() > 2) {
                    List<Condition> fewer = new ArrayList<>(operands);
                    fewer.remove(i);
                    smaller.add(new Joined(word, fewer));
                }
                for (Condition one : operands.get(i).smaller()) {
                    List<Condition> changed = new ArrayList<>(operands);
                    changed.set(i, one);
                    smaller.add(new Joined(word, changed));
                }
            }
            return smaller;
        }
    }
}
