package dev.tarn.catalog.access;

import org.apache.iceberg.exceptions.ForbiddenException;
import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Keys and parameters out of a raw URL, read as strictly as the most lenient store: what two
/// stores could read differently is refused.
final class UrlText {
    private UrlText() {}

    /// The key that a raw path names, without its leading slash.
    ///
    /// @throws ForbiddenException for `.` and `..` segments in any encoding, a bare `+`, and
    ///   control characters
    static String key(String rawPath) {
        String key = decode(rawPath.startsWith("/") ? rawPath.substring(1) : rawPath);
        checkKey(key);
        return key;
    }

    /// The same rules for a key that arrives decoded.
    static void checkKey(String key) {
        for (int i = 0; i < key.length(); i++) {
            if (Character.isISOControl(key.charAt(i))) {
                throw new ForbiddenException("Keys with control characters are not signed");
            }
        }
        for (String segment : key.split("[/\\\\]", -1)) {
            String once = decodeLeniently(segment);
            String twice = decodeLeniently(once);
            if (isDots(segment) || isDots(once) || isDots(twice)) {
                throw new ForbiddenException(
                        "Keys with '.' or '..' segments are not signed: %s", key);
            }
        }
    }

    private static boolean isDots(String segment) {
        return segment.equals(".") || segment.equals("..");
    }

    /// Decoded parameters; a parameter without a value has an empty one.
    ///
    /// @throws ForbiddenException when one is given twice
    static Map<String, String> parameters(@Nullable String rawQuery) {
        Map<String, String> result = new LinkedHashMap<>();
        if (rawQuery == null || rawQuery.isEmpty()) {
            return result;
        }
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (result.put(name, value) != null) {
                throw new ForbiddenException("Parameter %s is given twice", name);
            }
        }
        return result;
    }

    private static String decode(String raw) {
        if (raw.indexOf('+') >= 0) {
            throw new ForbiddenException("A '+' in a URL must be written %%2B: %s", raw);
        }
        try {
            String decoded = URLDecoder.decode(raw, StandardCharsets.UTF_8);
            if (decoded.indexOf('\uFFFD') >= 0) {
                throw new ForbiddenException("The URL is not UTF-8: %s", raw);
            }
            return decoded;
        } catch (IllegalArgumentException e) {
            throw new ForbiddenException(e, "The URL is not percent-encoded: %s", raw);
        }
    }

    private static String decodeLeniently(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
