package dev.tarn.catalog.service;

import org.jspecify.annotations.Nullable;

/// Who asks for a change and from where, as the change feed tells it.
///
/// @param principal the name of who was authenticated; null without authentication
/// @param clientAddress the peer's address; null for code in this process
/// @param userAgent what the client calls itself
public record Origin(
        @Nullable String principal, @Nullable String clientAddress, @Nullable String userAgent) {
    private static final int MAX_CHARS = 256;

    /// Code in this process.
    public static final Origin LOCAL = new Origin(null, null, null);

    public Origin {
        if (userAgent != null && userAgent.length() > MAX_CHARS) {
            userAgent = userAgent.substring(0, MAX_CHARS);
        }
    }

    public Origin withPrincipal(@Nullable String name) {
        return new Origin(name, clientAddress, userAgent);
    }
}
