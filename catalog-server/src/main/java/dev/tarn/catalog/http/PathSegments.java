package dev.tarn.catalog.http;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.BadRequestException;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Raw path segments → names. `+` decodes to a blank, as clients up to Iceberg 1.11 write it; no
/// name may hold a `+`, so nothing is lost. Namespace levels are split at `%1F` before they are
/// decoded.
final class PathSegments {
    private static final Pattern SEPARATOR = Pattern.compile("%1[Ff]|\u001f");

    private PathSegments() {}

    static Namespace namespace(String rawSegment) {
        String[] levels = SEPARATOR.split(rawSegment, -1);
        for (int i = 0; i < levels.length; i++) {
            levels[i] = decode(levels[i]);
        }
        return Namespace.of(levels);
    }

    /// The value of a `parent` query parameter, which arrives decoded; empty is the top level.
    static Namespace namespaceOfParameter(String value) {
        return value.isEmpty() ? Namespace.empty() : Namespace.of(SEPARATOR.split(value, -1));
    }

    static String decode(String rawSegment) {
        try {
            return URLDecoder.decode(rawSegment, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e, "Path segment is not URL-encoded: %s", rawSegment);
        }
    }
}
