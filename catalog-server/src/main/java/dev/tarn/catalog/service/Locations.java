package dev.tarn.catalog.service;

import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.BadRequestException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Where tables may live: under the warehouse, or under one of the roots the operator allowed.
///
/// Everything a client can point somewhere is checked: table and view locations, the `write.*.path`
/// properties, and metadata files to register. Comparison is on a canonical form, so `file:/a//b`
/// and `file:///a/b` are one place and `..` is nowhere; how a client may spell a location is in
/// [LocationSpelling]. On the local disk a symbolic link does not lead out of a root either.
/// Default locations come from ids, never from names.
public final class Locations {
    private static final List<String> PATH_PROPERTIES =
            List.of(
                    TableProperties.WRITE_DATA_LOCATION,
                    TableProperties.WRITE_METADATA_LOCATION,
                    "write.object-storage.path",
                    "write.folder-storage.path");

    private final String warehouse;
    private final List<String> roots;

    /// @param warehouse where tables without a location go
    /// @param alsoAllowed further roots; the warehouse is always allowed
    public Locations(String warehouse, List<String> alsoAllowed) {
        this.warehouse = stripTrailingSlash(warehouse);
        List<String> all = new ArrayList<>();
        all.add(canonical(warehouse));
        for (String root : alsoAllowed) {
            all.add(canonical(root));
        }
        this.roots = List.copyOf(all);
    }

    /// Whether some location is allowed by both.
    public boolean overlaps(Locations other) {
        for (String root : roots) {
            for (String otherRoot : other.roots) {
                if (isUnder(root, otherRoot) || isUnder(otherRoot, root)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Whether the catalog may write there.
    boolean allows(String canonical) {
        for (String root : roots) {
            if (isUnder(root, canonical) && !LocalLinks.leadOutOf(root, canonical)) {
                return true;
            }
        }
        return false;
    }

    /// Where tables and views without a location of their own are.
    List<String> ownRoots() {
        return List.of(warehouse + "/tables", warehouse + "/views");
    }

    boolean isInOwnRoot(String canonical) {
        return ownRoots().stream().anyMatch(root -> isUnder(canonical(root), canonical));
    }

    String forTable(String uuid) {
        return warehouse + "/tables/" + uuid;
    }

    String forView(String uuid) {
        return warehouse + "/views/" + uuid;
    }

    /// Checks a location a client asked for and returns it without a trailing slash, else as
    /// written.
    String checked(String what, String location) {
        LocationSpelling.check(what, location);
        String canonical = canonical(location);
        if (roots.contains(canonical)) {
            throw new BadRequestException(
                    "%s %s is a root for many tables; name a place below it", what, location);
        }
        if (allows(canonical)) {
            return stripTrailingSlash(location);
        }
        throw new BadRequestException(
                "%s %s is outside the locations this catalog may write: %s", what, location, roots);
    }

    /// Whether a location, in whatever spelling metadata has it, lies below an allowed root.
    boolean isAllowed(String location) {
        try {
            checked("Location", location);
            return true;
        } catch (BadRequestException e) {
            return false;
        }
    }

    void checkProperties(Map<String, String> properties) {
        for (String key : PATH_PROPERTIES) {
            String location = properties.get(key);
            if (location != null) {
                checked("Property " + key, location);
            }
        }
    }

    /// Where the properties send files, as they spell it.
    static List<String> paths(Map<String, String> properties) {
        List<String> result = new ArrayList<>();
        for (String key : PATH_PROPERTIES) {
            String location = properties.get(key);
            if (location != null) {
                result.add(location);
            }
        }
        return result;
    }

    /// Both in canonical form.
    public static boolean isUnder(String root, String location) {
        return location.equals(root) || location.startsWith(root + "/");
    }

    /// Lower-case scheme, `file:///` for every spelling of a local path, `s3` for `s3a` and `s3n`,
    /// lower-case hosts without the default port for HDFS, no empty segments, no trailing slash.
    public static String canonical(String location) {
        int colon = location.indexOf(':');
        String scheme = "file";
        String rest = location;
        if (colon > 1) {
            scheme = location.substring(0, colon).toLowerCase(Locale.ROOT);
            rest = location.substring(colon + 1);
        }
        String authority = "";
        if (rest.startsWith("//")) {
            int slash = rest.indexOf('/', 2);
            authority = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
            rest = slash < 0 ? "" : rest.substring(slash);
        }
        if (scheme.equals("s3a") || scheme.equals("s3n")) {
            scheme = "s3";
        }
        if (scheme.equals("hdfs") || scheme.equals("viewfs")) {
            authority = authority.toLowerCase(Locale.ROOT);
        }
        if (scheme.equals("hdfs") && authority.endsWith(":8020")) {
            authority = authority.substring(0, authority.length() - ":8020".length());
        }
        if (scheme.equals("file") && authority.equalsIgnoreCase("localhost")) {
            authority = "";
        }
        if (scheme.equals("file") && !rest.startsWith("/")) {
            throw new BadRequestException("Location %s is not absolute", location);
        }
        return scheme + "://" + authority + normalized(location, rest);
    }

    private static String normalized(String location, String path) {
        StringBuilder result = new StringBuilder();
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".")) {
                continue;
            }
            if (segment.equals("..")) {
                throw new BadRequestException("Location %s has a '..' segment", location);
            }
            result.append('/').append(segment);
        }
        return result.toString();
    }

    private static String stripTrailingSlash(String location) {
        int end = location.length();
        while (end > 1 && location.charAt(end - 1) == '/' && location.charAt(end - 2) != '/') {
            end--;
        }
        return location.substring(0, end);
    }
}
