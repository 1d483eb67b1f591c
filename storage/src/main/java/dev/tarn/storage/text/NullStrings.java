package dev.tarn.storage.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The texts that mean NULL in a file; an empty field always does.
final class NullStrings {
    private final byte[][] texts;

    NullStrings(List<String> texts) {
        this.texts =
                texts.stream()
                        .filter(text -> !text.isEmpty())
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new);
    }

    /// Whether only empty fields mean NULL.
    boolean isEmptyOnly() {
        return texts.length == 0;
    }

    /// Whether `data[from..to)` means NULL.
    boolean matches(byte[] data, int from, int to) {
        if (from == to) {
            return true;
        }
        for (byte[] text : texts) {
            if (text.length == to - from && Arrays.equals(text, 0, text.length, data, from, to)) {
                return true;
            }
        }
        return false;
    }
}
