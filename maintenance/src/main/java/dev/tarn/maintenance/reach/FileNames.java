package dev.tarn.maintenance.reach;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Locations taken apart, so that two spellings of one file are told as one.
///
/// The rules are those of Iceberg's orphan removal in Spark: files are the same if their paths are,
/// and their schemes and authorities are equal or declared to be. Beyond that, plain paths are
/// local files, an authority that is left out fits any, and empty and `.` segments do not count:
/// each of these lets more files be referred to, never fewer.
public final class FileNames {
    /// Schemes of one store, as `s3` has them.
    public static final Map<String, String> EQUAL_SCHEMES = Map.of("s3a,s3n", "s3");

    /// With [#EQUAL_SCHEMES] alone.
    public static final FileNames STANDARD = new FileNames(Map.of(), Map.of());

    private static final String HDFS_PORT = ":8020";

    private final Map<String, String> schemes = new HashMap<>();
    private final Map<String, String> authorities = new HashMap<>();

    /// @param equalSchemes names by commas, to the one that stands for them, beside
    ///   [#EQUAL_SCHEMES]
    /// @param equalAuthorities the same of hosts and buckets
    public FileNames(Map<String, String> equalSchemes, Map<String, String> equalAuthorities) {
        flatten(EQUAL_SCHEMES, schemes);
        flatten(equalSchemes, schemes);
        flatten(equalAuthorities, authorities);
    }

    private static void flatten(Map<String, String> equal, Map<String, String> into) {
        equal.forEach((names, one) -> {
            for (String name : names.split(",")) {
                into.put(name.strip(), one.strip());
            }
        });
    }

    /// @param prefix scheme and authority, such as `s3://bucket`; `file://` for local files
    /// @param path from the first slash on, without trailing slash
    public record Name(String prefix, String path) {

        /// Whether this is `directory`, or lies below it.
        public boolean isUnder(Name directory) {
            return prefix.equals(directory.prefix)
                    && path.startsWith(directory.path)
                    && (path.length() == directory.path.length()
                            || directory.path.endsWith("/")
                            || path.charAt(directory.path.length()) == '/');
        }
    }

    public Name name(String location) {
        int colon = location.indexOf(':');
        int slash = location.indexOf('/');
        boolean hasScheme = colon > 1 && (slash < 0 || colon < slash);
        String scheme = hasScheme ? location.substring(0, colon).toLowerCase(Locale.ROOT) : "file";
        String rest = hasScheme ? location.substring(colon + 1) : location;
        String authority = "";
        if (hasScheme && rest.startsWith("//")) {
            int end = rest.indexOf('/', 2);
            authority = end < 0 ? rest.substring(2) : rest.substring(2, end);
            rest = end < 0 ? "" : rest.substring(end);
        }
        return new Name(
                schemes.getOrDefault(scheme, scheme) + "://" + authority(scheme, authority),
                path(rest));
    }

    private String authority(String scheme, String authority) {
        String plain = authority;
        if (scheme.equals("file")) {
            plain = "";
        } else if (scheme.equals("hdfs")) {
            plain = plain.toLowerCase(Locale.ROOT);
            if (plain.endsWith(HDFS_PORT)) {
                plain = plain.substring(0, plain.length() - HDFS_PORT.length());
            }
        }
        return authorities.getOrDefault(plain, plain);
    }

    private static String path(String text) {
        if (!text.contains("//") && !text.contains("/.") && !text.endsWith("/")) {
            return text;
        }
        List<String> segments = new ArrayList<>();
        for (String segment : text.split("/", -1)) {
            if (segment.equals("..") && !segments.isEmpty()) {
                segments.removeLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return "/" + String.join("/", segments);
    }

    /// Whether files of equal paths are one file: whether `reference`, the prefix that metadata
    /// have, is that of the file itself.
    static boolean isSame(String reference, String file) {
        if (reference.equals(file)) {
            return true;
        }
        int end = reference.indexOf("://") + 3;
        boolean sameScheme = file.startsWith(reference.substring(0, end));
        return sameScheme && (reference.length() == end || file.length() == end);
    }
}
