package dev.tarn.engine.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Names that a misspelled one may have meant, by edit distance.
public final class Nearest {
    private static final int MAX_NAMES = 3;
    private static final int MAX_CANDIDATES = 10_000;

    private Nearest() {}

    /// `; did you mean a, b or c?`, or nothing where no name is near.
    public static String hint(String asked, Collection<String> candidates) {
        List<String> near = of(asked, candidates);
        if (near.isEmpty()) {
            return "";
        }
        String last = near.getLast();
        String others = String.join(", ", near.subList(0, near.size() - 1));
        return "; did you mean " + (others.isEmpty() ? last : others + " or " + last) + "?";
    }

    /// At most three of the candidates that are within a third of the asked name's length (two at
    /// least), or that start with it, nearest first.
    public static List<String> of(String asked, Collection<String> candidates) {
        String lower = asked.toLowerCase(Locale.ROOT);
        int limit = Math.max(2, asked.length() / 3);
        return candidates.stream()
                .limit(MAX_CANDIDATES)
                .distinct()
                .map(name -> new Ranked(name, distance(lower, name.toLowerCase(Locale.ROOT))))
                .filter(ranked ->
                        ranked.distance <= limit
                                || (lower.length() >= 3
                                        && ranked.name.toLowerCase(Locale.ROOT).contains(lower)))
                .sorted(Comparator.comparingInt(Ranked::distance).thenComparing(Ranked::name))
                .limit(MAX_NAMES)
                .map(Ranked::name)
                .toList();
    }

    private record Ranked(String name, int distance) {}

    /// Levenshtein's distance.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
