package dev.tarn.testkit.slt;

import java.util.ArrayList;
import java.util.List;

/// What came of a script: records that passed, records left out (for other engines, or by the
/// options), and one text for each that failed, starting with `file:line`.
public record SltReport(String name, int passed, int skipped, List<String> failures) {
    public SltReport {
        failures = List.copyOf(failures);
    }

    /// Both reports as one.
    public SltReport plus(SltReport other) {
        List<String> both = new ArrayList<>(failures);
        both.addAll(other.failures);
        return new SltReport(name, passed + other.passed, skipped + other.skipped, both);
    }

    /// One line: passed, failed, skipped.
    public String summary() {
        return "%s: %d passed, %d failed, %d skipped"
                .formatted(name, passed, failures.size(), skipped);
    }
}
