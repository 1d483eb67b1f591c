package dev.tarn.testkit.slt;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.regex.Pattern;

/// One step of a script. `line` counts from 1 and is where the record starts.
sealed interface SltRecord {

    int line();

    /// SQL that must succeed.
    record Statement(int line, String sql) implements SltRecord {}

    /// SQL that must fail, with a message in which `pattern` is found.
    record Failure(int line, String sql, @Nullable Pattern pattern) implements SltRecord {}

    /// SQL whose answer is known. `types` has one of I, R, T for each column. `expected` are the
    /// lines after `----`, which are lines `answerLine` to `answerLine + expected.size()` (from 0)
    /// of the file.
    record Query(
            int line,
            String sql,
            String types,
            Sort sort,
            @Nullable String label,
            List<String> expected,
            int answerLine)
            implements SltRecord {}

    /// Ends the script.
    record Halt(int line) implements SltRecord {}

    /// Results of more values than this are written as a hash; 0 for never.
    record HashThreshold(int line, int valueCount) implements SltRecord {}

    /// In which order values are compared: as they come, by row, or one by one.
    enum Sort {
        NOSORT,
        ROWSORT,
        VALUESORT
    }
}
