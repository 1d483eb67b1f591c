package dev.tarn.catalog.http;

import java.time.Duration;

/// Hears of every request that the catalog has answered, in the thread that answered it.
@FunctionalInterface
public interface RequestListener {
    RequestListener NONE = (_, _, _, _) -> {};

    /// @param route what was mounted, such as `/catalog/*`; never a path, so there are only few
    /// @param took until the answer was handed to the network
    void answered(String method, String route, int status, Duration took);
}
