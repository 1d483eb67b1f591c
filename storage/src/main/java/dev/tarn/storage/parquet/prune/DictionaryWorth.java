package dev.tarn.storage.parquet.prune;

import dev.tarn.storage.parquet.prune.BoundsJudge.Verdict;
import dev.tarn.storage.parquet.prune.Condition.All;
import dev.tarn.storage.parquet.prune.Condition.Any;
import dev.tarn.storage.parquet.prune.Condition.ColumnTest;
import dev.tarn.storage.parquet.prune.Condition.Constant;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Which tests are worth a request for a dictionary, after bounds could not tell: those that few
/// values meet, and all that bounds had no say about. A range that reaches a bound is met by the
/// value there, and so is a denial; two tests of one column may meet in a gap. Tests that are
/// decided already do not count.
final class DictionaryWorth {
    private DictionaryWorth() {}

    /// `bounded` says whether the bounds of the column are known, `known` what is of a test by now.
    static boolean isWorth(Condition asked, boolean bounded, Function<Condition, Verdict> known) {
        return switch (asked) {
            case Constant constant -> false;
            case ColumnTest test -> isWorth(test, bounded);
            case All(List<Condition> parts) -> {
                List<Condition> open = undecided(parts, known);
                yield open.size() > 1 || isWorth(open.getFirst(), bounded, known);
            }
            case Any(List<Condition> parts) -> {
                for (Condition part : undecided(parts, known)) {
                    if (!isWorth(part, bounded, known)) {
                        yield false;
                    }
                }
                yield true;
            }
        };
    }

    private static List<Condition> undecided(
            List<Condition> parts, Function<Condition, Verdict> known) {
        List<Condition> open = new ArrayList<>();
        for (Condition part : parts) {
            if (known.apply(part) == Verdict.MAYBE) {
                open.add(part);
            }
        }
        return open;
    }

    private static boolean isWorth(ColumnTest test, boolean bounded) {
        return switch (test.op()) {
            case IS_NULL, NOT_NULL -> false;
            case IS_NAN, IN, STARTS_WITH -> true;
            case NOT_IN -> test.values().length > 1 || !bounded;
            case NOT_NAN, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, NOT_STARTS_WITH ->
                    !bounded;
        };
    }
}
