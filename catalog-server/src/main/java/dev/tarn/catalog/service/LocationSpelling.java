package dev.tarn.catalog.service;

import org.apache.iceberg.exceptions.BadRequestException;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// How a location that a client names must be spelled, so that every client, store and policy reads
/// the same place from it.
///
/// Refused is what means something else to some of them: `..` in any encoding, `?` and `#` (where
/// Iceberg's `S3FileIO` cuts the key off), `\`, control characters, `*` (a wildcard in policies), a
/// user in the authority, and, outside the local disk, `.` and empty segments, which are names of
/// their own in S3 and none in HDFS.
final class LocationSpelling {
    private static final Set<Character> REFUSED = Set.of('?', '#', '\\', '*');
    private static final int MAX_CHARS = 1_024;
    private static final int MAX_DECODINGS = 3;

    private LocationSpelling() {}

    /// @throws BadRequestException saying what is wrong with it
    static void check(String what, String location) {
        if (location.length() > MAX_CHARS) {
            throw new BadRequestException(
                    "%s has %s characters; accepted are %s", what, location.length(), MAX_CHARS);
        }
        for (int i = 0; i < location.length(); i++) {
            char c = location.charAt(i);
            if (REFUSED.contains(c) || Character.isISOControl(c)) {
                throw refused(what, location, "has a character that is not accepted: " + shown(c));
            }
        }
        String path = path(what, location);
        boolean isLocal = Locations.canonical(location).startsWith("file:");
        checkSegments(what, location, path, isLocal);
        checkDecoded(what, location, path);
    }

    /// What follows the authority.
    private static String path(String what, String location) {
        int authority = location.indexOf("://");
        if (authority < 0) {
            return location;
        }
        int slash = location.indexOf('/', authority + 3);
        String host = location.substring(authority + 3, slash < 0 ? location.length() : slash);
        if (host.contains("@") || host.contains("%")) {
            throw refused(what, location, "has more than a host in its authority");
        }
        return slash < 0 ? "" : location.substring(slash);
    }

    private static void checkSegments(String what, String location, String path, boolean isLocal) {
        String trimmed = path;
        while (trimmed.endsWith("/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        if (isLocal || trimmed.isEmpty()) {
            return;
        }
        String inner = trimmed.startsWith("/") ? trimmed.substring(1) : trimmed;
        for (String segment : inner.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".")) {
                throw refused(what, location, "has an empty or '.' segment");
            }
        }
    }

    /// Some client or store decodes; what it would then see must not climb either.
    private static void checkDecoded(String what, String location, String path) {
        String decoded = path;
        for (int i = 0; i <= MAX_DECODINGS; i++) {
            for (String segment : decoded.split("[/\\\\]", -1)) {
                if (segment.equals("..") || i > 0 && segment.equals(".")) {
                    throw refused(what, location, "has a '..' segment");
                }
            }
            String next = decode(decoded);
            if (next.equals(decoded)) {
                return;
            }
            decoded = next;
        }
        throw refused(what, location, "is percent-encoded too often");
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static String shown(char c) {
        return Character.isISOControl(c) ? "U+%04X".formatted((int) c) : "'" + c + "'";
    }

    private static BadRequestException refused(String what, String location, String why) {
        return new BadRequestException("%s %s %s", what, location, why);
    }
}
