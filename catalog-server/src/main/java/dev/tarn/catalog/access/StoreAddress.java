package dev.tarn.catalog.access;

import org.apache.iceberg.exceptions.ForbiddenException;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a warehouse's store answers, and which bucket and path a request to it means: buckets are
/// in the host name or first in the path.
final class StoreAddress {
    /// `bucket.s3.region.amazonaws.com` and its older, dual-stack and accelerated spellings.
    private static final Pattern AMAZON =
            Pattern.compile(
                    "(?:(?<bucket>[a-z0-9][a-z0-9.-]*)\\.)?s3(?:-accelerate)?(?:[.-]dualstack)?"
                            + "(?:[.-][a-z]{2}(?:-[a-z]+)+-[0-9])?\\.amazonaws\\.com(?:\\.cn)?");

    private final @Nullable String endpointHost;
    private final int endpointPort;

    /// @param endpoint null for Amazon's
    StoreAddress(@Nullable String endpoint) {
        if (endpoint == null) {
            this.endpointHost = null;
            this.endpointPort = 443;
            return;
        }
        URI uri = URI.create(endpoint);
        String host = uri.getHost();
        if (host == null) {
            throw new IllegalArgumentException("s3.endpoint is not a URL: " + endpoint);
        }
        this.endpointHost = host.toLowerCase(Locale.ROOT);
        this.endpointPort = port(uri);
    }

    /// @param rawPath undecoded, after the bucket; begins with a slash or is empty
    record Place(String bucket, String rawPath) {}

    /// @throws ForbiddenException when the request goes somewhere else, or names no bucket
    Place locate(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!isHttp || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw refused(uri);
        }
        String bucket = bucketOfHost(uri, host);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        if (!bucket.isEmpty()) {
            return new Place(bucket, path);
        }
        int slash = path.indexOf('/', 1);
        String first = path.isEmpty() ? "" : path.substring(1, slash < 0 ? path.length() : slash);
        if (!first.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw refused(uri);
        }
        return new Place(first, slash < 0 ? "" : path.substring(slash));
    }

    /// Empty when the bucket is in the path.
    private String bucketOfHost(URI uri, String host) {
        if (endpointHost == null) {
            Matcher amazon = AMAZON.matcher(host);
            if (!amazon.matches() || port(uri) != 443) {
                throw refused(uri);
            }
            String bucket = amazon.group("bucket");
            return bucket == null ? "" : bucket;
        }
        if (port(uri) != endpointPort) {
            throw refused(uri);
        }
        if (host.equals(endpointHost)) {
            return "";
        }
        if (host.endsWith("." + endpointHost)) {
            return host.substring(0, host.length() - endpointHost.length() - 1);
        }
        throw refused(uri);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "http".equals(uri.getScheme()) ? 80 : 443;
    }

    private static ForbiddenException refused(URI uri) {
        return new ForbiddenException(
                "Requests to %s://%s are not signed: this warehouse's store is elsewhere",
                uri.getScheme(), uri.getRawAuthority());
    }
}
