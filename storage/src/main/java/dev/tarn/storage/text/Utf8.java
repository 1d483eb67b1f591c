package dev.tarn.storage.text;

/// Checks UTF-8 by the table of the Unicode standard (table 3-7, well-formed byte sequences).
final class Utf8 {
    private Utf8() {}

    /// Whether `data[from..to)` is well-formed.
    static boolean isValid(byte[] data, int from, int to) {
        int at = from;
        while (at < to) {
            int first = data[at] & 0xFF;
            if (first < 0x80) {
                at++;
                continue;
            }
            int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
            if (first < 0xC2 || first > 0xF4 || at + length > to) {
                return false;
            }
            int second = data[at + 1] & 0xFF;
            int low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
            int high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
            if (second < low || second > high) {
                return false;
            }
            for (int i = 2; i < length; i++) {
                if ((data[at + i] & 0xC0) != 0x80) {
                    return false;
                }
            }
            at += length;
        }
        return true;
    }
}
