package dev.tarn.catalog.http;

import java.util.Map;

/// Several warehouses behind one door: `/v1/{prefix}/…` goes to the warehouse of that name as
/// `/v1/…`, everything else to the main one. Thread-safe.
public final class PrefixRouter {
    private static final String ROOT = "/v1/";

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
        if (path.startsWith(ROOT)) {
            int end = path.indexOf('/', ROOT.length());
            Router router = end < 0 ? null : byPrefix.get(path.substring(ROOT.length(), end));
            if (router != null) {
                return router.handle(call.withRawPath(ROOT + path.substring(end + 1)));
            }
        }
        return main.handle(call);
    }
}
