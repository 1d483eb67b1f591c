package dev.tarn.engine.command;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers of bytes as people write them: plain, or with `kB`, `MB`, `GB` or `TB`, which are powers
/// of 1024, in any case.
final class ByteSizes {
    private static final Pattern SPELLING =
            Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)\\s*([a-zA-Z]*)");
    private static final Map<String, Long> UNITS =
            Map.of("", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30, "tb", 1L << 40);
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private ByteSizes() {}

    /// What `text` says, rounded up; null where it says none, or more than a long holds.
    static @Nullable Long parse(String text) {
        Matcher matcher = SPELLING.matcher(text.strip());
        Long unit = matcher.matches() ? UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            return null;
        }
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
        return bytes.compareTo(MOST) > 0
                ? null
                : bytes.setScale(0, RoundingMode.UP).longValueExact();
    }
}
