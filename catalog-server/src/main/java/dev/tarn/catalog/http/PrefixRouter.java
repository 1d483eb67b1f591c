package dev.tarn.catalog.http;

import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Several warehouses behind one door: `/v1/{prefix}/…` goes to the warehouse of that name as
/// `/v1/…`, everything else to the main one. What is ours and not the specification's takes
/// `?warehouse=NAME` too. Thread-safe.
public final class PrefixRouter {
    private static final String ROOT = "/v1/";
    private static final String WAREHOUSE = "warehouse";
    private static final Set<String> EXTENSIONS = Set.of("dropped", "tasks");

    private final Router main;
    private final Map<String, Router> byPrefix;

    /// @param byPrefix by warehouse name, the main one included
    public PrefixRouter(Router main, Map<String, Router> byPrefix) {
        this.main = main;
        this.byPrefix = Map.copyOf(byPrefix);
    }

    /// Never throws, like [Router#handle].
    public Answer handle(Call call) {
        String path = call.rawPath();
        String first = firstSegment(path);
        Router router = byPrefix.get(first);
        int end = ROOT.length() + first.length() + 1;
        if (router != null && end <= path.length()) {
            return router.handle(call.withRawPath(ROOT + path.substring(end)));
        }
        String asked = call.query().get(WAREHOUSE);
        if (asked == null || !EXTENSIONS.contains(first)) {
            return main.handle(call);
        }
        Router named = byPrefix.get(asked);
        return named == null ? noSuchWarehouse(call, asked) : named.handle(call);
    }

    /// Whether a path is one of what is ours, in any warehouse.
    boolean isExtension(String path) {
        String first = firstSegment(path);
        if (EXTENSIONS.contains(first)) {
            return true;
        }
        int end = ROOT.length() + first.length() + 1;
        return byPrefix.containsKey(first)
                && end <= path.length()
                && EXTENSIONS.contains(firstSegment(ROOT + path.substring(end)));
    }

    private Answer noSuchWarehouse(Call call, String asked) {
        return Router.error(
                call.method(),
                call.rawPath(),
                call.headers(),
                new CatalogException(
                        ErrorCode.NO_SUCH_WAREHOUSE,
                        "No such warehouse: %s, there are %s"
                                .formatted(asked, new TreeSet<>(byPrefix.keySet()))));
    }

    /// The segment behind the version, or "".
    private static String firstSegment(String path) {
        if (!path.startsWith(ROOT)) {
            return "";
        }
        int end = path.indexOf('/', ROOT.length());
        return path.substring(ROOT.length(), end < 0 ? path.length() : end);
    }
}
